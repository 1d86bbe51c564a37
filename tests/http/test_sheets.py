"""Stylesheets: the server's start compiles them for all children, who see what becomes of them.

Each child that compiles one itself writes a line with the tag STM0704 to the log.
"""

import os
import re
import time

import pytest

from newsroom import NEWSROOM, statement, wait_until

CONFIG = NEWSROOM
HTML = "statement-html.xsl"
EACH = ("/statements/a", "/statements/a.rss", "/statements/a.atom", "/statements/a.json",
        "/statements/a.txt", "/statements/a.vcf", "/statements/", "/statements/feed.rss",
        "/statements/feed.atom", "/statements/feed.json", "/statements/?q=words")
PAGE = "/statements/?q=words"  # never kept


def compiled(server):
    said = server.log_since(0).decode("utf-8", "replace")
    return [os.path.basename(path) for path in re.findall(r"STM0704: compiled (.+)", said)]


def start(server):
    server.newsroom.drop("a.xml", statement("The one"))
    server.start()
    server.wait_for("/statements/", 200, 10)


def ask(server, times=12):
    """Often enough that more than one child is asked."""
    for _ in range(times):
        for address in EACH:
            assert server.get(address).status == 200


def change(server, old, new):
    path = server.run / "xslt" / HTML
    path.write_text(path.read_text().replace(old, new))


def mark(server, words):
    change(server, "</xsl:stylesheet>", f"<xsl:template match='/' priority='99'><p>{words}</p>"
                                        "</xsl:template></xsl:stylesheet>")


def test_no_child_compiles_what_the_start_has_compiled(own):
    start(own)
    ask(own)
    assert not compiled(own)


def test_children_compile_what_has_changed_since_the_start(own):
    start(own)
    mark(own, "changed")
    time.sleep(1.1)
    assert "changed" in own.get(PAGE).text
    assert set(compiled(own)) == {HTML}


def test_a_graceful_restart_compiles_for_its_children(own):
    start(own)
    mark(own, "changed")
    own.graceful()
    wait_until(lambda: "resuming" in own.everything_said().split("Graceful restart")[-1], 10)
    wait_until(lambda: "changed" in own.get(PAGE).text)
    time.sleep(1.1)
    before = len(compiled(own))
    ask(own)
    assert len(compiled(own)) == before


def start_without_lists(server):
    server.newsroom.drop("a.xml", statement("The one"))
    server.start()
    server.wait_for("/statements/feed.rss", 200, 10)


def test_a_start_with_a_broken_stylesheet_serves_the_rest_and_says_so(own):
    change(own, "</xsl:stylesheet>", "")
    with own.expects("STM0106", HTML, "Premature end"):
        start_without_lists(own)
        assert own.get("/statements/a").status == 500
    assert own.get("/statements/a.rss").status == 200
    path = own.run / "xslt" / HTML
    path.write_text(path.read_text() + "</xsl:stylesheet>\n")
    own.wait_for("/statements/a", 200)


@pytest.mark.skipif(os.getuid() != 0, reason="only root starts children of another user")
def test_children_say_so_when_only_the_parent_may_read_a_stylesheet(own):
    (own.run / "xslt" / HTML).chmod(0o600)
    with own.expects("STM0106", HTML, "cannot be read"):
        start_without_lists(own)
        assert own.get("/statements/a").status == 200


def complaints(server):
    return server.everything_said().count("STM0106")


def test_all_children_together_complain_once_of_each_edit(own):
    own.allow("STM0106")
    start(own)
    whole = (own.run / "xslt" / HTML).read_text()
    for edit, end in ((1, ""), (2, "</xsl:template>")):
        change(own, "</xsl:stylesheet>", end)
        wait_until(lambda: own.get(PAGE) and complaints(own) >= edit, 10, "a complaint")
        for _ in range(60):  # so that each child has seen it
            own.get(PAGE)
            time.sleep(0.05)
        assert complaints(own) == edit
        (own.run / "xslt" / HTML).write_text(whole)
        time.sleep(2)
        ask(own)
