"""The sample newsroom as feed readers see it: every visible sample with its date and text."""

import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import time
import xml.etree.ElementTree as ElementTree

import feedparser
import pytest

from newsroom import NEWSROOM, ROOT, wait_until

CONFIG = NEWSROOM
SAMPLES = ROOT / "conf/statements"
HIDDEN = {"broken-tram-works", "centenary-2099", "draft-winter-timetable",
          "2026/gauge-trial-report"}


def names():
    return sorted(str(path.relative_to(SAMPLES))[:-4] for path in SAMPLES.rglob("*.xml"))


def plain(element):
    return " ".join("".join(element.itertext()).split())


def visible():
    """Name, words of the title and day of each sample that readers shall see."""
    found = {}
    for name in names():
        if name not in HIDDEN:
            head = ElementTree.parse(SAMPLES / f"{name}.xml").getroot().find("head")
            found[name] = (plain(head.find("title")), head.find("published").text.strip())
    return found


def prepare(server):
    server.allow("STM0101", "STM0102")
    shutil.copytree(SAMPLES, server.newsroom.path, dirs_exist_ok=True)


@pytest.fixture(scope="module")
def feed(server):
    wait_until(lambda: server.get("/statements/feed.rss").text.count("</item>") == len(visible()),
               10, "all samples in the feed")
    return feedparser.parse(server.get("/statements/feed.rss").body)


def test_the_samples_are_as_many_as_a_newcomer_is_promised():
    assert len(visible()) >= 9 and HIDDEN < set(names())


def test_feedparser_reads_the_feed_without_complaint(feed):
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "rss20"
    assert feed.feed.title == "Example Press Office"
    assert any(link.rel == "self" for link in feed.feed.links)


def test_feedparser_sees_every_visible_sample_with_its_moment_and_text(feed):
    entries = {entry.link.split("/statements/")[1]: entry for entry in feed.entries}
    assert set(entries) == set(visible())
    for name, (title, published) in visible().items():
        entry = entries[name]
        assert squash(entry.title) == squash(title)
        assert entry.published_parsed[0] == int(published[:4])
        assert len(entry.content[0].value) > 200
        assert entry.id and not entry.guidislink
        assert entry.summary, name


def squash(text):
    """Without white space and invisible characters, for comparing words."""
    return re.sub(r"[\s\u00a0\u202f\u200e\u200f\u2066-\u2069]+", "", text)


def test_newest_come_first(feed):
    moments = [entry.published_parsed for entry in feed.entries]
    assert moments == sorted(moments, reverse=True)


@pytest.mark.parametrize("extension", ["rss", "atom"])
def test_newsboat_shows_every_visible_sample(server, feed, tmp_path, extension):
    assert feed.entries
    (tmp_path / "urls").write_text(
        f"http://127.0.0.1:{server.port}/statements/feed.{extension}\n")
    (tmp_path / "config").write_text("")
    base = ["newsboat", f"--url-file={tmp_path}/urls", f"--cache-file={tmp_path}/cache.db",
            f"--config-file={tmp_path}/config"]
    environment = {**os.environ, "HOME": str(tmp_path), "TERM": "dumb", "LC_ALL": "C.UTF-8"}
    for key in [key for key in environment if key.lower().endswith("_proxy")]:
        del environment[key]
    subprocess.run(base + ["--execute=reload"], check=True, env=environment, timeout=60)

    with sqlite3.connect(tmp_path / "cache.db") as cache:
        rows = cache.execute("SELECT title, pubDate, content, url FROM rss_item").fetchall()
    items = {url.split("/statements/")[1]: (title, date, content)
             for title, date, content, url in rows}
    assert set(items) == set(visible())
    for name, (title, published) in visible().items():
        shown, date, content = items[name]
        assert squash(shown) == squash(title)
        assert abs(time.gmtime(date).tm_year - int(published[:4])) == 0
        assert len(content) > 200


@pytest.mark.parametrize("extension", ["rss", "atom"])
def test_sfeed_shows_every_visible_sample(server, feed, extension):
    assert feed.entries
    body = server.get(f"/statements/feed.{extension}").body
    parsed = subprocess.run(["sfeed"], input=body, check=True,
                            stdout=subprocess.PIPE).stdout.decode()
    items = {fields[2].split("/statements/")[1]: fields
             for fields in (line.split("\t") for line in parsed.splitlines())}
    assert set(items) == set(visible())
    for name, (title, published) in visible().items():
        date, shown, _, content, kind = items[name][:5]
        assert squash(shown) == squash(title)
        assert time.gmtime(int(date)).tm_year == int(published[:4])
        assert kind == "html" and len(content) > 200
    listing = subprocess.run(["sfeed_plain"], input=parsed.encode(), check=True,
                             stdout=subprocess.PIPE).stdout.decode()
    assert len(listing.splitlines()) == len(visible())


@pytest.mark.parametrize("name", sorted(HIDDEN))
def test_hidden_samples_are_in_nothing_that_can_be_fetched(server, feed, name):
    text = (SAMPLES / f"{name}.xml").read_text()
    title = re.search(r"<tit[lem]+>([^<]+)</", text)[1].strip()
    for tail in ("", ".xml", ".html", ".rss", ".atom", ".json", ".txt", ".vcf"):
        answer = server.get(f"/statements/{name}{tail}")
        assert answer.status == (410 if name.endswith("gauge-trial-report") else 404)
    pages = [f"/statements/{folder}{tail}" for folder in ("", "2026/")
             for tail in ("", "feed.rss", "feed.atom", "feed.json")]
    pages += [f"/statements/{other}{tail}" for other in visible()
              for tail in ("", ".rss", ".atom", ".json", ".txt")]
    for page in pages:
        body = server.get(page).text
        assert title[:30] not in body, page
        assert pathlib.PurePath(name).name not in body, page


def test_contacts_marked_internal_are_in_no_output(server, feed):
    for name in visible():
        document = ElementTree.parse(SAMPLES / f"{name}.xml").getroot()
        hidden = [plain(leaf) for part in document.iter() if part.get("scope") == "internal"
                  for leaf in part.iter() if leaf.text and leaf.tag in ("email", "phone", "p")]
        for tail in ("", ".xml", ".rss", ".atom", ".json", ".txt", ".vcf"):
            body = server.get(f"/statements/{name}{tail}").text
            for words in hidden:
                assert words not in body, (name, tail)
