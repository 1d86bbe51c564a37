"""Programs for StatementNotify, and what they were told."""

import json
import os
import signal

from newsroom import NEWSROOM, statement, wait_until

ENGINE = "StatementEngine On\n"
BASE = 'StatementBaseURL "https://www.example.org/statements/"\n'
CONFIG_WITH_PROGRAM = ('StatementNotify "|${RUN}/notify/program"\n' +
                       NEWSROOM.replace(ENGINE, ENGINE + BASE))

# Writes each line to a file before it acknowledges it, as a program does whose work is done then.
RECORDER = """#!/usr/bin/python3 -Bu
import sys
with open("{told}", "ab", 0) as told:
    for line in sys.stdin.buffer:
        told.write(line)
        print("ok", flush=True)
"""
# Never reads what it gets.
HANGING = """#!/bin/sh
echo $$ > {told}.pid
exec sleep 1000
"""
# Never gets what it does not read.
CLOSED = """#!/bin/sh
exec sleep 1000 <&-
"""
# Does what it should, and fills its output and its log beside that.
NOISY = RECORDER.replace("with open", """import os
noise = b"noise\\n" * 20000
if os.fork() == 0:
    os.write(2, noise)
    while True:
        os.write(1, noise)
with open""")


def configure(server, more="", rules=""):
    """The same for a server of one test's own; `rules` are for its newsroom."""
    newsroom = NEWSROOM.replace(ENGINE, ENGINE + BASE + rules)
    server.write_config(f'StatementNotify "|{server.run}/notify/program"{more}\n{newsroom}')


class Notices:
    """A folder with a program, and the lines that it has got."""

    def __init__(self, server):
        self.folder = server.run / "notify"
        self.folder.mkdir()
        self.folder.chmod(0o777)
        self.told = self.folder / "told"
        self.seen = 0
        self.program = self.folder / "program"
        self.write(RECORDER)

    def write(self, text):
        """In one step: one that runs is left alone."""
        partial = self.folder / "program.new"
        partial.write_text(text.format(told=self.told))
        partial.chmod(0o755)
        partial.rename(self.program)

    def text(self):
        """What came since the last forget(), without a line that a killed program has begun."""
        text = self.told.read_bytes() if self.told.exists() else b""
        return text[self.seen:text.rfind(b"\n") + 1].decode()

    def forget(self):
        self.seen += len(self.text().encode())

    def lines(self):
        return [json.loads(line) for line in self.text().splitlines()]

    def events(self):
        return [(line["event"], line.get("name")) for line in self.lines()]

    def firsts(self):
        """Each once, in the order of their coming."""
        found = {}
        for line in self.lines():
            found.setdefault(line["id"], (line["event"], line.get("name")))
        return list(found.values())

    def wait_for(self, event, name):
        wait_until(lambda: (event, name) in self.events(),
                   what=f"{event} {name} in {self.events()}")

    def pids(self):
        """Of programs of this folder that run now."""
        found = []
        for name in filter(str.isdigit, os.listdir("/proc")):
            try:
                words = open(f"/proc/{name}/cmdline", "rb").read().split(b"\0")
            except OSError:
                continue
            if str(self.program).encode() in words:
                found.append(int(name))
        return found

    def kill(self):
        for pid in self.pids():
            os.kill(pid, signal.SIGKILL)


def start(own, program):
    """Starts a server of one test's own, with one statement, that tells `program`."""
    notices = Notices(own)
    notices.write(program)
    configure(own)
    own.newsroom.drop("first.xml", statement("First"))
    own.start()
    own.wait_for("/statements/", 200)
    return notices
