"""`statement state`: what it says of a state directory, what it refuses, and what root does in one."""

import contextlib
import json
import os
import re
import shutil
import sqlite3
import subprocess

import pytest

from newsroom import AS_ROOT, BUILD, NEWSROOM, statement
from states import DAMAGES, facts, give, takes_in

CONFIG = NEWSROOM


def prepare(server):
    server.newsroom.drop("one.xml", statement("One"))
    server.newsroom.drop("later.xml", statement("Later", published="2099-01-01T00:00:00Z"))


def run(kind, *more):
    return subprocess.run([BUILD / "statement", "state", kind, *more], capture_output=True,
                          text=True, check=False)


def say(state, *more):
    done = run("check", "--state", state, *more)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(name="state")
def copied_state(server, tmp_path):
    """A copy of the state of a server that ended."""
    if server.process:
        takes_in(server, "Two")
        server.end()
    shutil.copytree(server.run / "state", tmp_path / "state")
    (tmp_path / "state").chmod(0o700)
    for folder in (tmp_path, *tmp_path.parents):  # other users pass them to what is theirs
        if folder.stat().st_uid == os.getuid() and folder != folder.parent:
            folder.chmod(folder.stat().st_mode | 0o711)
    return tmp_path / "state"


def test_the_state_of_a_running_server_is_whole(server):
    takes_in(server, "Two")
    code, said, errors = say(server.run / "state")
    assert (code, errors) == (0, "")
    assert f"folder    {server.run}/state, of {server.account}, in use by httpd\n" in said
    assert re.search(r"^history   layout \d+, \d+ KB and a log of \d+ (KB|bytes)$", said, re.M)
    assert re.search(r"^pages     \d+ rendered, \d+ (KB|bytes)$", said, re.M)
    assert (f"newsroom  {server.newsroom.path} (news.example.org): 3 statements, "
            "2 of them published, 0 deleted\n") in said
    found = json.loads(say(server.run / "state", "--json")[1])
    assert found["problems"] == [] and found["in_use"] is True and found["layout"] > 0
    assert found["newsrooms"] == [{"root": str(server.newsroom.path), "identity": "news.example.org",
                                   "statements": 3, "published": 2, "deleted": 0}]


def test_an_export_of_a_running_server_goes_to_standard_output_too(server, tmp_path):
    with open(tmp_path / "export", "wb") as file:
        subprocess.run([BUILD / "statement", "state", "export", "-", "--state",
                        server.run / "state"], stdout=file, check=True)
    assert run("export", tmp_path / "export", "--state", server.run / "state").returncode == 1
    done = run("export", tmp_path / "other", "--state", server.run / "state", "--json")
    assert json.loads(done.stdout)["bytes"] == (tmp_path / "other").stat().st_size
    assert (tmp_path / "other").read_bytes() == (tmp_path / "export").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["export", "other"]


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_told_with_what_to_do(state, damage):
    DAMAGES[damage](state / "history.db")
    code, _, errors = say(state)
    assert code == (0 if damage == "older" else 1)
    assert "history" in errors and "error: " in errors.replace("warning: ", "error: ")
    backup = state.parent / "backup"
    assert (run("export", backup, "--state", state).returncode == 0) == (damage == "older")
    assert backup.exists() == (damage == "older")


def test_a_history_that_was_copied_without_its_log_is_told_by_the_index(state):
    with contextlib.closing(sqlite3.connect(state / "history.db")) as database, database:
        database.execute("UPDATE marks SET value = value - 3 WHERE id = 1")
    code, _, errors = say(state)
    assert code == 1 and "lacks the last 3 changes" in errors and "history.db-wal" in errors


def spoil_owner(state):
    os.chown(state / "history.db", 1, 1)


def spoil_link(state):
    (state / "changes").unlink()
    (state / "changes").symlink_to("history.db")


def spoil_key(state):
    (state / "preview").mkdir(mode=0o700)
    (state / "preview/key").write_text("short")


FAULTS = [
    pytest.param(spoil_owner, 1, "history.db does not belong to", marks=AS_ROOT),
    (spoil_link, 1, "changes is neither a file nor a folder"),
    (spoil_key, 1, "key is no key"),
    (lambda state: shutil.rmtree(state), 1, "No such file"),
    (lambda state: [shutil.rmtree(state), state.mkdir()], 1, "has no history.db"),
    (lambda state: [shutil.rmtree(state), state.mkdir(), (state / "notes").touch()], 1,
     "in use for something else (notes)"),
    (lambda state: state.chmod(0o755), 0, "is not for its owner alone"),
    (lambda state: (state / "history.db").chmod(0o644), 0, "can be used by others"),
    (lambda state: (state / "mod_statement.txt").unlink(), 0, "mod_statement.txt is not there"),
    (lambda state: (state / "notes").write_text("mine"), 0, "notes is not mod_statement's"),
    (lambda state: (state / "history.db.damaged-20260101T000000Z").touch(0o600), 0,
     "is a damaged history"),
    (lambda state: (state / "history.db.export-123").touch(0o600), 0, "was cut short"),
]


@pytest.mark.parametrize("spoil,expected,words", FAULTS)
def test_what_is_wrong_with_the_folder_is_told(state, spoil, expected, words):
    assert say(state)[0] == 0
    spoil(state)
    code, _, errors = say(state)
    assert code == expected and words in errors, errors


