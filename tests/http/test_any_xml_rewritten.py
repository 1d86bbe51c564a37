"""XML where a rule of mod_rewrite proxies whatever is no file, as in front of applications."""

import pytest

from any_xml import BROWSER, sheet, xml
from newsroom import Folder, apxs, wait_until

CONFIG = """
LoadModule proxy_module "${MODULES}/mod_proxy.so"
LoadModule proxy_http_module "${MODULES}/mod_proxy_http.so"
AddType application/xml .xml .xsl
<VirtualHost *:${PORT}>
    ServerName news.example.org
    <Directory "${RUN}/htdocs">
        StatementTransform On
    </Directory>
    Alias "/backend/" "${RUN}/htdocs/behind/"
    <Location "/backend/">
        StatementTransform Off
    </Location>
    <Directory "${RUN}/htdocs/folder">
        RewriteEngine On
        RewriteCond "%{REQUEST_FILENAME}" !-f
        RewriteRule "^(.*)$" "http://127.0.0.1:${PORT}/backend/$1" [P]
    </Directory>
    <Location "/server/">
        StatementTransform On
    </Location>
    RewriteEngine On
    RewriteCond "%{DOCUMENT_ROOT}/server/$1.xml" -f
    RewriteRule "^/server/(.+)\\.html$" "-" [L]
    RewriteCond "%{DOCUMENT_ROOT}%{REQUEST_URI}" !-f
    RewriteRule "^/server/(.*)$" "http://127.0.0.1:${PORT}/backend/$1" [P]
</VirtualHost>
"""
READY = ["/plain.txt"]
LIST = sheet('<p><xsl:value-of select="list/item"/></p>')
FOLDERS = ["folder", "server"]
# A file or a proxied document, with a stylesheet that is one or the other.
NAMES = ["file-file", "file-proxied", "proxied-file", "proxied-proxied"]


def prepare(server):
    (server.run / "httpd.conf").write_text(f'Define MODULES "{apxs("LIBEXECDIR")}"\n'
                                           + (server.run / "httpd.conf").read_text())
    site = Folder(server.run / "htdocs")
    site.drop("plain.txt", "Text.\n")
    site.drop("behind/proxied.xsl", LIST)
    for folder in FOLDERS:
        site.drop(f"{folder}/file.xsl", LIST)
    for name in NAMES:
        document, stylesheet = name.split("-")
        for folder in FOLDERS if document == "file" else ["behind"]:
            site.drop(f"{folder}/{name}.xml", xml(href=f"{stylesheet}.xsl"))


def page(server, path, headers):
    """The page; one that takes longer than a reader waits comes with a later request."""
    answers = []
    wait_until(lambda: answers.append(server.get(path, headers)) or answers[-1].type == "text/html",
               what=f"a page at {path}")
    assert answers[-1].status == 200
    return answers[-1].text


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("name", NAMES)
def test_a_browser_gets_a_page_and_others_the_xml(server, folder, name):
    assert "<p>One &amp; two</p>" in page(server, f"/{folder}/{name}.xml", BROWSER)
    for path, headers in ((f"/{folder}/{name}.xml", {}), (f"/{folder}/{name}.xml?source", BROWSER)):
        answer = server.get(path, headers)
        assert answer.status == 200 and answer.type == "application/xml"
        assert answer.text == xml(href=f"{name.split('-')[1]}.xsl")


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("name", NAMES)
def test_files_alone_have_an_address_of_the_page(server, folder, name):
    path = f"/{folder}/{name}.html"
    if name.startswith("file"):
        assert "<p>One &amp; two</p>" in page(server, path, {})
    else:
        assert server.get(path).status == 404
