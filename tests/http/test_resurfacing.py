"""What comes up again in a feed reader that has read everything: nothing but what is new."""

import os
import sqlite3
import subprocess

import pytest

from newsroom import NEWSROOM, statement, wait_until

CONFIG = NEWSROOM
COUNT = 5


def shared(words):
    return (f'<newsroom xml:lang="en"><contact id="press"><name>{words}</name></contact>'
            f"<ending>From {words}</ending></newsroom>")


def using(number, words="Words", head=""):
    return statement(f"Number {number}", published=f"2024-05-0{number}",
                     head=f'<contact ref="press"/>{head}', body=f"<p>{words} of {number}.</p>")


def prepare(server):
    server.newsroom.drop("newsroom.xml", shared("Office one"))
    for number in range(1, COUNT + 1):
        server.newsroom.drop(f"n{number}.xml", using(number))


class Newsboat:
    """One with a cache of its own, as after its user has pressed A: all is read."""

    def __init__(self, folder, address):
        (folder / "urls").write_text(address + "\n")
        (folder / "config").write_text("")
        self.cache = folder / "cache.db"
        self.command = ["newsboat", f"--url-file={folder}/urls", f"--cache-file={self.cache}",
                        f"--config-file={folder}/config"]
        self.environment = {key: value for key, value in os.environ.items()
                            if not key.lower().endswith("_proxy")}
        self.environment.update(HOME=str(folder), TERM="dumb", LC_ALL="C.UTF-8")

    def run(self, what):
        return subprocess.run([*self.command, f"--execute={what}"], check=True, timeout=60,
                              env=self.environment, stdout=subprocess.PIPE, text=True).stdout

    def unread(self):
        """How many are, once it has asked the server again."""
        self.run("reload")
        return int(self.run("print-unread").split()[0])

    def read_all(self):
        with sqlite3.connect(self.cache) as cache:
            cache.execute("UPDATE rss_item SET unread = 0")

    def items(self):
        with sqlite3.connect(self.cache) as cache:
            return [content for content, in cache.execute("SELECT content FROM rss_item")]


@pytest.mark.parametrize("extension", ["rss", "atom"])
def test_newsboat_shows_nothing_again_that_only_changed(server, tmp_path, extension):
    feed = f"/statements/feed.{extension}"
    reader = Newsboat(tmp_path, f"http://127.0.0.1:{server.port}{feed}")
    folder = server.newsroom

    known = {}

    def is_new(words):
        """libcurl takes what has the same Last-Modified as the last time for the same."""
        answer = server.get(feed)
        modified = answer.header("Last-Modified")
        return words in answer.text and modified != known.get("modified") and modified

    def wait_for(words):
        known["modified"] = wait_until(lambda: is_new(words), what=f"{words!r} in the feed")

    wait_for("Office one")
    assert reader.unread() == len(reader.items()) == COUNT
    reader.read_all()
    folder.drop("newsroom.xml", shared("Office two"))
    wait_for("From Office two")
    assert reader.unread() == 0 and len(reader.items()) == COUNT
    assert all("Office two" in item for item in reader.items())
    folder.drop("n1.xml", using(1, "Other words"))
    folder.drop("n2.xml", using(2, "Corrected words",
                                '<updated when="2024-06-01T10:00:00Z">A number.</updated>'))
    wait_until(lambda: "Other words of 1" in server.get(feed).text, what="the other words")
    wait_for("Corrected words of 2")
    assert reader.unread() == 0 and len(reader.items()) == COUNT
    assert any("Corrected words of 2" in item for item in reader.items())
    folder.drop("n6.xml", using(6))
    wait_for("Words of 6")
    assert reader.unread() == 1 and len(reader.items()) == COUNT + 1
    folder.remove("n6.xml")
    server.wait_for("/statements/n6", 410)
    prepare(server)
    for words in ("Office one", "Words of 1.", "Words of 2."):
        wait_until(lambda words=words: words in server.get(feed).text, what=words)
