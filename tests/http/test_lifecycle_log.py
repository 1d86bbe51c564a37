"""The error log at info level: one line for each thing that happens to a statement."""

import datetime
import re

from newsroom import statement, wait_until


def told(server):
    found = re.findall(r"STM0362: \S+/newsroom/(\S+): (.*)", server.log_since(0).decode())
    return [(name, words.replace(f"{server.newsroom.path}/", "")) for name, words in found]


def soon(seconds):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def wait_for_line(server, name, words):
    wait_until(lambda: (name, words) in told(server), what=f"{name}: {words}")


def test_a_statement_is_told_from_its_draft_to_its_end(server):
    folder = server.newsroom
    folder.drop("life.xml", statement("Life", attributes='id="life" status="draft"'))
    wait_for_line(server, "life.xml", "taken in, not public: it is a draft")
    moment = soon(4)
    folder.drop("life.xml", statement("Life", published=moment))
    wait_for_line(server, "life.xml", f"taken in, not public before {moment}")
    wait_for_line(server, "life.xml", "published")
    folder.drop("life.xml", statement("Life", published=moment, body="<p>Other words.</p>"))
    wait_for_line(server, "life.xml", "changed, and public as before")
    (folder.path / "life.xml").rename(folder.path / "renamed.xml")
    wait_for_line(server, "renamed.xml", "renamed, was life.xml")
    folder.remove("renamed.xml")
    wait_for_line(server, "renamed.xml", "deleted, and no longer public")
    assert [words for name, words in told(server) if name in ("life.xml", "renamed.xml")] == [
        "taken in, not public: it is a draft", f"taken in, not public before {moment}", "published",
        "changed, and public as before", "renamed, was life.xml", "deleted, and no longer public"]


def test_what_ends_by_itself_is_told_at_its_moment(server):
    folder = server.newsroom
    moment = soon(4)
    folder.drop("expiring.xml", statement("Expiring", head=f"<expires>{moment}</expires>"))
    folder.drop("ending.xml", statement(
        "Ending", head=f'<withdrawn when="{moment}">Announced.</withdrawn>'))
    wait_for_line(server, "expiring.xml", "published")
    wait_for_line(server, "expiring.xml", "expired, and in no list any more")
    wait_for_line(server, "ending.xml", "withdrawn")
    assert [words for name, words in told(server) if name == "ending.xml"] == [
        "published", "withdrawn"]


def test_a_withdrawal_that_is_saved_is_told(server):
    server.newsroom.drop("wrong.xml", statement("Wrong"))
    wait_for_line(server, "wrong.xml", "published")
    server.newsroom.drop("wrong.xml", statement(
        "Wrong", head='<withdrawn when="2024-06-01T00:00:00Z">It was wrong.</withdrawn>'))
    wait_for_line(server, "wrong.xml", "withdrawn")


def test_what_waits_for_another_is_told(server):
    server.allow("STM0101")
    server.newsroom.drop("outer.xml", statement("Outer", body='<statement src="inner"/>'))
    wait_for_line(server, "outer.xml",
                  "taken in, not public before the statements that it reproduces")
    server.newsroom.drop("inner.xml", statement("Inner"))
    wait_for_line(server, "outer.xml", "published")


def test_what_is_broken_is_said_again_after_a_restart(own):
    own.newsroom.drop("good.xml", statement("Good"))
    own.newsroom.drop("broken.xml", statement("Broken", body="<para/>"))
    with own.expects("STM0101", "broken.xml"):
        own.start()
    own.wait_for("/statements/", 200)
    own.end()
    with own.expects("STM0101", "not published", "broken.xml:10:"):
        own.start()
    start = len(own.log_since(0))
    own.newsroom.drop("next.xml", statement("Next"))
    wait_until(lambda: ("next.xml", "published") in told(own), what="the next one")
    assert b"STM0101" not in own.log_since(start)
