#!/usr/bin/python3
"""Kills httpd at random points of a stream of edits, with SIGKILL: mostly the child that writes, now and
then all processes, which are started again.

After each few kills the stream pauses: then lists, pages and the history have to be what the folder says,
no statement's first publication may have moved, and the history may not have been damaged or replaced.
Ends with `N passed, N failed`, where N counts kills.
"""

import argparse
import contextlib
import http.client
import os
import pathlib
import random
import re
import signal
import sqlite3
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/http"))
import newsroom  # noqa: E402
import states  # noqa: E402

STATEMENTS = 12
KILLS_A_CHECK = 10
# Of so many kills one takes the parent, too.
ALL_OF = 8
PATIENCE = 60


class Model:
    """What one statement's file is, and what is known of it."""

    def __init__(self, number):
        self.name = f"s{number}"
        self.serial = 0
        self.state = "absent"  # or live, withdrawn, deleted
        self.first = None

    def text(self):
        self.serial += 1
        return newsroom.statement(f"Title {self.name} {self.serial}", attributes=f'id="{self.name}"')

    def edit(self, folder, choice):
        if self.state in ("absent", "deleted") or choice < 6:
            folder.drop(f"{self.name}.xml", self.text())
            self.state = "live"
        elif choice < 8:
            head = '<withdrawn when="2024-05-05T10:00:00Z">A slip.</withdrawn>'
            self.serial += 1
            folder.drop(f"{self.name}.xml", newsroom.statement(
                f"Title {self.name} {self.serial}", attributes=f'id="{self.name}"', head=head))
            self.state = "withdrawn"
        else:
            folder.remove(f"{self.name}.xml")
            self.state = "deleted"


class Stream:
    """A server, its editors, and what has to hold."""

    def __init__(self, server, seed):
        self.server = server
        self.random = random.Random(seed)
        self.models = [Model(number) for number in range(STATEMENTS)]
        self.done = 0

    def edit_some(self):
        for _ in range(self.random.randint(1, 5)):
            self.random.choice(self.models).edit(self.server.newsroom, self.random.randrange(10))
            time.sleep(self.random.random() * 0.02)

    def kill(self):
        time.sleep(self.random.random() * 0.15)
        if self.random.randrange(ALL_OF) == 0:
            os.killpg(self.server.process.pid, signal.SIGKILL)
            self.server.process.wait()
            self.server.start()
            return
        writer = newsroom.wait_until(lambda: states.writer_of(self.server), PATIENCE, "a writer")
        with contextlib.suppress(ProcessLookupError):
            os.kill(writer, signal.SIGKILL)

    def get(self, path):
        """The answer; None where the child that had the request was killed just then."""
        try:
            return self.server.get(path)
        except (OSError, http.client.HTTPException):
            return None

    def missing(self):
        """What the feed has that it should not, and the other way round; None: it has no answer."""
        feed = self.get("/statements/feed.rss")
        if feed is None or feed.status != 200:
            return None
        titles = re.findall("<title>(Title [^<]*)</title>", feed.text)
        wanted = [f"Title {model.name} {model.serial}" for model in self.models
                  if model.state == "live"]
        return sorted(set(titles) ^ set(wanted)) or (len(titles) != len(wanted) and titles)

    def wait_for_feed(self):
        amiss = None

        def is_whole():
            nonlocal amiss
            amiss = self.missing()
            return amiss is not None and not amiss
        try:
            newsroom.wait_until(is_whole, PATIENCE, "the feed")
        except AssertionError as late:
            raise AssertionError(f"{late}: {amiss}; {[vars(m) for m in self.models]}") from None

    def check(self):
        self.wait_for_feed()
        for model in self.models:
            wanted = {"absent": 404, "live": 200, "withdrawn": 410, "deleted": 410}[model.state]
            # A file that came and went between two looks was never public.
            if model.state == "deleted" and model.first is None:
                continue
            self.wait_for(model, wanted)
        self.check_history()

    def wait_for(self, model, status):
        answer = None

        def answers():
            nonlocal answer
            answer = self.get(f"/statements/{model.name}")
            return answer is not None and answer.status == status
        try:
            newsroom.wait_until(answers, PATIENCE, f"{status} for {model.name}")
        except AssertionError as late:
            raise AssertionError(f"{late}: {answer}; {vars(model)}; {self.known_of(model)}") from None

    def known_of(self, model):
        """What history and index have of it, for who looks for a fault."""
        rows = []
        for path in (self.server.run / "state").glob("*.db"):
            with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
                table = "statements" if path.name == "history.db" else "entries"
                rows += [path.name, database.execute(
                    f"SELECT * FROM {table} WHERE name LIKE ?", (f"%{model.name}",)).fetchall()]
        return rows

    def check_history(self):
        state = self.server.run / "state"
        others = [path.name for path in state.iterdir() if path.name.startswith("history.db")
                  and path.name not in ("history.db", "history.db-wal", "history.db-shm")]
        assert not others, others
        with contextlib.closing(sqlite3.connect(f"file:{state}/history.db", uri=True)) as database:
            assert database.execute("PRAGMA quick_check").fetchone() == ("ok",)
            rows = database.execute("SELECT name, first_public_at FROM statements").fetchall()
        for model in self.models:
            known = [moment for name, moment in rows if name == model.name]
            assert len(known) <= 1, (model.name, rows)
            if model.first is not None:
                assert known == [model.first], f"{model.name}: {model.first}, then {known}"
            elif model.state == "live":
                assert known and known[0], (vars(model), rows)
                model.first = known[0]

    def run(self, kills):
        self.check()
        while self.done < kills:
            self.edit_some()
            self.kill()
            self.done += 1
            if self.done % KILLS_A_CHECK == 0 or self.done == kills:
                self.check()


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=500, help="how often it is killed")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    config = newsroom.NEWSROOM.replace("StatementEngine On",
                                       "StatementEngine On\n    StatementRefresh 1")
    server = newsroom.Server("event", config)
    stream = Stream(server, arguments.seed)
    failed = 0
    try:
        server.start()
        stream.run(arguments.rounds)
    except AssertionError as fault:
        failed = 1
        print(fault)
        print("\n".join(server.unexpected_lines()[-20:]))
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.process.pid, signal.SIGKILL)
        server.process = None
        server.stop()
    print(f"{stream.done} passed, {failed} failed")
    return failed


if __name__ == "__main__":
    sys.exit(main())
