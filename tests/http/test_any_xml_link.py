"""A link to the XML on the page that is made of it."""

import pytest

from any_xml import BROWSER, RSS, sheet, xml
from newsroom import Folder, wait_until

CONFIG = """
AddType application/rss+xml .rss
AddType application/xml .xml .xsl
<Directory "${RUN}/htdocs">
    AllowOverride FileInfo
    StatementTransform On
    StatementTransformLink On
</Directory>
<Directory "${RUN}/htdocs/address">
    StatementTransform Address
    StatementLanguage de
    StatementTransformLink "Als XML & mehr"
</Directory>
<Directory "${RUN}/htdocs/off">
    StatementTransformLink Off
</Directory>
"""
READY = ["/plain.txt"]
LIST = sheet('<p><xsl:value-of select="list/item"/></p>')


def prepare(server):
    site = Folder(server.run / "htdocs")
    site.drop("plain.txt", "Text.\n")
    for folder in ("", "address/", "off/", "htaccess/"):
        site.drop(f"{folder}list.xml", xml())
        site.drop(f"{folder}list.xsl", LIST)
    site.drop("news.rss", xml(RSS, "list.xsl"))


def link(href, words="XML", kind="application/xml", lang=""):
    return (f'<p class="statement-xml"{lang}><a href="{href}" rel="alternate" type="{kind}">{words}'
            "</a></p>\n</body>")


@pytest.mark.parametrize("path, expected", [
    ("/list.xml", link("/list.xml?source")),
    ("/list.html", link("/list.xml?source")),
    ("/list.xml?a=%22&b", link("/list.xml?a=%22&amp;b&amp;source")),
    ("/news.rss", link("/news.rss?source", kind="application/rss+xml")),
    ("/address/list.html", link("/address/list.xml", "Als XML &amp; mehr", lang=' lang="de"'))])
def test_the_page_ends_with_a_link_to_the_xml(server, path, expected):
    answer = server.get(path, BROWSER)
    assert answer.type == "text/html"
    assert expected in answer.text
    href = expected.partition('href="')[2].partition('"')[0].replace("&amp;", "&")
    assert f"<{href}>" in answer.header("Link")
    stored = server.get(href, BROWSER)
    assert stored.body == (server.run / "htdocs" / path.partition("?")[0][1:].replace(
        ".html", ".xml")).read_bytes()


def test_a_page_has_no_link_where_none_is_wanted(server):
    assert "statement-xml" not in server.get("/off/list.xml", BROWSER).text


def test_the_words_may_change_while_httpd_runs(server):
    assert link("/htaccess/list.xml?source") in server.get("/htaccess/list.xml", BROWSER).text
    Folder(server.run / "htdocs").drop("htaccess/.htaccess", "StatementTransformLink Source\n")
    wait_until(lambda: link("/htaccess/list.xml?source", "Source")
               in server.get("/htaccess/list.xml", BROWSER).text, what="the new words")
