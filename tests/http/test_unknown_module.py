"""A module that nobody knows and that takes part in look-ups may refuse anything to anybody."""

import pytest

from any_xml import BROWSER, sheet, xml
from newsroom import NEWSROOM, Folder, statement

# Nothing is known of it; it hooks fixups.
MORE_MODULES = ["cern_meta"]
CONFIG = NEWSROOM + """
AddType application/xml .xml .xsl
<Directory "${RUN}/htdocs">
    StatementTransform On
</Directory>
"""


def prepare(server):
    for number in range(30):
        server.newsroom.drop(f"s{number}.xml", statement(f"Statement {number}"))
    site = Folder(server.run / "htdocs")
    site.drop("list.xml", xml())
    site.drop("list.xsl", sheet('<p><xsl:value-of select="list/item"/></p>'))


@pytest.mark.parametrize("address", ["", "feed.rss", "feed.atom", "s1", "s1.xml", "sitemap.xml"])
def test_answers_are_private_and_complete(server, address):
    answer = server.wait_for(f"/statements/{address}", 200)
    assert "private" in answer.header("Cache-Control")
    assert "Statement 1" in answer.text or "/statements/s1<" in answer.text


def test_pages_of_other_xml_are_private(server):
    page = server.get("/list.xml", BROWSER)
    assert page.type == "text/html" and "One &amp; two" in page.text
    assert "private" in page.header("Cache-Control")
