"""What becomes of rendered pages when something that they show changes."""

import concurrent.futures
import time
from email.utils import parsedate_to_datetime

import pytest

from newsroom import statement, wait_until
from pages import CONFIG, READY, prepare, rendered, settle, shown

__all__ = ["CONFIG", "READY", "prepare"]  # what the server fixture asks for


def ahead(server, name, format_name="html"):
    line = f"STM0703: rendered {name} as {format_name} ahead"
    return server.log_since(0).decode("utf-8", "replace").count(line)


def test_what_has_changed_is_rendered_before_anybody_asks(server):
    """The first reader of a new statement, and of the lists it is in, gets a page that is there."""
    # Each child has to know the newsroom's address: any of them may be the one that takes in.
    for _ in range(60):
        for address in ("/statements/", "/statements/feed.rss", "/statements/s1"):
            server.get(address)
    server.newsroom.drop("early.xml", statement("Early", attributes='id="early"'))
    wait_until(lambda: ahead(server, "early"), 10, "the page rendered ahead")
    for what, format_name in (("/statements/", "html"), ("/statements/", "rss")):
        wait_until(lambda: ahead(server, what, format_name), 10, f"the list as {format_name}")
    settle(server)
    before = rendered(server)
    assert "Early" in server.get("/statements/early").text
    assert "Early" in server.get("/statements/").text
    assert "Early" in server.get("/statements/feed.rss").text
    assert rendered(server) == before
    assert not ahead(server, "early", "rss"), "nobody has asked for it in this format"
    server.get("/statements/early.rss")
    server.newsroom.drop("early.xml", statement("Early, again", attributes='id="early"'))
    wait_until(lambda: ahead(server, "early", "rss"), 10, "the format that was asked for")
    assert "Early, again" in server.get("/statements/early.rss").text
    server.newsroom.remove("early.xml")
    server.wait_for("/statements/early", 410)


def test_an_edit_gives_other_bytes_and_both_validators_move(server):
    server.newsroom.drop("edit.xml", statement("Before the edit", attributes='id="edit"'))
    old = shown(server, "Before the edit", "/statements/edit")
    server.newsroom.drop("edit.xml", statement("After the edit", attributes='id="edit"'))
    assert "After the edit" in server.get("/statements/edit").text
    shown(server, "After the edit", "/statements/")
    time.sleep(1.1)
    new = server.get("/statements/edit")
    assert new.header("ETag") != old.header("ETag")
    assert new.header("Last-Modified") != old.header("Last-Modified")
    server.newsroom.remove("edit.xml")
    server.wait_for("/statements/edit", 410)


def test_two_edits_in_one_second_move_both_validators_twice(server):
    def edit(title):
        server.newsroom.drop("twice.xml", statement(title, attributes='id="twice"'))
        return shown(server, title, "/statements/twice")
    for _ in range(5):
        time.sleep(1.02 - time.time() % 1)
        tags = [edit(title).header("ETag") for title in ("First words", "Second words")]
        if time.time() % 1 < 0.9:
            break
    time.sleep(2)
    dates = [server.get("/statements/twice").header("Last-Modified")]
    server.newsroom.drop("twice.xml", statement("Third words", attributes='id="twice"'))
    shown(server, "Third words", "/statements/twice")
    time.sleep(1.1)
    dates.append(server.get("/statements/twice").header("Last-Modified"))
    assert tags[0] != tags[1] and dates[0] != dates[1]
    server.newsroom.remove("twice.xml")
    server.wait_for("/statements/twice", 410)


def test_a_touch_keeps_tag_and_moment(server):
    before = server.get("/statements/s3")
    (server.newsroom.path / "s3.xml").touch()
    after = server.get("/statements/s3")
    settle(server, "/statements/s3")
    again = server.get("/statements/s3")
    for name in ("ETag", "Last-Modified"):
        assert before.header(name) == after.header(name) == again.header(name)


