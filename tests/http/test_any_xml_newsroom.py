"""Other XML in a newsroom: the addresses of statements go first."""

import re
import time

import pytest

from any_xml import BROWSER, sheet, xml
from newsroom import Folder, statement, wait_until

CONFIG = """
AddType application/xml .xml .xsl
Alias "/statements" "${RUN}/newsroom"
<Directory "${RUN}/newsroom">
    Require all granted
    StatementEngine On
    StatementTransform On
</Directory>
Alias "/open" "${RUN}/open"
<Directory "${RUN}/open">
    Require all granted
    StatementEngine On
    StatementSource On
    StatementTransform Address
</Directory>
Alias "/all" "${RUN}/all"
<Directory "${RUN}/all">
    Require all granted
    StatementEngine On
    StatementShow All
    StatementTransform On
</Directory>
"""
READY = ["/statements/", "/open/", "/all/"]


def prepare(server):
    for name in ("newsroom", "open", "all"):
        folder = Folder(server.run / name)
        # A statement's own instruction changes nothing.
        folder.drop("mine.xml", statement("Mine").replace(
            "?>\n", '?>\n<?xml-stylesheet type="text/xsl" href="list.xsl"?>\n', 1))
        folder.drop("list.xml", xml())
        folder.drop("list.xsl", sheet('<p><xsl:value-of select="list/item"/></p>'))


@pytest.mark.parametrize("path", ["/statements/mine.xml", "/statements/mine.html",
                                  "/statements/mine"])
def test_a_statement_is_the_engines(server, path):
    answer = server.get(path, BROWSER)
    assert answer.status == 200
    assert 'class="statement' in answer.text or "<article" in answer.text
    assert "sec-fetch-dest" not in (answer.header("Vary") or "").lower()


def test_the_source_of_a_statement_still_needs_statement_source(server):
    assert server.get("/statements/mine.xml?source", BROWSER).type == "text/html"
    answer = server.get("/open/mine.xml?source", BROWSER)
    assert answer.type == "application/xml" and "<statement" in answer.text


def test_other_xml_is_rendered_by_its_stylesheet(server):
    page = server.get("/statements/list.xml", BROWSER)
    assert page.header("Content-Type") == "text/html; charset=utf-8"
    assert "<p>One &amp; two</p>" in page.text
    stored = (server.run / "newsroom/list.xml").read_bytes()
    assert server.get("/statements/list.xml").body == stored
    assert server.get("/statements/list.xml?source", BROWSER).body == stored
    assert server.get("/open/list.xml", BROWSER).body == stored


@pytest.mark.parametrize("place", ["statements", "open"])
def test_other_xml_has_the_address_of_its_page(server, place):
    stored = server.get(f"/{place}/list.xml")
    assert stored.header("Link").startswith(f"</{place}/list.html>;")
    page = server.get(f"/{place}/list.html")
    assert page.status == 200 and "<p>One &amp; two</p>" in page.text
    assert page.header("Link").startswith(f"</{place}/list.xml")
    assert server.get(f"/{place}/list", BROWSER).status == 404


@pytest.mark.parametrize("name", ["list.xml", "list.html"])
def test_no_cache_keeps_what_a_newsroom_for_editors_shows(server, name):
    page = server.get(f"/all/{name}", BROWSER)
    assert page.type == "text/html" and page.header("Cache-Control") == "no-store, private"


def test_the_page_of_an_attachment_outlives_no_statement_in_a_cache(server):
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 40))
    folder = Folder(server.run / "newsroom")
    folder.drop("going.xml", statement("Going", head=(
        '<attachment href="shown.xml" type="application/xml">Figures</attachment>'
        f'<withdrawn when="{moment}">Wrong.</withdrawn>')))
    folder.drop("shown.xml", xml())

    def spans():
        pages = [server.get(f"/statements/shown.{end}", BROWSER) for end in ("xml", "html")]
        assert {page.type for page in pages} == {"text/html"}
        return [int(re.search("max-age=([0-9]+)", page.header("Cache-Control"))[1])
                for page in pages]

    wait_until(lambda: max(spans()) <= 40, 20, "freshness that ends with the statement")
    folder.remove("going.xml")
