"""What each directive changes for a reader."""

import re

import pytest

from newsroom import Folder, Server, statement

PLACES = {
    "plain": "",
    "titled": 'StatementTitle "Haus & Hof"',
    "based": "StatementBaseURL https://www.example.org/news",
    "named": "StatementIdentity another.example.org",
    "german": "StatementLanguage de",
    "arabic": "StatementLanguage ar",
    "zoned": "StatementTimeZone Asia/Tokyo",
    "few": "StatementFeedItems 1",
    "all": "StatementShow All",
    "warn": "StatementValidate Warn",
    "source": "StatementSource On",
    "aged": "StatementMaxAge 10s",
    "private": "StatementAudience Private",
    "small": "StatementMaxSize 2K",
    "shallow": "StatementMaxDepth 10",
    "unmarked": "StatementParam statement-marks none",
    "house": 'StatementFormat html "${RUN}/house/house.xsl"',
    "extra": 'StatementFormat headline "${RUN}/house/headline.xsl" ext=head type=text/x-headline',
}
CONFIG = "\n".join(f"""
Alias "/{name}" "${{RUN}}/{name}"
<Directory "${{RUN}}/{name}">
    Require all granted
    StatementEngine On
    {line}
</Directory>""" for name, line in PLACES.items())
READY = [f"/{name}/" for name in PLACES]

HOUSE = """<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="html" encoding="UTF-8"/>
  <xsl:template match="/"><html><body>House style: <xsl:value-of select="statement/head/title"/>
  </body></html></xsl:template>
</xsl:stylesheet>
"""
HEADLINE = HOUSE.replace('method="html"', 'method="text"').replace(
    "<html><body>House style: ", "Headline: ").replace("</body></html>", "")
INTERNAL = ('<contact scope="internal"><name>Secret words</name>'
            "<email>secret@example.org</email></contact>")


def prepare(server):
    server.allow("STM0101", "STM0102")
    Folder(server.run / "house").drop("house.xsl", HOUSE)
    Folder(server.run / "house").drop("headline.xsl", HEADLINE)
    for name in PLACES:
        folder = Folder(server.run / name)
        folder.drop("first.xml", statement("First", published="2024-01-01T20:00:00Z"))
        folder.drop("second.xml", statement("Second", published="2024-02-02T20:00:00Z",
                                            head=INTERNAL))
    for name in ("plain", "all"):
        Folder(server.run / name).drop("draft.xml", statement(
            "A draft", attributes='id="draft" status="draft"'))
        Folder(server.run / name).drop("later.xml", statement("Later", published="2099-01-01"))
    for name in ("plain", "warn"):
        Folder(server.run / name).drop("odd.xml", statement(
            "Odd", body="<p>Known.</p><unknown>Words in an unknown element.</unknown>"))
    for name in ("plain", "small"):
        Folder(server.run / name).drop("long.xml", statement("Long", body="<p>word</p>" * 300))
    for name in ("plain", "shallow"):
        Folder(server.run / name).drop("deep.xml", statement(
            "Deep", body="<p>" + "<em>" * 9 + "deep" + "</em>" * 9 + "</p>"))
    for name in ("plain", "unmarked"):
        Folder(server.run / name).drop("around.xml", statement("Around", body=(
            '<p>They say:</p><statement xml:lang="en"><head><title>Inner</title>'
            "<issuer>Someone</issuer></head><body><p>Quoted words.</p></body></statement>")))
    for name in ("plain", "zoned"):
        Folder(server.run / name).drop("day.xml", statement("Day", published="2024-03-03"))


@pytest.mark.parametrize("place, address, words, plain_has_them", [
    ("titled", "", "Haus &amp; Hof", False),
    ("titled", "feed.rss", "Haus &amp; Hof", False),
    ("based", "feed.rss", "<link>https://www.example.org/news/first</link>", False),
    ("few", "feed.rss", "<title>First</title>", True),
    ("all", "", "A draft", False),
    ("all", "", "Later", False),
    ("all", "draft", "A draft", False),
    ("warn", "odd", "Words in an unknown element.", False),
    ("small", "", "Long", True),
    ("shallow", "", "Deep", True),
    ("unmarked", "around", "“Quoted words.”", True),
    ("house", "first", "House style: First", False),
    ("extra", "first.head", "Headline: First", False),
])
def test_a_directive_changes_what_a_reader_gets(server, place, address, words, plain_has_them):
    with_directive = server.get(f"/{place}/{address}").text
    without = server.get(f"/plain/{address}").text
    assert (words in without) == plain_has_them
    assert (words in with_directive) != plain_has_them


