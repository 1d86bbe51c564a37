"""A page that cannot be kept reaches its reader all the same: at once where it is short work, and in
the end where it is long. Nobody who has waited for one in vain renders it once more."""

import concurrent.futures

import pytest

from newsroom import AS_ROOT, NEWSROOM, Server, statement, wait_until

# A million bytes is more than there is room for. What is slow takes longer than a reader waits.
CONFIG = NEWSROOM.replace("StatementEngine On", """StatementEngine On
    StatementMaxWork 2000000000
    StatementFormat huge "${RUN}/sheets/huge.xsl" ext=huge type=text/html
    StatementFormat slow "${RUN}/sheets/slow.xsl" ext=slow type=text/html
    StatementFormat both "${RUN}/sheets/both.xsl" ext=both type=text/html""")
SHEET = """<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="/">{slow}<html><p>At last: <xsl:value-of select="//title[1]"/></p>{huge}</html>
</xsl:template></xsl:stylesheet>
"""
HUGE = '<xsl:for-each select="//p"><xsl:for-each select="//p">' + "bytes " * 80 \
    + '</xsl:for-each></xsl:for-each>'
SLOW = '<xsl:variable name="x">' + '<xsl:for-each select="//p">' * 3 \
    + '<xsl:if test="count(//p[. = 1]) = 1">never</xsl:if>' + '</xsl:for-each>' * 3 \
    + '</xsl:variable>'
LONG = 240  # seconds until a slow page is there on a machine that has much else to do
# Only httpd knows whether this is a second address of the newsroom, and it tells only a request.
ASKED = '<p><link href="http://localhost/elsewhere/page">There</link></p>'


def paragraphs(more=""):
    return "<p>Words.</p>" * 52 + more


@pytest.fixture(name="small")
def fixture_small(mpm, request):
    server = Server(mpm, getattr(request, "param", "StatementCacheSize 1M") + "\n" + CONFIG)
    sheets = server.run / "sheets"
    sheets.mkdir()
    for name in ("huge", "slow", "both"):
        (sheets / f"{name}.xsl").write_text(SHEET.format(
            slow=SLOW if name != "huge" else "", huge=HUGE if name != "slow" else ""))
    for name, more in (("s1", ""), ("s2", ""), ("asked", ASKED)):
        server.newsroom.drop(f"{name}.xml", statement(name, body=paragraphs(more)))
    server.start()
    server.wait_for("/statements/", 200, 20)
    yield server
    server.stop()


def rendered(server, what):
    return server.log_since(0).decode("utf-8", "replace").count(f"STM0703: rendered {what}")


def get_in_the_end(server, path):
    """As a reader does who follows Retry-After."""
    def is_there():
        answer = server.get(path, timeout=LONG)
        assert answer.status == 200 or (answer.status == 503 and answer.header("Retry-After"))
        return answer.status == 200 and answer
    return wait_until(is_there, LONG, path)


def test_what_has_no_room_is_rendered_once_for_each_reader(small):
    for number in (1, 2):
        page = small.get("/statements/s1.huge")
        assert (page.status, "At last: s1" in page.text) == (200, True)
        assert len(page.body) > 1024 * 1024
        assert page.header("ETag") and page.header("Last-Modified")
        assert rendered(small, "s1 as huge") == number


def test_list_that_is_never_kept_is_rendered_once_for_each_reader(small):
    for number in (1, 2):
        assert small.get("/statements/feed.rss?tag=never").status == 200
        assert rendered(small, "/statements/feed.rss as rss") == number


def test_what_only_the_request_can_make_is_made(small):
    for _ in range(2):
        page = small.get("/statements/asked")
        assert (page.status, "http://localhost/elsewhere/page" in page.text) == (200, True)


def test_foreign_file_that_nobody_has_seen_is_served_as_it_is(small):
    for number in range(3):
        small.newsroom.drop(f"foreign{number}.xml", "<other>as it is</other>")
        answer = small.get(f"/statements/foreign{number}.xml")
        assert (answer.status, answer.text) == (200, "<other>as it is</other>")
        assert small.get(f"/statements/foreign{number}").status == 404


def test_slow_page_without_room_is_there_in_the_end(small):
    assert "At last: s1" in get_in_the_end(small, "/statements/s1.both").text


def test_many_readers_of_a_slow_page_without_room_all_get_it(small):
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        pages = list(pool.map(lambda _: get_in_the_end(small, "/statements/s2.both"), range(2)))
    assert all("At last: s2" in page.text for page in pages)


def test_slow_page_that_only_its_request_can_make_is_there_in_the_end(small):
    assert "At last: asked" in get_in_the_end(small, "/statements/asked.slow").text


@pytest.mark.parametrize("small", ["StatementCacheSize 0"], indirect=True)
def test_without_a_store_slow_pages_are_there_in_the_end(small):
    assert "At last: s1" in get_in_the_end(small, "/statements/s1.slow").text


@AS_ROOT
@pytest.mark.parametrize("small", [""], indirect=True)
def test_where_nothing_can_be_written_pages_are_there_in_the_end(small):
    small.allow("STM0701")
    (small.run / "state/pages").chmod(0o500)
    assert small.get("/statements/s2").status == 200
    assert "At last: s1" in get_in_the_end(small, "/statements/s1.slow").text
