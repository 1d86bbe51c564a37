"""Headers for caches, sent where they are asked for: cache keys, CDN-Cache-Control, No-Vary-Search."""

import datetime
import re

import pytest

from newsroom import statement

CONFIG = """
<Directory "${RUN}/newsroom">
    Require all granted
    StatementEngine On
    StatementCDNMaxAge 1h
    StatementNoVarySearch On
</Directory>
<Directory "${RUN}/ending">
    Require all granted
    StatementEngine On
    StatementCDNMaxAge 1h
</Directory>
<Directory "${RUN}/plain">
    Require all granted
    StatementEngine On
</Directory>
Alias "/statements" "${RUN}/newsroom"
Alias "/plain" "${RUN}/plain"
Alias "/ending" "${RUN}/ending"
Alias "/commas" "${RUN}/newsroom"
<Location "/statements">
    StatementCacheKeys xkey
</Location>
<Location "/commas">
    StatementCacheKeys Cache-Tag
</Location>
"""
READY = ["/statements/", "/plain/", "/ending/"]
NAMES = ("Surrogate-Key", "Cache-Tag", "xkey", "CDN-Cache-Control", "No-Vary-Search")
ALL = "newsroom:news.example.org"


def prepare(server):
    (server.run / "plain").mkdir()
    (server.run / "ending").mkdir()
    (server.run / "ending/soon.xml").write_text(
        statement("Soon", head=f"<expires>{in_seconds(1500)}</expires>"))
    (server.run / "plain/a.xml").write_text(statement("A"))
    server.newsroom.drop("2026/a.xml", statement("Night ferry", lang="de-AT",
                                                 head="<tag>Fähren, Züge</tag>"))
    server.newsroom.drop("gone.xml", statement(
        "Gone", head='<withdrawn when="2024-06-01T00:00:00Z">It was wrong.</withdrawn>'))


def in_seconds(seconds):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


PAGE = [ALL, "statement:news.example.org:2026/a", "lang:news.example.org:de-at",
        "issuer:news.example.org:example%20press%20office",
        "tag:news.example.org:fahren%2C%20zuge"]
LISTS = [ALL, "lists:news.example.org"]


@pytest.mark.parametrize("path, keys", [
    ("/statements/2026/a", PAGE), ("/statements/2026/a.rss", PAGE), ("/statements/2026/a.xml", PAGE),
    ("/statements/", LISTS), ("/statements/feed.atom", LISTS), ("/statements/sitemap.xml", LISTS),
    ("/statements/?lang=de&tag=F%C3%A4hren%2C+Z%C3%BCge",
     LISTS + ["tag:news.example.org:fahren%2C%20zuge", "lang:news.example.org:de"]),
    ("/statements/gone", [ALL, "statement:news.example.org:gone", "lang:news.example.org:en",
                          "issuer:news.example.org:example%20press%20office"])])
def test_answers_have_the_keys_of_what_they_show(server, path, keys):
    for _ in range(2):  # rendered, and from the store
        answer = server.get(path, {"Accept": "text/html"})
        assert answer.status in (200, 410)
        assert answer.header("xkey").split() == keys


def test_a_304_has_them_too(server):
    etag = server.get("/statements/2026/a").header("ETag")
    answer = server.get("/statements/2026/a", {"If-None-Match": etag})
    assert answer.status == 304 and answer.header("xkey").split() == PAGE


def test_cache_tags_are_separated_by_commas(server):
    assert server.get("/commas/2026/a").header("Cache-Tag").split(",") == PAGE


@pytest.mark.parametrize("path", ["a", "", "feed.rss", "sitemap.xml", "nothing"])
def test_nothing_is_sent_unless_it_is_asked_for(server, path):
    answer = server.get(f"/plain/{path}")
    assert [name for name in NAMES if answer.header(name)] == []


def test_the_cdn_is_told_its_own_span_up_to_the_next_change(server):
    answer = server.get("/statements/2026/a")
    assert answer.header("Cache-Control") == "public, max-age=60, must-revalidate"
    assert answer.header("CDN-Cache-Control") == "public, max-age=3600, must-revalidate"
    for path in ("/ending/soon", "/ending/feed.rss"):
        control = server.get(path).header("CDN-Cache-Control")
        assert 0 < int(re.match(r"public, max-age=(\d+), ", control)[1]) <= 1500


def test_which_parameters_matter_is_what_makes_another_answer(server):
    for path in ("/statements/2026/a", "/statements/", "/statements/feed.json"):
        plain, odd = server.get(path), server.get(path + "?utm_source=x&other=1")
        assert (odd.status, odd.body) == (200, plain.body)
        assert plain.header("No-Vary-Search").startswith("params, except=(")
    listed = server.get("/statements/").header("No-Vary-Search")
    assert set(re.findall(r'"(\w+)"', listed)) == {
        "q", "tag", "year", "lang", "issuer", "order", "page", "before", "archive", "skip"}
    assert server.get("/statements/statement.css").header("No-Vary-Search") is None


@pytest.mark.parametrize("value", ["Key", "On"])
def test_wrong_values_are_refused(server, value):
    code, said = server.configtest(f"StatementCacheKeys {value}\n")
    assert code != 0 and "Surrogate-Key, Cache-Tag or xkey" in said
