"""Letters that are not seen leave titles; white space of every kind goes at edges."""

import html
import json
import subprocess
import xml.etree.ElementTree as ElementTree

import pytest

import newsroom
from rendering import COMMAND

CONFIG = newsroom.NEWSROOM
READY = ["/statements/", "/statements/letters"]
TITLE = "\u3000Water\u2028quality \u202eup\u202c <em>no\u200bw\u00ad</em>\u00a0"
SEEN = "Water quality up now"
KEPT = "می\u200cخواهم 👩\u200d🚀 ไทย\u200bไทย \u200f"


def prepare(server):
    server.newsroom.drop("letters.xml", newsroom.statement(
        TITLE, body="<p>\u3000Indented\u2029text.\u00a0</p>", attributes='id="letters"'))
    server.newsroom.drop("kept.xml", newsroom.statement(
        KEPT + "x", published="2024-01-01", attributes='id="kept"'))
    server.newsroom.drop("solid.xml", newsroom.statement(
        "声明", published="2023-01-01", lang="ja", attributes='id="solid"',
        body="<p>社長は<quote>市場で<quote>待て</quote></quote>と。</p>"))


def titles(server):
    page = html.unescape(server.get("/statements/letters").text)
    rss = ElementTree.fromstring(server.get("/statements/feed.rss").body)
    atom = ElementTree.fromstring(server.get("/statements/feed.atom").body)
    entry = "{http://www.w3.org/2005/Atom}"
    return {
        "title": page.split("<title>")[1].split(" – ")[0].split("</title>")[0],
        "og": page.split('property="og:title" content="')[1].split('"')[0],
        "JSON-LD": page.split('"headline":"')[1].split('"')[0],
        "rss": [item.findtext("title") for item in rss.iter("item")][0],
        "atom": [item.findtext(entry + "title") for item in atom.iter(entry + "entry")][0],
        "json": json.loads(server.get("/statements/feed.json").body)["items"][0]["title"],
        "text": server.get("/statements/letters.txt").text,
        "archive": html.unescape(server.get("/statements/").text),
        "search": html.unescape(server.get("/statements/?q=quality").text.replace(
            "<mark>", "").replace("</mark>", "")),
    }


def test_titles_hold_what_is_seen(server):
    for place, title in titles(server).items():
        if place in ("text", "archive", "search"):
            assert SEEN in title, place
        else:
            assert title == SEEN, place


def test_paragraphs_have_no_space_at_their_edges(server):
    assert ">Indented text.</p>" in server.get("/statements/letters").text
    assert "\u3000" not in server.get("/statements/letters.txt").text


def test_what_scripts_and_emoji_need_stays(server):
    assert KEPT + "x" in server.get("/statements/kept").text
    assert KEPT + "x" in server.get("/statements/feed.rss").text


@pytest.mark.parametrize("path", ["solid", "solid.txt", "solid.rss"])
def test_east_asian_marks_that_meet_are_set_solid(server, path):
    assert "「市場で『待て』」と" in server.get("/statements/" + path).text


def test_check_warns_of_them(tmp_path):
    (tmp_path / "letters.xml").write_text(newsroom.statement(TITLE, attributes='id="x"'))
    (tmp_path / "kept.xml").write_text(newsroom.statement(KEPT, attributes='id="y"'))
    done = subprocess.run([COMMAND, "check", tmp_path], capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert done.returncode == 0
    for code in ("U+2028", "U+202E", "U+200B"):
        assert code in said
    assert "kept.xml" not in said


@pytest.mark.parametrize("title", ["\u202e\u202c", "\u200b", "\u3000", "\u2028\u00a0", "<em>\u00ad</em>"])
def test_a_title_of_which_nothing_is_seen_is_empty(tmp_path, title):
    (tmp_path / "x.xml").write_text(newsroom.statement(title, attributes='id="x"'))
    done = subprocess.run([COMMAND, "check", tmp_path], capture_output=True, text=True, check=False)
    assert done.returncode != 0 and "<title> is empty" in done.stdout + done.stderr
