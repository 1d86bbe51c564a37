"""What Accept gets, and what the headers say of the other forms (RFC 9110 sections 8.7, 12)."""

import re

import pytest

from newsroom import statement, wait_until

CONFIG = """
Alias "/statements" "${RUN}/newsroom"
<Directory "${RUN}/newsroom">
    Require all granted
    StatementEngine On
    StatementTitle "Example Press Office"
    StatementFeedItems 2
</Directory>
Alias "/open" "${RUN}/newsroom"
<Location "/open">
    StatementBaseURL https://www.example.org/open/
    StatementSource On
</Location>
"""
HTML, RSS, ATOM, JSON = ("text/html", "application/rss+xml", "application/atom+xml",
                         "application/feed+json")
EXTENSIONS = {HTML: "", RSS: ".rss", ATOM: ".atom", JSON: ".json", "text/plain": ".txt",
              "text/vcard": ".vcf"}


def prepare(server):
    contact = "<contact><name>Press desk</name><email>press@example.org</email></contact>"
    server.newsroom.drop("ferry.xml", statement(
        "The ferry is back", head=contact + '<translation xml:lang="de" href="faehre"/>'))
    server.newsroom.drop("faehre.xml", statement("Die Fähre ist wieder da", lang="de",
                                                 attributes='id="faehre"'))
    server.newsroom.drop("2023/autumn.xml", statement("Autumn", published="2023-09-01T08:00:00Z"))
    server.newsroom.drop("taken.xml", statement(
        "Taken back", head='<withdrawn when="2024-06-01T10:00:00Z">Wrong.</withdrawn>'))
    server.newsroom.drop("moved-from.xml", statement("Moved"))


@pytest.fixture(scope="module")
def known(server):
    """All statements are in the catalog, and one has another name than before."""
    wait_until(lambda: "Moved" in server.get("/statements/?page=2").text)
    path = server.newsroom.path
    (path / "moved-from.xml").rename(path / "moved-to.xml")
    server.wait_for("/statements/moved-from", 301)
    return True


# The section of RFC 9110 that decides; the tables of tests/unit/http/test_accept.c have more, with
# the reason of each.
CLIENTS = [
    ("12.4.2", "Chrome",
     "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,"
     "image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7", HTML),
    ("12.4.2", "Firefox, Safari",
     "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", HTML),
    ("12.4.2", "Safari 4", "application/xml,application/xhtml+xml,text/html;q=0.9,text/plain;q=0.8,"
     "image/png,*/*;q=0.5", HTML),
    ("12.5.1", "Internet Explorer 8",
     "image/gif, image/jpeg, image/pjpeg, application/x-ms-application, "
     "application/xaml+xml, application/x-ms-xbap, application/vnd.ms-excel, */*", HTML),
    ("12.4.2", "Lynx",
     "text/html, text/plain, text/sgml, text/css, application/xhtml+xml, */*;q=0.01",
     HTML),
    ("12.5.1", "curl, bots, link previews", "*/*", HTML),
    ("12.4.1", "Go", None, HTML),
    ("12.5.1", "an empty header", "", HTML),
    ("12.4.2", "Java", "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", HTML),
    ("12.5.1", "axios", "application/json, text/plain, */*", JSON),
    ("12.5.1", "a script", "application/json", JSON),
    ("12.4.2", "a reader of JSON Feed",
     "application/feed+json, application/json;q=0.9, */*;q=0.8", JSON),
    ("12.4.2", "SimplePie", "application/atom+xml, application/rss+xml, application/rdf+xml;q=0.9, "
     "application/xml;q=0.8, text/xml;q=0.8, text/html;q=0.7, unknown/unknown;q=0.1, "
     "application/unknown;q=0.1, */*;q=0.1", RSS),
    ("12.4.2", "Universal Feed Parser",
     "application/atom+xml,application/rdf+xml,application/rss+xml,"
     "application/x-netcdf,application/xml;q=0.9,text/xml;q=0.2,*/*;q=0.1", RSS),
    ("12.4.2", "feed-io",
     "application/rss+xml, application/rdf+xml;q=0.8, application/atom+xml;q=0.6, "
     "application/xml;q=0.4, text/xml;q=0.4", RSS),
    ("12.4.2", "Miniflux", "application/xml, application/atom+xml, application/rss+xml, "
     "application/rdf+xml, application/feed+json, text/html, */*;q=0.9", HTML),
    ("12.5.1", "Taiga", "application/rss+xml, */*", RSS),
    ("12.4.2", "a reader of Atom", "application/atom+xml, application/xml;q=0.9, */*;q=0.5", ATOM),
    ("12.4.2", "mastodon",
     'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/'
     'activitystreams", text/html;q=0.1', HTML),
    ("12.4.2", "what is excluded", "text/html;q=0, application/atom+xml;q=0.001", ATOM),
    ("12.4.2", "all is excluded", "*/*;q=0", HTML),
    ("12.5.1", "nothing on offer", "image/png", HTML),
    ("12.5.1", "nonsense", ";;q=,/ text", HTML),
]


