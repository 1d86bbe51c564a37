#!/usr/bin/python3
"""Edits and readers on a server in which the n-th call of one kind fails, and each from then on.

Readers get what is right or nothing, no child ends by a signal, and once nothing fails any more all edits
are there without a restart. Says how many calls failed, and in how many rounds the error log had a line.
Ends with `N passed, N failed`.
"""

import argparse
import http.client
import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "http"))
import faults  # noqa: E402
import newsroom  # noqa: E402

# Calls of one kind in one round are fewer.
MOST = 400


def try_kind(control, edits, kind, stride, until):
    """Rounds, failed calls, rounds with a line in the log; faults as text."""
    rounds, failed, told, wrong = 0, 0, 0, []
    for lasting in False, True:
        at = 1
        while at <= MOST and time.monotonic() < until:
            rounds += 1
            try:
                count, lines = faults.try_fault(control, edits, kind, at, lasting)
            # No answer at all is one, too: the child that had the request has died.
            except (AssertionError, OSError, http.client.HTTPException) as fault:
                control.disarm()
                wrong.append(f"{kind} {at}{' and all later' if lasting else ''}: {fault!r:.600}")
                count, lines = 1, []
            failed += count
            told += bool(lines)
            if not count:
                break
            at += stride
    return rounds, failed, told, wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--stride", type=int, default=7)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--only", choices=faults.KINDS[1:])
    arguments = parser.parse_args()
    until = time.monotonic() + 60 * arguments.minutes
    total, wrong = 0, []
    server = newsroom.Server("event", newsroom.NEWSROOM)
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder).chmod(0o755)
        try:
            control = faults.Faults(server, pathlib.Path(folder))
            edits = faults.Edits(server)
            server.start()
            server.wait_for("/statements/stays", 200)
            for kind in [arguments.only] if arguments.only else faults.KINDS[1:]:
                rounds, failed, told, found = try_kind(control, edits, kind, arguments.stride, until)
                print(f"{kind}: {rounds} rounds, {failed} calls failed, "
                      f"{told} rounds with a line in the log", flush=True)
                print("".join(f"  {fault}\n" for fault in found), end="", flush=True)
                total += rounds
                wrong += found
        finally:
            server.stop()
    print(f"{total - len(wrong)} passed, {len(wrong)} failed")
    return 1 if wrong or not total else 0


if __name__ == "__main__":
    sys.exit(main())
