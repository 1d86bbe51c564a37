"""StatementNotify: a program is told what happens to public statements, and of nothing else."""

import datetime
import http.server
import json
import shutil
import threading
import urllib.parse

import pytest

from newsroom import BUILD, NEWSROOM, statement, wait_until
from notices import CONFIG_WITH_PROGRAM, Notices, configure

CONFIG = CONFIG_WITH_PROGRAM


def prepare(server):
    server.notices = Notices(server)
    server.newsroom.drop("first.xml", statement("First"))


def soon(seconds):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture(name="told")
def fixture_told(server):
    """What the shared server's program is told in this test."""
    server.notices.forget()
    return server.notices


@pytest.fixture(name="alone")
def fixture_alone(own):
    """A program of one test's own, and a newsroom whose first scan is over."""
    notices = Notices(own)
    configure(own)
    own.newsroom.drop("first.xml", statement("First"))
    own.start()
    own.wait_for("/statements/", 200)
    return notices


def test_each_event_is_one_line_in_order(server, told):
    server.allow("STM0101")
    folder = server.newsroom
    folder.drop("a.xml", statement("Ferry", head="<tag>Ferries</tag>"))
    told.wait_for("published", "a")
    folder.drop("a.xml", statement("Ferry", head="<tag>Ferries</tag>", body="<p>More.</p>"))
    told.wait_for("changed", "a")
    corrected = statement("Ferry", body="<p>More.</p>",
                          head='<updated when="2024-05-05T10:00:00Z">A figure.</updated>')
    folder.drop("a.xml", corrected)
    told.wait_for("corrected", "a")
    (folder.path / "a.xml").rename(folder.path / "b.xml")
    told.wait_for("renamed", "b")
    folder.drop("b.xml", "<statement id='ferry'>")
    told.wait_for("broken", "b")
    folder.drop("b.xml", corrected)
    told.wait_for("mended", "b")
    folder.drop("b.xml", corrected.replace(
        "</head>", '<withdrawn when="2024-06-01T00:00:00Z">Wrong.</withdrawn></head>'))
    told.wait_for("withdrawn", "b")
    folder.remove("b.xml")
    told.wait_for("deleted", "b")
    assert told.firsts() == [
        ("published", "a"), ("changed", "a"), ("corrected", "a"), ("renamed", "b"),
        ("broken", "b"), ("mended", "b"), ("withdrawn", "b"), ("deleted", "b")]
    lines = told.lines()
    assert [line["id"] for line in lines] == sorted(line["id"] for line in lines)
    assert lines[0] | {"id": 1, "at": "", "identity": ""} == {
        "id": 1, "event": "published", "at": "", "newsroom": "news.example.org",
        "base": "https://www.example.org/statements/", "name": "a", "identity": "",
        "url": "https://www.example.org/statements/a", "title": "Ferry",
        "summary": "The text of Ferry, in words.", "lang": "en", "date": "2024-05-04T10:00:00Z",
        "issuers": ["Example Press Office"], "tags": ["Ferries"],
        "keys": ["lists:news.example.org", "statement:news.example.org:a"],
        "groups": ["newsroom:news.example.org", "lang:news.example.org:en",
                   "issuer:news.example.org:example%20press%20office",
                   "tag:news.example.org:ferries"]}
    assert (lines[3]["was"], lines[3]["wasUrl"]) == ("a", "https://www.example.org/statements/a")
    assert "title" not in lines[-2] and "title" not in lines[-1]


def drop_ending(server, notices, name, head):
    """A statement that was told as published before it ends soon; its name, and when. On a slow
    machine not the first one."""
    for span in (2, 10, 60):
        moment, each = soon(span), f"{name}{span}"
        server.newsroom.drop(f"{each}.xml", statement(each, head=head.format(moment)))

        def is_told(event=("published", each)):
            return event in notices.events()
        wait_until(lambda told=is_told, end=moment: told() or soon(0) > end, span + 20)
        if is_told():
            return each, moment
    raise AssertionError(f"{name} was never told in time")


EXPIRES = "<expires>{}</expires>"
WITHDRAWN = '<withdrawn when="{}">Announced.</withdrawn>'


def test_what_time_brings_is_told_at_its_moment(server, told):
    moment = soon(2)
    server.newsroom.drop("later.xml", statement("Later", published=moment))
    expected = [("published", "later", moment)]
    for event, name, head in [("expired", "expiring", EXPIRES), ("withdrawn", "ending", WITHDRAWN)]:
        expected.append((event, *drop_ending(server, told, name, head)))
    for event, name, moment in expected:
        told.wait_for(event, name)
        [line] = [line for line in told.lines() if (line["event"], line["name"]) == (event, name)]
        assert line["at"] >= moment


def test_a_hub_that_is_pinged_at_the_end_of_an_embargo_finds_the_entry(own):
    """The hub fetches the feed before it answers."""
    found, moment = [], soon(3)

    class Hub(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            size = int(self.headers["Content-Length"])
            fields = urllib.parse.parse_qs(self.rfile.read(size).decode())
            feed = urllib.parse.urlsplit(fields["hub.url"][0]).path
            found.append((feed, "Embargoed" in own.get(feed).text, soon(0)))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    hub = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=hub.serve_forever, daemon=True).start()
    shutil.copy(BUILD / "statement", own.run / "statement")
    # curl hangs where the library of a sanitizer is loaded into it.
    own.write_config(f'StatementNotify "|/usr/bin/env -u LD_PRELOAD {own.run}/statement notify --base '
                     f'http://127.0.0.1:{own.port}/statements/ websub '
                     f'http://127.0.0.1:{hub.server_port}/hub"\n{NEWSROOM}')
    own.newsroom.drop("first.xml", statement("First"))
    own.start()
    own.wait_for("/statements/", 200)
    own.newsroom.drop("later.xml", statement("Embargoed", published=moment))
    wait_until(lambda: len(found) >= 3, what="three pings")
    hub.shutdown()
    hub.server_close()
    assert [feed for feed, _, _ in found] == [
        "/statements/feed.rss", "/statements/feed.atom", "/statements/feed.json"]
    assert all(is_there and when >= moment for _, is_there, when in found)