def varies(answer):
    """What of a request decided, but for the compression, which each stored page has of its own."""
    names = (answer.header("Vary") or "").split(",")
    return {name.strip() for name in names} - {"", "Accept-Encoding"}


def negotiate(server, address, accept, media_type, why):
    headers = {} if accept is None else {"Accept": accept}
    answer = server.get(address, headers)
    assert (answer.status, answer.type) == (200, media_type), why
    assert varies(answer) == {"Accept"}
    head = server.get(address, headers, method="HEAD")
    assert (head.status, head.type, varies(head)) == (200, media_type, {"Accept"})
    again = server.get(address, {**headers, "If-None-Match": answer.header("ETag")})
    assert (again.status, varies(again)) == (304, {"Accept"})


@pytest.mark.parametrize("section, client, accept, media_type", CLIENTS)
def test_a_client_gets_what_it_reads(server, known, section, client, accept, media_type):
    assert known
    negotiate(server, "/statements/ferry.xml", accept, media_type, (section, client))


# At the address of a feed a page is only for who prefers it to each of the feeds: ties are RSS.
RSS_INSTEAD = {"Internet Explorer 8", "curl, bots, link previews", "Go", "an empty header",
               "Safari 4", "Miniflux", "all is excluded", "nothing on offer", "nonsense"}


@pytest.mark.parametrize("section, client, accept, media_type", CLIENTS)
@pytest.mark.parametrize("address", ["/statements/feed", "/statements/2023/feed"])
def test_a_feed_is_a_page_only_for_who_prefers_one(server, known, address, section, client, accept,
                                                   media_type):
    assert known
    negotiate(server, address, accept, RSS if client in RSS_INSTEAD else media_type,
              (section, client))


@pytest.mark.parametrize("accept", [None, "*/*", "application/xml", "text/xml", "text/html, */*",
                                    "text/html, application/rss+xml", "application/*"])
def test_who_leaves_it_open_or_asks_for_xml_gets_rss(server, known, accept):
    assert known
    negotiate(server, "/statements/feed", accept, RSS, accept)


@pytest.mark.parametrize("address", ["/statements/", "/statements/2023/", "/statements/?page=2",
                                     "/statements/?tag=none", "/statements/?q=ferry",
                                     "/statements/nowhere/"])
def test_an_archive_is_a_page_for_everybody(server, known, address):
    assert known
    first = server.get(address)
    for accept in {client[2] for client in CLIENTS} - {None}:
        answer = server.get(address, {"Accept": accept})
        assert (answer.status, answer.body) == (first.status, first.body)
        assert answer.type == HTML and varies(answer) == set(), accept
        assert answer.header("ETag") == first.header("ETag")
        assert answer.header("Content-Location") is None


@pytest.mark.parametrize("accept, media_type", [("text/plain", "text/plain"),
                                                ("text/vcard", "text/vcard"),
                                                ("text/x-vcard", "text/vcard")])
def test_a_statement_has_forms_that_a_list_has_not(server, known, accept, media_type):
    assert known and server.get("/statements/ferry.xml", {"Accept": accept}).type == media_type
    assert server.get("/statements/feed", {"Accept": accept}).type == RSS


