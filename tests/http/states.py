"""A state directory with something in it: how it is filled, damaged, and known again."""

import contextlib
import os
import pathlib
import re
import shutil
import sqlite3

from newsroom import statement, wait_until

TRIED_AGAIN = "STM0405"


def is_log_empty(state, name):
    """Nothing is left in the write-ahead log: the database was closed in peace."""
    log = state / f"{name}-wal"
    return not log.exists() or log.stat().st_size == 0


def writer_of(server):
    """The child that has the state directory's lock."""
    lock = str(server.run / "state/writer.lock")
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if lock in (os.readlink(handle) for handle in (process / "fd").iterdir()):
                return int(process.name)
    return None


def fill(server):
    """What only the history knows: a deleted statement, a renamed one, a last good version."""
    for name in ("kept", "gone", "old-name", "broken"):
        server.newsroom.drop(f"{name}.xml", statement(f"The {name} one"))


def change(server):
    server.allow("STM0101")
    server.wait_for("/statements/", 200, 15)
    server.newsroom.remove("gone.xml")
    (server.newsroom.path / "old-name.xml").rename(server.newsroom.path / "new-name.xml")
    server.newsroom.drop("broken.xml", "<statement>")
    server.wait_for("/statements/gone", 410, 10)
    server.wait_for("/statements/old-name", 301, 10)


def wait_for_known(server, address):
    """Never an answer that says there is none: 503 until what the state knows is there again."""
    def ask():
        answer = server.get(address)
        assert answer.status in (200, 503)
        return answer.status == 200 and answer
    return wait_until(ask, 5, address)


def check(server):
    """All of that is still known, in pages and lists."""
    assert "The kept one" in server.wait_for("/statements/kept", 200, 15).text
    for address in ("/statements/", "/statements/feed.rss"):
        text = server.wait_for(address, 200, 15).text
        assert "The kept one" in text and "The broken one" in text and "The gone one" not in text
    assert server.wait_for("/statements/gone", 410, 5)
    assert server.wait_for("/statements/old-name", 301, 5)
    assert "The broken one" in wait_for_known(server, "/statements/broken").text


def count_lines(server, *words):
    log = server.log_since(0).decode("utf-8", "replace")
    return sum(all(word in line for word in words) for line in log.splitlines())


@contextlib.contextmanager
def nothing_written(server):
    """As if a long transaction kept the index from taking in what changes."""
    with contextlib.closing(sqlite3.connect(server.run / "state/index-1.db", timeout=20,
                                            isolation_level=None)) as index:
        index.execute("BEGIN IMMEDIATE")
        yield


def takes_in(server, title, seconds=6):
    """Editors' work reaches the lists."""
    name = re.sub(r"\W+", "-", title.lower())
    server.newsroom.drop(f"{name}.xml", statement(title))
    wait_until(lambda: title in server.get("/statements/feed.rss").text, seconds, title)


def give(path, account):
    for each in (path, *path.rglob("*")):
        shutil.chown(each, account, account)


def overwrite(path, share):
    """Bytes of the file from that share of it on become others."""
    size = path.stat().st_size
    with open(path, "r+b") as file:
        file.seek(int(size * share) // 4096 * 4096)
        file.write(b"Written over by chance. " * 170)


def set_version(path, version):
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute(f"PRAGMA user_version = {version}")


DAMAGES = {
    "header": lambda path: overwrite(path, 0),
    "middle": lambda path: overwrite(path, 0.5),
    "end": lambda path: overwrite(path, 0.97),
    "cut": lambda path: os.truncate(path, path.stat().st_size // 2),
    "empty": lambda path: os.truncate(path, 0),
    "newer": lambda path: set_version(path, 999),
    "older": lambda path: set_version(path, 1),
}


def index_of(server):
    return server.run / "state" / (server.run / "state/index.current").read_text().strip()


def facts(path):
    """Owners, modes and contents of a folder and all in it."""
    def fact(each):
        found = each.lstat()
        is_file = each.is_file() and not each.is_symlink()
        return (str(each), found.st_uid, found.st_gid, found.st_mode,
                each.read_bytes() if is_file else None)
    return sorted(fact(each) for each in (path, *path.rglob("*")))


def restart(server, how, change):
    """A start, or a graceful restart, that meets what `change` did before."""
    if how == "start":
        server.end()
        change()
        server.start()
    else:
        change()
        count = server.everything_said().count("resuming normal operations")
        server.graceful()
        wait_until(lambda: server.everything_said().count("resuming normal operations") > count,
                   15, "the new configuration")
    server.get("/statements/one")
