"""The state directory while servers and children start, end and overlap."""

import contextlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time

import pytest

from newsroom import AS_ROOT, NEWSROOM, Server, mount, statement, unmount, wait_until
from states import (DAMAGES, TRIED_AGAIN, change, check, count_lines, fill, give, index_of,
                    is_log_empty, takes_in, writer_of)

LONG = "<p>" + "word <em>and</em> word " * 20 + "</p>"


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGUSR1])
def test_a_child_ends_only_after_its_look_has_ended(own, how):
    for number in range(100):
        own.newsroom.drop(f"long-{number}.xml", statement(f"Long {number}", body=LONG * 100))
    own.start()
    wait_until(lambda: (own.run / "state/history.db-wal").exists(), what="a look that has begun")
    time.sleep(0.2)
    own.allow("AH03093")  # of httpd: a connection kept alive while its child ends
    own.tell_to_stop(how)
    if how != signal.SIGTERM:
        own.wait_for("/statements/", 200, 60)
    own.end()
    assert not own.unexpected_lines()
    for name in ("history.db", "index-1.db"):
        assert is_log_empty(own.run / "state", name)


@AS_ROOT
def test_a_removed_state_directory_is_missed_once_and_made_again_gets_the_history(filled):
    state = filled.run / "state"
    with filled.expects("STM0406", str(state), "put it back"):
        state.rename(filled.run / "away")
    check(filled)
    takes_in(filled, "Written nowhere yet")
    time.sleep(2)
    assert count_lines(filled, "STM0406") == 1
    with filled.expects(TRIED_AGAIN):
        (filled.run / "made").mkdir(mode=0o700)
        give(filled.run / "made", filled.account)
        (filled.run / "made").rename(state)
    check(filled)
    filled.restart()
    check(filled)
    assert "Written nowhere yet" in filled.get("/statements/feed.rss").text


@AS_ROOT
def test_without_its_state_directory_a_quiet_server_answers_as_before(filled):
    """Its parent is root's, so that nobody can make it again; idle children close what they have."""
    filled.allow("STM0701", "STM0406")
    shutil.rmtree(filled.run / "state")
    for _ in range(3):
        time.sleep(3)
        check(filled)
    lines = [line for line in filled.log_since(0).decode().splitlines() if "STM0406" in line]
    assert len(lines) == 1 and "make it again for the server's user" in lines[0]


@AS_ROOT
def test_an_emptied_state_directory_is_filled_again_at_once(filled):
    state = filled.run / "state"
    for each in state.iterdir():
        shutil.rmtree(each, ignore_errors=True) if each.is_dir() else each.unlink()
    wait_until(lambda: (state / "history.db").exists(), 5, "the history")
    check(filled)
    takes_in(filled, "After the broom")
    takes_in(filled, "And once more")
    filled.restart()
    check(filled)


def test_an_index_that_is_deleted_is_made_again_at_once(filled):
    for each in (filled.run / "state").glob("index*"):
        each.unlink()
    wait_until(lambda: (filled.run / "state/index.current").exists(), 10, "the index")
    check(filled)
    takes_in(filled, "After the index")


@contextlib.contextmanager
def small_disk(server, size="6m"):
    """A disk of the test's own below the state directory."""
    state = server.run / "state"
    try:
        yield mount(state, size)
    finally:
        server.end()
        unmount(state)


@AS_ROOT
def test_a_full_disk_loses_nothing_says_so_once_and_recovers_by_itself(own):
    with small_disk(own) as state:
        fill(own)
        own.start()
        change(own)
        own.allow("STM0402", "STM0103")
        with contextlib.suppress(OSError), open(state / "ballast", "wb") as ballast:
            while True:
                ballast.write(b"x" * 4096)
                ballast.flush()
        for number in range(12):
            own.newsroom.drop(f"more-{number}.xml", statement(
                f"More {number}", body=f"<p>{'many words here ' * 3000}</p>"))
        wait_until(lambda: count_lines(own, "STM0402"), 8, "word of the full disk")
        time.sleep(3)
        assert count_lines(own, "STM0402") == 1
        check(own)
        assert own.get("/statements/more-1").status == 200
        own.newsroom.drop("kept.xml", statement("The kept one", body="<p>Edited</p>"))
        with own.expects(TRIED_AGAIN):
            (state / "ballast").unlink()
        wait_until(lambda: "More 11" in own.get("/statements/").text, 8,
                   "what came while the disk was full")
        check(own)
        assert count_lines(own, "STM0402") == 1


