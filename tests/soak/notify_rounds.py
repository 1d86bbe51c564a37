#!/usr/bin/python3
"""Kills the writer or the program of StatementNotify while notices go out, again and again, and
compares what was told with what happened: nothing lost, nothing out of order, nothing hidden.

    make build && tests/soak/notify_rounds.py --rounds=200 --mpm=event
"""

import argparse
import os
import pathlib
import random
import signal
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "http"))

from newsroom import NEWSROOM, Server, statement  # noqa: E402
from notices import Notices  # noqa: E402

PATIENCE = 60
DRAFT = 'id="{auto}" status="draft"'
EMBARGOED = "2099-01-01T00:00:00Z"


def parent_of(pid):
    return int(pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def kill_writer(notices):
    for pid in notices.pids():
        try:
            kill(parent_of(pid))
        except (FileNotFoundError, ProcessLookupError):
            pass


def edit(folder, notices, number, expected):
    """A statement that is told, one that is not, and now and then the end of one that was told."""
    folder.drop(f"open{number}.xml", statement(f"Open {number}"))
    expected.add(("published", f"open{number}"))
    folder.drop(f"secret{number}.xml", random.choice([
        statement(f"Secret {number}", attributes=DRAFT),
        statement(f"Secret {number}", published=EMBARGOED),
        statement(f"Secret {number}", body="<para/>")]))
    gone = f"open{number - 10}"
    if number % 5 == 0 and ("published", gone) in notices.events():
        folder.drop(f"{gone}.xml", statement(f"Open {number - 10}", head=(
            '<withdrawn when="2024-06-01T00:00:00Z">Wrong.</withdrawn>')))
        expected.add(("withdrawn", gone))


def disturb(server, notices):
    time.sleep(random.uniform(0, 0.3))
    what = random.choice(["writer", "writer", "program", "program", "graceful"])
    if what == "writer":
        kill_writer(notices)
    elif what == "program":
        notices.kill()
    else:
        server.graceful()
    time.sleep(random.uniform(0, 0.3))
    return what


def faults(notices, expected):
    """What was told wrongly, in words."""
    lines = notices.lines()
    ids = list(dict.fromkeys(line["id"] for line in lines))
    if ids != sorted(ids):
        yield "the first of each came in another order than that of their numbers"
    if missing := set(range(1, max(ids) + 1)) - set(ids):
        yield f"never told: numbers {sorted(missing)}"
    if missing := expected - set(notices.firsts()):
        yield f"never told: {sorted(missing)}"
    if more := set(notices.firsts()) - expected:
        yield f"told, and had not happened: {sorted(more)}"
    if "ecret" in notices.text():
        yield "something hidden was told"


def wait_for(condition):
    """Not longer than that: what is missing then is said."""
    deadline = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.1)


def run(server, rounds):
    notices = Notices(server)
    server.write_config(f'StatementNotify "|{server.run}/notify/program"\n' + NEWSROOM.replace(
        "StatementEngine On\n", "StatementEngine On\nStatementBaseURL http://example.org/\n"))
    server.start()
    server.wait_for("/statements/", 200)
    expected, counts = set(), {}
    for number in range(rounds):
        edit(server.newsroom, notices, number, expected)
        what = disturb(server, notices)
        counts[what] = counts.get(what, 0) + 1
    wait_for(lambda: expected <= set(notices.firsts()))
    lines = notices.lines()
    print(f"{rounds} rounds, {counts}: {len(expected)} events, {len(lines)} lines, "
          f"{len(lines) - len(notices.firsts())} of them again")
    found = list(faults(notices, expected))
    return found + (server.everything_said().splitlines()[-20:] if found else [])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--mpm", default="event")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    random.seed(options.seed)
    server = Server(options.mpm, NEWSROOM)
    try:
        found = run(server, options.rounds)
    except AssertionError as late:
        found = [str(late)]
    finally:
        server.stop()
    print("\n".join(found) or "nothing lost, nothing out of order, nothing hidden")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