@pytest.mark.parametrize("accept", [None, HTML, RSS, "image/png", "*/*;q=0"])
@pytest.mark.parametrize("address, status", [
    ("/statements/ferry", 200), ("/statements/ferry.html", 200), ("/statements/ferry.rss", 200),
    ("/statements/ferry.atom", 200), ("/statements/ferry.json", 200),
    ("/statements/ferry.txt", 200), ("/statements/ferry.vcf", 200),
    ("/statements/feed.rss", 200), ("/statements/feed.atom", 200), ("/statements/feed.json", 200),
    ("/statements/feed.rss?page=2", 200), ("/statements/statement.css", 200),
    ("/statements/taken", 410), ("/statements/never", 404), ("/statements/never.xml", 404),
    ("/statements/moved-from", 301), ("/statements/moved-from.xml", 301), ("/statements", 301),
    ("/open/ferry.xml?source", 200)])
def test_what_is_not_negotiated_does_not_vary(server, known, address, status, accept):
    answer = server.get(address, {} if accept is None else {"Accept": accept})
    assert known and answer.status == status
    assert varies(answer) == set()
    assert answer.header("Content-Location") is None


def test_a_notice_of_withdrawal_is_negotiated_as_its_statement_was(server, known):
    for accept, media_type in ((None, HTML), (RSS, RSS)):
        answer = server.get("/statements/taken.xml", {"Accept": accept} if accept else {})
        assert known and (answer.status, answer.type) == (410, media_type)
        assert varies(answer) == {"Accept"}


def test_the_stored_xml_is_negotiated_where_it_is_open(server, known):
    for accept, media_type in (("application/xml", "application/xml"), ("*/*", HTML),
                               ("application/xml;q=0.9, text/html", HTML), (CLIENTS[2][2], HTML)):
        answer = server.get("/open/ferry.xml", {"Accept": accept})
        assert known and (answer.status, answer.type) == (200, media_type)
        assert varies(answer) == {"Accept"}
    source = server.get("/open/ferry.xml", {"Accept": "application/xml"})
    assert source.header("Content-Location") == "https://www.example.org/open/ferry.xml?source"
    assert server.get("/statements/ferry.xml", {"Accept": "application/xml"}).type == HTML


def links(answer):
    """(address, rel, further parameters) of each link in the header (RFC 8288 section 3)."""
    found = []
    for address, rest in re.findall(r"<([^>]*)>([^,<]*)", answer.header("Link") or ""):
        words = dict(re.findall(r'(\w+)="([^"]*)"', rest))
        found.append((address, words.pop("rel"), words))
    return found


@pytest.mark.parametrize("media_type", EXTENSIONS)
def test_content_location_is_the_address_of_what_was_chosen(server, known, media_type):
    base = f"http://news.example.org:{server.port}"
    addresses = {"/statements/ferry.xml": "/statements/ferry" + EXTENSIONS[media_type]}
    if media_type not in ("text/plain", "text/vcard"):
        addresses["/statements/feed"] = f"/statements/feed{EXTENSIONS[media_type]}"
        addresses["/statements/2023/feed"] = f"/statements/2023/feed{EXTENSIONS[media_type]}"
    for address, target in addresses.items():
        answer = server.get(address, {"Accept": media_type})
        assert known and (answer.status, answer.type) == (200, media_type)
        assert answer.header("Content-Location") == base + target
        chosen = server.get(target, {"Accept": media_type})
        assert (chosen.header("ETag"), chosen.body) == (answer.header("ETag"), answer.body)


@pytest.mark.parametrize("address", ["", ".xml", ".html", ".rss", ".atom", ".json", ".txt", ".vcf"])
def test_every_form_of_a_statement_names_its_page_and_its_other_languages(server, known, address):
    base = f"http://news.example.org:{server.port}/statements/"
    found = links(server.get(f"/statements/ferry{address}"))
    assert known and found[:2] == [(f"{base}ferry", "canonical", {}),
                                   (f"{base}faehre", "alternate", {"hreflang": "de"})]
    alternates = found[2:]
    if address == ".xml":
        assert [(link[0], link[2]["type"]) for link in alternates] == [
            (f"{base}ferry.rss", RSS), (f"{base}ferry.atom", ATOM), (f"{base}ferry.json", JSON)]
    else:
        assert not alternates


