"""A page that cannot be rendered: tried once, not once for each reader."""

import concurrent.futures
import os
import time

import pytest

from newsroom import statement, wait_until

CONFIG = """
Alias "/statements" "${RUN}/newsroom"
<Directory "${RUN}/newsroom">
    Require all granted
    StatementEngine On
    StatementRefresh 100ms
    StatementFormat html "${RUN}/house/house.xsl"
</Directory>
"""

# Stops where a paragraph says so.
HOUSE = """<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:import href="{run}/xslt/statement-html.xsl"/>
<xsl:template match="p[contains(., '{word}')]">
  <xsl:message terminate="yes">no further</xsl:message>
</xsl:template>
</xsl:stylesheet>
"""


def write_house(server, word):
    folder = server.run / "house"
    folder.mkdir(exist_ok=True)
    (folder / "new").write_text(HOUSE.format(run=server.run, word=word))
    (folder / "new").rename(folder / "house.xsl")


def prepare(server):
    write_house(server, "nothing has this")
    server.newsroom.drop("good.xml", statement("Good", body="<p>Plain words.</p>"))
    server.newsroom.drop("bad.xml", statement("Bad", body="<p>Round and round.</p>"))
    server.allow("STM0107", "STM0109")


def attempts(server, name):
    """How often the log says that the page could not be rendered."""
    return server.log_since(0).decode("utf-8", "replace").count(f"The stylesheet stopped at {name}")


def wait_for_refresh():
    """Longer than StatementRefresh: until then a child makes a page with the stylesheet before,
    which is the last good one from then on."""
    time.sleep(0.3)


def test_failure_is_remembered_until_the_stylesheet_is_mended(server):
    good = server.get("/statements/good")
    assert good.status == 200
    write_house(server, "Round")
    wait_for_refresh()
    server.newsroom.drop("late.xml", statement("Late", body="<p>Round once more.</p>"))
    server.wait_for("/statements/late", 500)
    def is_settled():
        """Once the catalog knows the document, nothing is tried any more."""
        before = attempts(server, "late")
        time.sleep(0.5)
        assert server.get("/statements/late").status == 500
        return attempts(server, "late") == before
    wait_until(is_settled, what="the end of attempts")
    tried = attempts(server, "late")
    assert tried >= 1
    for _ in range(20):
        assert server.get("/statements/late").status == 500
    assert attempts(server, "late") == tried
    write_house(server, "nothing has this")
    server.wait_for("/statements/late", 200)


def test_last_good_page_is_served_where_only_the_stylesheet_has_changed(server):
    good = server.wait_for("/statements/bad", 200)
    write_house(server, "Round")

    def is_tried():
        answer = server.get("/statements/bad")
        assert (answer.status, answer.body) == (200, good.body)
        return attempts(server, "bad")
    wait_until(is_tried, what="an attempt with the new stylesheet")
    tried = attempts(server, "bad")
    for _ in range(20):
        answer = server.get("/statements/bad")
        assert (answer.status, answer.body, answer.header("ETag")) == (
            200, good.body, good.header("ETag"))
    assert attempts(server, "bad") == tried
    wait_for_refresh()
    server.newsroom.drop("bad.xml", statement("Bad", body="<p>Round for ever.</p>"))
    server.wait_for("/statements/bad", 500)
    server.newsroom.drop("bad.xml", statement("Bad", body="<p>An end.</p>"))
    server.wait_for("/statements/bad", 200)


LISTS = ["", "feed.rss", "feed.atom", "feed.json", "sitemap.xml", "?q=Bad"]


def test_lists_leave_out_what_cannot_be_rendered(server):
    def lists_with(name):
        return [path for path in LISTS
                if f"/statements/{name}" in server.get(f"/statements/{path}").text]
    wait_until(lambda: lists_with("bad") == LISTS, what="all lists with the statement")
    write_house(server, "Round")
    server.get("/statements/bad")
    assert lists_with("bad") == LISTS
    wait_for_refresh()
    server.newsroom.drop("bad.xml", statement("Bad", body="<p>Round without end.</p>"))
    server.wait_for("/statements/bad", 500)

    def is_left_out():
        assert server.get("/statements/bad").status == 500
        return not lists_with("bad")
    wait_until(is_left_out, what="lists without the statement")
    write_house(server, "nothing has this")
    server.wait_for("/statements/bad", 200)
    wait_until(lambda: lists_with("bad") == LISTS, what="all lists with the statement again")


