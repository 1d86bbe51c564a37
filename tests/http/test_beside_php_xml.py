"""XML that PHP answers with, by mod_php and through a proxy: the page is as fresh as its stylesheet."""

import glob

import pytest

from any_xml import BROWSER, PROGRAMS, RSS, sheet, xml
from newsroom import Folder, apxs, wait_until

PHP = sorted(glob.glob(f"{apxs('LIBEXECDIR')}/libphp*.so"))
pytestmark = pytest.mark.skipif(not PHP, reason="mod_php is not installed")
MORE_MODULES = ["proxy", "proxy_http"]
CONFIG = f"""
LoadModule php_module "{PHP[-1] if PHP else ''}"
AddType application/xml .xml .xsl
<FilesMatch ".+\\.php$">
    SetHandler application/x-httpd-php
</FilesMatch>
<Directory "${{RUN}}/htdocs">
    StatementTransform On
</Directory>
<Location "/backend/">
    StatementTransform Off
</Location>
Alias "/backend/" "${{RUN}}/htdocs/"
<Location "/proxied/">
    StatementTransform On
    ProxyPass "http://127.0.0.1:${{PORT}}/backend/"
</Location>
"""
READY = ["/plain.txt"]
FEED = sheet('<h1>VERSION-1</h1><p><xsl:value-of select="//title[1]"/></p>')
DATE = "Mon, 01 Jan 2024 00:00:00 GMT"
# As feeds of blogs do: dated, and 304 to whom that is enough.
SCRIPT = f"""<?php
if (($_SERVER['HTTP_IF_MODIFIED_SINCE'] ?? '') === '{DATE}') {{
    http_response_code(304);
    exit;
}}
header('Content-Type: application/rss+xml; charset=UTF-8');
header('Last-Modified: {DATE}');
setcookie('visit', '1');
echo file_get_contents(__DIR__ . '/feed.txt');
"""
PLACES = ["/feed.php", "/proxied/feed.php"]


@pytest.fixture(scope="module")
def mpm():
    """Debian's mod_php runs under no other."""
    return "prefork"


def prepare(server):
    site = Folder(server.run / "htdocs")
    site.drop("plain.txt", "Text.\n")
    site.drop("feed.php", SCRIPT)
    site.drop("feed.txt", xml(RSS, "/feed.xsl"))
    site.drop("feed.xsl", FEED)


@pytest.mark.parametrize("path", PLACES)
def test_a_browser_gets_the_page_and_a_reader_the_feed(server, path):
    page = server.get(path, BROWSER)
    assert page.type == "text/html"
    assert "<p>News</p>" in page.text
    assert page.header("Set-Cookie").startswith("visit=1")
    assert "private" in page.header("Cache-Control")
    for headers in PROGRAMS.values():
        answer = server.get(path, headers)
        assert answer.type == "application/rss+xml"
        assert answer.text == (server.run / "htdocs/feed.txt").read_text()
    assert server.get(path, {"If-Modified-Since": DATE}).status == 304


@pytest.mark.parametrize("path", PLACES)
def test_an_edited_stylesheet_is_seen_whatever_the_client_has(server, path):
    site = Folder(server.run / "htdocs")
    site.drop("feed.xsl", FEED)
    wait_until(lambda: "VERSION-1" in server.get(path, BROWSER).text, what="the first stylesheet")
    site.drop("feed.xsl", FEED.replace("VERSION-1", "VERSION-2"))

    def is_new():
        answer = server.get(path, {**BROWSER, "If-Modified-Since": DATE})
        return answer.status == 200 and "VERSION-2" in answer.text
    wait_until(is_new, what="the page by the edited stylesheet")
