"""From a feed to its first statement by archive links (RFC 5005), and what is gone (RFC 6721)."""

import collections
import datetime
import itertools
import json
import shutil
import xml.etree.ElementTree as ElementTree

import feedparser
import pytest

from feed_rules import ATOM, FORMATS, atom_faults, json_errors, relaxng_errors, rss_faults
from logins import login, write_users
from newsroom import NEWSROOM, ROOT, statement, wait_until
from rendering import compare

CONFIG = NEWSROOM + """
Alias "/few" "${RUN}/few"
Alias "/large" "${RUN}/large"
Alias "/linked" "${RUN}/linked"
Alias "/samples" "${RUN}/samples"
<Directory "${RUN}/newsroom">
    StatementFeedItems 5
</Directory>
<Directory "${RUN}/newsroom/members">
    AuthType Basic
    AuthName "Members"
    AuthUserFile "${RUN}/users"
    Require user anna
</Directory>
<Directory "${RUN}/few">
    Require all granted
    StatementEngine On
</Directory>
<Directory "${RUN}/samples">
    Require all granted
    StatementEngine On
    StatementBaseURL "https://press.example.org/statements/"
    StatementTitle "Sample newsroom"
    StatementFeedItems 2
</Directory>
<Directory "${RUN}/large">
    Require all granted
    StatementEngine On
</Directory>
<Directory "${RUN}/linked">
    Require all granted
    StatementEngine On
</Directory>
"""
READY = ["/statements/", "/few/", "/large/", "/linked/", "/samples/"]
HISTORY = "{http://purl.org/syndication/history/1.0}"
GONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
SAME_SECOND = 23  # more than one archive document of this newsroom holds
LARGE, LARGE_BYTES = 9, 600_000
LINKED, LINKED_BYTES = 18, 150_000  # these grow most in a feed


def dates():
    """Rare ones for years, a busy month, a busy day, and many of one second."""
    for year in range(1998, 2020):
        yield f"{year}-07-01T12:00:00Z"
    for day in range(1, 29):
        yield f"2021-02-{day:02}T09:30:00Z"
    for hour in range(24):
        yield f"2023-03-03T{hour:02}:15:00Z"
    for _ in range(SAME_SECOND):
        yield "2024-01-01T00:00:00Z"


