"""Which file an address means, and which files are never shown."""

import os
import socket
from urllib.parse import quote

import pytest

from newsroom import NEWSROOM, Folder, statement, wait_until

CONFIG = NEWSROOM + "\n<Directory \"${RUN}/newsroom\">\n    Options FollowSymLinks\n</Directory>\n"


def prepare(server):
    server.allow("STM0101", "STM0102", "STM0103")
    drop = server.newsroom.drop
    drop("plain.xml", statement("Plain"))
    # A real file comes before a statement's format; its stem exists, too.
    drop("plain.txt", "a real file\n")
    # A whole name comes before a stem with a format.
    drop("notes.rss.xml", statement("Notes whole"))
    drop("notes.xml", statement("Notes stem"))
    # A folder comes before a statement of the same name.
    drop("2026.xml", statement("The year as a statement"))
    drop("2026/inside.xml", statement("Inside the year"))
    # Reserved names.
    drop("feed.xml", statement("Named like the feed"))
    drop("real/feed.rss", "a real feed\n")
    drop("real/one.xml", statement("Beside a real feed"))
    # What is not ours.
    drop("foreign.xml", '<?xml version="1.0"?><catalogue><secretless/></catalogue>')
    drop("picture.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    drop("handout.pdf", b"%PDF-1.4\n")
    drop("index.html", "<h1>An index that lies here</h1>")
    drop("unreadable-root.xml", "this is no XML at all: secret words")
    drop("newsroom.xml", statement("The newsroom file, secret words"))


@pytest.mark.parametrize("address, status, words", [
    ("/statements/plain.txt", 200, "a real file"),
    ("/statements/plain", 200, "Plain"),
    ("/statements/notes.rss", 200, "Notes whole"),
    ("/statements/notes.rss.xml", 200, "Notes whole"),
    ("/statements/notes", 200, "Notes stem"),
    ("/statements/notes.html", 200, "Notes stem"),
    ("/statements/2026.xml", 200, "The year as a statement"),
    ("/statements/2026.html", 200, "The year as a statement"),
    ("/statements/2026/", 200, "Inside the year"),
    ("/statements/feed.xml", 200, "Named like the feed"),
    ("/statements/real/feed.rss", 200, "a real feed"),
    ("/statements/foreign.xml", 200, "<catalogue>"),
    ("/statements/picture.svg", 200, "<svg"),
    ("/statements/handout.pdf", 200, "%PDF"),
    ("/statements/", 200, "Example Press Office"),
])
def test_an_address_means(server, address, status, words):
    answer = server.get(address)
    assert answer.status == status
    assert words in answer.text


def test_the_archive_stands_where_an_index_lies(server):
    assert "An index that lies here" not in server.get("/statements/").text
    assert "An index that lies here" in server.get("/statements/index.html").text


@pytest.mark.parametrize("address", [
    "/statements/unreadable-root.xml", "/statements/unreadable-root",
    "/statements/unreadable-root.rss", "/statements/newsroom.xml", "/statements/newsroom"])
def test_what_cannot_be_a_public_statement_stays_hidden(server, address):
    answer = server.get(address)
    assert answer.status == 404
    assert "secret words" not in answer.text


COMPANIONS = [
    ".hidden.xml", "._plain.xml", ".plain.xml.Ab12Cd", "plain.xml~", "#plain.xml#", "~$plain.xml",
    "plain.xml.bak", "plain.xml.orig", "plain.xml.rej", "plain.xml.swp", ".plain.xml.swp",
    "plain.xml.swo", "plain.xml.part", "plain.xml.tmp", "plain.xml.filepart", "plain.xml.upload",
    "plain.xml.crdownload", ".nfs000000000001", "plain.bak", "plain.tmp.xml.tmp",
    "plain.sync-conflict-20240504-100000-ABCDEFG.xml", "plain (conflicted copy 2024-05-04).xml",
    "plain (Anna's conflicted copy).xml", "plain (Conflicted Copy).XML", "@eaDir/plain.xml",
    "@eaDir/plain.xml@SynoEAStream", "plain.xml:Zone.Identifier", "ehthumbs.db", "Thumbs.db",
    "sub/ehthumbs.db", "desktop.ini"]


@pytest.mark.parametrize("name", COMPANIONS)
def test_companions_of_editors_and_uploads_are_never_shown(server, name):
    path = server.newsroom.drop(name, statement("A draft's backup, secret words"))
    names = [name, name + ".rss", name + ".html"]
    if name.endswith(".xml"):
        names += [name[:-4], name[:-4] + ".rss", name[:-4] + ".txt"]
    try:
        for address in names:
            for method in ("GET", "HEAD"):
                answer = server.get(f"/statements/{quote(address)}", method=method)
                assert answer.status in (403, 404), address
        for address in ("/statements/", "/statements/feed.rss"):
            assert "secret words" not in server.get(address).text
    finally:
        path.unlink()


@pytest.mark.parametrize("name", ["copy-of-draft.xml.1", "copy-of-draft.old", "draft copy",
                                  "draft.de.txt", "draft.xml.save", "draft.html"])
def test_a_file_with_a_statement_inside_under_another_name_is_hidden(server, name):
    path = server.newsroom.drop(name, statement("A draft under another name, secret words"))
    try:
        answer = server.get(f"/statements/{quote(name)}")
        assert answer.status == 404
        assert "secret words" not in answer.text
    finally:
        path.unlink()


@pytest.mark.parametrize("name", ["plain.xml.gz", "plain.de.xml.html5"])
def test_a_name_with_two_extensions_is_not_taken_for_a_statement(server, name):
    path = server.newsroom.drop(name, b"\x1f\x8b neither text nor statement")
    try:
        assert server.get(f"/statements/{name}").body == b"\x1f\x8b neither text nor statement"
    finally:
        path.unlink()


def test_odd_entries_neither_block_nor_show(server):
    folder = server.newsroom.path
    os.mkfifo(folder / "pipe.xml")
    (folder / "folder.xml").mkdir()
    (folder / "dangling.xml").symlink_to("nowhere.xml")
    (folder / "loop.xml").symlink_to("loop.xml")
    (folder / "out.xml").symlink_to(server.run / "httpd.conf")
    one = socket.socket(socket.AF_UNIX)
    one.bind(str(folder / "socket.xml"))
    server.allow("AH00035", "AH00036", "AH00037")
    server.newsroom.drop("after-odd.xml", statement("After the odd entries"))
    wait_until(lambda: "After the odd entries" in server.get("/statements/").text,
               what="a new statement beside odd entries")
    for name in ("pipe", "folder", "dangling", "loop", "out", "socket"):
        for tail in ("", ".xml", ".rss"):
            answer = server.get(f"/statements/{name}{tail}")
            assert answer.status in (301, 403, 404), (name, tail)
            assert "ServerRoot" not in answer.text
    one.close()
    for name in ("pipe.xml", "dangling.xml", "loop.xml", "out.xml", "socket.xml",
                 "after-odd.xml"):
        server.newsroom.remove(name)
    (folder / "folder.xml").rmdir()


def test_a_link_to_a_statement_elsewhere_shows_it_where_httpd_allows_links(server):
    target = Folder(server.run / "elsewhere").drop("target.xml", statement("Linked from here"))
    (server.newsroom.path / "linked.xml").symlink_to(target)
    assert "Linked from here" in server.wait_for("/statements/linked", 200).text
    server.newsroom.remove("linked.xml")
