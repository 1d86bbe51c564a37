"""The page of XML whose DTD is a local file of StatementXMLCatalog: an edit of any of them is seen."""

import time

import pytest

from any_xml import BROWSER, sheet, xml
from newsroom import Folder, wait_until

CONFIG = """
AddType application/xml .xml .xsl
StatementXMLCatalog "${RUN}/dtds/catalog.xml"
<Directory "${RUN}/htdocs">
    StatementTransform On
</Directory>
"""
READY = ["/plain.txt"]
CATALOG = ('<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">'
           '<system systemId="list.dtd" uri="list.dtd"/>{}</catalog>')
LIST = sheet('<p><xsl:value-of select="list/item"/></p>')


def document(name="list.dtd", href="list.xsl"):
    return xml(f'<!DOCTYPE list SYSTEM "{name}"><list><item>&word;</item></list>', href)


def prepare(server):
    dtds, site = Folder(server.run / "dtds"), Folder(server.run / "htdocs")
    dtds.drop("catalog.xml", CATALOG.format(""))
    dtds.drop("list.dtd", '<!ENTITY % more SYSTEM "more.ent">%more;')
    dtds.drop("more.ent", '<!ENTITY word "WORD-1">')
    site.drop("plain.txt", "Text.\n")
    site.drop("list.xsl", LIST)
    site.drop("list.xml", document())
    site.drop("other.xml", document("other.dtd"))
    site.drop("sheet.xml", xml(href="sheet.xsl"))
    site.drop("sheet.xsl", '<!DOCTYPE x SYSTEM "list.dtd">' + sheet("<p>&word;</p>"))


def dated(server, path):
    def get():
        answer = server.get(path, BROWSER)
        return answer if answer.header("Last-Modified") else None
    return wait_until(get, what=f"a date of {path}")


@pytest.mark.parametrize("path", ["/list.xml", "/sheet.xml"])
def test_an_edit_of_a_part_of_a_dtd_is_seen(server, path):
    part = server.run / "dtds/more.ent"
    before = dated(server, path)
    word = part.read_text().partition('"')[2].partition('"')[0]
    assert f"<p>{word}</p>" in before.text
    new = f"WORD-{time.time_ns()}"
    Folder(part.parent).drop(part.name, f'<!ENTITY word "{new}">')
    for condition in ({"If-None-Match": before.header("ETag")},
                      {"If-Modified-Since": before.header("Last-Modified")}):
        def is_new(condition=condition):
            answer = server.get(path, {**BROWSER, **condition})
            return answer.status == 200 and f"<p>{new}</p>" in answer.text
        wait_until(is_new, what=f"the edited DTD in spite of {condition}")


def test_what_the_catalogue_gets_is_found_without_a_restart(server):
    assert "<p></p>" in server.get("/other.xml", BROWSER).text
    dtds = Folder(server.run / "dtds")
    dtds.drop("other.dtd", '<!ENTITY word "Found.">')
    dtds.drop("catalog.xml", CATALOG.format('<system systemId="other.dtd" uri="other.dtd"/>'))
    wait_until(lambda: "<p>Found.</p>" in server.get("/other.xml", BROWSER).text,
               what="a page with the DTD")
