"""A newer version takes over the state that 0.9.0 has left, with a thousand statements."""

import re
import sqlite3

from newsroom import NEWSROOM, Server, statement

MANY = 1000
CONFIG = NEWSROOM + "StatementRefresh 1s\n"
LAYOUT_OF_0_9_0 = 2


def fill(server):
    for i in range(MANY):
        server.newsroom.drop(f"{2000 + i % 20}/s{i}.xml", statement(
            f"Number {i}", attributes=f'id="s{i}"',
            published=f"{2000 + i % 20}-0{1 + i % 9}-1{i % 10}T10:00:00Z"))


def names_in_sitemap(server):
    return set(re.findall(r"<loc>[^<]*/statements/(\d+/[^<]+)</loc>",
                          server.get("/statements/sitemap.xml").text))


def settle(server, names):
    server.wait_for("/statements/", 200, seconds=60)
    server.wait_for("/statements/2003/renamed", 200)
    assert names_in_sitemap(server) == names


def make_old(state):
    """The layouts that 0.9.0 had: without what was added to the history since; an index that the new
    version does not read."""
    with sqlite3.connect(state / "history.db") as history:
        assert history.execute("PRAGMA user_version").fetchone()[0] > LAYOUT_OF_0_9_0
        history.execute("DROP TABLE notices")
        history.execute(f"PRAGMA user_version = {LAYOUT_OF_0_9_0}")
    for path in state.glob("index-*.db"):
        with sqlite3.connect(path) as index:
            index.execute("PRAGMA user_version = 1")


def what_readers_see(server):
    """Feeds, with what they call each statement and when it was published and changed."""
    return [server.get(f"/statements/{name}").text
            for name in ("feed.atom", "2007/feed.rss", "2012/feed.json", "2003/renamed")]


def test_the_history_of_0_9_0_is_taken_over(mpm):
    one = Server(mpm, CONFIG)
    fill(one)
    names = {f"{2000 + i % 20}/s{i}" for i in range(MANY)}
    try:
        one.start()
        one.wait_for("/statements/2003/s3", 200, seconds=60)
        one.wait_for("/statements/", 200, seconds=60)
        (one.newsroom.path / "2003/s3.xml").rename(one.newsroom.path / "2003/renamed.xml")
        one.newsroom.remove("2004/s4.xml")
        one.wait_for("/statements/2003/s3", 301)
        one.wait_for("/statements/2004/s4", 410)
        names = names - {"2003/s3", "2004/s4"} | {"2003/renamed"}
        settle(one, names)
        before = what_readers_see(one)
        one.end()
        make_old(one.run / "state")
        one.allow("STM0108")
        one.start()
        settle(one, names)
        assert what_readers_see(one) == before
        assert one.get("/statements/2003/s3").status == 301
        assert one.get("/statements/2004/s4").status == 410
        said = one.everything_said()
        assert said.count("is of another version") == 1 and "history" not in said.lower()
        with sqlite3.connect(one.run / "state/history.db") as history:
            assert history.execute("SELECT count(*) FROM statements").fetchone()[0] >= MANY
    finally:
        one.stop()
