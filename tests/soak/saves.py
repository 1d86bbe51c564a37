#!/usr/bin/python3
"""Saves by real tools, while readers fetch page and feeds: nobody sees anything but a whole version.

Run by `make saves`. Each tool has a newsroom of one server; one save in five comes after a broken one.
Prints a line for each tool, and ends with 1 where a reader saw anything but a complete good version,
or where the last save does not stand at the end.
"""

import argparse
import os
import pathlib
import sys
import time

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "http")]

from newsroom import Server
from savers import EXPECTED, SAVERS, config, try_tool

READERS = 4
COLUMNS = "{:13} {:>6} {:>8} {:>8} {:>8} {:>6} {:>8} {:>6}"


def show(*values):
    print(COLUMNS.format(*values), flush=True)


def try_all(server, options):
    faults = []
    show("tool", "saves", "seconds", "answers", "versions", "503", "backward", "faults")
    for room in options.only.split(","):
        if not SAVERS[room].is_there():
            print(f"{room:13} is not installed")
            continue
        began = time.monotonic()
        audience, found = try_tool(server, room, options.saves, READERS)
        show(room, options.saves, f"{time.monotonic() - began:.0f}", audience.total("answers"),
             len(audience.seen()), audience.total("refused"), audience.total("backward"),
             len(found))
        print("".join(f"    {fault}\n" for fault in found[:5]), end="", flush=True)
        faults += found
    return faults + server.unexpected_lines()


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--saves", type=int, default=1000, help="by each tool")
    parser.add_argument("--only", default=",".join(SAVERS), help="tools, between commas")
    parser.add_argument("--mpm", default="event", choices=["event", "worker", "prefork"])
    return parser.parse_args()


def main():
    options = arguments()
    os.umask(0o022)
    server = Server(options.mpm, config())
    server.allow(*EXPECTED)
    try:
        server.start()
        faults = try_all(server, options)
    finally:
        server.stop()
    print(*faults[-5:], sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
