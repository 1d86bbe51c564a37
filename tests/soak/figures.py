"""What was seen: waits and answers by kind, memory by minute, and the verdict."""

import collections
import contextlib
import os
import pathlib
import threading
import time

WAIT = 2.0       # longer than this no reader waits, nor until he is told to come back
LATE = 3.0       # nor is an edit seen later than this
GROWTH = 1.25    # the last third's memory over the middle third's
SHOWN = 40
MIB = 1024 * 1024


class Kind:
    """The requests of one kind."""

    def __init__(self):
        self.waits = []    # until the header
        self.wholes = []   # until the last byte
        self.statuses = collections.Counter()

    def row(self):
        waits = sorted(self.waits)
        at = [waits[min(len(waits) - 1, int(len(waits) * part))] for part in (0.5, 0.99)]
        seen = " ".join(f"{status}:{count}" for status, count in sorted(self.statuses.items()))
        return [f"{len(waits):,}", *(f"{wait * 1000:.0f}" for wait in (*at, waits[-1])),
                f"{max(self.wholes) * 1000:.0f}", seen]


class Figures:
    """All that the verdict needs; any thread may add to it."""

    def __init__(self):
        self.lock = threading.Lock()
        self.began = time.monotonic()
        self.kinds = collections.defaultdict(Kind)
        self.seen = []     # how late edits were seen
        self.long = []     # waits beyond the limit
        self.wrong = []    # wrong answers
        self.lines = []    # unexpected lines of the error log
        self.memory = []   # (seconds, PSS, RSS, descriptors, processor seconds, processes, load, state)
        self.notes = collections.Counter()
        self.told = (0, 0)
        self.counted = ""  # what the status and the access log agree on

    def start(self):
        self.began = time.monotonic()

    def moment(self):
        return f"{time.monotonic() - self.began:7.1f} s"

    def request(self, kind, path, status, times, is_judged=True):
        """Its `times` are those until the header and until the last byte."""
        wait, whole = times
        with self.lock:
            self.kinds[kind].waits.append(wait)
            self.kinds[kind].wholes.append(whole)
            self.kinds[kind].statuses[str(status)] += 1
            if is_judged and wait > WAIT:
                self.long.append(f"{self.moment()}: {wait:.2f} s, {status}, {kind}: {path}")

    def fault(self, words):
        with self.lock:
            self.wrong.append(f"{self.moment()}: {words}")

    def edit(self, path, wait):
        with self.lock:
            self.seen.append(wait)
            if wait > LATE:
                self.long.append(f"{self.moment()}: {wait:.2f} s until an edit was seen in {path}")

    def note(self, words):
        with self.lock:
            self.notes[words] += 1

    def measure(self, parent, state):
        """Memory and descriptors of the server and the size of its state, as they are now."""
        pids = family(parent)
        sums = [0, 0, 0, 0]
        for pid in pids:
            with contextlib.suppress(OSError):
                rollup = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
                sizes = dict(line.split()[:2] for line in rollup.splitlines()[1:])
                sums[0] += int(sizes["Pss:"]) * 1024
                sums[1] += int(sizes["Rss:"]) * 1024
                sums[2] += len(os.listdir(f"/proc/{pid}/fd"))
                sums[3] += processor_seconds(pid)
        self.memory.append((time.monotonic() - self.began, *sums, len(pids), os.getloadavg()[0],
                            size_of(state)))

    def progress(self):
        """What is new: if the soak does not live to its end, this is what is known of it."""
        requests = sum(len(kind.waits) for kind in list(self.kinds.values()))
        for line in self.long[self.told[0]:] + self.wrong[self.told[1]:]:
            print(f"  {line}")
        self.told = (len(self.long), len(self.wrong))
        print(f"{self.moment()}: {requests:,} requests, {len(self.long)} waits beyond the limit, "
              f"{len(self.wrong)} wrong answers, {self.memory[-1][1] / MIB:.0f} MiB", flush=True)

    def growth(self):
        """The mean of the last third over that of the middle one; 1 where there are too few."""
        third = len(self.memory) // 3
        if not third:
            return 1.0
        means = [sum(one[1] for one in part) / len(part)
                 for part in (self.memory[third:-third], self.memory[-third:])]
        return means[1] / means[0]

    def is_good(self):
        return not (self.wrong or self.long or self.lines) and self.growth() <= GROWTH

    def show(self):
        every = Kind()
        for kind in self.kinds.values():
            every.waits += kind.waits
            every.wholes += kind.wholes
            every.statuses += kind.statuses
        rows = [[name, *kind.row()] for name, kind in sorted(self.kinds.items())]
        table(["requests", "count", "p50 ms", "p99 ms", "max ms", "whole max ms",
               "statuses"],
              rows + [["all", *every.row()]])
        if self.seen:
            late = sorted(self.seen)
            print(f"\nedits seen after: p50 {late[len(late) // 2]:.2f} s, "
                  f"p99 {late[int(len(late) * 0.99)]:.2f} s, max {late[-1]:.2f} s ({len(late)})\n")
        table(["minute", "PSS MiB", "RSS MiB", "descriptors", "state MiB", "processor s", "processes",
               "load"],
              [[f"{when / 60:.1f}", f"{pss / MIB:.1f}", f"{rss / MIB:.1f}", str(files),
                f"{state / MIB:.1f}", f"{spent:.0f}", str(count), f"{load:.1f}"]
               for when, pss, rss, files, spent, count, load, state in self.memory])
        print("\n" + ", ".join(f"{words}: {count}" for words, count in sorted(self.notes.items())))
        for title, found in (("waits beyond the limit", self.long), ("wrong answers", self.wrong),
                             ("unexpected lines in the error log", self.lines)):
            print(f"{title}: {len(found)}")
            for line in found[:SHOWN]:
                print(f"  {line}")
        print(f"compared with the access log: {self.counted}")
        print(f"memory, last third : middle third: {self.growth():.2f}")


def family(parent):
    """A process and its children."""
    with contextlib.suppress(OSError):
        path = pathlib.Path(f"/proc/{parent}/task/{parent}/children")
        return [parent, *map(int, path.read_text(encoding="ascii").split())]
    return [parent]


def size_of(folder):
    """Bytes of all files below it."""
    found = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            found += path.stat().st_size
    return found


def processor_seconds(pid):
    """What a process has spent, and its children that have ended."""
    stat = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    return sum(map(int, stat.rsplit(")", 1)[1].split()[11:15])) / os.sysconf("SC_CLK_TCK")


def table(heads, rows):
    widths = [max(len(row[column]) for row in [heads, *rows]) for column in range(len(heads))]
    for row in [heads, *rows]:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:-1], widths[1:])]
        print("  ".join([*cells, row[-1]]))
