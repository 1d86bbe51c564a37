"""Readers in a hurry, of whom each answer is judged, and slow ones, who read none."""

import contextlib
import socket
import struct
import time

import http2
from person import ROOMS, Person

READERS = 16          # threads that share the rate
CROWD = 40            # slow readers: below MaxRequestWorkers, and beyond every number of ours
HOLD = (20, 60)       # seconds that one of them stays
ARRIVE = 30           # seconds until all are there: httpd makes room for so many only then
FORMATS = ("", "", "", "", ".html", ".rss", ".atom", ".json", ".txt", ".vcf")
FEEDS = ("feed.rss", "feed.atom", "feed.json", "feed")
SPOILT = 2            # pages whose stylesheet has no end: ten seconds of a processor each
SHELVES = 0.2         # of all searches those through forty times two megabytes
STREAMS = 12          # pages at once
HIDDEN = 4            # and hidden ones
WORDS = ("harbour", "open again", "council service", "timetable", "tide", "Ribera matter")
NEVER = ("no-such", "x/y", "matter-1/x", "none.rss", "?tag=never+heard", "?page=9999")


class Reader(Person):
    """Asks for something in each turn that the shared clock gives."""

    def turn(self):
        if self.pause(self.soak.clock.wait()):
            return
        kinds = (self.page, self.again, self.hidden, self.feed, self.feed_again, self.listing,
                 self.search, self.missing, self.hostile, self.failing, self.file, self.abort)
        self.chance.choices(kinds, (32, 8, 6, 10, 8, 10, 5, 6, 5, 2, 4, 4))[0]()

    def coding(self):
        return self.chance.choice(({}, {"Accept-Encoding": "gzip"}))

    def about(self, kind, one, tail="", headers=None):
        before, began, path = self.model.look(one), time.monotonic(), one.path() + tail
        answer = self.ask(kind, path, headers)
        if answer:
            is_html = tail in ("", ".html")
            wrong = self.model.wrong_page(before, one, answer, began, is_html)
            if wrong:
                self.figures.fault(f"{path}: {wrong}")
        return answer

    def page(self):
        self.about("page", self.model.popular(self.chance), self.chance.choice(FORMATS),
                   self.coding())

    def again(self):
        one, coding = self.model.popular(self.chance), self.coding()
        first = self.about("page", one, headers=coding)
        if first and first.headers.get("ETag"):
            self.about("page, revalidated", one,
                       headers={**coding, "If-None-Match": first.headers["ETag"]})

    def hidden(self):
        """A draft, a withdrawn statement or an old name, at any of its addresses."""
        hidden = self.model.having("draft", "withdrawn", "renamed")
        if hidden:
            self.about("hidden", self.chance.choice(hidden), self.chance.choice(FORMATS))

    def room(self):
        """Of the hostile newsroom the lists are asked for less: each change there makes them dear."""
        return f"/{self.chance.choices(ROOMS, (4, 1))[0]}/"

    def lists(self, kind, path, headers, is_never_empty=False):
        began = time.monotonic()
        answer = self.ask(kind, path, headers)
        wrong = answer and self.model.wrong_list(answer, began, is_never_empty)
        if wrong:
            self.figures.fault(f"{path}: {wrong}")
        return answer

    def feed(self, headers=None):
        tail = self.chance.choice(("", "", "", f"?tag=topic+{self.chance.randrange(7)}"))
        path = self.room() + self.chance.choice(FEEDS) + tail
        return path, self.lists("feed", path, headers or self.coding(), path.startswith("/a/"))

    def feed_again(self):
        path, first = self.feed({"Accept": "application/atom+xml"})
        if first and first.headers.get("ETag"):
            self.lists("feed, revalidated", path, {"Accept": "application/atom+xml",
                                                   "If-None-Match": first.headers["ETag"]})

    def listing(self):
        tail = self.chance.choice(("", "", "?page=2", "?year=2024", "?tag=topic+3", "sitemap.xml"))
        self.lists("list", self.room() + tail, self.coding())

    def search(self):
        words = self.chance.choice(WORDS).replace(" ", "+")
        if self.chance.random() < SHELVES:
            self.lists("search, 80 MB", f"/b/?q={words}", self.coding())
        else:
            self.lists("search", f"/a/?q={words}", self.coding())

    def missing(self):
        path = self.room() + self.chance.choice(NEVER)
        answer = self.ask("missing", path)
        if answer and answer.status not in (404, 503):
            self.figures.fault(f"{path}: {answer.status} for what never was")

    def hostile(self):
        path = f"/b/{self.chance.choice(self.soak.hostile).stem}"
        self.ask("hostile", path + self.chance.choice(("", ".rss", ".txt")))

    def failing(self):
        """Whoever comes first waits until StatementMaxWork ends it."""
        tail = self.chance.choice((".ends",) * 9 + (".endless",))
        some = self.model.having("public", room="b")[:SPOILT if tail == ".endless" else None]
        one = self.chance.choice(some)
        path = one.path() + tail
        answer = self.ask(f"sheet {tail}", path, is_judged=tail == ".ends")
        if answer and answer.status == 200:
            self.figures.fault(f"{path}: a stylesheet that fails made a page")

    def file(self):
        """Of httpd alone: how long the machine itself keeps a reader waiting."""
        path = self.chance.choice(("/plain.txt", "/large.txt"))
        self.ask(f"httpd's own {path[1:]}", path)

    def abort(self):
        """Goes away without a word, before the answer or in the midst of it."""
        path = self.model.popular(self.chance).path() if self.chance.random() < 0.5 else \
            self.room() + self.chance.choice(FEEDS)
        with contextlib.suppress(OSError), socket.create_connection(
                ("127.0.0.1", self.soak.server.port), 10) as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            one.sendall(f"GET {path} HTTP/1.1\r\nHost: news.example.org\r\n\r\n".encode())
            if self.chance.random() < 0.5:
                one.recv(100)
        self.figures.note("aborted")


