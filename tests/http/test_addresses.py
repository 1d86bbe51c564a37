"""Every address of a newsroom: what answers, in which format, to which method."""

import re

import pytest

from newsroom import statement, varies_by, wait_until

CONFIG = """
Alias "/statements" "${RUN}/newsroom"
<Directory "${RUN}/newsroom">
    Require all granted
    StatementEngine On
    StatementTitle "Example Press Office"
    StatementFeedItems 3
</Directory>
"""
CONTACT = "<contact><name>Press desk</name><email>press@example.org</email></contact>"


def prepare(server):
    server.newsroom.drop("ferry.xml", statement("The ferry is back", head=CONTACT))
    for month in range(1, 7):
        server.newsroom.drop(f"report-{month}.xml", statement(
            f"Report number {month}", published=f"2023-0{month}-01"))
    server.newsroom.drop("2023/autumn.xml", statement("Autumn", published="2023-09-01T08:00:00Z"))


@pytest.mark.smoke
@pytest.mark.parametrize("address, media_type, words", [
    ("/statements/ferry", "text/html", "The ferry is back"),
    ("/statements/ferry.html", "text/html", "The ferry is back"),
    ("/statements/ferry.xml", "text/html", "The ferry is back"),
    ("/statements/ferry.rss", "application/rss+xml", "The ferry is back"),
    ("/statements/ferry.txt", "text/plain", "ferry is back"),
    ("/statements/ferry.vcf", "text/vcard", "press@example.org"),
    ("/statements/2023/autumn", "text/html", "Autumn"),
    ("/statements/2023/autumn.rss", "application/rss+xml", "Autumn"),
    ("/statements/", "text/html", "The ferry is back"),
    ("/statements/2023/", "text/html", "Autumn"),
    ("/statements/feed.rss", "application/rss+xml", "The ferry is back"),
    ("/statements/2023/feed.rss", "application/rss+xml", "Autumn"),
    ("/statements/statement.css", "text/css", "{"),
])
def test_an_address_answers_in_its_format(server, address, media_type, words):
    answer = server.get(address)
    assert (answer.status, answer.type) == (200, media_type)
    assert words in answer.text


@pytest.mark.parametrize("address", [
    "/statements/nothing", "/statements/nothing.xml", "/statements/nothing.rss",
    "/statements/nothing.txt", "/statements/2023/nothing", "/statements/nowhere/nothing",
    "/statements/ferry/foo", "/statements/ferry.xml/foo", "/statements/ferry.rss/foo",
    "/statements/ferry/", "/statements/feed.rss/foo", "/statements/feed.pdf",
    "/statements/ferry.nonsense", "/statements/ferry.xml.xml", "/statements/.xml",
    "/statements/ferry.", "/statements/statement.css/x",
])
def test_what_was_never_published_is_not_found(server, address):
    assert server.get(address).status == 404


@pytest.mark.parametrize("accept, media_type", [
    (None, "text/html"),
    ("*/*", "text/html"),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
    ("application/rss+xml", "application/rss+xml"),
    ("application/rss+xml, text/html;q=0.5", "application/rss+xml"),
    ("text/html;q=0, application/rss+xml", "application/rss+xml"),
    ("text/plain", "text/plain"),
    ("image/png", "text/html"),
    ("total nonsense;;;q=", "text/html"),
])
def test_the_stored_name_answers_in_the_format_that_accept_prefers(server, accept, media_type):
    answer = server.get("/statements/ferry.xml", {"Accept": accept} if accept else {})
    assert (answer.status, answer.type) == (200, media_type)
    assert "accept" in varies_by(answer)


@pytest.mark.parametrize("accept", [None, "application/rss+xml", "*/*", "image/png"])
def test_the_archive_is_html_whatever_is_accepted(server, accept):
    answer = server.get("/statements/", {"Accept": accept} if accept else {})
    assert (answer.status, answer.type) == (200, "text/html")
    assert "accept" not in varies_by(answer)


@pytest.mark.parametrize("address, media_type", [
    ("/statements/ferry", "text/html"),
    ("/statements/ferry.html", "text/html"),
    ("/statements/ferry.rss", "application/rss+xml"),
    ("/statements/ferry.txt", "text/plain"),
    ("/statements/feed.rss", "application/rss+xml"),
])
@pytest.mark.parametrize("accept", ["image/png", "application/rss+xml;q=0, text/html;q=0",
                                    "application/rss+xml", "text/html"])
def test_an_address_with_a_format_ignores_accept(server, address, media_type, accept):
    answer = server.get(address, {"Accept": accept})
    assert (answer.status, answer.type) == (200, media_type)
    assert "accept" not in varies_by(answer)


def test_the_archive_lists_newest_first_in_pages(server):
    first, second, third = (server.get(f"/statements/{query}").text
                            for query in ("", "?page=2", "?page=3"))
    assert first.index("The ferry is back") < first.index("Autumn") < first.index("number 6")
    assert "number 5" not in first
    assert second.index("number 5") < second.index("number 4") < second.index("number 3")
    assert third.index("number 2") < third.index("number 1")
    assert "?page=2" in first


def test_a_page_past_the_last_is_not_found(server):
    assert server.get("/statements/?page=99").status == 404


def test_the_feed_holds_the_newest_and_no_more(server):
    feed = server.get("/statements/feed.rss").text
    assert len(re.findall("<item[ >]", feed)) == 3
    assert feed.index("The ferry is back") < feed.index("Autumn") < feed.index("number 6")


def test_a_folder_lists_only_its_own(server):
    for address in ("/statements/2023/", "/statements/2023/feed.rss"):
        answer = server.get(address)
        assert "Autumn" in answer.text
        assert "The ferry is back" not in answer.text


