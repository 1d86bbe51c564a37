"""A page that takes long to render is nobody's wait: readers are told to come back, and find it."""

import concurrent.futures

from newsroom import NEWSROOM, Folder, statement, wait_until

# Some seconds of a processor that does nothing else: on any machine more than a reader waits, and
# less than the limit that ends them. The other takes for ever.
CONFIG = NEWSROOM.replace("StatementEngine On", """StatementEngine On
    StatementMaxWork 2000000000
    StatementFormat slow "${RUN}/sheets/slow.xsl" ext=slow type=text/html
    StatementFormat endless "${RUN}/sheets/endless.xsl" ext=endless type=text/html""")
CONFIG += """
Alias "/two" "${RUN}/two"
<Directory "${RUN}/two">
    Require all granted
    StatementEngine On
    StatementMaxWork 2000000000
    StatementFormat rss "${RUN}/sheets/slow.xsl" ext=rss type=text/xml
</Directory>
"""
CONFIG += CONFIG[CONFIG.index('Alias "/two"'):].replace("two", "three")
SHEET = """<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="/">{loops}<html><p>At last: <xsl:value-of select="//title[1]"/></p></html>
</xsl:template></xsl:stylesheet>
"""
PARAGRAPHS = 64
LONG = 240  # seconds until such a page is there on a machine that has much else to do


def loops(depth):
    return ('<xsl:variable name="x">' + '<xsl:for-each select="//p">' * depth
            + '<xsl:if test="count(//p[. = 1]) = 1">never</xsl:if>'
            + '</xsl:for-each>' * depth + '</xsl:variable>')


def prepare(server):
    sheets = server.run / "sheets"
    sheets.mkdir()
    (sheets / "slow.xsl").write_text(SHEET.format(loops=loops(3)))
    (sheets / "endless.xsl").write_text(SHEET.format(loops=loops(9)))
    server.allow("STM0107")
    for number in range(12):
        server.newsroom.drop(f"s{number}.xml", statement(f"Number {number}",
                                                         body="<p>Words.</p>" * PARAGRAPHS))
    for name in ("two", "three"):
        (server.run / name).mkdir()
        (server.run / name / "one.xml").write_text(
            statement(f"Of {name}", body="<p>Words.</p>" * PARAGRAPHS))


def rendered(server, name):
    """How often somebody came to the end of it."""
    return server.log_since(0).decode("utf-8", "replace").count(f"STM0703: rendered {name} as slow")


def is_told_to_come_back(answer):
    return answer.status == 503 and int(answer.header("Retry-After")) > 0


def test_reader_is_told_to_come_back_and_the_page_is_made_meanwhile(server):
    assert is_told_to_come_back(server.get("/statements/s1.slow"))
    for number in range(12):
        assert server.get(f"/statements/s{number}").status == 200
    for path in ("", "feed.rss", "sitemap.xml", "?tag=never", "?q=words"):
        assert server.get(f"/statements/{path}").status in (200, 404), path
    wait_until(lambda: rendered(server, "s1"), LONG, "the page that nobody waits for")
    page = server.get("/statements/s1.slow")
    assert (page.status, "At last: Number 1" in page.text) == (200, True)
    assert server.get("/statements/s1.slow").status == 200
    assert rendered(server, "s1") == 1


def test_negotiated_page_goes_on_without_the_request(server):
    assert is_told_to_come_back(server.get("/two/feed"))

    def is_there():
        """Requests that use the memory of the first one meanwhile."""
        for number in range(12):
            assert server.get(f"/statements/s{number}").status == 200
        answer = server.get("/two/feed.rss")
        assert answer.status == 200 or is_told_to_come_back(answer)
        return answer.status == 200 and answer
    assert "At last: Of two" in wait_until(is_there, LONG, "the feed").text
    assert server.get("/two/feed").header("Content-Type") == "text/xml; charset=utf-8"


def get_in_the_end(server, path):
    def is_there():
        answer = server.get(path)
        assert answer.status == 200 or is_told_to_come_back(answer)
        return answer.status == 200 and answer
    return wait_until(is_there, LONG, path)


def test_list_that_has_changed_is_sent_as_it_was_until_it_is_rendered(server):
    """But never with what has been hidden since."""
    folder = Folder(server.run / "three")
    first = get_in_the_end(server, "/three/feed.rss")
    folder.drop("two.xml", statement("Another", "2024-01-01T10:00:00Z"))
    wait_until(lambda: "Another" in server.get("/three/").text, 20, "the statement in the archive")
    again = server.get("/three/feed.rss")
    assert (again.status, again.body) == (200, first.body)
    assert "max-age=0" in again.header("Cache-Control")
    wait_until(lambda: server.get("/three/feed.rss").header("Cache-Control") != again.header(
        "Cache-Control"), LONG, "the new list")
    folder.drop("two.xml", statement("Another", "2024-01-01T10:00:00Z").replace(
        "<statement ", '<statement status="draft" ', 1))
    wait_until(lambda: "Another" not in server.wait_for("/three/", 200, 20).text, 20, "its end")
    assert is_told_to_come_back(server.get("/three/feed.rss"))
    assert "At last: Of three" in get_in_the_end(server, "/three/feed.rss").text


# What takes for ever goes on from here on, and takes time from what comes after it.
def test_many_at_once_take_nothing_from_others(server):
    """More than go on in the background; those beyond are given up, and not taken for failures."""
    slow = [f"/statements/s{number}.endless" for number in range(12)]
    slow += [f"/statements/s{number}.slow" for number in range(2, 12)]
    with concurrent.futures.ThreadPoolExecutor(len(slow)) as pool:
        answers = list(pool.map(server.get, slow))
        assert all(is_told_to_come_back(answer) for answer in answers)
    for number in range(12):
        assert server.get(f"/statements/s{number}").status == 200
        assert server.get(f"/statements/s{number}.rss").status == 200
    server.newsroom.drop("fresh.xml", statement("Fresh", body="<p>Just in.</p>"))
    assert server.get("/statements/fresh").status == 200
    server.wait_for("/statements/?q=just", 200)


def test_stop_waits_for_none_of_them(server):
    """httpd would kill a child that does not end."""
    assert is_told_to_come_back(server.get("/statements/s3.endless"))
    server.tell_to_stop()
    server.process.wait(30)
    server.process = None
    log = server.everything_said()
    assert "SIGKILL" not in log and "exit signal" not in log
    server.start()
    server.wait_for("/statements/s1", 200)
