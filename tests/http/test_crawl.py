"""What a crawler finds: a small newsroom must not look like an endless one."""

import collections
import html.parser
import re
import shutil
import subprocess
import urllib.parse

import pytest

import newsroom

CONFIG = """
Alias "/statements" "${RUN}/samples"
<Directory "${RUN}/samples">
    Require all granted
    StatementEngine On
    StatementTitle "Example Press Office"
    StatementBaseURL "http://127.0.0.1:${PORT}/statements/"
</Directory>
"""
CONFIG += """
Alias "/empty" "${RUN}/empty"
<Directory "${RUN}/empty">
    Require all granted
    StatementEngine On
</Directory>
"""
READY = ["/statements/", "/empty/", "/statements/kaigan-ressha"]
# Twelve statements, each as page, text and contacts, and some thirty values to filter by, each as
# page and feeds: everything that a reader can want, and no products of these.
MOST = 180


def prepare(server):
    server.allow("STM0101", "STM0102")
    shutil.copytree(newsroom.ROOT / "conf/statements", server.run / "samples")
    (server.run / "empty").mkdir()
    (server.run / "empty/index.html").write_text("<h1>Not ours</h1>")


class Page(html.parser.HTMLParser):
    """What a page leads to, and whether it is one that search engines may keep."""

    def __init__(self, text):
        super().__init__()
        self.targets, self.robots, self.title = [], "", ""
        self.feed(text)
        self.title = "".join(re.findall(r"<title>(.*?)</title>", text))

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "meta" and attrs.get("name") == "robots":
            self.robots = attrs["content"]
        if "nofollow" not in (attrs.get("rel") or "").split():
            self.targets += [attrs[name] for name in ("href", "src") if attrs.get(name)]


def crawl(server, start="/statements/", most=2000):
    """Address by address, with what there was: {address: (answer, Page or None)}."""
    found, queue = {}, collections.deque([start])
    while queue and len(found) < most:
        address = queue.popleft()
        if address in found:
            continue
        answer = server.get(address)
        page = Page(answer.text) if answer.type == "text/html" else None
        found[address] = (answer, page)
        base = f"http://127.0.0.1:{server.port}{address}"
        for target in page.targets if page else []:
            url = urllib.parse.urldefrag(urllib.parse.urljoin(base, target)).url
            if url.startswith(f"http://127.0.0.1:{server.port}/statements/"):
                queue.append(url[len(f"http://127.0.0.1:{server.port}"):])
    return found


@pytest.fixture(scope="module")
def found(server):
    return crawl(server)


def filters(address):
    return len(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))


def test_a_crawler_finds_each_thing_once_and_no_products(found):
    kinds = collections.Counter(re.sub(r"=[^&]*", "=", address) for address in found)
    assert len(found) < MOST, kinds
    assert max(filters(address) for address in found) == 1, kinds
    assert {answer.status for answer, _ in found.values()} == {200}


@pytest.mark.skipif(not shutil.which("wget"), reason="wget is not installed")
def test_a_mirror_of_a_program_that_knows_no_nofollow_ends_soon(server):
    target = server.run / "mirror"
    subprocess.run(["wget", "--quiet", "--mirror", "--no-parent", "--execute", "robots=off",
                    "--directory-prefix", target,
                    f"http://127.0.0.1:{server.port}/statements/"], check=False, timeout=120)
    assert sum(path.is_file() for path in target.rglob("*")) < 2 * MOST


@pytest.mark.parametrize("query, is_indexed", [
    ("", True), ("?year=2026", True), ("?page=2", True),
    ("?year=2026&lang=en", False), ("?q=the", False), ("?q=the&year=2026", False)])
def test_what_search_engines_may_keep(server, query, is_indexed):
    answer = server.get(f"/statements/{query}")
    page = Page(answer.text)
    assert (answer.status, page.robots == "") == ((404, False) if query == "?page=2"
                                                  else (200, is_indexed))
    feeds = [target for target in page.targets if "/feed." in target]
    if "&" in query:
        assert not [target for target in feeds if "?" in target]
        for extension in ("rss", "atom", "json"):
            assert server.get(f"/statements/feed.{extension}{query}").status == 200
        assert not re.search(r"feed\.", answer.header("Link") or "")


def test_a_page_of_a_filter_leads_to_several_only_with_nofollow(server):
    text = server.get("/statements/?year=2026").text
    several = re.findall(r'<a [^>]*href="[^"]*\?[^"]*&amp;[^"]*"[^>]*>', text)
    assert several and all('rel="nofollow"' in link for link in several)
    assert 'href="/statements/feed.rss?year=2026"' in text


WORDS = "Buy+Acme+shares"
SHOWN = "acme"


@pytest.mark.parametrize("query", [
    f"issuer={WORDS}", f"tag={WORDS}", f"year=2026&issuer={WORDS}", f"q=the&tag={WORDS}",
    "lang=en-x-acme", "year=1723"])