def test_what_comes_out_the_same_is_not_rendered_again(server):
    """A document written anew as it was, and one whose list has changed in what does not show."""
    server.newsroom.drop("same.xml", statement("Same", attributes='id="same"'))
    shown(server, "Same", "/statements/")
    settle(server, "/statements/same", "/statements/")
    before = rendered(server, "same as html")
    server.newsroom.drop("same.xml", statement("Same", attributes='id="same"'))
    settle(server, "/statements/same")
    time.sleep(1)
    settle(server, "/statements/same", "/statements/")
    assert rendered(server, "same as html") == before
    server.newsroom.remove("same.xml")
    server.wait_for("/statements/same", 410)


def test_an_edited_page_is_rendered_once_though_readers_come_before_the_intake(server):
    server.newsroom.drop("crowd.xml", statement("Before", attributes='id="crowd"'))
    shown(server, "Before", "/statements/")
    for turn in range(3):
        settle(server, "/statements/crowd")
        before = rendered(server, "crowd as html")
        server.newsroom.drop("crowd.xml", statement(f"After {turn}", attributes='id="crowd"'))
        with concurrent.futures.ThreadPoolExecutor(24) as readers:
            answers = list(readers.map(lambda _: server.get("/statements/crowd"), range(120)))
        assert all(f"After {turn}" in answer.text for answer in answers)
        shown(server, f"After {turn}", "/statements/")
        settle(server, "/statements/crowd")
        assert rendered(server, "crowd as html") == before + 1
    server.newsroom.remove("crowd.xml")
    server.wait_for("/statements/crowd", 410)


def test_bytes_that_come_back_have_their_tag_again_and_a_later_moment(server):
    first, other = statement("Back again"), statement("In between", attributes='id="back-again"')
    server.newsroom.drop("back.xml", first)
    old = shown(server, "Back again", "/statements/back")
    time.sleep(1.1)
    server.newsroom.drop("back.xml", other)
    shown(server, "In between", "/statements/back")
    time.sleep(1.1)
    server.newsroom.drop("back.xml", first)
    shown(server, "Back again", "/statements/back")
    time.sleep(1.1)
    new = server.get("/statements/back")
    assert new.header("ETag") == old.header("ETag")
    assert new.header("Last-Modified") != old.header("Last-Modified")
    server.newsroom.remove("back.xml")
    server.wait_for("/statements/back", 410)


@pytest.mark.parametrize("file, word", [("statement-html.xsl", "entry"),
                                        ("common/blocks.xsl", "included")])
def test_an_edited_stylesheet_shows_within_refresh_without_a_reload(server, file, word):
    settle(server, "/statements/s1")
    old = server.get("/statements/s1")
    path = server.run / "xslt" / file
    before = path.read_text()
    # Every page of a statement has paragraphs and a root element.
    after = before.replace("<xsl:template match=\"p\"", "<xsl:template match=\"p-none\"", 1)
    if file == "statement-html.xsl":
        after = before.replace("</xsl:stylesheet>", '<xsl:template match="p" priority="9"><p '
                               f'class="{word}"><xsl:apply-templates/></p></xsl:template>'
                               "</xsl:stylesheet>")
    assert after != before
    try:
        path.write_text(after)
        time.sleep(1.1)
        for _ in range(12):
            new = server.get("/statements/s1")
            assert new.header("ETag") != old.header("ETag")
    finally:
        path.write_text(before)
    time.sleep(1.1)
    settle(server, "/statements/s1")
    assert server.get("/statements/s1").header("ETag") == old.header("ETag")


