"""Two files that are one statement: which one is shown, and what becomes of the other."""

import os

from newsroom import NEWSROOM, statement, wait_until

CONFIG = NEWSROOM


def prepare(server):
    server.allow("STM0101", "STM0102", "STM0103")
    times = {"older.xml": 1000000000, "newer.xml": 1100000000, "Copy of it.xml": 1100000000,
             "it.xml": 1000000000, "it (1).xml": 1200000000}
    for name, moment in times.items():
        text = statement("One id") if "er" in name else statement("No id", attributes="")
        os.utime(server.newsroom.drop(name, text), (moment, moment))


def test_at_one_first_look_the_older_file_is_shown(server):
    wait_until(lambda: "No id" in server.get("/statements/").text, what="the first look")
    wait_until(lambda: server.get("/statements/Copy%20of%20it").status == 404, what="the copy's 404")
    for name, status in {"older": 200, "newer": 404, "it": 200, "Copy%20of%20it": 404,
                         "it%20(1)": 404}.items():
        assert server.get(f"/statements/{name}").status == status, name
    feed = server.get("/statements/feed.rss").text
    assert feed.count("<item") == 2
    log = server.log_since(0).decode()
    assert "it (1).xml" in log and "taken for a copy" in log
    assert "already has the id" in log


def test_a_copy_is_shown_once_the_other_is_gone(server):
    drop = server.newsroom.drop
    drop("release.xml", statement("Release", attributes=""))
    server.wait_for("/statements/release", 200)
    wait_until(lambda: "Release" in server.get("/statements/feed.rss").text, what="the first")
    drop("release - Copy.xml", statement("Release", attributes="", body="<p>New words.</p>"))
    server.wait_for("/statements/release%20-%20Copy", 404)
    assert "New words" not in server.get("/statements/feed.rss").text
    server.newsroom.remove("release.xml")
    server.wait_for("/statements/release%20-%20Copy", 200, 10)
    server.wait_for("/statements/release", 410, 10)
    # What is public now stays so.
    drop("release.xml", statement("Release", attributes="", body="<p>New words.</p>"))
    server.wait_for("/statements/release", 200)
    wait_until(lambda: "release.xml" in server.log_since(0).decode() or
               server.get("/statements/feed.rss").text.count("New words") > 1, what="the return")
    assert server.get("/statements/release%20-%20Copy").status == 200
