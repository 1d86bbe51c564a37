"""When a feed says it last changed: when something last came into it, changed in it or left it."""

import datetime
import json
import os
import shutil
import time
import xml.etree.ElementTree

import feedparser

from newsroom import Folder, statement, wait_until

ATOM = "{http://www.w3.org/2005/Atom}"
CONFIG = """
StatementRefresh 100ms
""" + "".join(f"""
Alias "/{name}" "${{RUN}}/{name}"
<Directory "${{RUN}}/{name}">
    Require all granted
    StatementEngine On
</Directory>
""" for name in ("first", "moving", "tags", "empty", "expiring", "kept", "folders", "day", "never"))
READY = [f"/{name}/" for name in ("first", "moving", "tags", "empty", "expiring", "kept", "folders",
                                 "day", "never")]

OLD, NEW = "2020-01-01T10:00:00Z", "2024-05-04T10:00:00Z"


def tagged(title, *tags, **more):
    return statement(title, head="".join(f'<tag key="{tag}">{tag}</tag>' for tag in tags), **more)


def prepare(server):
    for name in ("first", "moving", "tags", "empty", "expiring", "kept", "folders"):
        folder = Folder(server.run / name)
        folder.drop("old.xml", tagged("Old", "a", published=OLD))
        folder.drop("new.xml", tagged("New", "a", "b", published=NEW))
    for title in ("C", "B"):
        Folder(server.run / "day").drop(f"{title.lower()}.xml",
                                        statement(title, published="2024-05-04"))
    Folder(server.run / "never")
    Folder(server.run / "folders").drop("2020/deep.xml", statement("Deep", published=OLD))


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def now():
    return datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)


def updated(server, name, query=""):
    """What the channels say, alike."""
    atom = xml.etree.ElementTree.fromstring(server.get(f"/{name}/feed.atom{query}").body)
    rss = feedparser.parse(server.get(f"/{name}/feed.rss{query}").body)
    said = moment(atom.findtext(f"{ATOM}updated"))
    built = rss.feed.get("updated_parsed")
    assert built and datetime.datetime(*built[:6], tzinfo=datetime.timezone.utc) == said.replace(
        microsecond=0)
    return said


def titles(server, name, query=""):
    return {one["title"] for one in json.loads(server.get(f"/{name}/feed.json{query}").text)["items"]}


def changed(server, name, change, until, query=""):
    """Makes a change; how the feed's moment was and is, once `until` holds."""
    before, asked = updated(server, name, query), now()
    time.sleep(1.1)  # Feeds say whole seconds.
    change()
    wait_until(lambda: until(titles(server, name, query)), 20)
    after = updated(server, name, query)
    assert after >= before
    return after > asked


def test_what_the_first_look_found_is_as_old_as_it_says(server):
    assert updated(server, "first") == moment(NEW)
    assert updated(server, "first", "?tag=a") == moment(NEW)
    assert updated(server, "first", "?year=2020") == moment(OLD)


def test_it_moves_on_with_all_that_comes_changes_and_leaves(server):
    folder = Folder(server.run / "moving")
    assert changed(server, "moving", lambda: folder.drop("older.xml", statement(
        "Older", published="2019-01-01T10:00:00Z")), lambda all: "Older" in all), "came"
    assert changed(server, "moving", lambda: folder.drop("old.xml", tagged(
        "Old, mended", "a", published=OLD, attributes='id="old"')),
        lambda all: "Old, mended" in all), "changed"
    assert changed(server, "moving", lambda: folder.drop("new.xml", statement(
        "New", published=NEW, head=f'<withdrawn when="{NEW}">x</withdrawn>')),
        lambda all: "New" not in all), "was withdrawn"
    assert changed(server, "moving", lambda: folder.remove("older.xml"),
                   lambda all: "Older" not in all), "was deleted"
    assert changed(server, "moving", lambda: folder.drop("old.xml", tagged(
        "Old, mended", "a", published=OLD, attributes='id="old" status="draft"')),
        lambda all: not all), "became a draft"


def test_what_shows_nothing_does_not_move_it(server):
    folder = Folder(server.run / "moving")
    before = updated(server, "moving")
    time.sleep(1.1)
    folder.drop("later.xml", statement("Later", published="2099-01-01T10:00:00Z"))
    folder.drop("draft.xml", statement("Draft", attributes='id="x" status="draft"'))
    text = (server.run / "moving" / "older-again.xml")
    text.write_text("<statement")
    sheet = server.run / "xslt" / "feed-atom.xsl"
    sheet.write_text(sheet.read_text() + "<!-- another -->")
    os.utime(server.run / "moving" / "new.xml")
    time.sleep(2)
    server.allow("STM0101")
    assert updated(server, "moving") == before


