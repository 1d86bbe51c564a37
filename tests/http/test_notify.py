"""The program of StatementNotify, its life beside that of httpd's processes: no line is lost."""

import os
import pathlib
import pwd
import signal

import pytest

from newsroom import statement, wait_until
from notices import (CLOSED, CONFIG_WITH_PROGRAM, HANGING, NOISY, RECORDER, Notices, configure,
                     start)

CONFIG = CONFIG_WITH_PROGRAM


def prepare(server):
    server.notices = Notices(server)
    server.newsroom.drop("first.xml", statement("First"))


@pytest.fixture(name="told")
def fixture_told(server):
    """What the shared server's program is told in this test."""
    server.notices.forget()
    return server.notices


def children_of(server):
    """Pids of httpd's children."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            status = pathlib.Path(f"/proc/{name}/stat").read_text()
        except OSError:
            continue
        if int(status.rpartition(")")[2].split()[1]) == server.process.pid:
            found.append(int(name))
    return found


def parent_of(pid):
    return int(pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def test_the_program_runs_as_the_servers_user_below_the_writer(server, told):
    pid = wait_until(told.pids, what="the program")[0]
    assert pwd.getpwuid(os.stat(f"/proc/{pid}").st_uid).pw_name == server.account
    assert parent_of(pid) in children_of(server)
    names = [os.readlink(f"/proc/{pid}/fd/{number}") for number in os.listdir(f"/proc/{pid}/fd")]
    assert [name for name in names if "socket" in name or "/state/" in name] == []


def test_a_hanging_program_delays_nobody_and_ends_with_the_server(own):
    notices = start(own, HANGING)
    # More than it is told before it acknowledges some.
    for number in range(120):
        own.newsroom.drop(f"s{number}.xml", statement(f"S{number}", body="<p>Words.</p>" * 40))
    own.newsroom.drop("last.xml", statement("The last"))
    wait_until(lambda: "The last" in own.get("/statements/feed.atom").text, what="the list")
    pid = int((notices.folder / "told.pid").read_text())
    own.end()
    wait_until(lambda: not os.path.exists(f"/proc/{pid}"), what="the end of the program")
    # It all waits.
    notices.write(RECORDER)
    own.start()
    wait_until(lambda: len(notices.firsts()) > 120, what="all of them")
    names = [name for event, name in notices.firsts()]
    assert sorted(names) == sorted([f"s{number}" for number in range(120)] + ["last"])


def test_a_program_that_is_killed_loses_no_line(server, told):
    server.allow("STM0802")
    for number in range(6):
        server.newsroom.drop(f"k{number}.xml", statement(f"K{number}"))
        if number % 2:
            told.kill()
    told.wait_for("published", "k5")
    for number in range(6):
        told.wait_for("published", f"k{number}")


def test_a_writer_that_is_killed_loses_no_line_and_leaves_no_program(server, told):
    server.allow("AH00052", "STM0802")
    for number in range(2):
        server.newsroom.drop(f"w{number}.xml", statement(f"W{number}"))
        pid = wait_until(told.pids, what="the program")[0]
        os.kill(parent_of(pid), signal.SIGKILL)
        wait_until(lambda: not os.path.exists(f"/proc/{pid}"), what="the end of the program")
    for number in range(2):
        told.wait_for("published", f"w{number}")
    assert len(told.pids()) <= 1


def test_a_program_that_cannot_be_executed_is_named_and_tried_again(own):
    notices = Notices(own)
    notices.program.rename(notices.folder / "aside")
    configure(own)
    own.newsroom.drop("first.xml", statement("First"))
    with own.expects("STM0802", "notify/program", "127", "cannot be executed"):
        own.start()
        own.wait_for("/statements/", 200)
    own.newsroom.drop("a.xml", statement("A"))
    (notices.folder / "aside").rename(notices.program)
    notices.wait_for("published", "a")


def test_a_program_that_closes_its_input_is_ended_and_started_again(own):
    notices = Notices(own)
    notices.write(CLOSED)
    configure(own)
    own.newsroom.drop("first.xml", statement("First"))
    with own.expects("STM0802", "notify/program", "signal 9"):
        own.start()
    notices.write(RECORDER)
    own.wait_for("/statements/", 200)
    own.newsroom.drop("a.xml", statement("A"))
    notices.wait_for("published", "a")


def test_a_noisy_program_keeps_nobody_waiting_and_takes_its_children_with_it(own):
    notices = start(own, NOISY)
    for number in range(40):
        own.newsroom.drop(f"n{number}.xml", statement(f"N{number}"))
    wait_until(lambda: len(notices.firsts()) >= 40, what="all of them")
    assert len(notices.pids()) == 2
    own.end()
    wait_until(lambda: not notices.pids(), what="the end of both")


def test_a_graceful_restart_starts_it_anew_and_loses_nothing(server, told):
    server.newsroom.drop("before.xml", statement("Before"))
    told.wait_for("published", "before")
    before = told.pids()
    server.graceful()
    server.newsroom.drop("after.xml", statement("After"))
    told.wait_for("published", "after")
    wait_until(lambda: told.pids() and told.pids() != before, what="another program")
