#!/usr/bin/python3
"""Mixed load, edits, restarts and faults on a running server, against a model of what is right.

Run by `make soak`. Two newsrooms of one server: one whose editor works, and one into which hostile
documents are dropped besides. Prints what was seen, and ends with 1 where an answer was wrong, a
reader waited too long, the error log holds what nobody expects, or memory grew.
"""

import argparse
import os
import pathlib
import signal
import sys
import threading
import time

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "http"), str(TESTS / "bench")]

import hostile
import counters
from changes import Editor, Enemy, Trouble
from clocks import Clock as ServersClock
from figures import Figures
from model import Model
from newsroom import BUILD, Folder, Server, mount, unmount
from person import ROOMS
from readers import CROWD, READERS, Reader, SlowReader, Streams

CONFIG = """
SendBufferSize 8192
Timeout 30
LogLevel warn
<IfModule !mpm_prefork_module>
    ServerLimit 24
    MinSpareThreads 16
    MaxSpareThreads 48
    MaxRequestWorkers 96
</IfModule>
<IfModule mpm_prefork_module>
    StartServers 64
    MinSpareServers 16
    MaxSpareServers 64
    MaxRequestWorkers 96
</IfModule>
StatementCacheSize 32M
LogFormat "%m %>s %B %U" counted
CustomLog "${RUN}/access.log" counted
<Location "/statement-status">
    SetHandler statement-status
    Require local
</Location>
Alias "/a" "${RUN}/a"
Alias "/b" "${RUN}/b"
<Directory "${RUN}/a">
    Require all granted
    StatementEngine On
    StatementTitle "A quiet newsroom"
</Directory>
<Directory "${RUN}/b">
    Require all granted
    StatementEngine On
    StatementTitle "A newsroom in trouble"
    StatementFormat ends ${RUN}/sheets/ends.xsl ext=ends type=text/html
    StatementFormat endless ${RUN}/sheets/endless.xsl ext=endless type=text/html
</Directory>
"""
HTTP2 = "Protocols h2c http/1.1\n"
STATEMENTS = 200
DISK = "2g"
TROUBLE_SECONDS = 240
MEASURE_SECONDS = 60
LAST_ANSWER = 20  # seconds that the end waits for one
# What the editor, the enemy and the stylesheets that fail are told, that nothing can be written to a
# full disk, and the children that we kill.
EXPECTED = ("STM0101", "STM0102", "STM0103", "STM0106", "STM0107", "STM0109", "STM0610", "STM0612",
            "STM0601", "STM0402", "STM0701", "No space left on device",
            "exit signal Killed (9)")


class Clock:
    """Gives each reader the moment of its next request, so that all together keep the rate."""

    def __init__(self, rate):
        self.gap, self.next = 1 / rate, time.monotonic()
        self.lock = threading.Lock()

    def wait(self):
        """Seconds from now. Who is late doesn't make up for it."""
        with self.lock:
            self.next = max(self.next + self.gap, time.monotonic())
            return self.next - time.monotonic()


class Soak:
    """The server, its folders, and what all persons share."""

    def __init__(self, options):
        self.ends, self.editing = threading.Event(), threading.Lock()
        self.figures, self.model = Figures(), Model(ROOMS, STATEMENTS)
        self.seconds = options.hours * 3600
        self.trouble_seconds = min(TROUBLE_SECONDS, self.seconds / 5)
        self.measure_seconds = min(MEASURE_SECONDS, self.seconds / 18)
        self.server = Server(options.mpm, *with_http2(options.mpm))
        self.server.allow(*EXPECTED)
        self.servers_clock = ServersClock(self.server, self.server.run)
        # What only root can have: a disk that fills up.
        self.disk = mount(self.server.run / "state", DISK) if os.getuid() == 0 else None
        self.clock = Clock(options.rate)
        self.hostile = []

    def folder(self, room):
        return Folder(self.server.run / room)

    def prepare(self):
        sheets = Folder(self.server.run / "sheets")
        for name in hostile.SHEETS:
            sheets.drop(name, hostile.sheet(name))
        (self.server.run / "htdocs" / "plain.txt").write_text("httpd's own words\n" * 2000)
        (self.server.run / "htdocs" / "large.txt").write_text("httpd's own words\n" * 222_222)
        self.hostile = hostile.write(self.server.run / "hostile")
        hostile.fill_shelf(self.folder("b"))
        for one in self.model.all:
            self.folder(one.room).drop(f"{one.name}.xml", one.text())

    def run(self):
        self.prepare()
        self.server.start()
        for room in ROOMS:
            self.server.wait_for(f"/{room}/", 200, 300)
        self.figures.start()
        people = [Reader(self, number) for number in range(READERS)]
        people += [SlowReader(self, number) for number in range(CROWD)]
        people += [Editor(self), Enemy(self), Trouble(self)]
        people += [Streams(self)] if self.server.mpm != "prefork" else []
        for person in people:
            person.start()
        self.watch()
        for person in people:
            person.join(LAST_ANSWER)
        counters.compare(self.server, self.figures)

    def watch(self):
        end = time.monotonic() + self.seconds
        while not self.ends.wait(min(self.measure_seconds, max(0, end - time.monotonic()))):
            self.figures.measure(self.server.process.pid, self.server.run / "state")
            self.figures.lines += self.server.unexpected_lines()
            self.figures.progress()
            if time.monotonic() >= end:
                self.ends.set()

    def stop(self):
        self.ends.set()
        logs = BUILD / "soak"
        logs.mkdir(exist_ok=True)
        (logs / f"{self.server.mpm}.log").write_text(self.server.everything_said())
        self.server.end()
        if self.disk:
            unmount(self.disk)
        self.server.stop()


def with_http2(mpm):
    """Configuration and modules; prefork has no threads for streams."""
    return (CONFIG, ()) if mpm == "prefork" else (CONFIG + HTTP2, ("http2",))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hours", type=float, default=1)
    parser.add_argument("--mpm", default="event", choices=["event", "worker", "prefork"])
    parser.add_argument("--rate", type=float, default=40, help="requests a second")
    return parser.parse_args()


def main():
    soak = Soak(arguments())
    signal.signal(signal.SIGTERM, lambda *_: soak.ends.set())
    signal.signal(signal.SIGINT, lambda *_: soak.ends.set())
    try:
        soak.run()
    finally:
        soak.stop()
    print(f"\n{soak.server.mpm}: {(time.monotonic() - soak.figures.began) / 3600:.2f} hours")
    soak.figures.show()
    return 0 if soak.figures.is_good() else 1


if __name__ == "__main__":
    sys.exit(main())
