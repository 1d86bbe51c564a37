"""What the site's rules mean for the page of XML: who may see it, what a refusal tells, and how long
caches may keep it."""

import pytest

from any_xml import BROWSER, sheet, xml
from newsroom import Folder, wait_until

MORE_MODULES = ["expires"]
CONFIG = """
AddType application/xml .xml .xsl .bak
<Directory "${RUN}/htdocs">
    AllowOverride AuthConfig
    StatementTransform On
    <FilesMatch "\\.(bak|htm)$">
        Require all denied
    </FilesMatch>
    <Files "secret.xml">
        Require all denied
    </Files>
</Directory>
<Directory "${RUN}/htdocs/near">
    Require ip 127.0.0.1 ::1
</Directory>
<Location "/named/part.xml">
    Require ip 127.0.0.1 ::1
</Location>
<Directory "${RUN}/htdocs/expires">
    ExpiresActive On
    ExpiresByType text/html "access plus 20 seconds"
</Directory>
<Directory "${RUN}/htdocs/expires/long">
    ExpiresByType text/html "access plus 1 month"
    StatementMaxAge 5min
</Directory>
<Directory "${RUN}/htdocs/expires/near">
    Require ip 127.0.0.1 ::1
</Directory>
"""
READY = ["/plain.txt"]
LIST = sheet('<p><xsl:value-of select="list/item"/></p>')


def reads(address):
    return sheet(f"<p><xsl:value-of select=\"document('{address}')\"/></p>")


def prepare(server):
    site = Folder(server.run / "htdocs")
    site.drop("plain.txt", "Text.\n")
    site.drop("list.xsl", LIST)
    for folder in ("near/", "expires/", "expires/long/", "expires/near/", "htaccess/"):
        site.drop(f"{folder}list.xml", xml())
        site.drop(f"{folder}list.xsl", LIST)
    site.drop("list.xml", xml())
    site.drop("sheet.xml", xml(href="/near/list.xsl"))
    site.drop("imports.xml", xml(href="imports.xsl"))
    site.drop("imports.xsl", LIST.replace("<xsl:output", '<xsl:import href="near/list.xsl"/>'
                                          "<xsl:output"))
    for name in ("near", "named", "htaccess"):
        site.drop(f"{name}/part.xml", "<x>A part.</x>")
        site.drop(f"reads-{name}.xml", xml(href=f"reads-{name}.xsl"))
        site.drop(f"reads-{name}.xsl", reads(f"/{name}/part.xml"))
    site.drop("htaccess/.htaccess", '<Files "part.xml">\nRequire ip 127.0.0.1 ::1\n</Files>\n')
    site.drop("note.bak", xml())


def freshness(server, path):
    answer = server.get(path, BROWSER)
    assert answer.status == 200 and answer.type == "text/html", path
    return answer.header("Cache-Control")


@pytest.mark.parametrize("path", ["/near/list.xml", "/near/list.html", "/sheet.xml", "/imports.xml",
                                  "/reads-near.xml", "/reads-named.xml", "/reads-htaccess.xml",
                                  "/reads-near.html", "/expires/near/list.xml"])
def test_a_page_is_for_one_reader_where_a_part_of_it_is_not_for_all(server, path):
    for _ in range(2):  # made, and known
        assert "private" in freshness(server, path)


@pytest.mark.parametrize("path", ["/list.xml", "/list.html", "/htaccess/list.xml"])
def test_a_page_is_for_all_where_all_of_it_is(server, path):
    assert "public" in freshness(server, path)


def test_a_rule_in_an_htaccess_file_counts_when_it_comes(server):
    site = Folder(server.run / "htdocs")
    site.drop("later/list.xml", xml())
    site.drop("later/list.xsl", LIST)
    assert "public" in freshness(server, "/later/list.xml")
    site.drop("later/.htaccess", "Require ip 127.0.0.1 ::1\n")
    wait_until(lambda: "private" in freshness(server, "/later/list.xml"), what="a private page")


@pytest.mark.parametrize("headers", [{}, BROWSER])
@pytest.mark.parametrize("there, missing", [("note.bak", "none.bak"),
                                            ("note.bak?source", "none.bak?source"),
                                            ("note.bak.html", "none.bak.html"),
                                            ("note.bak.html?source", "none.bak.html?source")])
def test_a_refusal_does_not_tell_whether_there_is_a_file(server, headers, there, missing):
    server.allow("AH01630")
    answers = [server.get(f"/{name}", headers) for name in (there, missing)]
    assert [answer.status for answer in answers] == [403, 403]
    assert answers[0].text.replace("note", "none") == answers[1].text


def test_an_address_of_a_page_is_refused_as_its_document_is(server):
    server.allow("AH01630")
    site = Folder(server.run / "htdocs")
    for is_there in (True, False):
        if is_there:
            site.drop("secret.xml", xml())
        else:
            site.remove("secret.xml")
        for path in ("/secret.xml", "/secret.html", "/secret.html?source"):
            assert server.get(path, BROWSER).status == 403, path


def test_mod_expires_shortens_the_life_of_a_page(server):
    assert "max-age=20" in freshness(server, "/expires/list.xml")
    assert "max-age=20" in freshness(server, "/expires/near/list.xml")


def test_a_life_that_is_set_is_the_most(server):
    assert "max-age=300" in freshness(server, "/expires/long/list.xml")
