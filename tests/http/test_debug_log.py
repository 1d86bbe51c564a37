"""LogLevel statement:debug tells the story of one request in one screen."""

import re

import pytest

from newsroom import NEWSROOM, statement, wait_until

CONFIG = NEWSROOM + """
<Location "/statements/quiet">
    LogLevel statement:warn
</Location>
<Files "closed.xml">
    Require all denied
</Files>
LogLevel authz_core:crit
"""
SCREEN = 24


def prepare(server):
    server.newsroom.drop("one.xml", statement("One"))
    server.newsroom.drop("quiet.xml", statement("Quiet"))
    server.newsroom.drop("closed.xml", statement("Closed"))
    server.newsroom.drop("draft.xml", statement("Draft", attributes='id="{auto}" status="draft"'))
    server.newsroom.drop("later.xml", statement("Later", published="2099-05-04T10:00:00Z"))


def story(server, path, headers=None, until="STM0414"):
    """The lines that one request has written, but for their beginnings."""
    start = len(server.log_since(0))
    answer = server.get(path, headers=headers)

    def lines():
        found = [line for line in server.log_since(start).decode().splitlines()
                 if "[client " in line and path.partition("?")[0] in line]
        return any(until in line for line in found) and found
    found = wait_until(lines, what=f"the story of {path}")
    return answer, [re.search(r"STM\d{4}: .*", line)[0] for line in found]


def test_a_first_request_says_what_where_why_and_what_was_sent(server):
    server.newsroom.drop("first.xml", statement("First"))
    wait_until(lambda: b"First" in server.get("/statements/").body)
    answer, lines = story(server, "/statements/first.txt")
    assert answer.status == 200
    assert len(lines) <= SCREEN
    assert lines[0].startswith("STM0411: /statements/first.txt is the statement first as txt, in "
                               f"the newsroom {server.run}/newsroom at http://")
    assert lines[0].endswith("; httpd is asked about each document")
    assert "STM0412: /statements/first.txt: shown" in lines
    assert "STM0413: /statements/first.txt: no stored page can be sent: there is none" in lines
    assert lines[-1].startswith("STM0414: /statements/first.txt: 200 and "
                                f"{len(answer.body)} bytes, after rendering it, ")
    assert f"; ETag: {answer.header('ETag')}" in lines[-1]
    assert f"; Cache-Control: {answer.header('Cache-Control')}" in lines[-1]


def test_a_page_in_memory_and_a_304_are_two_lines_each(server):
    etag = wait_until(lambda: server.get("/statements/one")).header("ETag")
    wait_until(lambda: "from memory" in story(server, "/statements/one")[1][-1])
    _, lines = story(server, "/statements/one", {"If-None-Match": etag})
    assert [line[:7] for line in lines] in (["STM0411", "STM0414"],
                                            ["STM0411", "STM0412", "STM0414"])
    assert "/statements/one: 304 and 0 bytes" in lines[-1]


@pytest.mark.parametrize("name, why", [
    ("draft", "hidden: it is a draft"), ("later", "hidden: it is visible from 2099-05-04T10:00:00Z"),
    ("nothing", "hidden: the catalog does not know it")])
def test_a_404_says_why(server, name, why):
    answer, lines = story(server, f"/statements/{name}")
    assert answer.status == 404
    assert any(line.startswith(f"STM0412: /statements/{name}: {why}") for line in lines)


def test_a_changed_file_is_the_reason_for_another_rendering(server):
    server.newsroom.drop("changed.xml", statement("Changed"))
    server.wait_for("/statements/changed.txt", 200)
    wait_until(lambda: b"Changed" in server.get("/statements/").body)
    server.get("/statements/changed.txt")
    server.newsroom.drop("changed.xml", statement("Changed", body="<p>Other words.</p>"))
    _, lines = story(server, "/statements/changed.txt")
    assert any(line.startswith("STM0413: ") and line.endswith("the file has changed")
               for line in lines)


def test_nothing_is_told_of_addresses_with_another_level(server):
    start = len(server.log_since(0))
    assert server.get("/statements/quiet").status == 200
    story(server, "/statements/one")
    assert b"/statements/quiet" not in server.log_since(start)
