"""The same statement in several languages: one group, offered alike on each page and in each form."""

import datetime
import json
import re
import subprocess
import time
import xml.etree.ElementTree

import pytest

from newsroom import BUILD, Folder, statement, wait_until

LINK = "{http://www.w3.org/1999/xhtml}link"
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
ATOM = "{http://www.w3.org/2005/Atom}"


def member(title, lang, *names, **more):
    """A statement in `lang` that names others ("de=name" or "de=https://…")."""
    head = more.pop("head", "") + "".join(
        '<translation href="{1}" xml:lang="{0}"/>'.format(*name.split("=", 1)) for name in names)
    return statement(title, lang=lang, head=head, **more)


FOREIGN = "https://example.com/es"
GROUPS = {
    # Each names one other only.
    "en": member("En", "en"),
    "de": member("De", "de", "en=en"),
    "2024/fr": member("Fr", "fr", "en=../en", f"es={FOREIGN}"),
    # Joined through one that is gone.
    "gone-en": member("Gone en", "en", head='<withdrawn when="2024-06-01T10:00:00Z">x</withdrawn>'),
    "gone-de": member("Gone de", "de", "en=gone-en"),
    "gone-fr": member("Gone fr", "fr", "en=gone-en"),
    # Not through one that nobody may see.
    "draft-en": member("Draft en", "en", attributes='id="draft-en" status="draft"'),
    "draft-de": member("Draft de", "de", "en=draft-en"),
    "draft-fr": member("Draft fr", "fr", "en=draft-en"),
    "draft-it": member("Draft it", "it", "de=draft-de", "fr=draft-fr",
                       attributes='id="draft-it" status="draft"'),
    # Two in one language.
    "two-en": member("Two en", "en"),
    "two-de": member("Two de", "de", "en=two-en"),
    "two-fr": member("Two fr", "fr", "en=two-en", "de=two-de"),
    "two-other": member("Two other", "de", "en=two-en"),
}


def prepare(server):
    for name, text in GROUPS.items():
        server.newsroom.drop(f"{name}.xml", text)


def on_page(server, name):
    """What a page's head offers, itself too."""
    page = server.get(f"/statements/{name}").text
    links = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', page)
    return {(lang, address.split("/statements/")[-1]) for lang, address in links}


def in_header(server, name):
    links = server.get(f"/statements/{name}").header("Link")
    return {(lang, address.split("/statements/")[-1]) for address, lang in
            re.findall(r'<([^>]+)>; rel="alternate"; hreflang="([^"]+)"', links)}


def in_metadata(server, name):
    page = server.get(f"/statements/{name}").text
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1])
    found = []

    def walk(node):
        if isinstance(node, dict):
            for key, value in node.items():
                if key == "workTranslation":
                    found.extend(value if isinstance(value, list) else [value])
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)
    walk(data)
    return {(one["inLanguage"], (one.get("url") or one["@id"]).split("/statements/")[-1])
            for one in found}


def in_atom(server, name):
    root = xml.etree.ElementTree.fromstring(server.get(f"/statements/{name}.atom").body)
    return {(link.get("hreflang"), link.get("href").split("/statements/")[-1])
            for link in root.iter(f"{ATOM}link")
            if link.get("rel") == "related" and link.get("hreflang")}


def in_sitemap(server, name):
    root = xml.etree.ElementTree.fromstring(server.get("/statements/sitemap.xml").body)
    for url in root:
        if url.findtext(LOC).endswith(f"/statements/{name}"):
            return {(link.get("hreflang"), link.get("href").split("/statements/")[-1])
                    for link in url.findall(LINK)}
    return set()


def offers(server, name, lang):
    """What all outputs offer of the statement `name`, and that they offer the same."""
    page = on_page(server, name)
    others = {one for one in page if one != (lang, name)}
    assert not others or (lang, name) in page
    assert in_header(server, name) == others
    assert in_metadata(server, name) == others
    assert in_atom(server, name) == others
    assert in_sitemap(server, name) == page
    return others


def test_a_group_is_closed_and_each_output_offers_the_same(server):
    assert offers(server, "en", "en") == {("de", "de"), ("fr", "2024/fr")}
    assert offers(server, "de", "de") == {("en", "en"), ("fr", "2024/fr")}
    assert offers(server, "2024/fr", "fr") == {("de", "de"), ("en", "en"), ("es", FOREIGN)}


def test_text_and_archive_offer_the_same(server):
    text = server.get("/statements/de.txt").text
    assert "/statements/en>" in text and "/statements/2024/fr>" in text


def test_a_group_is_joined_through_what_was_public(server):
    assert offers(server, "gone-de", "de") == {("fr", "gone-fr")}
    assert offers(server, "gone-fr", "fr") == {("de", "gone-de")}


