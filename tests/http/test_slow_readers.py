"""Readers who take their time keep nobody else waiting: nothing that is there in small numbers is
held while an answer is on its way."""

import concurrent.futures
import contextlib
import fcntl
import socket
import time

import pytest

from newsroom import NEWSROOM, statement, wait_until

CONFIG = NEWSROOM.replace("StatementEngine On", """StatementEngine On
    StatementSource On
    <If "%{QUERY_STRING} =~ /refused/">
        Require all denied
    </If>""") + """
SendBufferSize 8192
<IfModule mpm_prefork_module>
    StartServers 5
    MaxSpareServers 60
    MaxRequestWorkers 60
</IfModule>
"""
CROWD = 40  # below MaxRequestWorkers, and beyond every number of ours
LONG = "<p>" + "The tide tables are long. " * 4000 + "</p>"


def prepare(server):
    server.newsroom.drop("map.bin", b"\x07" * 1_000_000)
    server.newsroom.drop("foreign.xml", "<other>" + "<x/>" * 100_000 + "</other>")
    for number in range(16):
        server.newsroom.drop(f"long-{number}.xml", statement(
            f"Long {number}", head=f"<tag>t{number % 4}</tag>", body=LONG))
    for number in range(16):
        server.newsroom.drop(f"short-{number}.xml", statement(f"Short {number}"))


@contextlib.contextmanager
def slow(server, paths, headers=""):
    """Readers who ask for these, and take a few bytes at most."""
    readers = []
    try:
        for path in paths:
            one = socket.socket()
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            one.settimeout(10)
            one.connect(("127.0.0.1", server.port))
            one.sendall(f"GET {path} HTTP/1.1\r\nHost: news.example.org\r\n{headers}\r\n".encode())
            readers.append(one)
        for one in readers:
            assert one.recv(9).startswith(b"HTTP/1.1")
        yield
    finally:
        for one in readers:
            one.close()


def spread(*paths):
    return [paths[number % len(paths)] for number in range(CROWD)]


# Kept pages, of which a child does not know yet that they are current; those made for one request;
# stored files; pages of errors.
CROWDS = {
    "feeds": spread("/statements/feed.rss", "/statements/feed.atom", "/statements/feed.json",
                    "/statements/feed.rss?tag=t1", "/statements/feed.rss?tag=t2"),
    "found": spread(*(f"/statements/feed.rss?q=tide+{number}" for number in range(8))),
    "pages": spread(*(f"/statements/long-{number}" for number in range(16))),
    "sources": spread(*(f"/statements/long-{number}.xml?source" for number in range(16))),
    "files": spread("/statements/map.bin", "/statements/foreign.xml"),
    "not there": spread("/statements/none", "/statements/?page=99", "/statements/none.rss"),
}
OTHERS = ["/statements/", "/statements/?q=short", "/statements/?tag=t3", "/statements/feed.rss",
          "/statements/feed.atom?tag=t0", "/statements/sitemap.xml", "/statements/short-1",
          "/statements/short-2.rss", "/statements/short-3.txt", "/statements/short-4.xml?source"]


def ask(server, path):
    began = time.monotonic()
    status = server.get(path).status
    return path, status, time.monotonic() - began


@pytest.mark.parametrize("crowd", CROWDS)
def test_slow_readers_keep_nobody_waiting(server, crowd):
    for path in set(CROWDS[crowd]):
        server.get(path)
    with slow(server, CROWDS[crowd]), concurrent.futures.ThreadPoolExecutor(4) as pool:
        def waited():
            """Who had to wait or was sent away; on a busy machine somebody may be, but not each time."""
            asked = list(pool.map(lambda path: ask(server, path), OTHERS * 2))
            missing = list(pool.map(lambda path: ask(server, path), ["/statements/nothing"] * 6))
            return [(path, status, took) for answers, right in ((asked, 200), (missing, 404))
                    for path, status, took in answers if status != right or took > 2]
        assert any(not waited() for _ in range(4)), waited()


@pytest.mark.parametrize("path", ["/statements/waiting.txt", "/statements/feed.json?tag=waiting"])
def test_who_waits_in_vain_is_told_to_come_again(server, path):
    """As if another child had been rendering that page for as long."""
    server.newsroom.drop("waiting.xml", statement("Waiting", head="<tag>waiting</tag>"))
    server.wait_for("/statements/waiting", 200)
    wait_until(lambda: "Waiting" in server.get("/statements/feed.rss?tag=waiting").text)
    turns = server.run / "state" / "pages" / "turns"
    with open(turns, "r+b") as file:
        fcntl.lockf(file, fcntl.LOCK_EX)
        assert any(ask(server, path)[2] < 4 for _ in range(4))
        answer = server.get(path)
        assert (answer.status, answer.header("Retry-After")) == (503, "1")
        assert answer.header("Cache-Control") == "no-store"
        assert "<h1>These pages are not ready yet</h1>" in answer.text
    assert server.get(path).status == 200


def test_graceful_restart_leaves_no_writer_behind(server):
    """A child that sends to a slow reader ends late, and takes nothing in any more until then."""
    with slow(server, CROWDS["files"]):
        server.graceful()
        server.newsroom.drop("after.xml", statement("After the restart",
                                                         "2024-06-01T10:00:00Z"))
        wait_until(lambda: "After the restart" in server.get("/statements/feed.rss").text, 9,
                   "what the new generation's writer takes in")
    assert "STM0407" not in server.everything_said()