def test_a_value_that_no_statement_had_has_no_page_and_a_feed_with_a_plain_title(server, query):
    for accept in ("text/html", "application/rss+xml"):
        answer = server.get(f"/statements/?{query}", {"Accept": accept})
        assert (answer.status, answer.type) == (404, "text/html")
        assert SHOWN not in answer.text.lower() and "1723" not in answer.text
        assert 'type="search"' in answer.text and "noindex" in answer.text
    for extension in ("rss", "atom", "json"):
        answer = server.get(f"/statements/feed.{extension}?{query}")
        assert answer.status == 200
        titles = re.findall(r"<title[^>]*>(.*?)</title>|^ *\"title\": \"(.*)\"", answer.text, re.M)
        words = " ".join("".join(title) for title in titles)
        assert SHOWN not in words.lower() and "1723" not in words
    page = server.get(f"/statements/feed?{query}", {"Accept": "text/html"})
    assert page.status == 200 and Page(page.text).robots == "noindex"
    assert SHOWN not in Page(page.text).title.lower()


def test_words_that_are_searched_for_are_in_no_title(server):
    for address in (f"/statements/?q={WORDS}", f"/statements/feed.rss?q={WORDS}",
                    f"/statements/feed.atom?q={WORDS}"):
        answer = server.get(address)
        assert answer.status == 200
        assert not re.search(rf'(<title[^>]*>|"og:title" content=")[^<"]*{SHOWN}', answer.text,
                             re.I)


def test_a_value_whose_statements_are_gone_is_an_empty_page(server):
    def drop(name, title, more):
        path = server.run / "samples" / f"{name}.xml"
        path.write_text(newsroom.statement(title, "2020-05-05", more))
        return path
    short = drop("short", "Short", "<tag>Shorttag</tag>")
    drop("taken", "Taken", "<tag>Takentag</tag>")
    drop("hidden", "Hidden", "<tag>Hiddentag</tag>").write_text(newsroom.statement(
        "Hidden", "2020-05-05", "<tag>Hiddentag</tag>", attributes='id="hidden" status="draft"'))
    for value in ("shorttag", "takentag"):
        server.wait_for(f"/statements/?tag={value}", 200)
    assert server.get("/statements/?tag=hiddentag").status == 404
    drop("taken", "Taken", '<tag>Takentag</tag><withdrawn when="2020-06-01T10:00:00Z">Wrong.</withdrawn>')
    short.unlink()
    for value in ("shorttag", "takentag"):
        newsroom.wait_until(lambda at=f"/statements/?tag={value}":
                            not Page(server.get(at).text).robots == "", 10, "its end")
        answer = server.get(f"/statements/?tag={value}")
        assert answer.status == 200 and Page(answer.text).robots == "noindex"
        assert "Nothing was found" in answer.text
        assert value not in Page(answer.text).title.lower()
        feed = server.get(f"/statements/feed.rss?tag={value}")
        assert feed.status == 200 and "<item" not in feed.text
    assert server.get("/statements/?year=2020").status == 200
    assert server.get("/statements/?tag=hiddentag").status == 404


def test_a_folder_without_statements_is_none(server):
    root = server.run / "samples"
    for folder in ("assets", "drafts", "later"):
        (root / folder).mkdir()
        (root / folder / "index.html").write_text("<h1>Not ours</h1>")
    (root / "drafts/plan.xml").write_text(newsroom.statement(
        "Plan", attributes='id="plan" status="draft"'))
    (root / "later/soon.xml").write_text(newsroom.statement("Soon", "2999-01-01"))
    (root / "assets/a.txt").write_text("A file.")
    assert server.get("/statements/assets/a.txt").text == "A file."
    for folder in ("assets", "drafts", "later", "nowhere"):
        for tail in ("", "?year=2026", "feed.rss", "feed", "feed.rss?year=2026"):
            answer = server.get(f"/statements/{folder}/{tail}")
            assert answer.status == 404, (folder, tail)
            assert "Not ours" not in answer.text and "Index of" not in answer.text
        assert 'type="search"' in server.get(f"/statements/{folder}/").text
    assert server.get("/statements/2026/").status == 200
    assert server.get("/statements/2026/?lang=ja").status == 200
    assert server.get("/statements/2026/?lang=xx").status == 404


def test_the_root_is_an_archive_though_nothing_is_in_it(server):
    answer = server.get("/empty/")
    assert answer.status == 200 and "Not ours" not in answer.text
    assert server.get("/empty/?tag=x").status == 404
    assert server.get("/empty/feed.rss?tag=x").status == 200




def test_thousands_of_topics_leave_the_archive_small(server):
    for number in range(40):
        tags = "".join(f"<tag>Topic {number} of {one}</tag>" for one in range(50))
        (server.run / f"samples/many{number}.xml").write_text(newsroom.statement(
            f"Many {number}", "2019-01-01", tags))
    text = newsroom.wait_until(lambda: "Statements found: 40" in server.get(
        "/statements/?year=2019").text and server.get("/statements/?year=2019").text, 30, "they")
    assert text.count('class="count"') < 100
    assert len(text) < 150_000