class Streams(Person):
    """Asks for many addresses at once on one connection of HTTP/2."""

    def turn(self):
        if self.pause(self.chance.uniform(1, 3)):
            return
        public = [self.model.popular(self.chance) for _ in range(STREAMS)]
        hidden = self.model.having("draft", "withdrawn", "renamed")[-HIDDEN:]
        asked = [(self.model.look(one), one) for one in public + hidden]
        lists = ["/a/", "/a/feed.rss", "/a/feed.json"]
        began = time.monotonic()
        answers = self.ask_all([one.path() for _, one in asked] + lists, began)
        for (before, one), answer in zip(asked, answers):
            self.judge(one.path(), self.model.wrong_page(before, one, answer, began, True))
        for path, answer in zip(lists, answers[len(asked):]):
            self.judge(path, self.model.wrong_list(answer, began, True))

    def judge(self, path, wrong):
        if wrong:
            self.figures.fault(f"{path} over HTTP/2: {wrong}")

    def ask_all(self, paths, began):
        """The answers, none of them where the connection broke."""
        try:
            answers = http2.ask(self.soak.server.port, [(path, {}) for path in paths])
        except OSError as error:
            if not self.model.was_disturbed(began):
                self.figures.fault(f"HTTP/2: {error!r}")
            return []
        spent = time.monotonic() - began
        for path, answer in zip(paths, answers):
            answer.plain = lambda body=answer.body: body
            self.figures.request("HTTP/2", path, answer.status, (spent, spent), is_judged=False)
        return answers


class SlowReader(Person):
    """Asks for something long, never reads the answer, and comes again after a while."""

    def run(self):
        self.pause(self.chance.uniform(0, ARRIVE))
        super().run()

    def turn(self):
        path = self.chance.choice((
            "/a/feed.rss", "/b/feed.atom", "/b/", "/b/?q=harbour", "/b/shelf-1", "/b/shelf-2.txt",
            "/b/sitemap.xml", "/b/feed.json?tag=topic+1", "/a/none", "/plain.txt"))
        with socket.socket() as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            with contextlib.suppress(OSError):
                one.connect(("127.0.0.1", self.soak.server.port))
                one.sendall(f"GET {path} HTTP/1.1\r\nHost: news.example.org\r\n\r\n".encode())
            self.figures.note("slow readers")
            self.pause(self.chance.uniform(*HOLD))
