#!/usr/bin/python3
"""Readers of everything at once, edits and graceful restarts, under ThreadSanitizer.

Run by `make check-threads` with a module built for it; ends with 1 where a data race was reported.
"""

import pathlib
import subprocess
import sys
import time

import documents
from servers import BUILD

from newsroom import NEWSROOM, Server

STATEMENTS = 200
EDITS = 40
READERS = 16
LISTS = ["", "?page=2", "?q=water", "?tag=water", "feed", "feed.rss", "feed.atom", "feed.json"]
FORMATS = [".xml", "", ".rss", ".txt"]
HERE = pathlib.Path(__file__).resolve().parent


def write_paths(file):
    paths = [f"/statements/{documents.name(number)}{FORMATS[number % len(FORMATS)]}"
             for number in range(STATEMENTS)]
    paths += [f"/statements/{tail}" for tail in LISTS]
    file.write_text("\n".join(paths) + "\n")
    return file


def disturb(server):
    """Edits, and two new generations of children."""
    for number in range(EDITS):
        server.newsroom.drop(f"{documents.name(number)}.xml",
                             documents.document(number, words=f"edit {number}"))
        if number in (EDITS // 3, EDITS * 2 // 3):
            server.graceful()
        time.sleep(0.5)


def main():
    if b"__tsan_init" not in (BUILD / "mod_statement.so").read_bytes():
        sys.exit("check_threads: mod_statement.so is not built for ThreadSanitizer")
    server = Server("event", NEWSROOM)
    try:
        documents.write(server.newsroom.path, STATEMENTS)
        paths = write_paths(server.run / "paths")
        server.start()
        server.wait_for("/statements/", 200, 120)
        readers = subprocess.Popen(
            ["wrk", "-t2", f"-c{READERS}", f"-d{EDITS // 2 + 2}s", "--timeout", "60s", "-s",
             "paths.lua", f"http://127.0.0.1:{server.port}/", "--", paths], cwd=HERE,
            stdout=subprocess.PIPE, text=True)
        disturb(server)
        said, _ = readers.communicate()
        server.end()
        log = server.everything_said()
    finally:
        server.stop()
    races = log.count("WARNING: ThreadSanitizer")
    print(f"{said.strip().splitlines()[-1]}\n{races} data races")
    if races:
        print(log[log.index("WARNING: ThreadSanitizer"):][:20000])
    return 1 if races else 0


if __name__ == "__main__":
    sys.exit(main())
