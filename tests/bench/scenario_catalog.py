"""A hundred thousand statements beside few: intake, restart, one more file, lists, search, memory.

    STATEMENTS=n  another number than a hundred thousand, for a quick look
"""

import functools
import os
import random
import threading
import time
import urllib.parse

import documents
from load import Unmeasured, load
from newsrooms import ARCHIVE, REFRESH, SETTLED, Newsroom
from rounds import interleave, ratios

MIB = 1024 * 1024
FEW, SOME = 100, 1000
UNCACHED = "StatementCacheSize 0\n"
SEARCHERS = 4
PER_PAGE = 20
MORE = 10
QUERIES = 300
LIST_MSEC = 250


class Reader(threading.Thread):
    """Reads a statement twenty times a second; how long each took."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server = server
        self.ends = threading.Event()
        self.times = []
        self.failures = []

    def run(self):
        chance = random.Random(3)
        while not self.ends.wait(0.05):
            start = time.monotonic()
            answer = self.server.get(self.server.path(chance.randrange(self.server.count)))
            self.times.append(time.monotonic() - start)
            if answer.status != 200:
                self.failures.append(answer)

    def finish(self):
        self.ends.set()
        self.join()
        if self.failures:
            raise Unmeasured(f"a reader got {self.failures[0]} during the first intake")
        return self.times


def first_intake(server, report):
    """Seconds from the first answer of the server to its first complete look. What was written to
    make the newsroom is on the disk by then."""
    os.sync()
    server.start()
    start = time.monotonic()
    reader = Reader(server)
    reader.start()
    server.wait_for(ARCHIVE, 600)
    seconds = time.monotonic() - start
    times = reader.finish()
    slowest = max(times, default=0)
    report.note(f"{server.count:,} statements taken in within {seconds:.1f} s on one core, while "
                f"{len(times)} pages were read, the slowest in {slowest * 1000:.0f} ms")
    return seconds


def restarts(server):
    """Seconds from the start of the program until its lists answer, a few times."""
    found = []
    for _ in range(3):
        server.stop()
        start = time.monotonic()
        server.start_ready()
        found.append(time.monotonic() - start)
    return found


def more(server, words, number):
    """One more statement, newer than all that are there."""
    text = documents.document(0, words=words).replace('id="bench-0"', f'id="more-{number}"')
    day = documents.NEWEST + documents.STEP * (number + 1)
    text = text.replace(f"{documents.NEWEST:%Y-%m-%dT%H:%M:%S}", f"{day:%Y-%m-%dT%H:%M:%S}")
    server.put(f"{documents.NEWEST.year}/more-{number}", text)


def appear(server):
    """Seconds until one more statement stands in the archive, a few times."""
    found = []
    for number in range(MORE):
        more(server, "", number)
        start = time.monotonic()
        while f"more-{number}".encode() not in server.get(ARCHIVE).body:
            if time.monotonic() - start > 30:
                raise Unmeasured(f"more-{number} does not appear in the archive")
            time.sleep(0.01)
        found.append(time.monotonic() - start)
    return found


def cost_of_more(server):
    """Processor seconds that one more statement takes, beyond what passes without one."""
    time.sleep(SETTLED)
    before = server.cpu_seconds()
    time.sleep(MORE * REFRESH + SETTLED)
    idle = server.cpu_seconds() - before
    before = server.cpu_seconds()
    for number in range(MORE):
        more(server, "with other words", number)
        time.sleep(REFRESH)
    time.sleep(SETTLED)
    return (server.cpu_seconds() - before - idle) / MORE, idle / (MORE * REFRESH + SETTLED)


def memory(server):
    """PSS after the same requests, whatever the number of statements; no more readers than search
    has, who would wait too long for one another on a busy machine."""
    paths = server.run / "paths"
    paths.write_text("".join(f"{server.path(number)}\n" for number in range(FEW))
                     + f"{ARCHIVE}\n{ARCHIVE}feed.rss\n{ARCHIVE}?q=water\n{ARCHIVE}?tag=water\n")
    load(server, seconds=3, connections=SEARCHERS, paths=paths)
    return server.pss()


def size(loads):
    return sum(load.bytes for load in loads) / sum(load.requests for load in loads)


def lists(bench, report, large, small):
    """The lists of the large newsroom and those of the small one."""
    kinds = {"archive page 1": "", "feed": "feed.rss"}
    for kind, address in kinds.items():
        names = [f"{kind} at {server.count:,}" for server in (large, small)]
        results = interleave(bench.rounds, dict(zip(names, (
            bench.run(large, ARCHIVE + address), bench.run(small, ARCHIVE + address)))))
        report.loads(results)
        report.note("bytes of an answer: " + ", ".join(f"{name} {size(loads):,.0f}"
                                                       for name, loads in results.items()))
        report.claim(f"{kind} at {large.count:,} : at {small.count:,}",
                     ratios(results[names[0]], results[names[1]]), least=0.9)


def walks(bench, report, server):
    """What takes a walk along the whole list, with as many readers as search has."""
    addresses = {"tag filter": "?tag=water", "language and its facets": "?lang=en",
                 "archive, page deep down": f"?page={max(2, server.count // PER_PAGE * 2 // 5)}"}
    results = interleave(max(3, bench.rounds // 2), {
        kind: functools.partial(load, server, ARCHIVE + address, bench.seconds,
                                connections=SEARCHERS)
        for kind, address in addresses.items()})
    report.loads(results)
    for kind, loads in results.items():
        report.claim(f"p99 of {kind} at {server.count:,}", [found.p99 / 1000 for found in loads],
                     most=LIST_MSEC, unit=" ms")


def write_queries(file):
    """What readers look for: words of all languages, frequent and rare, some of them two."""
    chance = random.Random(4)
    queries = []
    for _ in range(QUERIES):
        words = documents.WORDS[chance.choice(documents.LANGUAGES)].split()
        query = " ".join(chance.choices(words, k=chance.choice((1, 1, 2))))
        queries.append(f"{ARCHIVE}?q={urllib.parse.quote_plus(query)}\n")
    file.write_text("".join(queries))
    return file


def search(bench, report, server):
    """Searches beside the archive's first page, with as many readers."""
    queries = write_queries(server.run / "queries")

    def searches():
        return load(server, seconds=2 * bench.seconds, connections=SEARCHERS, paths=queries)

    def first_page():
        return load(server, ARCHIVE, bench.seconds, connections=SEARCHERS)

    results = interleave(max(3, bench.rounds // 2),
                         {"search": searches, "archive page 1": first_page})
    report.loads(results)
    report.claim(f"p99 of search at {server.count:,}",
                 [found.p99 / 1000 for found in results["search"]], most=LIST_MSEC, unit=" ms")


def run_few(bench):
    """What a newsroom of a hundred needs."""
    server = Newsroom(bench.folder(), "few", FEW).start_ready()
    try:
        return memory(server), cost_of_more(server)
    finally:
        server.stop()


def run_catalog(bench, report):
    count = int(os.environ.get("STATEMENTS") or 100_000)
    report.title(f"A newsroom of {count:,} statements")
    few_memory, few_cost = run_few(bench)
    core = min(os.sched_getaffinity(0))
    server = Newsroom(bench.folder(), "many", count, core=core)
    try:
        seconds = first_intake(server, report)
        report.claim(f"first intake of {count:,}", [count / seconds], least=1500, unit="/s")
        server.core = None
        report.claim(f"restart at {count:,}", restarts(server), most=1, unit=" s")
        many_memory = memory(server)
        report.claim(f"memory at {count:,}, more than at {FEW}", [(many_memory - few_memory) / MIB],
                     most=32, unit=" MiB")
        report.claim("one more file is in the archive after", [max(appear(server))], most=1,
                     unit=" s")
        many_cost = cost_of_more(server)
        report.figures(["processor time", "one more file, ms", "idle, ms a second"],
                       [[f"at {number:,}", f"{cost * 1000:.2f}", f"{idle * 1000:.2f}"]
                        for number, (cost, idle) in ((FEW, few_cost), (count, many_cost))])
        report.claim(f"processor time for one more file at {count:,} : at {FEW}",
                     [many_cost[0] / few_cost[0]], most=1.5)
        run_uncached(bench, report, server)
    finally:
        server.stop()


def run_uncached(bench, report, large):
    """Both have the same newest statements, those that were added to the large one among them, and
    as much to choose from, also where a tag is chosen already: pages of the same size."""
    large.stop()
    large.configure(UNCACHED)
    large.start_ready()
    small = Newsroom(bench.folder(), "some", SOME, UNCACHED, span=large.count)
    for number in range(MORE):
        more(small, "with other words", number)
    small.start_ready()
    try:
        lists(bench, report, large, small)
    finally:
        small.stop()
    walks(bench, report, large)
    search(bench, report, large)