@AS_ROOT
def test_a_state_directory_that_cannot_be_written_is_read(own):
    with small_disk(own, "64m") as state:
        fill(own)
        own.start()
        change(own)
        own.allow("STM0307", "STM0401", "STM0402", "STM0103", "STM0108", "STM0306")
        own.end()
        subprocess.run(["mount", "-o", "remount,ro", state], check=True)
        own.start()
        check(own)
        own.newsroom.drop("while-read-only.xml", statement("While read only"))
        time.sleep(3)
        assert count_lines(own, "STM0307") == 1
        assert count_lines(own, "STM0401") == 1
        assert own.get("/statements/while-read-only").status == 200
        subprocess.run(["mount", "-o", "remount,rw", state], check=True)
        wait_until(lambda: "While read only" in own.get("/statements/feed.rss").text, 8)
        check(own)


@AS_ROOT
def test_what_the_former_user_wrote_goes_to_the_new_one(filled):
    filled.end()
    give(filled.run / "state", "daemon")
    filled.start()
    check(filled)
    takes_in(filled, "By the new user")


def test_a_file_in_place_of_the_state_directory_is_left_as_it_is(own):
    state = own.run / "state"
    state.write_text("An administrator's notes")
    state.chmod(0o644)
    own.allow("STM0304", "AH00020", "AH00014")
    assert own.refuses_to_start()
    assert count_lines(own, "STM0304", "Not a directory", "set StatementStateDir") == 1
    assert state.read_text() == "An administrator's notes"
    assert state.stat().st_mode & 0o777 == 0o644


