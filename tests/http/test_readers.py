"""The sample newsroom as feed readers see it: every visible sample with its date and text."""

import calendar
import datetime
import html
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
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


def squash(text):
    """Without white space and invisible characters, for comparing words."""
    return re.sub(r"[\s\u00a0\u202f\u200e\u200f\u2066-\u2069]+", "", text)


def plain(element):
    return " ".join("".join(element.itertext()).split())


def moment_of(published):
    """Seconds since 1970; a date alone is midnight in the newsroom's zone."""
    moment = datetime.datetime.fromisoformat(published)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=datetime.timezone.utc))
               .timestamp())


class Sample:
    """What readers shall see of one sample."""

    def __init__(self, name):
        root = ElementTree.parse(SAMPLES / f"{name}.xml").getroot()
        self.title = plain(root.find("head/title"))
        self.moment = moment_of(root.findtext("head/published").strip())
        self.lang = root.get("{http://www.w3.org/XML/1998/namespace}lang")
        self.pieces = [squash(text) for element in root.find("body").iter()
                       if element.tag not in ("published", "updated", "source")
                       for text in (element.text, element.tail) if text and text.strip()]

    def missing_from(self, content):
        """The pieces of its body that are not in a feed's HTML."""
        shown = squash(html.unescape(re.sub("<[^>]*>", "", content)))
        return [piece for piece in self.pieces if piece not in shown]


def visible():
    """Each sample that readers shall see, by its name."""
    return {name: Sample(name) for name in names() if name not in HIDDEN}


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


@pytest.mark.parametrize("extension", ["rss", "atom"])
def test_feedparser_sees_every_visible_sample_with_moment_language_and_text(server, feed, extension):
    assert feed.entries
    parsed = feedparser.parse(server.get(f"/statements/feed.{extension}").body)
    assert not parsed.bozo and parsed.feed.language == "en"
    entries = {entry.link.split("/statements/")[1]: entry for entry in parsed.entries}
    assert set(entries) == set(visible())
    for name, sample in visible().items():
        entry = entries[name]
        assert squash(entry.title) == squash(sample.title)
        assert calendar.timegm(entry.published_parsed) == sample.moment
        assert entry.title_detail.language == entry.content[0].language == sample.lang
        assert sample.missing_from(entry.content[0].value) == []
        assert entry.id != entry.link and not (extension == "rss" and entry.guidislink)
        assert entry.summary, name


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
    for name, sample in visible().items():
        shown, date, content = items[name]
        assert squash(shown) == squash(sample.title)
        assert date == sample.moment
        assert sample.missing_from(content) == []


@pytest.mark.parametrize("extension", ["rss", "atom"])
def test_sfeed_shows_every_visible_sample(server, feed, extension):
    assert feed.entries
    body = server.get(f"/statements/feed.{extension}").body
    parsed = subprocess.run(["sfeed"], input=body, check=True,
                            stdout=subprocess.PIPE).stdout.decode()
    items = {fields[2].split("/statements/")[1]: fields
             for fields in (line.split("\t") for line in parsed.splitlines())}
    assert set(items) == set(visible())
    for name, sample in visible().items():
        date, shown, _, content, kind = items[name][:5]
        assert squash(shown) == squash(sample.title)
        assert int(date) == sample.moment
        assert kind == "html" and sample.missing_from(content) == []
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
