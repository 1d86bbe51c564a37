"""Very many newsrooms in one server, and addresses of newsrooms that somebody made up."""

import os

from newsroom import Folder, statement, wait_until

CONFIG = """
LogLevel statement:info
Alias "/press" "${RUN}/press"
<Directory "${RUN}/press">
    Require all granted
</Directory>
<DirectoryMatch "^${RUN}/press/house-[0-9]+(/|$)">
    StatementEngine On
</DirectoryMatch>
Alias "/sites" "${RUN}/sites"
<Directory "${RUN}/sites">
    Require all granted
    AllowOverride None
</Directory>
<LocationMatch "^/sites/[^/]+">
    StatementEngine On
</LocationMatch>
"""
READY = ["/sites/real/"]
MANY = 1000


def prepare(server):
    for number in range(MANY):
        Folder(server.run / f"press/house-{number}").drop(
            "first.xml", statement(f"House {number}", attributes=f'id="h{number}"'))
    Folder(server.run / "sites/real").drop("one.xml", statement("A real one"))


def descriptors(server, kind):
    """So many of that kind all children have open."""
    pid, count = server.process.pid, 0
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        children = file.read().split()
    for child in children:
        folder = f"/proc/{child}/fd"
        for entry in os.listdir(folder):
            try:
                count += kind in os.readlink(f"{folder}/{entry}")
            except FileNotFoundError:
                pass
    return count


def notes(server):
    return sum(len(files) for _, _, files in os.walk(server.run / "state/newsrooms"))


def test_addresses_that_somebody_made_up_leave_nothing_behind(server):
    before = notes(server), len(server.log_since(0))
    for number in range(200):
        for tail in ("", "feed.rss", "a", "a.rss"):
            assert server.get(f"/sites/made-up-{number}/{tail}").status == 404
    assert notes(server) == before[0]
    assert b"made-up" not in server.log_since(before[1])
    assert "A real one" in server.get("/sites/real/feed.rss").text


def test_a_thousand_newsrooms_are_looked_at_with_one_descriptor(server):
    waiting = list(range(MANY))

    def all_answer():
        waiting[:] = [number for number in waiting
                      if f"House {number}<" not in
                      server.get(f"/press/house-{number}/feed.rss").text]
        return not waiting
    wait_until(all_answer, 60, "the feed of each newsroom")
    assert descriptors(server, "inotify") == 1
    for number in (0, MANY // 2, MANY - 1):
        folder = Folder(server.run / f"press/house-{number}")
        folder.drop("second.xml", statement(f"Second of {number}", attributes=f'id="s{number}"'))
    for number in (0, MANY // 2, MANY - 1):
        wait_until(lambda one=number: f"Second of {one}<" in
                   server.get(f"/press/house-{one}/feed.rss").text, 5, "an edit in the feed")
    assert descriptors(server, "inotify") == 1
    again = [server.get(f"/press/house-{number}/first") for number in range(0, MANY, 50)]
    assert {answer.status for answer in again} == {200}
