"""Versions of a statement that tell of each other, and readers who judge what they get of them."""

import http.client
import re
import threading
import urllib.parse

from newsroom import statement

MARK = re.compile(r"save(\d{5})z")
PARAGRAPH = re.compile(r"save\d{5}z paragraph (\d+) of (\d+), caf\u00e9\.")
SPOILT = "spoilt"  # only in what is no good version
FEEDS = ("feed.rss", "feed.atom", "feed.json")
WORDS = "The night ferry sails from the east quay at each full hour until dawn. " * 4
MAX_FAULTS = 20


def paragraphs(number):
    """How many that version has: two of five are of one length with the one before."""
    return 20 if number % 5 < 3 else 3 + number * 7 % 40


def version(name, number, encoding="utf-8"):
    """The text of a save, with its number in each paragraph."""
    count = paragraphs(number)
    body = "\n".join(f"<p>save{number:05d}z paragraph {i} of {count}, caf\u00e9. {WORDS}</p>"
                     for i in range(1, count + 1))
    text = statement(f"The ferry, save{number:05d}z", body=body, attributes=f'id="{name}"')
    return text.replace('encoding="utf-8"', f'encoding="{encoding}"')


def spoilt(name, number):
    """A text that breaks the rules, of that version's length or so."""
    return version(name, number).replace("<title>", f"<titel>{SPOILT} ")


def number_of(text):
    """The one version that a text is of; None where it is not of one alone."""
    numbers = set(MARK.findall(text))
    return int(numbers.pop()) if len(numbers) == 1 else None


def wrong(text, newest):
    """Words for what is wrong with an answer, where `newest` was begun by then."""
    number = number_of(text)
    found = PARAGRAPH.findall(text)
    if SPOILT in text:
        return "what never was in order"
    if number is None:
        return f"a mixture of {sorted(set(MARK.findall(text)))}"
    if number > newest:
        return f"save {number}, of which nobody knows"
    count = paragraphs(number)
    if {int(of) for _, of in found} != {count} or \
            {int(one) for one, _ in found} != set(range(1, count + 1)):
        return f"a part of save {number}: {len(found)} paragraphs of {count}"
    return None


class Reader(threading.Thread):
    """Asks for pages and feeds in turn until the end."""

    def __init__(self, port, paths, newest, pause=0.005):
        super().__init__(daemon=True)
        self.port, self.paths, self.newest, self.pause = port, paths, newest, pause
        self.ends = threading.Event()
        self.answers = self.refused = self.backward = 0
        self.faults, self.seen, self.last = [], set(), {}

    def fault(self, path, words):
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(f"{path}, save {self.newest()}: {words}")

    def judge(self, path, answer, body):
        self.answers += 1
        if answer.status == 503 and answer.getheader("Retry-After"):
            self.refused += 1
            return
        text = body.decode("utf-8", "replace")
        words = f"status {answer.status}" if answer.status != 200 else wrong(text, self.newest())
        if words:
            self.fault(path, words)
            return
        number = number_of(text)
        self.backward += number < self.last.get(path, 0)
        self.last[path] = number
        self.seen.add(number)

    def read(self, connection):
        for path in self.paths:
            connection.request("GET", urllib.parse.quote(path),
                               headers={"Host": f"news.example.org:{self.port}"})
            answer = connection.getresponse()
            self.judge(path, answer, answer.read())
            if self.ends.wait(self.pause):
                return

    def run(self):
        while not self.ends.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                for _ in range(50):
                    if not self.ends.is_set():
                        self.read(connection)
            except (OSError, http.client.HTTPException) as error:
                self.fault("connection", repr(error))
            finally:
                connection.close()


class Audience:
    """Several readers of one newsroom, while something happens in it."""

    def __init__(self, server, room, page, count=2, pause=0.005):
        self.newest = 0
        address = f"/{room}/{page}"
        paths = [address, f"/{room}/feed.rss", address, f"{address}.txt", address,
                 f"/{room}/feed.atom", address, f"{address}.json", address, f"/{room}/feed.json"]
        self.page = address
        self.feeds = [f"/{room}/{feed}" for feed in FEEDS]
        self.readers = [Reader(server.port, paths[i:] + paths[:i], lambda: self.newest, pause)
                        for i in range(count)]
        self.server = server

    def start(self):
        for reader in self.readers:
            reader.start()

    def stop(self):
        for reader in self.readers:
            reader.ends.set()
        for reader in self.readers:
            if reader.is_alive():
                reader.join(60)

    def shows(self, number):
        """Whether page and feeds have that version."""
        return all(number_of(self.server.get(urllib.parse.quote(path)).text) == number
                   for path in [self.page, *self.feeds])

    def total(self, name):
        return sum(getattr(reader, name) for reader in self.readers)

    def seen(self):
        return set().union(*(reader.seen for reader in self.readers))

    def faults(self):
        return [fault for reader in self.readers for fault in reader.faults]
