"""A page of XML gives nobody what httpd refuses him, and no cache what is another reader's."""

import os
import time

import pytest

from any_xml import BROWSER, sheet, xml
from newsroom import Folder, apxs

CONFIG = """
LoadModule setenvif_module "${MODULES}/mod_setenvif.so"
LoadModule cache_module "${MODULES}/mod_cache.so"
LoadModule cache_disk_module "${MODULES}/mod_cache_disk.so"
AddType application/xml .xml .xsl
SetEnvIf Request_URI "/server\\.xml$" refused
<Directory "${RUN}/htdocs">
    StatementTransform On
    <RequireAll>
        Require all granted
        Require not env refused
        Require expr "%{REQUEST_URI} !~ m#/expr\\.xml#"
    </RequireAll>
    SetEnvIf Request_URI "/folder\\.xml$" refused
</Directory>
<Directory "${RUN}/htdocs/moved">
    RewriteEngine On
    RewriteRule ^from\\.xml$ to.xml
    RewriteRule ^refused\\.xml$ /server.xml
</Directory>
CacheRoot "${RUN}/cache"
CacheQuickHandler Off
<Location "/cached">
    CacheEnable disk
</Location>
<Files "control.xml">
    Header set Cache-Control private
</Files>
<Files "never.xml">
    Header always set Cache-Control no-store
</Files>
<Files "cookie.xml">
    Header always set Set-Cookie a=b
</Files>
<Files "varies.xml">
    Header set Vary "Accept-Encoding, X-Reader"
</Files>
<Files "coded.xml">
    Header set Vary "Accept-Encoding"
</Files>
"""
READY = ["/plain.txt"]
SECRET = "What nobody may read"
REFUSED = ("server", "folder", "expr")
REDIRECTED = "What a redirect inside the server leads to"
PARTS = {"control": True, "never": True, "cookie": True, "varies": True, "coded": False}
COPY = '<p>[<xsl:copy-of select="document(\'{}.xml\')"/>]</p>'


def configuration():
    return f'Define MODULES "{apxs("LIBEXECDIR")}"\n{CONFIG}'


def prepare(server):
    server.write_config(configuration())
    (server.run / "cache").mkdir()
    (server.run / "cache").chmod(0o777)
    folder = Folder(server.run / "htdocs")
    folder.drop("plain.txt", "It is up.")
    folder.drop("list.xsl", sheet('<p><xsl:copy-of select="."/></p>'))
    for name in REFUSED:
        folder.drop(f"{name}.xml", xml(f"<list>{SECRET}</list>"))
        folder.drop(f"reads-{name}.xml", xml(href=f"reads-{name}.xsl"))
        folder.drop(f"reads-{name}.xsl", sheet(COPY.format(name)))
    for name in PARTS:
        folder.drop(f"{name}.xml", "<list>A part</list>")
        folder.drop(f"has-{name}.xml", xml(href=f"has-{name}.xsl"))
        folder.drop(f"has-{name}.xsl", sheet(COPY.format(name)))
    folder.drop("moved/to.xml", f"<list>{REDIRECTED}</list>")
    for name in ("from", "refused"):
        folder.drop(f"moved/reads-{name}.xml", xml(href=f"reads-{name}.xsl"))
        folder.drop(f"moved/reads-{name}.xsl", sheet(COPY.format(name)))
    for name, text in (("list.xml", xml()), ("list.xsl", sheet("<p>A page.</p>"))):
        # mod_cache keeps what has not changed for long.
        path, then = folder.drop(f"cached/{name}", text), time.time() - 10 * 86400
        os.utime(path, (then, then))


@pytest.mark.parametrize("tail", [".xml", ".html", ".xml.html", ".xml?source", ".html?source"])
@pytest.mark.parametrize("name", REFUSED)
def test_the_page_is_refused_where_its_address_has_the_xml_refused(server, name, tail):
    server.allow("AH01630")
    answer = server.get(f"/{name}{tail}", BROWSER)
    assert answer.status == 403 and SECRET not in answer.text


@pytest.mark.parametrize("name", REFUSED)
def test_no_stylesheet_reads_what_its_address_has_refused(server, name):
    answer = server.get(f"/reads-{name}.xml", BROWSER)
    assert "<p>[]</p>" in answer.text and SECRET not in answer.text


def test_a_redirect_inside_the_server_sends_no_response_of_its_own(server):
    server.allow("AH01630")
    answer = server.get("/moved/reads-from.xml", BROWSER)
    assert answer.type == "text/html" and f"<p>[<list>{REDIRECTED}</list>]</p>" in answer.text
    answer = server.get("/moved/reads-refused.xml", BROWSER)
    assert answer.type == "text/html" and "<p>[]</p>" in answer.text


@pytest.mark.parametrize("name, is_private", PARTS.items())
def test_a_page_is_private_where_one_of_its_parts_is(server, name, is_private):
    answer = server.get(f"/has-{name}.xml", BROWSER)
    assert "A part" in answer.text
    assert ("private" in answer.header("Cache-Control")) == is_private


def test_source_does_not_become_what_mod_cache_has_for_browsers(server):
    assert server.get("/cached/list.xml?source", BROWSER).type == "application/xml"
    assert server.get("/cached/list.xml", BROWSER).type == "text/html"