def test_nothing_hidden_joins_a_group(server):
    assert offers(server, "draft-de", "de") == set()
    assert offers(server, "draft-fr", "fr") == set()


def test_of_two_in_one_language_a_page_offers_the_one_that_it_names(server):
    assert offers(server, "two-fr", "fr") == {("en", "two-en"), ("de", "two-de")}
    assert offers(server, "two-en", "en") == {("fr", "two-fr")}
    assert offers(server, "two-de", "de") == {("en", "two-en"), ("fr", "two-fr")}
    assert offers(server, "two-other", "de") == {("en", "two-en"), ("fr", "two-fr")}


def test_all_pages_of_a_group_follow_what_becomes_of_one(server):
    """A member is published, withdrawn, renamed, and no longer names the others."""
    newsroom = server.newsroom
    newsroom.drop("a-en.xml", member("A en", "en"))
    newsroom.drop("a-de.xml", member("A de", "de", "en=a-en"))
    newsroom.drop("a-fr.xml", member("A fr", "fr", "en=a-en"))

    def all_offer(*members):
        return all(on_page(server, name) == (set(members) if len(members) > 1 else set())
                   for lang, name in members)
    wait_until(lambda: all_offer(("en", "a-en"), ("de", "a-de"), ("fr", "a-fr")), 20)
    newsroom.drop("a-es.xml", member("A es", "es", "fr=a-fr"))
    wait_until(lambda: all_offer(("en", "a-en"), ("de", "a-de"), ("fr", "a-fr"), ("es", "a-es")), 20)
    newsroom.drop("a-en.xml", member("A en", "en", head=(
        '<withdrawn when="2024-06-01T10:00:00Z">x</withdrawn>')))
    wait_until(lambda: all_offer(("de", "a-de"), ("fr", "a-fr"), ("es", "a-es")), 20)
    newsroom.remove("a-es.xml")
    newsroom.drop("b-es.xml", member("A es", "es", "fr=a-fr"))
    wait_until(lambda: all_offer(("de", "a-de"), ("fr", "a-fr"), ("es", "b-es")), 20)
    newsroom.drop("c-it.xml", member("A it", "it", "fr=a-fr"))
    newsroom.drop("c-pl.xml", member("A pl", "pl", "it=c-it"))
    wait_until(lambda: all_offer(("de", "a-de"), ("fr", "a-fr"), ("es", "b-es"), ("it", "c-it"),
                                 ("pl", "c-pl")), 20)
    newsroom.remove("c-it.xml")  # which still joins what it joined
    wait_until(lambda: all_offer(("de", "a-de"), ("fr", "a-fr"), ("es", "b-es"), ("pl", "c-pl")), 20)
    newsroom.remove("c-pl.xml")
    wait_until(lambda: all_offer(("de", "a-de"), ("fr", "a-fr"), ("es", "b-es")), 20)
    newsroom.drop("a-de.xml", member("A de", "de"))
    wait_until(lambda: all_offer(("de", "a-de")) and all_offer(("fr", "a-fr"), ("es", "b-es")), 20)


def test_an_embargo_that_ends_joins_a_group(server):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=6)
    server.newsroom.drop("e-de.xml", member("E de", "de"))
    server.newsroom.drop("e-fr.xml", member("E fr", "fr"))
    server.newsroom.drop("e-en.xml", member("E en", "en", "de=e-de", "fr=e-fr",
                                            published=moment.isoformat(timespec="seconds")))
    for name in ("e-de", "e-fr"):
        server.wait_for(f"/statements/{name}", 200)
        wait_until(lambda at=name: int(re.search(r"max-age=(\d+)", server.get(
            f"/statements/{at}").header("Cache-Control"))[1]) < 7)
        assert not on_page(server, name)
    wait_until(lambda: on_page(server, "e-fr") and on_page(server, "e-de"), 20)
    assert offers(server, "e-fr", "fr") == {("de", "e-de"), ("en", "e-en")}


def told_twice(folder):
    """Of each file, where `check` says that something is twice, and what."""
    done = subprocess.run([BUILD / "statement", "check", folder], capture_output=True, text=True,
                          check=False, timeout=100)
    return set(re.findall(r"/([^/\n]*)\.xml:(\d+:\d+): warning: There is more than one translation"
                          r" into “(.*?)”", done.stderr))


PAIR = {"p-en": member("P en", "en"), "p-de": member("P de", "de", "en=p-en"),
        "p-at": member("P at", "de", "en=p-en")}
