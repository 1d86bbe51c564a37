"""The engine in a directory, a location, a virtual host, a .htaccess file; several newsrooms."""

import re

import pytest

from newsroom import Folder, statement, wait_until

CONFIG = """
Alias "/statements" "${RUN}/newsroom"
<Directory "${RUN}/newsroom">
    Require all granted
    StatementEngine On
    StatementTitle "By Directory"
</Directory>
<Directory "${RUN}/newsroom/off">
    StatementEngine Off
</Directory>
Alias "/second/name" "${RUN}/newsroom"

<Location "/located">
    StatementEngine On
    StatementTitle "By Location"
</Location>
Alias "/located" "${RUN}/located"
<Directory "${RUN}/located">
    Require all granted
</Directory>

<Directory "${RUN}/htdocs/override">
    AllowOverride FileInfo
</Directory>
<DirectoryMatch "^${RUN}/htdocs/matched-[a-z]+/">
    StatementEngine On
    StatementTitle "By DirectoryMatch"
</DirectoryMatch>

# Sections outside of virtual hosts hold in all of them.
<Location "/press/everywhere.xml">
    Require all denied
</Location>

<VirtualHost *:${PORT}>
    ServerName news.example.org
</VirtualHost>
<VirtualHost *:${PORT}>
    ServerName whole.example.org
    DocumentRoot "${RUN}/whole"
    <Directory "${RUN}/whole">
        Require all granted
    </Directory>
    StatementEngine On
    StatementTitle "By virtual host"
</VirtualHost>
<VirtualHost *:${PORT}>
    ServerName other.example.org:8443
    UseCanonicalName On
    Alias "/press" "${RUN}/other"
    <Directory "${RUN}/other">
        Require all granted
        StatementEngine On
        StatementTitle "Another host's"
    </Directory>
</VirtualHost>
"""
READY = ["/statements/"]
WHOLE = {"Host": "whole.example.org"}
OTHER = {"Host": "other.example.org"}


def prepare(server):
    server.allow("AH01630")
    server.newsroom.drop("one.xml", statement("Directory one"))
    server.newsroom.drop("off/raw.xml", statement("Engine off here"))
    Folder(server.run / "located").drop("one.xml", statement("Location one"))
    Folder(server.run / "htdocs/override").drop("one.xml", statement("Override one"))
    Folder(server.run / "htdocs/override").drop(
        ".htaccess", 'StatementEngine On\nStatementTitle "By htaccess"\n')
    Folder(server.run / "htdocs/matched-a").drop("one.xml", statement("Matched one"))
    Folder(server.run / "whole").drop("one.xml", statement("Whole one"))
    Folder(server.run / "whole").drop("2024/two.xml", statement("Whole two"))
    Folder(server.run / "other").drop("one.xml", statement("Other one"))
    Folder(server.run / "other").drop("everywhere.xml", statement("Kept from all"))
    (server.run / "htdocs/plain.html").write_text("a plain page")
    Folder(server.run / "htdocs").drop("loose.xml", statement("No engine for this one"))


PLACES = [
    ("/statements/", {}, "By Directory", "Directory one"),
    ("/located/", {}, "By Location", "Location one"),
    ("/override/", {}, "By htaccess", "Override one"),
    ("/matched-a/", {}, "By DirectoryMatch", "Matched one"),
    ("/", WHOLE, "By virtual host", "Whole one"),
    ("/press/", OTHER, "Another host's", "Other one"),
]


@pytest.mark.parametrize("root, headers, title, words", PLACES)
def test_a_newsroom_is_whole_wherever_the_engine_is_on(server, root, headers, title, words):
    archive = server.wait_for(root, 200, headers=headers)
    assert title.replace("'", "&#39;") in archive.text or title in archive.text
    assert words in archive.text
    for tail in ("one", "one.xml", "one.html", "one.rss", "one.txt", "feed.rss"):
        answer = server.get(root + tail, headers)
        assert answer.status == 200, tail
        assert words in answer.text, tail
    assert server.get(root + "statement.css", headers).type == "text/css"
    assert server.get(root + "nothing", headers).status == 404


@pytest.mark.parametrize("root, headers, title, words", PLACES)
def test_a_new_file_shows_in_each_kind_of_newsroom(server, root, headers, title, words):
    server.wait_for(root, 200, headers=headers)
    paths = {"/statements/": "newsroom", "/located/": "located", "/override/": "htdocs/override",
             "/matched-a/": "htdocs/matched-a", "/": "whole", "/press/": "other"}
    folder = Folder(server.run / paths[root])
    folder.drop("new.xml", statement("Just dropped"))
    try:
        for address in (root, root + "feed.rss"):
            wait_until(lambda at=address: "Just dropped" in server.get(at, headers).text, 3,
                       f"the new statement in {address}")
    finally:
        folder.remove("new.xml")


def test_newsrooms_do_not_mix(server):
    for root, headers, _, words in PLACES:
        text = server.wait_for(root + "feed.rss", 200, headers=headers).text
        for _, _, _, foreign in PLACES:
            assert (foreign in text) == (foreign == words)


def test_links_keep_to_the_newsrooms_own_address(server):
    for root, headers, _, _ in PLACES:
        host = headers.get("Host", f"news.example.org:{server.port}")
        feed = server.wait_for(root + "feed.rss", 200, headers=headers).text
        if headers is OTHER:
            host = "other.example.org:8443"  # UseCanonicalName On: as ServerName says
        assert f"<link>http://{host}{root}one</link>" in feed


def test_one_folder_under_two_addresses_keeps_identities_and_links_to_itself(server):
    guid = re.compile(r"<guid[^>]*>([^<]+)")

    def same():
        # What an earlier test took away may leave between two requests.
        second = server.get("/second/name/feed.rss").text
        found = guid.findall(server.get("/statements/feed.rss").text)
        return second if found and found == guid.findall(second) else None
    assert "/second/name/one</link>" in wait_until(same, what="the same identities in both feeds")


def test_a_section_outside_virtual_hosts_holds_in_them(server):
    server.wait_for("/press/", 200, headers=OTHER)
    for tail in ("everywhere.xml", "everywhere", "everywhere.rss", "", "feed.rss", "?q=kept"):
        answer = server.get("/press/" + tail, OTHER)
        assert answer.status == (403 if tail.startswith("every") else 200)
        assert "Kept from all" not in answer.text


def test_a_subfolder_with_the_engine_off_is_left_to_httpd(server):
    assert "<statement" in server.get("/statements/off/raw.xml").text
    assert server.get("/statements/off/raw").status == 404
    assert "Engine off here" not in server.get("/statements/feed.rss").text


def test_places_without_the_engine_are_untouched(server):
    assert server.get("/plain.html").text == "a plain page"
    assert "<statement" in server.get("/loose.xml").text
    assert server.get("/loose").status == 404
    assert server.get("/feed.rss").status == 404


def test_an_htaccess_file_turns_a_newsroom_on_and_off_while_the_server_runs(server):
    folder = Folder(server.run / "htdocs/override/inner")
    folder.drop("two.xml", statement("Inner two"))
    folder.drop(".htaccess", "StatementEngine Off\n")
    assert server.get("/override/inner/two").status == 404
    folder.remove(".htaccess")
    assert "Inner two" in server.wait_for("/override/inner/two", 200).text