def test_a_list_names_its_other_forms_and_a_feed_its_page(server, known):
    base = f"http://news.example.org:{server.port}/statements/"
    forms = {HTML: base, RSS: f"{base}feed.rss", ATOM: f"{base}feed.atom", JSON: f"{base}feed.json"}
    for accept in forms:
        feeds = [(target, "alternate", {"type": media_type})
                 for media_type, target in forms.items() if media_type != accept]
        assert known and links(server.get("/statements/feed", {"Accept": accept})) == feeds
    feeds = [(target, "alternate", {"type": media_type})
             for media_type, target in forms.items() if media_type != HTML]
    assert links(server.get("/statements/")) == feeds
    assert links(server.get("/statements/feed.rss?tag=x&archive=2023")) == [
        (f"{base}?tag=x", "alternate", {"type": HTML})]
    found = links(server.get("/statements/?year=2024&page=2"))
    assert len(found) == 3
    for target, _, words in found:
        assert target == forms[words["type"]] + "?year=2024"
    assert links(server.get("/statements/2023/feed.atom")) == [
        (f"{base}2023/", "alternate", {"type": HTML})]


def test_every_link_leads_somewhere(server, known):
    base = f"http://news.example.org:{server.port}"
    for address in ("/statements/", "/statements/feed", "/statements/2023/feed.json",
                    "/statements/ferry.xml", "/statements/2023/autumn.txt"):
        for target, _, words in links(server.get(address)):
            assert known and target.startswith(base)
            answer = server.get(target[len(base):], {"Accept": words.get("type", "*/*")})
            assert answer.status == 200
            assert answer.type == words.get("type", HTML)


@pytest.mark.parametrize("address, language", [
    ("/statements/ferry", "en"), ("/statements/ferry.rss", "en"), ("/statements/faehre", "de"),
    ("/statements/faehre.xml", "de"), ("/statements/faehre.txt", "de")])
def test_an_answer_says_its_language(server, known, address, language):
    assert known and server.get(address).header("Content-Language") == language


ALL = ["/statements/", "/statements/?page=2", "/statements/?page=99", "/statements/?q=ferry",
       "/statements/?year=2023", "/statements/2023/", "/statements/nowhere/", "/statements",
       "/statements/2023", "/statements/feed", "/statements/feed.rss", "/statements/feed.atom",
       "/statements/feed.json", "/statements/feed.pdf", "/statements/2023/feed.rss",
       "/statements/sitemap.xml", "/statements/statement.css", "/statements/taken",
       "/statements/taken.xml", "/statements/taken.rss", "/statements/moved-from",
       "/statements/moved-from.xml", "/statements/never", "/statements/never.xml",
       "/statements/.hidden", "/open/ferry.xml?source", "/statements/2023/autumn",
       *(f"/statements/ferry{tail}" for tail in ("", ".xml", ".html", ".rss", ".atom", ".json",
                                                 ".txt", ".vcf", ".xml/x", "/"))]


@pytest.mark.parametrize("address", ALL)
@pytest.mark.parametrize("headers", [
    {}, {"Accept": RSS}, {"Accept-Encoding": "gzip"}, {"If-None-Match": '"x"'},
    {"If-None-Match": "*"}, {"If-Match": '"x"'}])
def test_head_has_the_headers_of_get(server, known, address, headers):
    # RFC 9110 section 9.3.2
    for _ in range(3):
        get = server.get(address, headers)
        head = server.get(address, headers, method="HEAD")
        if get.header("Date") == head.header("Date"):
            break
    assert known and (head.status, head.body) == (get.status, b"")
    # Date and Expires go on, and to HEAD httpd does not tell the length of its own small pages.
    moving = ["date", "expires"]
    if get.body.startswith(b"<!DOCTYPE HTML PUBLIC"):
        moving.append("content-length")
    assert [header for header in head.headers if header[0].lower() not in moving] == \
        [header for header in get.headers if header[0].lower() not in moving]