NFS = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <string.h>
#include <sys/vfs.h>
static int pretend(const char *path, struct statfs *found, const char *real)
{
    int (*next)(const char *, struct statfs *) = dlsym(RTLD_NEXT, real);
    int code = next(path, found);
    if (strstr(path, "/state")) found->f_type = 0x6969;
    return code;
}
int statfs(const char *path, struct statfs *found) { return pretend(path, found, "statfs"); }
int statfs64(const char *path, struct statfs64 *found)
{
    return pretend(path, (struct statfs *)found, "statfs64");
}
"""


def test_a_network_file_system_is_refused_with_a_clear_error(own, tmp_path):
    own.preload(tmp_path, NFS)
    own.allow("STM0305", "AH00020", "AH00014")
    assert own.refuses_to_start()
    assert count_lines(own, "STM0305", "network file system (NFS)", "set StatementStateDir") == 1


@pytest.mark.parametrize("damage", ["header", "cut", "empty"])
def test_an_index_damaged_while_it_is_in_use_is_made_anew(filled, damage):
    filled.allow("STM0108", "STM0402", "STM0103", "STM0401")
    DAMAGES[damage](index_of(filled))
    takes_in(filled, "After the damage", 15)
    wait_until(lambda: filled.get("/statements/").status == 200, 10)
    filled.restart()
    check(filled)


def test_a_history_of_a_newer_version_is_left_alone_and_the_site_goes_on(filled):
    filled.allow("STM0108", "STM0401")
    filled.end()
    DAMAGES["newer"](filled.run / "state/history.db")
    filled.start()
    assert "The kept one" in filled.wait_for("/statements/feed.rss", 200, 10).text
    assert filled.get("/statements/kept").status == 200
    time.sleep(3)
    assert count_lines(filled, "STM0108", "newer version", "put back a backup") == 1
    assert count_lines(filled, "STM0401") == 1


@pytest.mark.parametrize("words", [None, "", "rubbish", "index-77.db"])
def test_a_pointer_that_is_lost_or_nonsense_is_written_again(filled, words):
    pointer = filled.run / "state/index.current"
    before = pointer.read_text()
    for is_running in (True, False):
        if not is_running:
            filled.end()
        if words is None:
            pointer.unlink()
        else:
            pointer.write_text(words)
        if not is_running:
            filled.start()
        wait_until(lambda: pointer.exists() and pointer.read_text() == before, 8, "the pointer")
        check(filled)


def is_listening(server):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", server.port)) == 0


def test_a_log_left_behind_is_read(filled):
    takes_in(filled, "Just before the end")
    os.killpg(filled.process.pid, signal.SIGKILL)
    filled.process.wait()
    filled.process = None
    wait_until(lambda: not is_listening(filled), 5, "the last child's end")
    assert not is_log_empty(filled.run / "state", "history.db")
    filled.start()
    check(filled)
    assert "Just before the end" in filled.get("/statements/feed.rss").text


def end_at_once(process):
    """Kills it and waits until it holds no connection any more."""
    os.kill(process, signal.SIGKILL)
    stat = pathlib.Path(f"/proc/{process}/stat")

    def is_over():
        try:
            return stat.read_text().rpartition(")")[2].split()[0] == "Z"
        except OSError:
            return True

    wait_until(is_over, 5, "the killed child's end")


def test_another_child_takes_in_what_editors_change_when_the_one_that_did_is_gone(filled):
    filled.allow("AH00052")  # of httpd: the children that end here
    for number in range(3):
        end_at_once(wait_until(lambda: writer_of(filled), 5, "a child that writes"))
        takes_in(filled, f"Number {number}")
    check(filled)


def test_a_second_server_on_the_same_state_reads_and_takes_over(filled, mpm):
    config = NEWSROOM.replace("${RUN}/newsroom", str(filled.newsroom.path))
    second = Server(mpm, f'StatementStateDir "{filled.run}/state"\n{config}')
    second.allow("STM0101")  # what is broken is said by each writer
    try:
        with second.expects("STM0407", "another server writes", seconds=20):
            second.start()
            check(second)
        takes_in(filled, "From the first")
        assert "From the first" in second.get("/statements/feed.rss").text
        filled.end()
        filled.newsroom.drop("taken-over.xml", statement("Taken over"))
        wait_until(lambda: "Taken over" in second.get("/statements/feed.rss").text, 8)
        check(second)
        assert count_lines(second, "STM0407") == 1
        assert not second.unexpected_lines()
    finally:
        second.stop()


SLOW = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <unistd.h>
/* What a child does before its threads takes its time. */
int apr_reslist_create(void **list, int least, int middle, int most, long long time, void *make,
                       void *end, void *baton, void *pool)
{
    int (*next)(void **, int, int, int, long long, void *, void *, void *, void *) =
        dlsym(RTLD_NEXT, "apr_reslist_create");
    usleep(500000);
    return next(list, least, middle, most, time, make, end, baton, pool);
}
"""


def test_children_that_are_slow_to_start_take_in_what_editors_change(own, tmp_path):
    own.preload(tmp_path, SLOW)
    own.newsroom.drop("old.xml", statement("The old one"))
    own.start()
    own.wait_for("/statements/", 200, 10)
    time.sleep(1)
    takes_in(own, "Taken in")
    own.end()
    for name in ("history.db", "index-1.db"):
        assert is_log_empty(own.run / "state", name)


def test_edits_during_graceful_restarts_all_arrive(filled):
    filled.allow("AH03093")
    for number in range(4):
        filled.newsroom.drop(f"before-{number}.xml", statement(f"Before {number}"))
        filled.graceful()
        for each in range(3):
            filled.newsroom.drop(f"during-{number}-{each}.xml", statement(f"During {number} {each}"))
            time.sleep(0.1)
        wait_until(lambda at=number: all(
            words in filled.get("/statements/feed.rss").text
            for words in (f"Before {at}", f"During {at} 2")), 15, f"edits of restart {number}")
    check(filled)
