"""Newsrooms that no <Directory> of the configuration names, found at their first request: each has its
own status, report and notices."""

import json

import pytest

from logins import login, write_users
from newsroom import Folder, statement, wait_until
from notices import Notices

ROOMS = {"north": "/press/north", "south": "/press/south", "own": "/own"}
CONFIG = """
StatementNotify "|${RUN}/notify/program" all
Alias "/press" "${RUN}/press"
Alias "/own" "${RUN}/own"
<Directory "${RUN}/press">
    Require all granted
</Directory>
<Directory "${RUN}/own">
    Require all granted
    AllowOverride FileInfo AuthConfig
    StatementIdentity own.example.org
</Directory>
<LocationMatch "^/press/(north|south)(/|$)">
    StatementEngine On
</LocationMatch>
<LocationMatch "^/press/north(/|$)">
    StatementIdentity north.example.org
</LocationMatch>
<LocationMatch "^/press/south(/|$)">
    StatementIdentity south.example.org
</LocationMatch>
<LocationMatch "^/press/(north|south)/report$">
    SetHandler statement-report
    AuthType Basic
    AuthName "Editors"
    AuthUserFile "${RUN}/users"
    Require valid-user
</LocationMatch>
<Location "/statement-status">
    SetHandler statement-status
    Require local
</Location>
"""
HTACCESS = """StatementEngine On
<Files "report">
    SetHandler statement-report
    AuthType Basic
    AuthName "Editors"
    AuthUserFile "{run}/users"
    Require valid-user
</Files>
"""
READY = [f"{path}/" for path in ROOMS.values()]


def folder_of(server, room):
    return Folder(server.run / ROOMS[room][1:])


def prepare(server):
    server.notices = Notices(server)
    write_users(server)
    for room in ROOMS:
        folder = folder_of(server, room)
        folder.drop("first.xml", statement(f"First of the {room}"))
        folder.drop("draft.xml", statement(f"Draft of the {room}",
                                           attributes='id="d" status="draft"'))
    folder_of(server, "own").drop(".htaccess", HTACCESS.format(run=server.run))


def measured(server, name, room):
    """A newsroom's samples of one measurement, by their other labels."""
    folder = str(server.run / ROOMS[room][1:])
    found = json.loads(server.get("/statement-status?format=json").body)[name]
    return {tuple(value for key, value in sample.items()
                  if key not in ("newsroom", "identity", "value")): sample["value"]
            for sample in found if sample["newsroom"] == folder}


def pages_sent(server, room):
    return measured(server, "statement_requests_total", room).get(("statement", "ok"), 0)


@pytest.mark.parametrize("room", ROOMS)
def test_each_has_measurements_of_its_own(server, room):
    before = {each: pages_sent(server, each) for each in ROOMS}
    for _ in range(3):
        assert server.get_ready(f"{ROOMS[room]}/first").status == 200
    wait_until(lambda: pages_sent(server, room) == before[room] + 3)
    assert {each: pages_sent(server, each) for each in ROOMS} == {**before, room: before[room] + 3}
    documents = measured(server, "statement_documents", room)
    assert (documents["published",], documents["draft",]) == (1, 1)


@pytest.mark.parametrize("room", ROOMS)
def test_each_has_a_report_of_its_own(server, room):
    assert server.get(f"{ROOMS[room]}/report").status == 401
    server.allow("AH01630")
    text = server.get_ready(f"{ROOMS[room]}/report", login("anna")).text
    assert "draft.xml" in text
    assert not any(f"of the {other}" in text for other in ROOMS if other != room)


@pytest.mark.parametrize("room", ROOMS)
def test_what_happens_in_each_is_told_by_its_identity(server, room):
    server.notices.forget()
    address = f"{ROOMS[room]}/news"
    folder_of(server, room).drop("news.xml", statement(f"News of the {room}"))
    wait_until(lambda: f"News of the {room}" in server.get(f"{ROOMS[room]}/feed.rss").text)
    server.notices.wait_for("published", "news")
    folder_of(server, room).remove("news.xml")
    server.wait_for(address, 410)
    server.notices.wait_for("deleted", "news")
    assert {line["newsroom"] for line in server.notices.lines()} == {f"{room}.example.org"}
    wait_until(lambda: measured(server, "statement_documents", room)["published",] == 1)
