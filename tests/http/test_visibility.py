"""What is not public yet, or no more, gives nothing away anywhere."""

import datetime
import re
from urllib.parse import urljoin

import pytest

from newsroom import NEWSROOM, statement, wait_until

CONFIG = NEWSROOM
SECRET = "Zanzibarquark"
CONTACT = f"<contact><name>{SECRET}</name><email>{SECRET}@example.org</email></contact>"
HIDDEN = {
    "draft": statement(f"{SECRET} draft", attributes='id="draft" status="draft"', head=CONTACT),
    "embargoed": statement(f"{SECRET} embargoed", published="2099-06-01T00:00:00Z", head=CONTACT),
    "day-to-come": statement(f"{SECRET} day", published="2099-06-01", head=CONTACT),
    "broken": statement(f"{SECRET} broken", head=CONTACT).replace("</body>", "<oops/></body>"),
    "torn": statement(f"{SECRET} torn", head=CONTACT)[:-30],
    "undated": statement(f"{SECRET} undated", published=None, head=CONTACT),
    "empty": "",
    "sub/draft": statement(f"{SECRET} sub", attributes='id="sub" status="draft"', head=CONTACT),
    "only-hidden/embargoed": statement(f"{SECRET} alone", published="2099-01-01", head=CONTACT),
    "around": statement(f"{SECRET} around", body='<p>Text.</p><statement src="embargoed"/>'),
}
TAILS = ["", ".xml", ".html", ".rss", ".atom", ".json", ".txt", ".vcf", ".xml?source"]


def prepare(server):
    server.allow("STM0101", "STM0102", "AH00135")
    for name, text in HIDDEN.items():
        server.newsroom.drop(f"{name}.xml", text)
    server.newsroom.drop("open.xml", statement("Open to all", body=(
        '<p>See <link href="embargoed">the next one</link> and '
        '<link href="draft.xml">another</link>.</p>'),
        head='<related href="embargoed" rel="see">To come</related>'))
    server.newsroom.drop("withdrawn.xml", statement(
        "Taken back", head='<withdrawn when="2024-06-01T10:00:00Z">It was wrong.</withdrawn>',
        body=f"<p>The {SECRET} text.</p>"))
    server.newsroom.drop("expired.xml", statement(
        "Past its time", head="<expires>2024-07-01T10:00:00Z</expires>"))


@pytest.mark.parametrize("name", HIDDEN)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_hidden_statement_answers_as_one_that_never_was(server, name, method):
    for tail in TAILS:
        answer = server.get(f"/statements/{name}{tail}", method=method)
        never = server.get(f"/statements/never{tail}", method=method)
        assert answer.status == never.status == 404
        unstable = ("date",)
        assert [(key, value) for key, value in answer.headers if key.lower() not in unstable] == \
            [(key, value) for key, value in never.headers if key.lower() not in unstable]
        assert answer.text.replace(name, "never") == never.text


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_folder_of_hidden_statements_answers_as_one_that_never_was(server, method):
    for tail in ("", "/", "?page=2", "/feed.rss"):
        answer = server.get(f"/statements/only-hidden{tail}", method=method)
        never = server.get(f"/statements/never{tail}", method=method)
        assert answer.status == never.status == 404, tail
        assert answer.text.replace("only-hidden", "never") == never.text


@pytest.mark.parametrize("header, value", [
    ("If-None-Match", "*"), ("If-Match", "*"), ("If-None-Match", '"x"'),
    ("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"),
    ("If-Unmodified-Since", "Sat, 01 Jan 2000 00:00:00 GMT"), ("Range", "bytes=0-10"),
    ("Accept", "application/xml"), ("Accept", "application/rss+xml")])
def test_a_condition_gets_no_other_answer_from_a_hidden_statement(server, header, value):
    for name in HIDDEN:
        for tail in ("", ".xml", ".rss"):
            answer = server.get(f"/statements/{name}{tail}", {header: value})
            assert answer.status == 404
            assert SECRET not in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PROPFIND", "OPTIONS", "PATCH",
                                    "NONSENSE"])
def test_no_other_method_gets_anything_of_a_hidden_statement(server, method):
    for name in HIDDEN:
        for tail in TAILS:
            answer = server.get(f"/statements/{name}{tail}", method=method, body=b"x")
            assert answer.status in (200, 404, 405, 501)
            assert SECRET not in answer.text