def test_a_stylesheet_that_changes_while_it_is_read_is_read_again(server):
    """Its bytes are in order: only what the file system says of them goes on changing."""
    write_house(server, "Late words")
    house = server.run / "house/house.xsl"
    ends = time.monotonic() + 1
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        def ask():
            while time.monotonic() < ends:
                server.get("/statements/good")
        asked = pool.submit(ask)
        while not asked.done():
            os.utime(house)
        asked.result()
    server.newsroom.drop("words.xml", statement("Words", body="<p>Late words.</p>"))
    server.wait_for("/statements/words", 500)
    write_house(server, "nothing has this")
    server.wait_for("/statements/words", 200)


READERS = 12


def test_unknown_file_is_parsed_once_for_all_who_wait(server):
    long = "<p>Words of a draft that takes a while to parse.</p>" * 30000
    parsed = 0
    for number in range(5):
        name = f"long-{number}"
        server.newsroom.drop(f"{name}.xml", statement(name, body=long,
                                                      attributes='id="{auto}" status="draft"'))
        with concurrent.futures.ThreadPoolExecutor(READERS) as pool:
            answers = list(pool.map(server.get, [f"/statements/{name}"] * READERS))
        # On a busy machine one may wait in vain, and is told to come again.
        assert {answer.status for answer in answers} <= {404, 503}
        parsed += server.log_since(0).decode("utf-8", "replace").count(f"{name}.xml, which the")
    assert parsed < 5 * READERS / 2


def restrict(own, line):
    own.write_config(own.config.replace("StatementEngine On", f"StatementEngine On\n    {line}"))


def lines_with(server, words):
    return server.log_since(0).decode("utf-8", "replace").count(words)


# More work than the limit of the test allows, and too long to be rendered before anybody asks.
HEAVY = "".join(f"<p>{number} <quote>and <quote>what it refers to</quote></quote>"
                '<noteref ref="n"/></p>' for number in range(4000))


def test_a_feed_does_without_a_statement_whose_page_nobody_has_asked_for(own):
    restrict(own, "StatementMaxWork 2000000")
    own.newsroom.drop("good.xml", statement("Good"))
    own.newsroom.drop("heavy.xml", statement("Heavy", body=HEAVY,
                                             after='<note id="n"><p>A note.</p></note>'))
    own.start()
    own.wait_for("/statements/", 200)
    for name in "feed.rss", "feed.atom", "feed.json":
        answer = own.wait_for(f"/statements/{name}", 200)
        assert "Good" in answer.text and "Heavy" not in answer.text
    assert own.get("/statements/heavy").status == 500
    assert lines_with(own, "heavy: error: The page takes more work") == 1
    assert lines_with(own, "rendering /statements/feed") <= 10


STOPS = """<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="/"><xsl:message terminate="yes">no further</xsl:message></xsl:template>
</xsl:stylesheet>
"""


def test_failure_of_a_list_itself_is_remembered(own):
    restrict(own, "StatementFormat rss ${RUN}/stops.xsl ext=rss type=text/xml")
    (own.run / "stops.xsl").write_text(STOPS)
    own.newsroom.drop("good.xml", statement("Good"))
    own.start()
    own.wait_for("/statements/", 200)
    for _ in range(10):
        assert own.get("/statements/feed.rss").status == 500
    assert lines_with(own, "rendering /statements/feed.rss: ") in (1, 2, 3)
    assert own.get("/statements/good").status == 200


TALKS = STOPS.replace("<xsl:message ", "<xsl:message>well</xsl:message>" * 20 + "<xsl:message ")