ROOT, HEAD = "2:1", "7:5"  # in the text of statement()
TWICE = {
    "nobody names one": (PAIR, {("p-en", ROOT, "de")}),
    "one names others": ({**PAIR, "p-fr": member("P fr", "fr", "en=p-en"),
                          "p-it": member("P it", "it", "fr=p-fr", "DE=p-at")},
                         {("p-en", ROOT, "de"), ("p-fr", HEAD, "de")}),
    "two foreign ones are named": ({"p": member("P", "de", "en=https://e.org/1",
                                                "en=https://e.org/2")}, set()),
    "one is named by a path of the server": ({**PAIR, "p-en": member("P en", "en",
                                                                     "de=/statements/p-de")}, set()),
    "one is a draft": ({**PAIR, "p-at": member(
        "P at", "de", "en=p-en", attributes='id="at" status="draft"')}, set()),
    "one is to come": ({**PAIR, "p-at": member("P at", "de", "en=p-en", published="2099-01-01")},
                       set()),
    "one is withdrawn": ({**PAIR, "p-at": member(
        "P at", "de", "en=p-en", head='<withdrawn when="2024-06-01T10:00:00Z">x</withdrawn>')},
        set()),
    "a draft's own page": ({**PAIR, "p-en": member("P en", "en", attributes='id="e" status="draft"')},
                           set()),
    # The address is what has to be corrected there, and `check` says that.
    "one is named as what it is not": ({"p-en": member("P en", "en", "de=p-de", "de=p-uk"),
                                        "p-de": member("P de", "de"), "p-uk": member("P uk", "en")},
                                       set()),
    "joined through one that is gone": (
        {"p-en": member("P en", "en", head='<withdrawn when="2024-06-01T10:00:00Z">x</withdrawn>'),
         "p-de": PAIR["p-de"], "p-at": PAIR["p-at"], "p-fr": member("P fr", "fr", "en=p-en")},
        {("p-fr", HEAD, "de")}),
}


@pytest.mark.parametrize("case", TWICE)
def test_check_says_which_page_shows_none_of_two(tmp_path, case):
    texts, told = TWICE[case]
    for name, text in texts.items():
        Folder(tmp_path).drop(f"{name}.xml", text)
    assert told_twice(tmp_path) == told


def said_twice(server, words="more than one translation into"):
    return [line for line in server.log_since(0).decode().splitlines() if words in line]


def test_the_log_says_it_once_and_again_when_it_is_over(server):
    newsroom = server.newsroom
    wait_until(lambda: any("two-en.xml" in line for line in said_twice(server)), 20, "the first look")
    with server.expects("STM0102", "/q-en.xml:2:1", "more than one translation into"):
        for name in ("en", "de", "at"):
            newsroom.drop(f"q-{name}.xml", PAIR[f"p-{name}"].replace("p-", "q-"))
    server.wait_for("/statements/q-en", 200)
    for ending in ("", ".rss", ".atom", ".json", ".txt"):
        assert server.get(f"/statements/q-en{ending}").status == 200
    assert server.get("/statements/").status == server.get("/statements/feed.json").status == 200
    time.sleep(1.5)
    assert all("STM0102" in line for line in said_twice(server))
    assert len([line for line in said_twice(server) if "q-" in line]) == 1
    with server.expects("STM0111", "/q-en.xml"):  # It names one.
        newsroom.drop("q-en.xml", member("P en", "en", "de=q-at"))
    with server.expects("STM0102", "/q-en.xml:2:1", "more than one translation into"):
        newsroom.drop("q-en.xml", member("P en", "en"))
    with server.expects("STM0111", "/q-en.xml"):  # Another file leaves the group.
        newsroom.drop("q-at.xml", member("P at", "de"))
    with server.expects("STM0102", "/q-en.xml:2:1", "more than one translation into"):
        newsroom.drop("q-at.xml", member("P at", "de", "en=q-en"))
    with server.expects("STM0111", "/q-en.xml", seconds=10):
        newsroom.remove("q-at.xml")


@pytest.mark.parametrize("address", ["https://example.com/{}", "https://example.com/one"])
def test_a_page_offers_fifty_at_most(server, address):
    """Their addresses stand in a header, too, which readers and proxies bound."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    tags = [first + second for first in letters for second in letters][:400]
    folder = Folder(server.run / "newsroom")
    folder.drop("many.xml", member("Many", "en", *(f"{tag}={address.format(tag)}" for tag in tags)))
    answer = server.wait_for("/statements/many", 200)
    wait_until(lambda: server.get("/statements/many").text.count("hreflang") > 40)
    answer = server.get("/statements/many")
    assert answer.header("Link").count("hreflang") <= 60
    assert len(set(re.findall('<link rel="alternate" hreflang="([^"]*)"', answer.text))) <= 51
    folder.remove("many.xml")
