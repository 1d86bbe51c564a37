"""Backups of the state directory, and what comes back from them."""

import contextlib
import json
import os
import re
import shutil
import sqlite3
import subprocess

from newsroom import BUILD, ROOT, statement, wait_until
from states import check, takes_in


def names_in_bare_copy(server):
    """What a backup program gets that copies history.db and not the log beside it."""
    copy = server.run / "copy.db"
    shutil.copyfile(server.run / "state/history.db", copy)
    with contextlib.closing(sqlite3.connect(copy)) as database, \
            contextlib.suppress(sqlite3.DatabaseError):
        return {name for name, in database.execute("SELECT name FROM names")}
    return set()


def test_the_file_of_the_history_soon_has_each_edit_without_its_log(own):
    own.newsroom.drop("one.xml", statement("One"))
    own.start()
    own.wait_for("/statements/", 200, 15)
    for number in range(3):
        takes_in(own, f"Edit {number}")
        wait_until(lambda number=number: f"edit-{number}" in names_in_bare_copy(own), 10,
                   "the edit in history.db alone")


FEEDS = ("/statements/feed.atom", "/statements/feed.rss", "/statements/feed.json")


def state_command(server, kind, *more, folder="state", check=True, **how):
    done = subprocess.run([BUILD / "statement", "state", kind, *more, "--state",
                           server.run / folder], capture_output=True, text=True, check=False, **how)
    assert not check or done.returncode == 0, done.stderr
    return done


def feeds(server):
    """What subscribers have: each feed with its ids and dates, and who was withdrawn."""
    return [server.wait_for(path, 200, 20).body for path in FEEDS]


def settled(filled):
    check(filled)
    return feeds(filled)


def assert_all_is_the_servers(server):
    state = server.run / "state"
    for path in (state, *state.rglob("*")):
        assert path.owner() == server.account, path
        assert path.stat().st_mode & 0o077 == 0, path


def documented():
    """The commands of docs/state.md, each with what it prints."""
    text = (ROOT / "docs/state.md").read_text().partition("## Backup\n")[2]
    return re.findall(r"^    \$ sudo (.*)\n((?:    (?!\$ ).*\n)*)", text, re.M)


def follow(server, command, printed):
    """Does what the page says, with the server of the test in the place of the system's."""
    if command.startswith("systemctl"):
        return server.end() if "stop" in command else server.start()
    if os.getuid() != 0:
        command = command.replace(" --user www-data", "")
    command = command.replace("/var/backups", str(server.run)).replace("statement ", "", 1)
    done = subprocess.run([BUILD / "statement", *command.split(), "--state", server.run / "state"],
                          text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    assert done.returncode == 0, done.stdout
    if printed:
        shown = done.stdout.replace(str(server.run), "/var/backups")
        assert shown == re.sub("^    ", "", printed, flags=re.M)
    return done.stdout


def lose(folder):
    """Takes a folder away from a server that goes on writing into it."""
    def is_gone():
        shutil.rmtree(folder, ignore_errors=True)
        return not folder.exists()
    wait_until(is_gone, 10, "the end of the state")


def test_a_state_that_was_lost_comes_back_as_the_page_says(filled):
    """The disk dies while httpd runs; subscribers see no difference afterwards."""
    before = settled(filled)
    backup = filled.run / "statement.db"
    export, *restore, check_it, make_again = documented()
    follow(filled, *export)
    assert backup.stat().st_mode & 0o777 == 0o600
    done = state_command(filled, "import", backup, check=False)
    assert done.returncode == 1 and "Stop httpd" in done.stderr
    filled.allow("STM0406")
    lose(filled.run / "state")
    for command, printed in restore:
        if "import" in command:
            shutil.rmtree(filled.run / "state", ignore_errors=True)  # the disk is a new one
        follow(filled, command, printed)
    check(filled)
    assert feeds(filled) == before
    assert "4 statements, 4 of them published, 1 deleted" in follow(filled, *check_it)
    assert_all_is_the_servers(filled)
    takes_in(filled, "After it")
    assert make_again[0].startswith("install -d -m 700")


def test_an_import_gives_back_what_a_new_state_took_for_new(filled):
    """The disk dies while httpd is stopped, and nobody notices before it has published all anew."""
    before = settled(filled)
    backup = filled.run / "backup"
    state_command(filled, "export", backup)
    filled.end()
    shutil.rmtree(filled.run / "state")
    filled.start()
    takes_in(filled, "In between")
    assert filled.get("/statements/gone").status == 404
    filled.end()
    done = json.loads(state_command(filled, "import", backup, "--json").stdout)
    assert done == {"newsrooms": 1, "statements": 4, "added": 2}
    filled.start()
    check(filled)
    entries = re.findall(r"<entry.*?</entry>", filled.get(FEEDS[0]).text, re.S)
    assert [entry for entry in entries if "In between" not in entry] == \
        re.findall(r"<entry.*?</entry>", before[0].decode(), re.S)
    assert len(entries) == 4