def test_the_reason_is_logged_however_much_a_stylesheet_says(own):
    restrict(own, "StatementFormat rss ${RUN}/talks.xsl ext=rss type=text/xml")
    (own.run / "talks.xsl").write_text(TALKS)
    own.newsroom.drop("good.xml", statement("Good"))
    own.start()
    own.wait_for("/statements/good", 200)
    own.wait_for("/statements/good.rss", 500)
    assert lines_with(own, "The stylesheet stopped at good")
    assert lines_with(own, ": warning: well")


# Stops in lists of one format, at a paragraph that says so.
FEED_HOUSE = """<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:import href="{run}/xslt/feed-{format}.xsl"/>
<xsl:template match="p[contains(., 'Round')]" mode="content">{stop}</xsl:template>
<xsl:template match="p[contains(., 'Round')]">{stop}</xsl:template>
</xsl:stylesheet>
"""
STOP = '<xsl:message terminate="yes">no further</xsl:message>'
ENDLESS = '<xsl:for-each select="//node()"><xsl:for-each select="//node()">' \
          '<xsl:value-of select="count(//node()[. = current()])"/></xsl:for-each></xsl:for-each>'


def write_feed_house(server, stop, name="rss"):
    (server.run / "feed.new").write_text(FEED_HOUSE.format(run=server.run, format=name, stop=stop))
    (server.run / "feed.new").rename(server.run / "feed-house.xsl")


@pytest.mark.parametrize("stop", (STOP, ENDLESS), ids=("stopped", "without an end"))
def test_a_feed_does_without_an_entry_that_only_its_stylesheet_fails_with(own, stop):
    restrict(own, 'StatementFormat rss "${RUN}/feed-house.xsl" ext=rss type=text/xml\n'
                  "    StatementMaxWork 3000000")
    write_feed_house(own, stop)
    for number in range(3):
        own.newsroom.drop(f"good{number}.xml", statement(f"Good {number}"))
    own.start()
    own.wait_for("/statements/", 200)
    feed = own.wait_for("/statements/feed.rss", 200)
    assert "Good 2" in feed.text
    own.allow("STM0612", "STM0107", "STM0109")
    words = "<p>Round and round.</p>" + "<p>More.</p>" * 100
    own.newsroom.drop("bad.xml", statement("Bad", body=words))
    own.wait_for("/statements/bad", 200)

    def is_without():
        is_known = "Bad" in own.get("/statements/feed.atom").text
        answer = own.get("/statements/feed.rss")
        if answer.status == 503 and answer.header("Retry-After"):
            return False  # it takes long to find out, for which no reader waits
        assert answer.status == 200, answer
        assert "Good 0" in answer.text and "Good 2" in answer.text
        return is_known and "Bad" not in answer.text
    with own.expects("STM0612", "bad is left out", "rss", "feed-house.xsl"):
        wait_until(is_without, 30, "the feed without the statement")
    for name in "feed.atom", "feed.json", "":
        assert "Bad" in own.get(f"/statements/{name}").text, name
    # Remembered: also when something else changes.
    tried = lines_with(own, "rendering /statements/feed.rss"), lines_with(own, "STM0612")
    own.newsroom.drop("more.xml", statement("More", published="2024-06-01T10:00:00Z"))
    wait_until(lambda: "<title>More" in own.get("/statements/feed.rss").text, 10, "the next one")
    assert (lines_with(own, "rendering /statements/feed.rss"), lines_with(own, "STM0612")) == tried
    write_feed_house(own, "<p>well</p>")
    wait_until(lambda: "<title>Bad" in own.get("/statements/feed.rss").text, 10,
               "the statement once the stylesheet is mended")


def test_failure_of_an_error_page_is_remembered(own):
    restrict(own, "StatementFormat html ${RUN}/stops.xsl")
    (own.run / "stops.xsl").write_text(STOPS)
    own.newsroom.drop("good.xml", statement("Good"))
    own.start()
    own.wait_for("/statements/good.rss", 200)
    for number in range(40):
        assert own.get(f"/statements/nothing-{number}").status == 404
    # Each child finds out by itself.
    assert 0 < lines_with(own, "STM0604: no error page for /statements/nothing-") <= 20