def prepare(server):
    server.allow("AH01617", "AH01618", "STM0101", "STM0102")
    write_users(server)
    for number, published in enumerate(dates()):
        head = "<tag>Ferries</tag>" if number % 3 == 0 else ""
        server.newsroom.drop(f"{number % 4}/n{number}.xml", statement(
            f"Number {number}", published=published, head=head))
    for number in range(4):
        server.newsroom.drop(f"members/m{number}.xml", statement(
            f"For members {number}", published=f"2022-0{number + 1}-01T10:00:00Z"))
    shutil.copytree(ROOT / "conf/statements", server.run / "samples")
    (server.run / "few").mkdir()
    for number in range(3):
        (server.run / f"few/f{number}.xml").write_text(statement(f"Few {number}"))
    (server.run / "large").mkdir()
    text = "<p>" + "Many words &amp; more. " * 20 + "</p>"
    for number in range(LARGE):
        (server.run / f"large/l{number}.xml").write_text(statement(
            f"Large {number}", published=f"2020-01-0{number + 1}", head="",
            body=text * (LARGE_BYTES // len(text))))
    (server.run / "linked").mkdir()
    text = "<p>" + '<link href="k1">a</link> ' * 20 + "</p>"
    for number in range(LINKED):
        (server.run / f"linked/k{number}.xml").write_text(statement(
            f"Linked {number}", published=f"2020-01-{number + 1:02}",
            body=text * (LINKED_BYTES // len(text))))


class Document:
    """One document of a feed, whatever its format."""

    def __init__(self, answer, extension):
        assert answer.status == 200 and answer.type == FORMATS[extension], answer
        self.answer, self.extension = answer, extension
        self.self = self.previous = self.current = None
        self.is_archive = self.is_complete = False
        (self.read_json if extension == "json" else self.read_xml)()

    def read_json(self):
        assert json_errors(self.answer.body) == []
        feed = json.loads(self.answer.body)
        self.items = [item["id"] for item in feed["items"]]
        self.self, self.previous = feed["feed_url"], feed.get("next_url")

    def read_xml(self):
        root = ElementTree.fromstring(self.answer.body)
        if self.extension == "atom":
            assert relaxng_errors(self.answer.body) == "" and atom_faults(self.answer.body) == []
            feed, item = root, f"{ATOM}entry/{ATOM}id"
        else:
            assert rss_faults(self.answer.body) == []
            feed, item = root.find("channel"), "item/guid"
        self.items = [element.text for element in feed.findall(item)]
        self.gone = {one.get("ref"): one.get("when") for one in feed.findall(GONE)}
        links = collections.Counter(link.get("rel") for link in feed.findall(f"{ATOM}link"))
        assert set(links.values()) == {1}, "each link once"
        by_rel = {link.get("rel"): link for link in feed.findall(f"{ATOM}link")}
        for rel, link in by_rel.items():
            assert link.get("type") == FORMATS[self.extension] or rel == "alternate"
        self.self, self.previous, self.current = (
            by_rel[rel].get("href") if rel in by_rel else None
            for rel in ("self", "prev-archive", "current"))
        self.is_archive = feed.find(f"{HISTORY}archive") is not None
        self.is_complete = feed.find(f"{HISTORY}complete") is not None


def fetch(server, address, extension, headers=None):
    """Also where rendering it takes longer than a reader waits."""
    return Document(server.wait_for(address, 200, 60, headers=headers), extension)


def path_of(server, url):
    base = f"http://news.example.org:{server.port}"
    assert url.startswith(base)
    return url[len(base):]


def walk(server, address, extension, headers=None, between=lambda: None):
    """All documents from a feed to its first one."""
    documents = []
    while address:
        documents.append(fetch(server, address, extension, headers))
        assert path_of(server, documents[-1].self) == address
        assert len(documents) < 200
        between()
        previous = documents[-1].previous
        address = previous and path_of(server, previous)
    return documents


def all_ids(server, feed="/statements/feed.json", headers=None):
    return [one for document in walk(server, feed, "json", headers) for one in document.items]


def take_away(server, names):
    for name in names:
        server.newsroom.remove(f"{name}.xml")
    for name in names:
        server.wait_for(f"/statements/{name}", 410)


COUNT = len(list(dates()))


@pytest.mark.parametrize("extension", FORMATS)
def test_a_reader_walks_to_the_first_statement_and_meets_each_once(server, extension):
    documents = walk(server, f"/statements/feed.{extension}", extension)
    archived = [one for document in documents[1:] for one in document.items]
    assert len(archived) == len(set(archived))
    assert len({*documents[0].items, *archived}) == COUNT
    assert len(documents[0].items) == 5
    assert all(len(document.items) <= 10 for document in documents)
    assert documents[-1].items[-1] == all_ids(server)[-1]


@pytest.mark.parametrize("extension", ["rss", "atom"])
def test_archive_documents_say_what_they_are_and_lead_back(server, extension):
    first, *archives = walk(server, f"/statements/feed.{extension}", extension)
    assert not first.is_archive and first.current is None
    for document in archives:
        assert document.is_archive and not document.is_complete
        assert document.current == first.self


@pytest.mark.parametrize("extension", FORMATS)
def test_an_item_is_the_same_in_each_document_of_a_feed(server, extension):
    first = fetch(server, f"/statements/feed.{extension}", extension)
    second = fetch(server, path_of(server, first.previous), extension)
    assert set(first.items) & set(second.items), "the newest span is in both"
    ids = {feedparser.parse(document.answer.body).feed.get("id") for document in (first, second)}
    assert len(ids) == 1


@pytest.mark.parametrize("extension", FORMATS)
def test_statements_that_come_while_a_reader_walks_push_nothing_out(server, extension):
    before = set(all_ids(server))
    numbers = itertools.count()
    names = []

    def publish():
        number = next(numbers)
        if number < 7:
            # One new today and one dated back, into a month that is walked later.
            for kind, published in (("new", "2025-01-01T00:00:00Z"), ("old", "2021-02-03")):
                names.append(f"{kind}-{extension}-{number}")
                server.newsroom.drop(f"{names[-1]}.xml", statement(names[-1], published=published))
            for name in names[-2:]:
                wait_until(lambda it=name: f'"/statements/{it}"' in
                           server.get(f"/statements/?q={it}").text, 10, name)

    documents = walk(server, f"/statements/feed.{extension}", extension, between=publish)
    archived = [one for document in documents[1:] for one in document.items]
    assert len(archived) == len(set(archived))
    assert before <= {*documents[0].items, *archived}
    take_away(server, names)
    assert set(all_ids(server)) == before


def test_what_a_reader_has_not_seen_leads_to_what_it_has(server):
    """Between two visits more came than the feed shows."""
    seen = set(fetch(server, "/statements/feed.atom", "atom").items)
    names = [f"more-{number}" for number in range(12)]
    for name in names:
        server.newsroom.drop(f"{name}.xml", statement(name, published="2025-02-01T00:00:00Z"))
    wait_until(lambda: len(all_ids(server)) >= COUNT + 12, 10, "all statements in the feed")
    found, address = [], "/statements/feed.atom"
    while not seen & set(found):
        document = fetch(server, address, "atom")
        found += document.items
        address = path_of(server, document.previous)
    assert len(set(found) - seen) >= 12
    take_away(server, names)


def test_a_filtered_feed_has_its_own_archives(server):
    documents = walk(server, "/statements/feed.atom?tag=ferries", "atom")
    ids = {one for document in documents for one in document.items}
    assert len(ids) == (COUNT + 2) // 3
    for document in documents[1:]:
        assert "tag=ferries" in document.self and document.current == documents[0].self
    titles = {feedparser.parse(document.answer.body).feed.title for document in documents}
    assert len(titles) == 1 and "Ferries" in titles.pop()


def test_a_folder_has_its_own_archives(server):
    ids = set(all_ids(server, "/statements/2/feed.json"))
    assert len(ids) == len([number for number in range(COUNT) if number % 4 == 2])


def test_what_is_found_by_words_has_no_archives(server):
    document = fetch(server, "/statements/feed.atom?q=number", "atom")
    assert document.previous is None and not document.is_complete
    assert server.get("/statements/feed.atom?q=number&archive=2021").body == document.answer.body


def test_only_who_may_read_a_folder_gets_it_in_archives(server):
    ids = set(all_ids(server))
    more = set(all_ids(server, headers=login("anna")))
    assert len(ids) == COUNT and len(more - ids) == 4


def test_a_feed_has_no_pages_and_an_archive_page_keeps_its_own(server):
    feed = server.get("/statements/feed.atom").body
    assert server.get("/statements/feed.atom?page=2").body == feed
    assert server.get("/statements/feed.atom?archive=nonsense").body == feed
    page = server.get("/statements/?page=2")
    assert server.get("/statements/?page=2&archive=2021").body == page.body


@pytest.mark.parametrize("query, status", [
    ("archive=2021-02", 200), ("archive=1999", 200), ("archive=2050", 200),
    ("archive=1999&skip=1", 404), ("archive=2050&skip=1", 404), ("archive=2021&skip=99999999", 404),
    ("archive=2024-01-01T00:00:00&skip=10", 200), ("archive=2021-02&skip=0", 200)])
def test_archive_addresses_that_somebody_makes_up(server, query, status):
    assert server.get(f"/statements/feed.atom?{query}").status == status


def test_an_archive_document_has_validators_that_last(server):
    address = "/statements/feed.atom?archive=2003"
    first = server.get(address)
    server.newsroom.drop("another.xml", statement("Another", published="2025-03-01"))
    wait_until(lambda: "Another" in server.get("/statements/feed.atom").text, 5, "another one")
    again = server.get(address, {"If-None-Match": first.header("ETag")})
    assert again.status == 304
    head = server.get(address, method="HEAD")
    assert head.header("ETag") == first.header("ETag") and head.body == b""
    server.newsroom.remove("another.xml")
    server.wait_for("/statements/another", 410)


def test_a_feed_that_has_everything_says_so(server):
    for extension in ("atom", "rss"):
        document = fetch(server, f"/few/feed.{extension}", extension)
        assert document.is_complete and document.previous is None and len(document.items) == 3
    assert "next_url" not in json.loads(server.get("/few/feed.json").body)


@pytest.mark.parametrize("extension", FORMATS)
def test_a_feed_stays_below_two_megabytes_with_whole_texts(server, extension):
    documents = walk(server, f"/large/feed.{extension}", extension)
    assert len(documents) > LARGE * LARGE_BYTES / 2_000_000
    assert len({one for document in documents for one in document.items}) == LARGE
    for document in documents:
        assert LARGE_BYTES < len(document.answer.body) < 2_000_000
        assert document.answer.text.count("Many words") >= len(document.items) * 20


@pytest.mark.parametrize("extension", FORMATS)
def test_the_samples_have_their_golden_archive_document(server, extension):
    document = fetch(server, f"/samples/feed.{extension}?archive=2026-02", extension)
    assert document.previous.endswith("?archive=2026-01")
    compare(f"feed-2026-02.{extension}", document.answer.text)


@pytest.mark.parametrize("extension", FORMATS)
def test_what_grows_in_a_feed_does_not_make_it_too_large(server, extension):
    documents = walk(server, f"/linked/feed.{extension}", extension)
    assert len({one for document in documents for one in document.items}) == LINKED
    for document in documents:
        assert len(document.answer.body) < 2_000_000


# --- what is gone

def gone(server, address="/few/feed.atom", headers=None):
    return fetch(server, address, "atom", headers).gone


def test_what_is_withdrawn_or_deleted_is_said_in_atom_and_left_out_elsewhere(server):
    path = server.run / "few"
    ids = {}
    for name in ("taken", "thrown"):
        (path / f"{name}.xml").write_text(statement(name, published="2024-02-01"))
        wait_until(lambda name=name: f">{name}<" in server.get("/few/feed.atom").text, 5, name)
        item = json.loads(server.get(f"/few/{name}.json").body)["items"][0]
        ids[name] = item["id"]
    assert gone(server) == {}
    (path / "taken.xml").write_text(statement("taken", published="2024-02-01", head=(
        '<withdrawn when="2024-03-01T12:00:00+01:00">Wrong.</withdrawn>')))
    (path / "thrown.xml").unlink()
    server.wait_for("/few/thrown", 410)
    wait_until(lambda: len(gone(server)) == 2, 5, "both")
    assert gone(server)[ids["taken"]] == "2024-03-01T11:00:00Z"
    when = datetime.datetime.fromisoformat(gone(server)[ids["thrown"]][:-1] + "+00:00")
    assert abs(when - datetime.datetime.now(datetime.timezone.utc)).total_seconds() < 30
    for extension in ("rss", "json"):
        document = fetch(server, f"/few/feed.{extension}", extension)
        assert not set(ids.values()) & set(document.items)
        assert ids["taken"] not in document.answer.text
    # What comes again is gone no more.
    (path / "back.xml").write_text(statement("thrown", published="2024-02-01"))
    wait_until(lambda: set(gone(server)) == {ids["taken"]}, 5, "one that is back")
    assert ids["thrown"] in fetch(server, "/few/feed.atom", "atom").items


def test_what_was_never_public_leaves_no_trace(server):
    path = server.run / "few/secret.xml"
    path.write_text(statement("secret", published="2099-01-01"))
    wait_until(lambda: "secret" in server.log_since(0).decode() or True)
    before = server.get("/few/feed.atom").body
    path.unlink()
    wait_until(lambda: server.get("/few/secret").status == 404)
    assert server.get("/few/feed.atom").body == before


def test_there_are_no_more_of_the_gone_than_items_in_a_feed(server):
    names = [f"short-{number}" for number in range(8)]
    for name in names:
        server.newsroom.drop(f"{name}.xml", statement(name, published="2025-04-01"))
    wait_until(lambda: len(set(all_ids(server))) == COUNT + 8, 10, "all of them")
    take_away(server, names)
    assert len(gone(server, "/statements/feed.atom")) == 5
    assert gone(server, "/statements/feed.atom?archive=2003") == {}


def test_who_may_not_read_a_folder_does_not_hear_what_is_gone_there(server):
    before = gone(server, "/statements/members/feed.atom", login("anna"))
    server.newsroom.drop("members/inner.xml", statement("inner", published="2025-05-01"))
    server.wait_for("/statements/members/inner", 200, headers=login("anna"))
    wait_until(lambda: "inner" in server.get("/statements/feed.atom", login("anna")).text, 5)
    server.newsroom.remove("members/inner.xml")
    server.wait_for("/statements/members/inner", 410, headers=login("anna"))
    more = set(gone(server, "/statements/members/feed.atom", login("anna"))) - set(before)
    assert len(more) == 1
    assert not more & set(gone(server, "/statements/feed.atom"))
    assert more <= set(gone(server, "/statements/feed.atom", login("anna")))