def test_nothing_that_can_be_reached_says_anything_of_the_hidden_ones(server):
    base = f"http://news.example.org:{server.port}"
    waiting = ["/statements/", "/statements/feed.rss", "/statements/feed.atom",
               "/statements/feed.json", "/statements/feed", "/statements/sitemap.xml",
               "/statements/sub/", "/statements/sub/feed.rss", "/statements/only-hidden/",
               "/statements/?page=1", "/statements/?page=2", "/statements/open.rss",
               "/statements/open.txt", "/statements/withdrawn", "/statements/expired"]
    seen = set()
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        for headers in ({}, {"Accept": "application/rss+xml"}):
            answer = server.get(address, headers)
            said = [header for header in answer.headers if header[0] != "ETag"]  # any digits
            for word in [SECRET, "2099", "embargoed", "draft", "day-to-come"]:
                assert word not in answer.text, (address, word)
                assert word not in str(said), (address, word)
            for href in re.findall(r'(?:href|src|url)="([^"]+)"|<link>([^<]+)', answer.text):
                target = urljoin(base + address, "".join(href)).split("#")[0]
                if target.startswith(base + "/statements/"):
                    waiting.append(target[len(base):])
    assert "/statements/open" in seen and len(seen) < 100


@pytest.mark.parametrize("query", [f"q={SECRET}", "q=embargoed", "q=draft", "year=2099", "q=Text",
                                   "year=2024", "lang=en", "issuer=Example+Press+Office"])
def test_neither_search_nor_filter_finds_a_hidden_one(server, query):
    for address in ("/statements/", "/statements/feed.rss", "/statements/feed.json",
                    "/statements/sub/"):
        answer = server.get(f"{address}?{query}")
        # A folder with hidden statements only, and a value that none has shown, have no page.
        is_page = not address.startswith("/statements/sub/") and query != "year=2099"
        assert answer.status == (200 if is_page or "feed" in address else 404)
        for name in HIDDEN:
            assert f"/statements/{name}" not in answer.text, address


def test_the_total_does_not_count_the_hidden_ones(server):
    assert server.get("/statements/feed.rss").text.count("</item>") == 1
    assert server.get("/statements/?page=2").status == 404


def test_a_file_that_only_hidden_statements_show_is_hidden_with_them(server):
    server.newsroom.drop("plan.pdf", b"%PDF-1.4 secret plan")
    server.newsroom.drop("shared.pdf", b"%PDF-1.4 shared plan")
    server.newsroom.drop("unnamed.pdf", b"%PDF-1.4 unnamed")
    attachment = '<attachment href="{}.pdf" type="application/pdf">Plan</attachment>'
    server.newsroom.drop("plans.xml", statement(
        "Plans to come", published="2099-06-01",
        head=attachment.format("plan") + attachment.format("shared")))
    server.newsroom.drop("planned.xml", statement("Planned", head=attachment.format("shared")))
    server.wait_for("/statements/plan.pdf", 404)
    assert server.get("/statements/plan.pdf", method="HEAD").status == 404
    assert server.get("/statements/shared.pdf").status == 200
    assert server.get("/statements/unnamed.pdf").status == 200
    # What no look has seen is not missed.
    wait_until(lambda: "Planned" in server.get("/statements/").text, what="a look")
    for name in ("plan.pdf", "shared.pdf", "unnamed.pdf", "plans.xml", "planned.xml"):
        server.newsroom.remove(name)
    server.wait_for("/statements/planned", 410)


@pytest.mark.parametrize("name", ["draft", "draft.rss", "embargoed", "broken", "open.ics"])
def test_what_was_refused_a_moment_ago_is_refused_without_the_catalog(server, name):
    line = f"STM0415: /statements/{name}: refused with 404".encode()

    def is_remembered():
        assert server.get(f"/statements/{name}").status == 404
        return line in server.log_since(0)
    wait_until(is_remembered, what="a refusal from memory")


def test_a_refusal_holds_no_longer_than_what_it_rests_on(server):
    head = '<attachment href="kit.zip" type="application/zip">Kit</attachment>'
    addresses = ("/statements/later", "/statements/later.rss", "/statements/kit.zip")
    server.newsroom.drop("kit.zip", b"secret kit")
    server.newsroom.drop("later.xml", statement(
        "To come", head=head, attributes='id="later" status="draft"'))
    for address in addresses * 3:
        assert server.get(address).status == 404
    server.newsroom.drop("later.xml", statement("Has come", head=head, attributes='id="later"'))
    assert "Has come" in server.get("/statements/later").text
    assert server.get("/statements/later.rss").status == 200
    server.wait_for("/statements/kit.zip", 200)
    assert server.get("/statements/later.ics").status == 404
    wait_until(lambda: "Has come" in server.get("/statements/").text, what="a look")
    server.newsroom.remove("later.xml")
    server.wait_for("/statements/later", 410)
    for address in addresses[:2] * 3:
        assert server.get(address).status == 410
    server.newsroom.drop("later.xml", statement("Has come back", head=head, attributes='id="later"'))
    for address in addresses[:2]:
        assert "Has come back" in server.get(address).text
    for name in ("later.xml", "kit.zip"):
        server.newsroom.remove(name)
    server.wait_for("/statements/later", 410)