def test_a_format_of_ones_own_has_its_media_type(server):
    assert server.get("/extra/first.head").type == "text/x-headline"
    assert server.get("/extra/first.xml", {"Accept": "text/x-headline"}).type == "text/x-headline"


def test_what_shows_drafts_says_so_and_is_kept_by_nobody(server):
    for address in ("", "draft", "later", "first", "feed.rss"):
        answer = server.get(f"/all/{address}")
        assert answer.status == 200
        assert "no-store" in answer.header("Cache-Control")
    assert server.get("/all/draft").text != server.get("/plain/draft").text


def test_an_identity_of_ones_own_changes_the_feeds_identities_only(server):
    guids = [re.findall(r"<guid[^>]*>([^<]*)", server.get(f"/{place}/feed.rss").text)
             for place in ("plain", "named", "few")]
    assert not set(guids[0]) & set(guids[1])
    assert set(guids[2]) <= set(guids[0])


def test_a_zone_moves_the_shown_day_of_a_moment_but_not_that_of_a_day(server):
    assert "January 1, 2024" in server.get("/plain/first").text
    assert "January 2, 2024" in server.get("/zoned/first").text
    assert "March 3, 2024" in server.get("/zoned/day").text
    assert "Sat, 02 Mar 2024 15:00:00 GMT" in server.get("/zoned/feed.rss").text


def test_the_source_is_sent_only_where_it_is_allowed_and_without_what_is_internal(server):
    for tail, headers in (("second.xml", {"Accept": "application/xml"}), ("second.xml?source", {})):
        answer = server.get(f"/source/{tail}", headers)
        assert answer.type in ("application/xml", "text/xml")
        assert "<title>Second</title>" in answer.text
        assert "Secret words" not in answer.text and "secret@example.org" not in answer.text
        other = server.get(f"/plain/{tail}", headers)
        assert other.type == "text/html" and "Secret words" not in other.text


@pytest.mark.parametrize("place, wanted", [("plain", "max-age=60"), ("aged", "max-age=10"),
                                           ("private", "private")])
def test_freshness_and_audience_are_told_to_caches(server, place, wanted):
    for address in ("", "first", "feed.rss"):
        control = server.get(f"/{place}/{address}").header("Cache-Control")
        assert wanted in [part.strip() for part in control.split(",")], address


def test_engine_and_webdav_in_one_place_are_a_warning_at_start(server):
    one = Server(server.mpm, """
DavLockDB "${RUN}/davlock"
Alias "/statements" "${RUN}/newsroom"
<Directory "${RUN}/newsroom">
    Require all granted
    StatementEngine On
    Dav On
</Directory>
""")
    try:
        with one.expects("STM0301", "Dav"):
            one.start()
    finally:
        one.stop()


@pytest.mark.parametrize("name, lang, direction, archive, missing", [
    ("german", "de", "ltr", "Alle Mitteilungen|Feed abonnieren", "Unter dieser Adresse"),
    ("arabic", "ar", "rtl", "", ""),
    ("plain", "en", "ltr", "Subscribe to the feed", "There is nothing at this address"),
])
def test_the_newsrooms_own_pages_are_in_its_language(server, name, lang, direction, archive,
                                                     missing):
    for path, status, words in [("", 200, archive), ("nothing", 404, missing)]:
        answer = server.get(f"/{name}/{path}")
        assert answer.status == status
        assert f'<html lang="{lang}" dir="{direction}">' in answer.text
        assert answer.header("Content-Language") == lang
        assert re.search(words, answer.text)
        assert lang == "en" or "Subscribe to the feed" not in answer.text
    assert f"<language>{lang}</language>" in server.get(f"/{name}/feed.rss").text
    assert f'xml:lang="{lang}"' in server.get(f"/{name}/feed.atom").text.split("<entry")[0]
    assert f'"language": "{lang}"' in server.get(f"/{name}/feed.json").text.split('"items"')[0]
    # A statement keeps its own.
    assert '<html lang="en"' in server.get(f"/{name}/first").text
