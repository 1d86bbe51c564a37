"""File names of every kind lead from the lists to the page and back to the same file."""

import json
import os
import re
import xml.etree.ElementTree as ElementTree
from html import unescape
from urllib.parse import quote, unquote, urljoin

import feedparser
import pytest

from newsroom import NEWSROOM, statement

CONFIG = NEWSROOM

NAMES = [
    "Erklärung (final) 100%",
    "a+b",
    "x;v=1",
    "q?",
    "c:d",
    "#1",
    "two  spaces",
    "quote\"and'apostrophe",
    "less<than>&amp;",
    "tab\tinside",
    "comma,semicolon;",
    "percent%41",
    "[brackets]{braces}|^`",
    "back\\slash",
    "e\u0301te\u0301 decomposed",  # as macOS spells names
    "\u00e9t\u00e9 composed",
    "日本語の声明",
    "הודעה",
    "dots.in.the.name",
    "v2.rss",
    "2024-05-04T10:00",
    "~tilde",
    "-dash",
    "as a copy~",
    "as a copy.bak",
    "n" * 251,
    "sub folder/ünï/a&b",
]


def prepare(server):
    server.allow("STM0101", "STM0102")
    for number, name in enumerate(NAMES):
        server.newsroom.drop(f"{name}.xml", statement(
            f"Named {number:02}", published=f"2024-01-{number + 1:02}",
            attributes=f'id="named-{number}"'))
    for number, name in enumerate(ODD):
        server.newsroom.drop(f"{name}.xml", statement(
            f"Odd {number:02}", published=f"2023-01-{number + 1:02}",
            attributes=f'id="odd-{number}"'))


@pytest.mark.parametrize("number, name", list(enumerate(NAMES)))
def test_a_name_answers_under_its_percent_encoded_spelling(server, number, name):
    for tail, media_type in (("", "text/html"), (".rss", "application/rss+xml"),
                             (".txt", "text/plain"), (".xml", "text/html")):
        answer = server.get("/statements/" + quote(name) + tail)
        assert (answer.status, answer.type) == (200, media_type), tail
        assert f"Named {number:02}" in answer.text


def test_links_of_archive_and_feed_lead_to_each_file(server):
    found = set()
    base = f"http://news.example.org:{server.port}"
    pages = [server.get("/statements/"), server.get("/statements/?page=2")]
    hrefs = [unescape(href) for page in pages for href in re.findall(r'href="([^"]*)"', page.text)]
    feed = ElementTree.fromstring(server.get("/statements/feed.rss").body)
    for href in hrefs + [link.text for link in feed.iterfind("channel/item/link")]:
        address = (base + href if href.startswith("/") else href).split("#")[0]
        if not address.startswith(base) or "?" in address:
            continue
        answer = server.get(address[len(base):])
        assert answer.status == 200, address
        if answer.type == "text/html":
            found.update(re.findall(r"<h1[^>]*>\s*(Named \d\d)", answer.text))
    assert found == {f"Named {number:02}" for number in range(len(NAMES))}


def test_a_name_that_is_no_utf8_breaks_neither_lists_nor_feed(server):
    folder = os.fsencode(server.newsroom.path)
    path = os.path.join(folder, b"Erkl\xe4rung.xml")
    with server.expects("STM0103", "not UTF-8"):
        with open(path, "wb") as file:
            file.write(statement("In Latin letters", published="2024-12-01").encode())
    answer = server.wait_for("/statements/Erkl%E4rung", 200)
    assert "In Latin letters" in answer.text
    for address in ("/statements/", "/statements/feed.rss"):
        text = server.get(address).body.decode("utf-8")
        assert "\ufffd" not in text
    assert not feedparser.parse(server.get("/statements/feed.rss").body).bozo
    os.unlink(path)


def test_names_that_differ_in_case_are_two_statements(server):
    server.newsroom.drop("Case.xml", statement("Upper case"))
    server.newsroom.drop("case.xml", statement("Lower case"))
    assert "Upper case" in server.wait_for("/statements/Case", 200).text
    assert "Lower case" in server.wait_for("/statements/case", 200).text
    server.newsroom.remove("Case.xml")
    server.newsroom.remove("case.xml")


ODD = ["$d", "(round)", "bang!", "it's", "star*", "at@home", "a=b,c", "half;way", "plus+minus",
       "tilde~x", "[square]", "a&b", "ümlaut"]


def addresses_of(server, name):
    """Each spelling of the page's address in what the newsroom answers, by place."""
    path = "/statements/" + quote(name)
    page = server.get(path)
    title = f"Odd {ODD.index(name):02}"
    archive = unescape(server.get("/statements/?year=2023").text)
    found = {
        "canonical": re.findall(r'<link rel="canonical" href="([^"]*)"', page.text),
        "og:url": re.findall(r'<meta property="og:url" content="([^"]*)"', page.text),
        "JSON-LD": [json.loads(text)["url"] for text in re.findall(
            r'<script type="application/ld\+json">(.*?)</script>', page.text, re.S)],
        "Link": re.findall(r'<([^>]*)>; rel="?canonical', page.header("Link") or ""),
        "text": re.findall(r"https?://\S*/statements/[^\s>]+", server.get(path + ".txt").text)[:1],
        "archive": re.findall(rf'href="([^"]*)"[^>]*>{title}<', archive),
        "RSS": [item.findtext("link") for item in ElementTree.fromstring(
            server.get(path + ".rss").body).iter("item")],
        "Atom": [link.get("href") for entry in ElementTree.fromstring(
            server.get(path + ".atom").body).iter("{http://www.w3.org/2005/Atom}entry")
            for link in entry.iter("{http://www.w3.org/2005/Atom}link")
            if link.get("rel", "alternate") == "alternate"
            and link.get("hreflang", "en") == "en"][:1],
        "JSON": [item["url"] for item in json.loads(server.get(path + ".json").body)["items"]],
        "sitemap": [loc.text for loc in ElementTree.fromstring(
            server.get("/statements/sitemap.xml").body).iter() if loc.tag.endswith("loc")
            and unquote(loc.text).endswith("/statements/" + name)],
    }
    return {place: {urljoin(f"http://news.example.org:{server.port}/", unescape(address))
                    for address in some} for place, some in found.items()}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_name_has_one_spelling_everywhere(server, name):
    found = addresses_of(server, name)
    assert all(found.values()), found
    assert len(set.union(*found.values())) == 1, found
