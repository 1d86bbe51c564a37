"""What readers notice of an edit: the first request after it, and a crowd right after it."""

import http.client
import re
import selectors
import socket
import time

from load import ACCEPT, Unmeasured
from newsrooms import ARCHIVE, SETTLED, Newsroom
from rounds import percentile
from servers import HOST

EDITED = 100
CROWD = 1000
# The line at level debug that each rendering of a statement's page leaves in the error log.
RENDERED = r"\[statement:debug\].*\brendered\b.*\b{}\b"


class Reader:
    """One connection that is kept; a request's time is that until the whole body is there. What it
    takes to connect is in none of them."""

    def __init__(self, server):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        self.timed(f"{ARCHIVE}statement.css")

    def timed(self, path):
        start = time.perf_counter()
        self.connection.request("GET", path, headers={"Host": HOST, "Accept": ACCEPT})
        response = self.connection.getresponse()
        body = response.read()
        seconds = time.perf_counter() - start
        if response.status != 200:
            raise Unmeasured(f"{response.status} for {path}")
        return seconds, body

    def close(self):
        self.connection.close()


def run_first_request(bench, report):
    """Edits a hundred statements, lets the intake have its look, and reads each twice."""
    report.title(f"First request after an edit ({EDITED} edits in each of {bench.rounds} rounds)")
    server = Newsroom(bench.folder(), "edits", EDITED).start_ready()
    first, again = [], []
    try:
        for turn in range(bench.rounds):
            words = f"edit {turn} of the bench"
            for number in range(EDITED):
                server.edit(number, words)
            time.sleep(SETTLED)
            reader = Reader(server)
            for number in range(EDITED):
                seconds, body = reader.timed(server.path(number))
                if words.encode() not in body:
                    raise Unmeasured(f"{server.path(number)} is stale after {SETTLED} s")
                first.append(seconds)
                again.append(reader.timed(server.path(number))[0])
            reader.close()
    finally:
        server.stop()
    report.figures(["", "p50 ms", "p99 ms"],
                   [[name, *(f"{percentile(times, share) * 1000:.2f}" for share in (50, 99))]
                    for name, times in (("first request", first), ("the next one", again))])
    report.claim("p99 of the first request after an edit : p99 of the next",
                 [percentile(first, 99) / percentile(again, 99)], most=2)


def crowd(server, path, size):
    """Asks `size` times at once, each on a connection of its own; the bodies."""
    request = (f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAccept: {ACCEPT}\r\n"
               "Connection: close\r\n\r\n").encode()
    sockets = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(size)]
    answers = {one: [] for one in sockets}
    waiting = selectors.DefaultSelector()
    yield
    for one in sockets:
        one.sendall(request)
        waiting.register(one, selectors.EVENT_READ)
    while waiting.get_map():
        ready = waiting.select(60)
        if not ready:
            raise Unmeasured(f"{path}: a reader in a crowd of {size} got nothing for a minute")
        for key, _ in ready:
            data = key.fileobj.recv(65536)
            if data:
                answers[key.fileobj].append(data)
            else:
                waiting.unregister(key.fileobj)
                key.fileobj.close()
    yield [b"".join(parts) for parts in answers.values()]


def renders(server, name, since):
    log = (server.run / "error.log").read_bytes()[since:].decode(errors="replace")
    return len(re.findall(RENDERED.format(re.escape(name)), log))


def run_crowd(bench, report):
    """A thousand readers come for a page in the moment after its edit."""
    report.title(f"{CROWD} readers at once on a page just edited")
    for mpm in ("event", "prefork"):
        counts = []
        server = Newsroom(bench.folder(), f"crowd {mpm}", 10, "LogLevel statement:debug\n", mpm=mpm)
        server.start_ready()
        try:
            for turn in range(3):
                counts.append(one_crowd(server, number=turn, words=f"edit {turn} of the bench"))
        finally:
            server.stop()
        report.note(f"{mpm}: renderings of the page {counts}")
        report.claim(f"renderings for {CROWD} readers at once, {mpm}", counts, most=1)


def one_crowd(server, number, words):
    path = server.path(number)
    name = path.rpartition("/")[2]
    server.get(path)
    time.sleep(SETTLED)
    readers = crowd(server, path, CROWD)
    next(readers)
    since = (server.run / "error.log").stat().st_size
    server.edit(number, words)
    answers = next(readers)
    for answer in answers:
        if not answer.startswith(b"HTTP/1.1 200 ") or words.encode() not in answer:
            raise Unmeasured(f"{path}: a reader in a crowd got {answer[:200]!r}")
    time.sleep(SETTLED)
    count = renders(server, name, since)
    if not count:
        raise Unmeasured(f"{path}: no rendering of it in the log")
    return count
