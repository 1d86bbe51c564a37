"""Many readers of many statements and of the feeds, while editors work."""

import pathlib
import random
import threading
import time

from load import ACCEPT, load
from newsrooms import ARCHIVE, REFRESH, Newsroom
from rounds import interleave, ratios

STATEMENTS = 10_000
PATHS = 50_000
FEEDS = ["feed.rss", "feed.atom", "feed.json"]
FEED_SHARE = 0.2
TURN_SECONDS = 5
IN_FEED = 20


def write_paths(server, file):
    """Addresses as readers ask for them: by Zipf's law, with feeds in between."""
    chance = random.Random(1)
    numbers = list(range(server.count))
    chance.shuffle(numbers)
    weights = [1 / (rank + 1) for rank in range(server.count)]
    paths = [server.path(number) for number in chance.choices(numbers, weights, k=PATHS)]
    for place in chance.sample(range(PATHS), int(PATHS * FEED_SHARE)):
        paths[place] = ARCHIVE + chance.choice(FEEDS)
    file.write_text("\n".join(paths) + "\n")
    return file


class Editor(threading.Thread):
    """Edits one statement a second, every second time one that is in the feeds, and looks how long
    the old version is still given out."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server = server
        self.ends = threading.Event()
        self.chance = random.Random(2)
        self.oldest = []  # for each edit: how late a request still got the old version
        self.failure = None

    def run(self):
        try:
            while not self.ends.is_set():
                start = time.monotonic()
                self.edit()
                self.ends.wait(max(0, start + 1 - time.monotonic()))
        except Exception as failure:  # shown by the thread that waits for this one
            self.failure = failure

    def edit(self):
        in_feed = self.chance.random() < 0.5
        number = self.chance.randrange(IN_FEED if in_feed else self.server.count)
        words = f"edit {self.chance.getrandbits(48):x} of the bench"
        self.server.edit(number, words)
        edited = time.monotonic()
        paths = [self.server.path(number)] + ([ARCHIVE + "feed.rss"] if in_feed else [])
        for path in paths:
            self.oldest.append(self.old_for(path, words.encode(), edited))

    def old_for(self, path, words, edited):
        last = 0
        while True:
            asked = time.monotonic() - edited
            if words in self.server.get(path, {"Accept": ACCEPT}).body:
                return last
            last = asked
            if asked > 30:
                return asked
            time.sleep(0.01)

    def finish(self):
        self.ends.set()
        self.join()
        if self.failure:
            raise self.failure
        return self.oldest


def run_mixed(bench, report):
    report.title(f"{STATEMENTS:,} statements, {FEED_SHARE:.0%} feeds, one edit a second")
    server = Newsroom(bench.folder(), "mixed", STATEMENTS).start_ready(120)
    paths = write_paths(server, pathlib.Path(bench.folder("paths")))
    seconds = max(TURN_SECONDS, bench.seconds)
    oldest = []

    def quiet():
        return load(server, seconds=seconds, paths=paths)

    def edited():
        editor = Editor(server)
        editor.start()
        try:
            return quiet()
        finally:
            oldest.extend(editor.finish())

    try:
        quiet()
        results = interleave(max(3, bench.rounds // 2),
                             {"without edits": quiet, "with edits": edited})
    finally:
        server.stop()
    report.loads(results)
    report.note(f"{len(oldest)} looks at edited pages and feeds; the old version was given out "
                f"{max(oldest):.2f} s after an edit at most")
    report.claim("mixed load with edits : without",
                 ratios(results["with edits"], results["without edits"]), least=0.9)
    report.claim("oldest stale answer", [max(oldest)], most=REFRESH, unit=" s")
