"""What the system refuses while a program is told: it is logged, and told later."""

import contextlib
import os
import signal
import sqlite3

import faults
from newsroom import statement, wait_until
from notices import HANGING, RECORDER, start

# The clock goes forward by two minutes, and no pipe can be made, while the file of that name is there.
REFUSALS = """
#define _GNU_SOURCE
#include <errno.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

int pipe2(int ends[2], int flags)
{
    if (!access("%(folder)s/pipes", F_OK)) {
        errno = EMFILE;
        return -1;
    }
    return syscall(SYS_pipe2, ends, flags);
}

int gettimeofday(struct timeval *now, void *zone)
{
    int status = syscall(SYS_gettimeofday, now, NULL);
    now->tv_sec += access("%(folder)s/clock", F_OK) ? 0 : 120;
    return status;
}
"""


def prepare(own):
    own.preload(own.run, REFUSALS % {"folder": own.run})


def test_a_program_that_cannot_be_started_is_tried_again(own):
    prepare(own)
    own.allow("STM0802")
    notices = start(own, RECORDER)
    wait_until(notices.pids, what="the program")
    with own.expects("STM0803", "cannot be started"):
        (own.run / "pipes").touch()
        notices.kill()
    (own.run / "pipes").unlink()
    own.newsroom.drop("a.xml", statement("A"))
    notices.wait_for("published", "a")


def test_a_program_that_is_silent_for_a_minute_is_named(own):
    prepare(own)
    notices = start(own, RECORDER.replace('print("ok", flush=True)', "pass"))
    own.newsroom.drop("a.xml", statement("A"))
    notices.wait_for("published", "a")
    with own.expects("STM0804", "notify/program", "has not acknowledged"):
        (own.run / "clock").touch()


def test_a_history_that_cannot_be_read_tells_later(own, tmp_path):
    tmp_path.chmod(0o755)
    control = faults.Faults(own, tmp_path)
    own.allow("STM0802")
    notices = start(own, HANGING)
    pid = notices.folder / "told.pid"
    wait_until(lambda: pid.exists() and pid.read_text().strip(), what="the program")
    own.newsroom.drop("a.xml", statement("A"))
    wait_until(lambda: "<title>A<" in own.get("/statements/feed.rss").text, what="the list")
    with own.expects("STM0801", "it is told later"):
        control.arm("step-error")
        notices.write(RECORDER)
        os.kill(int(pid.read_text()), signal.SIGKILL)
    assert control.disarm() > 0
    notices.wait_for("published", "a")


def test_no_more_than_a_hundred_thousand_wait(own):
    notices = start(own, HANGING)
    own.end()
    with contextlib.closing(sqlite3.connect(own.run / "state/history.db")) as history, history:
        history.execute("INSERT INTO notices (newsroom, kind, identity, name, moment)"
                        " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                        " WHERE i < 100007) SELECT (SELECT max(id) FROM newsrooms), 1, '', 'gone', i"
                        " FROM n")
    with own.expects("STM0805", ": 7 notices", "100000"):
        own.start()
    assert notices.text() == ""
