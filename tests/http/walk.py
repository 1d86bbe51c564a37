"""Follows a page of docs/ word by word: its commands, and the files that it says to write.

    $ COMMAND                       is run; the lines below it are what it says, … stands for any words
    Write this into `FILE`:         the next block is the whole file
    Add this to `FILE`:             the next block is put before the file's last line

On a fresh system: python3 tests/http/walk.py PAGE [before:SECTION|from:SECTION]
"""

import pathlib
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field

PATIENCE = 30
FILE = re.compile(r"(Write this into|Add this to)\s+`([^`]+)`:$")


@dataclass
class Command:
    """What to run, and the lines that it is to say."""
    words: str
    said: list = field(default_factory=list)

    def pattern(self):
        said = re.escape("\n".join(self.said).strip("\n"))
        return re.compile(said.replace("…", "(?s:.*)"))

    def follow(self, system):
        """Asks until it says what the page shows: what a server does takes a moment."""
        deadline = time.monotonic() + PATIENCE
        while True:
            code, said = system.run(self.words)
            if "".join(self.said).strip():
                if self.pattern().fullmatch(said.strip("\n")):
                    return
            else:
                assert code == 0, f"{self.words}: {said}"
                return
            assert time.monotonic() < deadline, f"{self.words} says:\n{said}"
            time.sleep(0.2)


@dataclass
class Text:
    """What to write into a file, as a whole or before its last line."""
    name: str
    is_whole: bool
    lines: list = field(default_factory=list)

    def follow(self, system):
        text = "\n".join(self.lines) + "\n"
        if not self.is_whole:
            head, last = system.read(self.name).rstrip("\n").rsplit("\n", 1)
            text = f"{head}\n{text}{last}\n"
        system.write(self.name, text)


def steps(page):
    """The commands and texts of a page, in their order."""
    found, block, prose = [], None, ""
    for line in page.splitlines():
        if line.startswith("```"):
            block = [] if block is None else None
            if block is not None and (named := FILE.search(prose)):
                found.append(Text(named[2], named[1].startswith("Write"), block))
            prose = ""
        elif block is not None:
            block.append(line)
        elif line.startswith("    $ "):
            found.append(Command(line[6:]))
            prose = ""
        elif found and not prose and isinstance(found[-1], Command) and (
                line.startswith("    ") or not line):
            found[-1].said.append(line[4:])
        else:
            prose = f"{prose} {line}".strip()
    return found


class System:
    """The system that this runs on."""

    def read(self, name):
        return pathlib.Path(name).read_text()

    def write(self, name, text):
        pathlib.Path(name).write_text(text)

    def run(self, command):
        """Exit code, and what it says."""
        print(f"$ {command}", flush=True)
        done = subprocess.run(["sh", "-c", command], text=True, check=False, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        return done.returncode, done.stdout


def follow(page, system):
    """All steps of a text; returns them."""
    found = steps(page)
    for step in found:
        step.follow(system)
    return found


def part(page, words):
    """All of a page, or what is in it "before:" or "from:" a section."""
    where, _, title = words.partition(":")
    start = page.index(f"\n## {title}\n") if title else len(page)
    return page[start:] if where == "from" else page[:start]


if __name__ == "__main__":
    page_name, chosen = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "before:"
    count = len(follow(part(pathlib.Path(page_name).read_text(), chosen), System()))
    print(f"{page_name}: {count} steps followed")