def test_of_a_filter_only_what_it_finds_moves_it(server):
    folder = Folder(server.run / "tags")
    b_before = updated(server, "tags", "?tag=b")
    assert changed(server, "tags", lambda: folder.drop("old.xml", tagged(
        "Old again", "a", published=OLD, attributes='id="old"')),
        lambda all: "Old again" in all, "?tag=a")
    assert updated(server, "tags", "?tag=b") == b_before
    assert updated(server, "tags", "?year=2024") == moment(NEW)
    assert updated(server, "tags", "?tag=b&year=2024") == b_before
    assert changed(server, "tags", lambda: folder.drop("new.xml", tagged("New", "a", published=NEW)),
                   lambda all: not all, "?tag=b"), "left the filter by an edit of its tags"
    assert updated(server, "tags", "?tag=b") > b_before
    assert updated(server, "tags", "?lang=en") == updated(server, "tags")


def test_what_reproduces_a_statement_changes_with_it(server):
    folder = Folder(server.run / "tags")
    folder.drop("source.xml", tagged("Source", "source"))
    folder.drop("around.xml", statement("Around", head='<tag key="around">around</tag>',
                                        body='<statement src="source"/>'))
    wait_until(lambda: "Around" in titles(server, "tags", "?tag=around"), 20)
    assert changed(server, "tags", lambda: folder.drop("source.xml", tagged(
        "Source, mended", "source", attributes='id="source"')),
        lambda _: "mended" in server.get("/tags/feed.json?tag=around").text, "?tag=around")


def test_a_folders_feed_moves_with_what_is_in_it(server):
    folder = Folder(server.run / "folders")
    before = updated(server, "folders/2020")
    assert changed(server, "folders", lambda: folder.drop("old.xml", statement(
        "Old too", published=OLD, attributes='id="old"')), lambda all: "Old too" in all)
    assert updated(server, "folders/2020") == before == moment(OLD)


def test_a_feed_that_never_held_anything_is_as_old_as_its_newsroom(server):
    began = updated(server, "never")
    assert now() - began < datetime.timedelta(hours=1)
    assert updated(server, "tags", "?tag=unheard").replace(microsecond=0) > moment(NEW)
    assert updated(server, "never") == began


def test_an_emptied_newsroom_says_when_it_was_emptied(server):
    folder = Folder(server.run / "empty")

    def empty():
        folder.remove("old.xml")
        folder.remove("new.xml")
    assert changed(server, "empty", empty, lambda all: not all)


def test_it_moves_when_something_expires_by_itself(server):
    end = now() + datetime.timedelta(seconds=5)
    Folder(server.run / "expiring").drop("soon.xml", statement(
        "Soon over", published=OLD, head=f"<expires>{end:%Y-%m-%dT%H:%M:%SZ}</expires>"))
    wait_until(lambda: "Soon over" in titles(server, "expiring"), 20)
    wait_until(lambda: "Soon over" not in titles(server, "expiring"), 20)
    assert updated(server, "expiring") == end
    Folder(server.run / "expiring").drop("more.xml", statement("More", published=OLD))
    wait_until(lambda: "More" in titles(server, "expiring"), 20)
    assert updated(server, "expiring") >= end


def test_it_survives_an_index_that_is_made_anew(server):
    folder = Folder(server.run / "kept")
    assert changed(server, "kept", lambda: folder.drop("new.xml", tagged(
        "New", "a", published=NEW)), lambda all: not all, "?tag=b")
    before = {query: updated(server, "kept", query) for query in ("", "?tag=a", "?tag=b")}
    server.end()
    for path in (server.run / "state").glob("index*"):
        path.unlink()
    for path in (server.run / "state").glob("pages"):
        shutil.rmtree(path)
    server.start()
    for name in ("kept", "first"):
        server.wait_for(f"/{name}/", 200, 10)
    assert {query: updated(server, "kept", query) for query in before} == before
    assert updated(server, "first") == moment(NEW)


def order(server):
    return [one["title"] for one in json.loads(server.get("/day/feed.json").text)["items"]]


def test_of_one_day_what_became_public_last_comes_first(server):
    """A date alone means midnight for all of a day's statements."""
    folder = Folder(server.run / "day")
    assert order(server) == ["B", "C"], "both found at once: by name"
    for title in ("D", "A"):
        folder.drop(f"{title.lower()}.xml", statement(title, published="2024-05-04"))
        wait_until(lambda one=title: one in order(server), 20)
    assert order(server) == ["A", "D", "B", "C"]
    for page in ("/day/", "/day/feed.rss", "/day/feed.atom"):
        text = server.get(page).text
        assert sorted("ABCD", key=lambda one: text.index(f">{one}<")) == ["A", "D", "B", "C"]
