"""Whoever may not read NAME.xml gets nothing of it under any address."""

import pytest

from logins import login, write_users
from newsroom import statement, wait_until

CONFIG = """
Alias "/statements" "${RUN}/newsroom"
<Directory "${RUN}/newsroom">
    Require all granted
    StatementEngine On
    AllowOverride AuthConfig
    <Files "by-files.xml">
        Require all denied
    </Files>
    <FilesMatch "^matched-.*\\.xml$">
        Require all denied
    </FilesMatch>
</Directory>
<Directory "${RUN}/newsroom/closed">
    Require all denied
</Directory>
<Location "/statements/by-location.xml">
    Require all denied
</Location>
<Location "/statements/located/">
    Require all denied
</Location>
<Directory "${RUN}/newsroom/members">
    AuthType Basic
    AuthName "Members"
    AuthUserFile "${RUN}/users"
    Require user anna
</Directory>
"""
HTACCESS = """
AuthType Basic
AuthName "Press"
AuthUserFile "{run}/users"
Require valid-user
"""
DENIED = ["by-files", "matched-one", "closed/inside", "by-location", "located/inside"]
LOGIN = ["members/inside", "htaccess/inside"]
TAILS = ["", ".xml", ".html", ".rss", ".atom", ".json", ".txt", ".vcf"]


def prepare(server):
    server.allow("AH01630", "AH01631", "AH01617", "AH01618", "AH01797")
    write_users(server)
    server.newsroom.drop("open.xml", statement("Open to all"))
    for number, name in enumerate(DENIED + LOGIN):
        server.newsroom.drop(f"{name}.xml", statement(
            f"Secret words {number}", published="2024-02-02", attributes=f'id="secret-{number}"',
            head="<contact><name>Secret words</name><email>s@example.org</email></contact>"))
    server.newsroom.drop("htaccess/.htaccess", HTACCESS.format(run=server.run))


@pytest.mark.parametrize("name", DENIED)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_rule_for_the_file_holds_for_each_of_its_addresses(server, name, method):
    for tail in TAILS:
        answer = server.get(f"/statements/{name}{tail}", method=method)
        assert answer.status in (403, 404), tail
        assert "Secret words" not in answer.text
        assert answer.header("ETag") is None


@pytest.mark.parametrize("name", LOGIN)
def test_a_login_for_the_file_is_asked_at_each_of_its_addresses(server, name):
    for tail in TAILS:
        answer = server.get(f"/statements/{name}{tail}")
        assert answer.status == 401, tail
        assert "Secret words" not in answer.text
        assert "Secret words" not in server.get(f"/statements/{name}{tail}",
                                                login("anna", "wrong")).text
        assert "Secret words" in server.get(f"/statements/{name}{tail}", login("anna")).text


def test_one_who_is_known_but_not_meant_gets_nothing(server):
    for tail in TAILS:
        answer = server.get(f"/statements/members/inside{tail}", login("bert"))
        assert answer.status == 401
        assert "Secret words" not in answer.text


@pytest.mark.parametrize("etag", ["*", '"anything"'])
def test_a_condition_reveals_nothing_either(server, etag):
    for name in DENIED + LOGIN:
        answer = server.get(f"/statements/{name}", {"If-None-Match": etag})
        assert answer.status in (401, 403, 404)


@pytest.mark.parametrize("address", ["/statements/", "/statements/feed.rss"])
def test_lists_hold_only_what_everyone_may_read(server, address):
    answer = server.get(address)
    assert "Open to all" in answer.text
    assert "Secret words" not in answer.text
    assert "private" in answer.header("Cache-Control")


@pytest.mark.parametrize("address", ["/statements/", "/statements/feed.rss"])
def test_a_reader_with_a_login_sees_the_folders_that_it_opens_and_no_cache_keeps_that(
        server, address):
    server.get(address)
    answer = server.get(address, login("anna"))
    for number, name in enumerate(DENIED + LOGIN):
        assert (f"Secret words {number}" in answer.text) == (name in LOGIN), name
    assert "private" in answer.header("Cache-Control")
    other = server.get(address, login("bert"))
    assert "Secret words 6" in other.text and "Secret words 5" not in other.text
    assert "Secret words" not in server.get(address).text


def test_lists_of_a_closed_folder_are_closed(server):
    for address in ("/statements/closed/", "/statements/closed/feed.rss", "/statements/closed/feed"):
        answer = server.get(address)
        assert answer.status in (403, 404)
        assert "Secret words" not in answer.text
    for address in ("/statements/members/", "/statements/members/feed.rss"):
        assert server.get(address).status == 401
        assert "Secret words" in server.get(address, login("anna")).text


def test_where_readers_can_differ_each_page_is_private(server):
    answer = server.get("/statements/members/inside", login("anna"))
    assert "private" in answer.header("Cache-Control")
    assert "private" in server.get("/statements/open").header("Cache-Control")


def test_a_folder_closed_while_the_server_runs_leaves_the_lists(server):
    server.newsroom.drop("later/inside.xml", statement("Soon closed"))
    wait_until(lambda: "Soon closed" in server.get("/statements/feed.rss").text,
               what="the new folder in the feed")
    server.newsroom.drop("later/.htaccess", "Require all denied\n")
    wait_until(lambda: "Soon closed" not in server.get("/statements/feed.rss").text,
               what="the closed folder gone from the feed")
    assert server.get("/statements/later/inside").status in (403, 404)