def test_nothing_is_told_of_what_is_hidden(server, told):
    server.allow("STM0101", "STM0102")
    folder = server.newsroom
    folder.drop("draft.xml", statement("Secret", attributes='id="{auto}" status="draft"'))
    folder.drop("never.xml", statement("Embargoed", published="2099-01-01T00:00:00Z"))
    folder.drop("wrong.xml", statement("Broken", body="<para/>"))
    folder.drop("outer.xml", statement("Outer", body='<statement src="draft"/>'))
    folder.drop("shown.xml", statement("Shown"))
    told.wait_for("published", "shown")
    folder.drop("draft.xml", statement("Secret", attributes='id="{auto}" status="draft"',
                                       body="<p>Other.</p>"))
    (folder.path / "never.xml").rename(folder.path / "renamed.xml")
    folder.remove("wrong.xml")
    folder.drop("shown.xml", statement("Shown", attributes='id="{auto}" status="draft"'))
    told.wait_for("hidden", "shown")
    folder.drop("last.xml", statement("Last"))
    told.wait_for("published", "last")
    assert told.firsts() == [("published", "shown"), ("hidden", "shown"), ("published", "last")]
    assert "Other" not in told.text() and "Secret" not in told.text()
    assert "title" not in told.lines()[1]


def test_what_is_hidden_before_it_is_told_is_not_named(own):
    """The program is not there yet."""
    own.allow("STM0802")
    notices = Notices(own)
    notices.program.rename(notices.folder / "aside")
    configure(own)
    own.newsroom.drop("first.xml", statement("First"))
    own.start()
    own.wait_for("/statements/", 200)
    own.newsroom.drop("a.xml", statement("Confidential"))
    own.wait_for("/statements/a", 200)
    wait_until(lambda: "Confidential" in own.get("/statements/feed.atom").text, what="the list")
    own.newsroom.drop("a.xml", statement("Confidential", attributes='id="{auto}" status="draft"'))
    own.wait_for("/statements/a", 404)
    own.newsroom.drop("b.xml", statement("Open"))
    wait_until(lambda: "Open" in own.get("/statements/feed.atom").text, what="the list")
    (notices.folder / "aside").rename(notices.program)
    notices.wait_for("published", "b")
    assert "Confidential" not in notices.told.read_text()
    assert ("published", "a") not in notices.events()


@pytest.mark.parametrize("more, events", [("", [("lists", None)]), (" all", [("published", "a")])])
def test_where_readers_differ_only_lists_are_told(own, more, events):
    notices = Notices(own)
    configure(own, more, "Require ip 127.0.0.1\n")
    own.newsroom.drop("first.xml", statement("First"))
    own.start()
    own.wait_for("/statements/", 200)
    own.newsroom.drop("a.xml", statement("A"))
    wait_until(notices.lines, what="a line")
    assert notices.events() == events
    assert notices.lines()[0]["keys"][0] == "lists:news.example.org"
    assert more or set(notices.lines()[0]) == {"id", "event", "at", "newsroom", "base", "keys"}


def test_what_the_first_scan_finds_is_not_told(server):
    server.newsroom.drop("next.xml", statement("Next"))
    server.notices.wait_for("published", "next")
    assert "first" not in [line["name"] for line in map(json.loads, open(server.notices.told))]


def test_what_changes_while_the_server_is_down_is_told_afterwards(own, alone):
    expiring, moment = drop_ending(own, alone, "expiring", EXPIRES)
    own.end()
    own.newsroom.drop("a.xml", statement("A"))
    own.newsroom.remove("first.xml")
    wait_until(lambda: soon(0) > moment, what="the moment")
    own.start()
    alone.wait_for("published", "a")
    alone.wait_for("expired", expiring)
    alone.wait_for("deleted", "first")


def test_what_came_and_was_taken_back_while_the_server_was_down_is_told_once(own, alone):
    """Its address answers 410, whoever has seen it before."""
    own.end()
    own.newsroom.drop("new.xml", statement("New", head=WITHDRAWN.format("2024-05-05T10:00:00Z")))
    ends = soon(3)
    own.newsroom.drop("late.xml", statement("Late", published=soon(1), head=WITHDRAWN.format(ends)))
    wait_until(lambda: soon(0) > ends, what="the moment")
    own.start()
    alone.wait_for("withdrawn", "late")
    alone.wait_for("withdrawn", "new")
    own.newsroom.drop("last.xml", statement("Last"))
    alone.wait_for("published", "last")
    assert sorted(alone.firsts()) == [("published", "last"), ("withdrawn", "late"),
                                      ("withdrawn", "new")]


@pytest.mark.parametrize("value", ['program', '"|"', '"|$"', '"|program" some', '"||"'])
def test_wrong_values_are_refused_with_what_is_wanted(server, value):
    code, said = server.configtest(f"StatementNotify {value}\n{NEWSROOM}")
    assert code != 0 and "StatementNotify" in said


def test_it_has_no_place_in_a_virtual_host(server):
    code, said = server.configtest('<VirtualHost *>\nStatementNotify "|program"\n</VirtualHost>\n')
    assert code != 0 and "VirtualHost" in said
