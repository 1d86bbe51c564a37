"""The same answers over HTTP/2 as over HTTP/1.1, also many at once on one connection."""

import re

import pytest

from newsroom import NEWSROOM, statement

http2 = pytest.importorskip("http2", reason="python3-h2 is not installed")

MORE_MODULES = ["http2"]
CONFIG = "Protocols h2c http/1.1\n" + NEWSROOM
SEALED = "Sealed words"
MANY = 40
ADDRESSES = ["", "ferry", "ferry.xml", "ferry.rss", "ferry.txt", "feed.rss", "feed.atom", "feed.json",
             "?q=ferry", "sitemap.xml", "statement.css", "nothing", "draft", "draft.xml", "gone",
             "paper.pdf"]
SAME = ("content-type", "etag", "last-modified", "cache-control", "link", "vary", "content-language",
        "content-encoding", "content-length")


@pytest.fixture(scope="module")
def mpm():
    """mod_http2 has no threads of its own under prefork, and says so."""
    return "event"


def prepare(server):
    drop = server.newsroom.drop
    drop("ferry.xml", statement("The ferry is back", body="<p>The tide turns.</p>" * 900, head=(
        '<attachment href="paper.pdf" type="application/pdf">A paper</attachment>')))
    drop("paper.pdf", b"%PDF-1.4 " + b"A paper. " * 40000)
    drop("draft.xml", statement(SEALED, attributes='id="d" status="draft"'))
    drop("gone.xml", statement("Gone", head='<withdrawn when="2024-06-01T10:00:00Z">It was wrong.'
                                            "</withdrawn>"))
    for number in range(MANY):
        drop(f"part-{number}.xml", statement(f"Part {number} of all"))


def ask(server, requests):
    """Also again where a page is not ready yet."""
    answers = http2.ask(server.port, requests, f"news.example.org:{server.port}")
    late = [at for at, answer in enumerate(answers) if answer.status == 503]
    if late:
        for at, answer in zip(late, ask(server, [requests[at] for at in late])):
            answers[at] = answer
    return answers


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_an_answer_is_the_same_as_over_http_1(server, coding):
    headers = {"Accept": "*/*", "Accept-Encoding": coding}
    paths = [f"/statements/{tail}" for tail in ADDRESSES]
    for path in paths:
        server.get_ready(path, headers)
    for path, new in zip(paths, ask(server, [(path, headers) for path in paths])):
        old = server.get_ready(path, headers)
        assert (new.status, new.body) == (old.status, old.body), path
        assert {name: new.headers.get(name) for name in SAME} == \
            {name: old.header(name) for name in SAME}, path
        assert SEALED not in new.text


def test_what_a_reader_has_is_not_sent_again(server):
    paths = ["/statements/ferry", "/statements/feed.rss", "/statements/"]
    tags = [server.get_ready(path).header("ETag") for path in paths]
    for tag, answer in zip(tags, ask(server, [(path, {"If-None-Match": tag})
                                              for path, tag in zip(paths, tags)])):
        assert (answer.status, answer.body, answer.headers["etag"]) == (304, b"", tag)


def test_many_pages_come_at_once_on_one_connection_and_each_is_its_own(server):
    names = [f"part-{number}" for number in range(MANY)] + ["draft"] * 10 + ["gone"] * 10
    for name, answer in zip(names, ask(server, [(f"/statements/{name}", {}) for name in names])):
        found = set(re.findall(r"Part (\d+) of all", answer.text))
        assert answer.error is None and SEALED not in answer.text
        assert answer.status == {"draft": 404, "gone": 410}.get(name, 200)
        assert found == ({name.removeprefix("part-")} if answer.status == 200 else set())