@pytest.mark.parametrize("arguments,words", [
    ((), "check, export or import is missing"), (("mend",), "there is no “state mend”"),
    (("export",), "export needs a file"), (("check", "x"), "does not know “x”"),
    (("check", "--user", "daemon"), "--user is for import"),
    (("import", "a", "--state"), "does not know “--state”"),
])
def test_wrong_arguments_are_told(arguments, words):
    done = subprocess.run([BUILD / "statement", "state", *arguments], capture_output=True,
                          text=True, check=False)
    assert done.returncode == 2 and words in done.stderr and "statement state --help" in done.stderr


def test_what_is_no_export_is_refused_and_changes_nothing(state, tmp_path):
    before = facts(state)
    user = ("--user", "daemon") if os.getuid() == 0 else ()
    fresh = tmp_path / "fresh"
    for path, words in ((state / "history.db", "statement state export --state"),
                        (__file__, "was not written by"), ("/dev/null", "was not written by"),
                        (tmp_path, "Is a directory"), (tmp_path / "none", "No such file")):
        done = run("import", path, "--state", fresh, *user)
        assert done.returncode == 1 and words in done.stderr, done.stderr
    assert facts(state) == before
    assert not fresh.exists() or not (fresh / "history.db").exists()


# --- as root, in a folder of somebody else's


@pytest.fixture(name="hostile")
def state_of_a_hostile_user(state, server, tmp_path):
    """What belongs to the server's user, in a folder that it may change; the export of it."""
    assert run("export", tmp_path / "export", "--state", state).returncode == 0
    give(state, server.account)
    return state


@AS_ROOT
@pytest.mark.parametrize("name", ["history.db", "history.db-wal", "writer.lock", "index.current",
                                  "newsrooms", "mod_statement.txt"])
def test_root_follows_no_link_in_the_state_directory(hostile, server, tmp_path, name):
    secret = tmp_path / "secret"
    secret.mkdir(0o700)
    shutil.copy(hostile / "history.db", secret / "history.db")
    (secret / "file").write_text("secret")
    before = facts(secret)
    path = hostile / name
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    path.symlink_to(secret / "history.db" if name == "history.db" else
                    secret if name == "newsrooms" else secret / "file")
    os.lchown(path, hostile.stat().st_uid, -1)
    done = run("export", tmp_path / "out", "--state", hostile)
    assert name != "history.db" or done.returncode == 1
    run("import", tmp_path / "export", "--state", hostile)
    run("check", "--state", hostile)
    assert facts(secret) == before
    assert all(each.lstat().st_uid != 0 for each in (hostile, *hostile.iterdir()))


@AS_ROOT
def test_root_takes_no_link_for_the_state_directory(hostile, server, tmp_path):
    above = tmp_path / "above"
    above.mkdir()
    shutil.chown(above, server.account)
    secret = shutil.copytree(hostile, tmp_path / "secret")
    (above / "state").symlink_to(secret)
    before = facts(secret)
    for kind, more in (("check", ()), ("export", (tmp_path / "out",)),
                       ("import", (tmp_path / "export", "--user", server.account))):
        done = run(kind, *more, "--state", above / "state")
        assert done.returncode == 1 and "symbolic link" in done.stderr
    assert facts(secret) == before


@AS_ROOT
def test_root_gives_a_directory_to_the_servers_user(hostile, server, tmp_path):
    """One that is new, empty or was copied back by root; and no other."""
    (tmp_path / "empty").mkdir()
    copied = shutil.copytree(hostile, tmp_path / "copied")
    for path in (copied, *copied.rglob("*")):
        os.chown(path, 0, 0)
    os.link(tmp_path / "export", copied / "history.db.export-1")
    for state in (tmp_path / "new", tmp_path / "empty", copied):
        assert "--user" in run("import", tmp_path / "export", "--state", state).stderr
        done = run("import", tmp_path / "export", "--state", state, "--user", server.account)
        assert done.returncode == 0, done.stderr
        assert state.stat().st_mode & 0o7777 == 0o700
        assert {path.owner() for path in (state, *state.rglob("*"))
                if path.name != "history.db.export-1"} == {server.account}
    assert (tmp_path / "export").owner() == "root"
    used = tmp_path / "used"
    used.mkdir()
    (used / "notes").write_text("mine")
    for state, user in ((used, server.account), (hostile, "daemon"), (used, "root")):
        before = facts(state)
        assert run("import", tmp_path / "export", "--state", state, "--user", user).returncode > 0
        assert facts(state) == before


@AS_ROOT
def test_who_may_not_read_it_is_told_to_use_sudo(hostile):
    program = shutil.copy(BUILD / "statement", hostile.parent)
    done = subprocess.run([program, "state", "check", "--state", hostile], user="daemon",
                          capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "use sudo" in done.stderr


def test_no_name_in_a_state_directory_is_a_command_for_the_terminal(state):
    """Whoever may make a folder with a `.htaccess` file names what root lists."""
    root = "/srv/\x1b]0;owned\x07\u009b2J\u2067\nfolder    /safe"
    with contextlib.closing(sqlite3.connect(state / "history.db", isolation_level=None)) as history:
        history.execute("UPDATE newsrooms SET root = ?, identity = ?", (root, root))
    said = say(state)[1]
    assert "newsroom  /srv/ ]0;owned " in said and said.count("\nfolder") == 0
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2066-\u2069]", said), said
