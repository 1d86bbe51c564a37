"""A statement's file may end with .XML, in whatever letters."""

import subprocess

import pytest

from newsroom import BUILD, NEWSROOM, statement, wait_until

CONFIG = NEWSROOM + """
<Directory "${RUN}/newsroom">
    <Files "SECRET.XML">
        Require all denied
    </Files>
</Directory>
"""


def prepare(server):
    server.allow("STM0101", "STM0102", "STM0103", "AH01630")
    drop = server.newsroom.drop
    drop("UPPER.XML", statement("In capitals"))
    drop("sub/Mixed.Xml", statement("In mixed letters"))
    drop("SECRET.XML", statement("Refused words"))
    drop("DRAFT.XML", statement("Drafted words", attributes='id="d" status="draft"'))
    drop("twice.xml", statement("The first of two"))
    drop("twice.XML", statement("The second of two", attributes='id="two"'))
    drop("foreign.XML", "<catalogue>Our words</catalogue>")
    drop("BROKEN.XML", "<statementstatus='draft'>Broken words")
    drop("plain.xml", statement("Plain", body='<p><link href="UPPER.XML">Up</link> and '
                                '<link href="sub/Mixed">mixed</link>.</p>'))


def up(server):
    wait_until(lambda: "In capitals" in server.get("/statements/").text, what="the first look")


@pytest.mark.parametrize("address, words", [
    ("UPPER", "In capitals"), ("UPPER.html", "In capitals"), ("UPPER.rss", "In capitals"),
    ("UPPER.txt", "In capitals"), ("UPPER.XML", "In capitals"), ("UPPER.xml", "In capitals"),
    ("sub/Mixed", "In mixed letters"), ("sub/Mixed.Xml", "In mixed letters"),
    ("twice", "The first of two"), ("twice.xml", "The first of two"),
    ("foreign.XML", "<catalogue>")])
def test_its_addresses(server, address, words):
    for _ in range(3):
        answer = server.get(f"/statements/{address}")
        assert answer.status == 200 and words in answer.text
        assert "<statement" not in answer.text


@pytest.mark.parametrize("address, status", [
    ("DRAFT", 404), ("DRAFT.XML", 404), ("DRAFT.xml", 404), ("DRAFT.rss", 404),
    ("BROKEN.XML", 404), ("BROKEN", 404), ("twice.XML", 404), ("upper", 404),
    ("SECRET.XML", 403), ("SECRET", 403), ("SECRET.rss", 403)])
def test_what_is_hidden_stays_hidden(server, address, status):
    answer = server.get(f"/statements/{address}")
    assert answer.status == status
    assert "words" not in answer.text.replace("Our words", "")


def test_lists_hold_it_under_its_canonical_address(server):
    up(server)
    for address in ("", "feed.rss", "feed.atom", "feed.json", "sitemap.xml", "?q=capitals"):
        text = server.get(f"/statements/{address}").text
        assert "/statements/UPPER" in text or 'href="UPPER"' in text
        assert "UPPER.X" not in text and "Refused" not in text and "SECRET" not in text
        assert "second of two" not in text
    page = server.get("/statements/plain").text
    assert 'UPPER"' in page and 'sub/Mixed"' in page and "UPPER.XML" not in page


def test_two_spellings_are_a_problem(server):
    up(server)
    wait_until(lambda: "twice differ in the letters" in server.log_since(0).decode(), what="a line")
    done = subprocess.run([BUILD / "statement", "check", server.newsroom.path], text=True,
                          stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1
    assert "twice.XML: error" in done.stderr and "twice.xml: error" not in done.stderr
    assert "BROKEN.XML:1" in done.stderr and "foreign.XML: warning" in done.stderr


def test_it_is_edited_renamed_and_deleted(server):
    up(server)
    server.newsroom.drop("EDIT.XML", statement("Before the edit", attributes='id="edit"'))
    assert "Before the edit" in server.wait_for("/statements/EDIT", 200).text
    wait_until(lambda: "Before the edit" in server.get("/statements/").text, what="the list")
    server.newsroom.drop("EDIT.XML", statement("After the edit", attributes='id="edit"'))
    wait_until(lambda: "After the edit" in server.get("/statements/").text, what="the list")
    (server.newsroom.path / "EDIT.XML").rename(server.newsroom.path / "edit.Xml")
    assert server.wait_for("/statements/EDIT", 301).header("Location").endswith("/edit")
    server.newsroom.remove("edit.Xml")
    server.wait_for("/statements/edit", 410, 10)