def test_the_date_of_a_page_that_is_again_what_it_was_is_the_same_from_all_children(server):
    """One child alone has seen the page in between; the others still have what it was."""
    for _ in range(80):
        old = server.get("/statements/s2")
    path = server.run / "xslt/statement-html.xsl"
    before = path.read_text()
    try:
        path.write_text(before.replace("</xsl:stylesheet>", (
            '<xsl:template match="p" priority="9"><p class="between"/></xsl:template>'
            "</xsl:stylesheet>")))
        time.sleep(1.1)
        assert server.get("/statements/s2").header("ETag") != old.header("ETag")
    finally:
        path.write_text(before)
    time.sleep(1.1)
    answers = [server.get("/statements/s2") for _ in range(80)]
    assert {answer.header("ETag") for answer in answers} == {old.header("ETag")}
    moments = {answer.header("Last-Modified") for answer in answers}
    assert len(moments) == 1 and moments != {old.header("Last-Modified")}


def is_kept_back(server, name, at):
    """Whether the pages without it were kept before its moment: a busy machine may take longer."""
    server.newsroom.drop(f"{name}.xml", statement(name, published=time.strftime(
        "%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))))
    wait_until(lambda: time.time() >= at or
               "max-age=60" not in server.get("/statements/").header("Cache-Control"))
    settle(server, "/statements/", "/statements/feed.rss")
    answers = server.get("/statements/"), server.get(f"/statements/{name}")
    if time.time() >= at:
        return False
    assert name not in answers[0].text and answers[1].status == 404
    return True


def test_an_embargo_ends_at_its_moment_though_pages_are_kept(server):
    for name, ahead in (("later", 3), ("later-still", 12), ("much-later", 50)):
        at = int(time.time()) + ahead
        if is_kept_back(server, name, at):
            break
    else:
        raise AssertionError("no page was kept in time")
    time.sleep(max(0, at + 0.1 - time.time()))
    for _ in range(8):
        for address in (f"/statements/{name}", "/statements/", "/statements/feed.rss"):
            assert name in server.get(address).text
    for path in server.newsroom.path.glob("*later*.xml"):
        path.unlink()
        server.wait_for(f"/statements/{path.stem}", 410)


def test_a_picture_that_changes_renews_the_pages_and_feeds_that_say_its_size(server):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="40"/>'
    server.newsroom.drop("seen/chart.svg", svg.format(100))
    server.newsroom.drop("seen/pictured.xml", statement(
        "Pictured", head='<image href="chart.svg" alt="A chart"/>',
        body='<p>Words.</p><figure><image href="plan.svg" alt="A plan"/></figure>'))
    addresses = ("/statements/seen/pictured", "/statements/seen/feed.json")
    wait_until(lambda: "Pictured" in server.get(addresses[1]).text, 5, "the statement")

    def with_words(address, words, is_there=True):
        """The first answer with (without) them: each child may look a second later."""
        def find():
            answer = server.get(address)
            return answer if (words in answer.text) == is_there else None
        return wait_until(find, 3, words)

    pages = {address: server.get(address) for address in addresses}
    assert 'width="100"' in pages[addresses[0]].text and 'width="7"' not in pages[addresses[0]].text
    time.sleep(1)  # for another Last-Modified
    server.newsroom.drop("seen/chart.svg", svg.format(20000))
    for address, size in zip(addresses, ('width="20000"', '"size_in_bytes": 67')):
        before, after = pages[address], with_words(address, size)
        assert after.header("ETag") != before.header("ETag")
        old, new = (parsedate_to_datetime(one.header("Last-Modified")) for one in (before, after))
        assert new > old
        pages[address] = after
    server.newsroom.drop("seen/plan.svg", svg.format(7))
    with_words(addresses[0], 'width="7"')
    server.newsroom.remove("seen/plan.svg")
    assert with_words(addresses[0], 'width="7"', False).body == pages[addresses[0]].body
    settle(server, addresses[0])
    time.sleep(1.2)  # for what a child had not looked at yet
    settle(server, addresses[0])
    counts = []
    for _ in range(2):
        time.sleep(1.2)
        for _ in range(10):
            assert server.get(addresses[0]).body == pages[addresses[0]].body
        counts.append(rendered(server, "seen/pictured as html"))
    assert counts[0] == counts[1]
    server.newsroom.remove("seen/pictured.xml")
    server.wait_for(addresses[0], 410)