def test_equal_moments_keep_one_order(server):
    server.newsroom.drop("twin-a.xml", statement("Twin A", published="2024-06-01"))
    server.newsroom.drop("twin-b.xml", statement("Twin B", published="2024-06-01"))

    def both():
        text = server.get("/statements/feed.rss").text
        return text if "Twin A" in text and "Twin B" in text else None
    first = wait_until(both, what="both twins in the feed")
    order = first.index("Twin A") < first.index("Twin B")
    for _ in range(5):
        text = server.get("/statements/").text
        assert (text.index("Twin A") < text.index("Twin B")) == order
    server.newsroom.remove("twin-a.xml")
    server.newsroom.remove("twin-b.xml")
    server.wait_for("/statements/twin-a", 410)
    server.wait_for("/statements/twin-b", 410)


@pytest.mark.parametrize("address", [
    "/statements/", "/statements/ferry", "/statements/ferry.xml", "/statements/ferry.rss",
    "/statements/ferry.txt", "/statements/feed.rss", "/statements/statement.css"])
def test_head_answers_as_get_without_the_body(server, address):
    get, head = server.get(address), server.get(address, method="HEAD")
    assert (head.status, head.body) == (200, b"")
    for name in ("Content-Type", "Content-Length", "ETag", "Last-Modified", "Vary",
                 "Cache-Control"):
        assert head.header(name) == get.header(name), name


@pytest.mark.parametrize("address", [
    "/statements/", "/statements/ferry", "/statements/ferry.xml", "/statements/ferry.rss",
    "/statements/feed.rss"])
def test_an_answer_carries_validators_that_give_304(server, address):
    answer = server.get(address)
    etag, modified = answer.header("ETag"), answer.header("Last-Modified")
    assert etag.startswith('"') and etag.endswith('"') and len(etag) > 10
    for condition in ({"If-None-Match": etag}, {"If-None-Match": f'W/{etag}, "other"'},
                      {"If-None-Match": etag, "If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"}):
        again = server.get(address, condition)
        assert (again.status, again.body) == (304, b""), condition
        assert again.header("ETag") == etag
        assert again.header("Vary") == answer.header("Vary")
    assert modified and modified.endswith(" GMT")
    assert server.get(address, {"If-None-Match": '"other"',
                                "If-Modified-Since": modified}).status == 200


def test_a_gzipped_answer_is_recognised_when_it_comes_back(server):
    plain = server.get("/statements/ferry").header("ETag")
    for coding, suffix in (("gzip", "-gzip"), ("br", "-br")):
        tag = plain[:-1] + suffix + '"'
        assert server.get("/statements/ferry", {
            "If-None-Match": tag, "Accept-Encoding": coding}).status == 304
        # A cache would give it to who does not take it.
        assert server.get("/statements/ferry", {"If-None-Match": tag}).status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PROPFIND", "PATCH"])
@pytest.mark.parametrize("address", ["/statements/", "/statements/ferry", "/statements/ferry.xml",
                                     "/statements/feed.rss"])
def test_other_methods_are_left_to_other_modules(server, method, address):
    server.allow("AH00038")
    answer = server.get(address, method=method, body=b"x")
    assert answer.status in (403, 404, 405, 501)
    assert "The ferry is back" not in answer.text


def test_options_names_what_is_allowed(server):
    answer = server.get("/statements/ferry.xml", method="OPTIONS")
    assert answer.status == 200
    assert "PUT" not in (answer.header("Allow") or "")


@pytest.mark.parametrize("address, target", [
    ("/statements", "/statements/"), ("/statements/2023", "/statements/2023/"),
    ("/statements?page=2", "/statements/?page=2")])
def test_a_folder_without_its_slash_leads_to_the_one_with(server, address, target):
    answer = server.get(address)
    assert answer.status == 301
    assert answer.header("Location") == target


def test_links_in_the_feed_are_absolute_and_lead_back(server):
    feed = server.get("/statements/feed.rss").text
    links = re.findall(r"<link>([^<]+)</link>", feed)
    assert len(links) == 4
    for link in links:
        base = f"http://news.example.org:{server.port}"
        assert link.startswith(base + "/statements/")
        assert server.get(link[len(base):]).status == 200


def test_identities_in_the_feed_do_not_depend_on_the_request(server):

    def guids(**headers):
        return re.findall(r"<guid[^>]*>[^<]+</guid>",
                          server.get("/statements/feed.rss", headers).text)
    assert guids() == guids(Host="other.example.org") == guids(Host="[::1]:8080")
    assert len(set(guids())) == 3
    assert all('isPermaLink="false"' in guid for guid in guids())


def test_a_page_names_the_feed_and_its_canonical_address(server):
    page = server.get("/statements/ferry.html").text
    assert "/statements/feed.rss" in page and "application/rss+xml" in page
    assert f'href="http://news.example.org:{server.port}/statements/ferry"' in page \
        or 'href="/statements/ferry"' in page


@pytest.mark.parametrize("address", [
    "/statements/.%2e/newsroom/ferry.xml", "/statements/%2e%2e/%2e%2e/etc/passwd",
    "/statements/%252e%252e/ferry", "/statements/ferry%00.xml", "/statements/..;/ferry",
    "/statements/..%5cferry", "/statements/ferry%2f..%2fferry", "/statements/2023%2fautumn",
    "/statements/2023/..%2f..%2fhttpd.conf", "/statements/../httpd.conf"])
def test_no_spelling_of_a_path_leaves_the_newsroom(server, address):
    server.allow("AH00026", "AH10244", "AH00127", "invalid URI path")
    answer = server.get(address)
    assert answer.status in (400, 403, 404)
    assert "ServerRoot" not in answer.text and "root:" not in answer.text
