#!/usr/bin/python3
"""`make bench`: peers and module side by side in one run, and every promise about speed as a ratio.

ROUNDS=n   how often each competitor gets its turn (9 unless told)
SECONDS=n  how long a turn is (1 unless told)
ONLY=a,b   scenarios whose name holds one of these words, for a quick look
STRICT=1   ends with 1 where a ratio does not hold

Ends with 2 where something could not be measured or two answers differ that should be equal.
"""

import argparse
import functools
import pathlib
import shutil
import signal
import sys
import tempfile

import scenario_any_xml
import scenario_catalog
import scenario_edits
import scenario_memory
import scenario_mixed
import scenario_pages
from load import Unmeasured, load
from table import Report

SCENARIOS = {
    "page-4k": functools.partial(scenario_pages.run_page, size="4k"),
    "page-20k": functools.partial(scenario_pages.run_page, size="20k"),
    "page-1m": functools.partial(scenario_pages.run_page, size="1m"),
    "not-modified": scenario_pages.run_not_modified,
    "cold": scenario_pages.run_cold,
    "any-xml": scenario_any_xml.run_any_xml,
    "first-request": scenario_edits.run_first_request,
    "crowd": scenario_edits.run_crowd,
    "mixed": scenario_mixed.run_mixed,
    "memory": scenario_memory.run_memory,
    "catalog": scenario_catalog.run_catalog,
}


class Bench:
    """How to measure, and where."""

    def __init__(self, rounds, seconds, root):
        self.rounds = rounds
        self.seconds = seconds
        self.root = pathlib.Path(root)

    def folder(self, name=None):
        """A new folder below the run's own one, gone at the end."""
        folder = pathlib.Path(tempfile.mkdtemp(prefix="run.", dir=self.root))
        folder.chmod(0o755)
        return folder / name if name else folder

    def clear(self):
        for folder in self.root.iterdir():
            shutil.rmtree(folder, ignore_errors=True)

    def run(self, server, path, **more):
        """A function that loads `path` for one turn. The first turn, to warm up, is taken now."""
        load(server, path, 1, **more)
        return lambda: load(server, path, self.seconds, **more)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=int, default=1)
    parser.add_argument("--only", default="", help=", ".join(SCENARIOS))
    parser.add_argument("--strict", action="store_true")
    return parser.parse_args()


def chosen(only):
    words = only.split(",")
    names = [name for name in SCENARIOS if any(word in name for word in words)]
    if not names:
        sys.exit(f"bench: no scenario has {only} in its name; there are {', '.join(SCENARIOS)}")
    return names


def main():
    options = arguments()
    names = chosen(options.only)
    report = Report()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    root = pathlib.Path(tempfile.mkdtemp(prefix="mod_statement_bench."))
    root.chmod(0o755)
    unmeasured = []
    try:
        bench = Bench(options.rounds, options.seconds, root)
        for name in names:
            try:
                SCENARIOS[name](bench, report)
            except (Unmeasured, AssertionError) as failure:
                unmeasured.append(name)
                report.note(f"NOT MEASURED: {failure}\n")
            bench.clear()
    finally:
        shutil.rmtree(root, ignore_errors=True)
    all_hold = report.finish()
    if unmeasured:
        print(f"not measured: {', '.join(unmeasured)}")
        return 2
    return 0 if all_hold or not options.strict else 1


if __name__ == "__main__":
    sys.exit(main())