@pytest.mark.parametrize("folder", ["only-hidden", "nowhere"])
def test_a_folder_of_hidden_statements_only_shows_an_empty_list_or_none(server, folder):
    answer = server.get(f"/statements/{folder}/")
    assert answer.status in (200, 404)
    assert SECRET not in answer.text


def test_a_link_to_a_hidden_statement_keeps_its_words_and_loses_its_address(server):
    page = server.get("/statements/open").text
    assert "the next one" in page and "another" in page
    assert "To come" not in page


def test_a_withdrawn_statement_is_gone_with_its_reason(server):
    for tail in ("", ".xml", ".html", ".rss", ".txt"):
        answer = server.get(f"/statements/withdrawn{tail}")
        assert answer.status == 410, tail
        assert SECRET not in answer.text
    page = server.get("/statements/withdrawn").text
    assert "Taken back" in page and "It was wrong." in page and "2024" in page
    assert "Taken back" not in server.get("/statements/").text
    assert "Taken back" not in server.get("/statements/feed.rss").text


def test_an_expired_statement_keeps_its_page_and_leaves_the_lists(server):
    assert "Past its time" in server.get("/statements/expired").text
    for address in ("/statements/", "/statements/feed.rss"):
        assert "Past its time" not in server.get(address).text


def test_an_embargo_is_lifted_at_its_second(server):
    moment = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0) + \
        datetime.timedelta(seconds=4)
    server.newsroom.drop("soon.xml", statement(
        "At its second", published=moment.strftime("%Y-%m-%dT%H:%M:%SZ")))
    feed = None
    while datetime.datetime.now(datetime.timezone.utc) < moment - datetime.timedelta(seconds=0.3):
        assert server.get("/statements/soon").status == 404
        feed = server.get("/statements/feed.rss")
        assert "At its second" not in feed.text
        assert "At its second" not in server.get("/statements/").text
        age = re.search(r"max-age=(\d+)", feed.header("Cache-Control"))
        left = (moment - datetime.datetime.now(datetime.timezone.utc)).total_seconds()
        if left < 2:  # by now the file is known
            assert int(age[1]) <= left + 1
    server.wait_for("/statements/soon", 200, 2)
    assert datetime.datetime.now(datetime.timezone.utc) >= moment
    for address in ("/statements/", "/statements/feed.rss"):
        wait_until(lambda at=address: "At its second" in server.get(at).text, 2,
                   f"the lifted statement in {address}")
    again = server.get("/statements/feed.rss", {
        "If-None-Match": feed.header("ETag"), "If-Modified-Since": feed.header("Last-Modified")})
    assert again.status == 200
    server.newsroom.remove("soon.xml")
    server.wait_for("/statements/soon", 410)


# The same pages at the same address, for two who see different ones.
EDITORS = """
<VirtualHost *:${PORT}>
    ServerName news.example.org
    Alias "/statements" "${RUN}/newsroom"
</VirtualHost>
<VirtualHost *:${PORT}>
    ServerName editors.example.org
    Alias "/statements" "${RUN}/newsroom"
    <Directory "${RUN}/newsroom">
        StatementShow All
    </Directory>
</VirtualHost>
<Directory "${RUN}/newsroom">
    Require all granted
    StatementEngine On
    StatementTitle "Example Press Office"
    StatementBaseURL "http://news.example.org/statements/"
    StatementIdentity news.example.org
</Directory>
"""


def test_what_readers_are_refused_editors_go_on_getting(own):
    own.newsroom.drop("draft.xml", HIDDEN["draft"])
    own.newsroom.drop("public.xml", statement("Public"))
    own.write_config(EDITORS)
    own.start()
    editors = {"Host": "editors.example.org"}
    wait_until(lambda: "Public" in own.get("/statements/feed.rss").text, what="the first look")
    own.wait_for("/statements/draft", 200, headers=editors)
    for path in ("/statements/draft", "/statements/draft.rss") * 5:
        assert own.get(path, {"Host": "news.example.org"}).status == 404
        assert own.get(path, editors).status == 200
