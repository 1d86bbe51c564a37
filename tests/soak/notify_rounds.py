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

from newsroom import NEWSROOM, Server, statement, wait_until  # noqa: E402
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


def edit(folder, number, expected):
    """A statement that is told, one that is not, and now and then the end of an earlier one."""
    folder.drop(f"open{number}.xml", statement(f"Open {number}"))
    expected.add(("published", f"open{number}"))
    folder.drop(f"secret{number}.xml", random.choice([
        statement(f"Secret {number}", attributes=DRAFT),
        statement(f"Secret {number}", published=EMBARGOED),
        statement(f"Secret {number}", body="<para/>")]))
    if number >= 10 and number % 5 == 0:
        gone = number - 10
        folder.drop(f"open{gone}.xml", statement(f"Open {gone}", head=(
            '<withdrawn when="2024-06-01T00:00:00Z">Wrong.</withdrawn>')))
        expected.add(("withdrawn", f"open{gone}"))


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


def run(server, rounds):
    notices = Notices(server)
    server.write_config(f'StatementNotify "|{server.run}/notify/program"\n' + NEWSROOM.replace(
        "StatementEngine On\n", "StatementEngine On\nStatementBaseURL http://example.org/\n"))
    server.start()
    server.wait_for("/statements/", 200)
    expected, counts = set(), {}
    for number in range(rounds):
        edit(server.newsroom, number, expected)
        what = disturb(server, notices)
        counts[what] = counts.get(what, 0) + 1
    wait_until(lambda: expected <= set(notices.firsts()), PATIENCE, "the last lines")
    lines = notices.lines()
    print(f"{rounds} rounds, {counts}: {len(expected)} events, {len(lines)} lines, "
          f"{len(lines) - len(notices.firsts())} of them again")
    return list(faults(notices, expected))


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
        found = [str(late), server.everything_said()[-2000:]]
    finally:
        server.stop()
    print("\n".join(found) or "nothing lost, nothing out of order, nothing hidden")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
