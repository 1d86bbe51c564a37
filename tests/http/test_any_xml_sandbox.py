"""Hostile documents and stylesheets, as files and through a program: nothing outside the site is
read, written or asked, and the server goes on."""

import socket
import threading

import pytest

from any_xml import BROWSER, XSLT, sheet, xml
from newsroom import Folder, apxs, wait_until

CONFIG = """
<IfModule mpm_prefork_module>
    LoadModule cgi_module "${MODULES}/mod_cgi.so"
</IfModule>
<IfModule !mpm_prefork_module>
    LoadModule cgid_module "${MODULES}/mod_cgid.so"
    ScriptSock "${RUN}/cgisock"
</IfModule>
AddType application/xml .xml .xsl
StatementMaxWork 200000
<Directory "${RUN}/htdocs">
    StatementTransform On
</Directory>
<Directory "${RUN}/htdocs/cgi">
    Options +ExecCGI
    AddHandler cgi-script .cgi
</Directory>
"""
READY = ["/plain.txt"]
SECRET = "TOP-SECRET-WORDS"
PROGRAM = """#!/bin/sh
printf 'Content-Type: application/xml\\r\\n\\r\\n'
cat "RUN/htdocs/$QUERY_STRING"
"""
SHOW = sheet('<p>[<xsl:value-of select="."/>|<xsl:copy-of select="."/>]</p>')

# In each text FILE, ELSEWHERE and WRITTEN stand for a readable file outside of the site, a server
# that is not this one, and a file that does not exist.
DOCTYPE = '<!DOCTYPE list [{}]>\n<list><item>{}</item></list>'
LAUGHS = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(10))
DOCUMENTS = {
    "entity-file": DOCTYPE.format('<!ENTITY x SYSTEM "file://FILE">', "&x;"),
    "entity-path": DOCTYPE.format('<!ENTITY x SYSTEM "FILE">', "&x;"),
    "entity-up": DOCTYPE.format('<!ENTITY x SYSTEM "../secret.txt">', "&x;"),
    "entity-http": DOCTYPE.format('<!ENTITY x SYSTEM "ELSEWHERE/x">', "&x;"),
    "entity-public": DOCTYPE.format('<!ENTITY x PUBLIC "-//X//X" "file://FILE">', "&x;"),
    "entity-attribute": '<!DOCTYPE list [<!ENTITY x SYSTEM "file://FILE">]>\n<list a="&x;"/>',
    "parameter-file": DOCTYPE.format('<!ENTITY % x SYSTEM "file://FILE"> %x;', ""),
    "parameter-http": DOCTYPE.format('<!ENTITY % x SYSTEM "ELSEWHERE/x"> %x;', ""),
    "dtd-file": '<!DOCTYPE list SYSTEM "file://FILE">\n<list/>',
    "dtd-http": '<!DOCTYPE list SYSTEM "ELSEWHERE/x.dtd">\n<list/>',
    "dtd-public": '<!DOCTYPE list PUBLIC "-//X//X" "ELSEWHERE/x.dtd">\n<list/>',
    "laughs": DOCTYPE.format(LAUGHS, "&e9;"),
    "quadratic": DOCTYPE.format(f'<!ENTITY x "{"y" * 20000}">', "&x;" * 20000),
    "loop": DOCTYPE.format('<!ENTITY a "&b;"><!ENTITY b "&a;">', "&a;"),
    "parameter-laughs": DOCTYPE.format(
        '<!ENTITY % a "<!ENTITY x \'y\'>"><!ENTITY % b "%a;%a;%a;"> %b;', "&x;"),
    "subset": DOCTYPE.format("<!-- " + "z" * 200000 + " -->", ""),
    "deep": "<list>" + "<a>" * 5000 + "</a>" * 5000 + "</list>",
    "attributes": "<list " + " ".join(f'a{n}="1"' for n in range(50000)) + "/>",
    "namespaces": "<list " + " ".join(f'xmlns:n{n}="urn:{n}"' for n in range(5000)) + "/>",
    "wide": "<list>" + "<a/>" * 500000 + "</list>",
    "xinclude": ('<list xmlns:xi="http://www.w3.org/2001/XInclude">'
                 '<xi:include href="file://FILE" parse="text"/></list>'),
    "base": '<list xml:base="file:///etc/"><item>x</item></list>',
    "unclosed": "<list><item>",
    "control": "<list>\x01</list>",
}
HREFS = {
    "file": "file://FILE", "file-host": "file://localhost/FILE", "http": "ELSEWHERE/x.xsl",
    "relative-scheme": "//127.0.0.1:1/x.xsl", "up": "../secret.txt", "up-encoded":
    "/%2e%2e/secret.txt", "encoded": "/%2Fetc%2Fpasswd", "backslash": "..\\\\secret.txt",
    "data": "data:text/xml,%3Cx/%3E", "javascript": "javascript:alert(1)", "ftp":
    "ftp://127.0.0.1/x", "line": "/x.xsl&#13;&#10;X-Injected: yes", "long": "/" + "x" * 60000,
    "null": "/x.xsl%00.html", "itself": "href-itself.xml", "fragment": "#nowhere", "nothing": "",
}
EXTENSIONS = ('xmlns:exsl="http://exslt.org/common" xmlns:saxon="http://icl.com/saxon" '
              'xmlns:xalan="org.apache.xalan.xslt.extensions.Redirect" '
              'xmlns:xt="http://www.jclark.com/xt" xmlns:func="http://exslt.org/functions" '
              'xmlns:dyn="http://exslt.org/dynamic" xmlns:crypto="http://exslt.org/crypto" '
              'xmlns:php="http://php.net/xsl" xmlns:msxsl="urn:schemas-microsoft-com:xslt" '
              'xmlns:str="http://exslt.org/strings" xmlns:my="urn:my" '
              'xmlns:libxslt="http://xmlsoft.org/XSLT/namespace" '
              'extension-element-prefixes="exsl saxon xalan xt func libxslt msxsl"')
BODIES = {
    "document-file": "<xsl:copy-of select=\"document('file://FILE')\"/>",
    "document-path": "<xsl:copy-of select=\"document('FILE')\"/>",
    "document-passwd": "<xsl:copy-of select=\"document('/etc/passwd')\"/>",
    "document-up": "<xsl:copy-of select=\"document('../secret.txt')\"/>",
    "document-encoded": "<xsl:copy-of select=\"document('%2e%2e/secret.txt')\"/>",
    "document-http": "<xsl:copy-of select=\"document('ELSEWHERE/x')\"/>",
    "document-https": "<xsl:copy-of select=\"document('https://127.0.0.1/x')\"/>",
    "document-built": "<xsl:copy-of select=\"document(concat('fi','le://FILE'))\"/>",
    "document-many": "<xsl:for-each select=\"str:tokenize('a b c d e f g h')\">"
                     "<xsl:copy-of select=\"document(concat('/none-', ., position()))\"/>"
                     "</xsl:for-each>",
    "exsl-document": '<exsl:document href="WRITTEN" method="text">x</exsl:document>',
    "saxon-output": '<saxon:output href="WRITTEN" file="WRITTEN">x</saxon:output>',
    "xalan-write": '<xalan:write file="WRITTEN" select="\'WRITTEN\'">x</xalan:write>',
    "xt-document": '<xt:document href="WRITTEN" method="text">x</xt:document>',
    "xsl-document": '<xsl:document href="WRITTEN" method="text">x</xsl:document>',
    "result-document": '<xsl:result-document href="WRITTEN">x</xsl:result-document>',
    "xsl-version-2": '<xsl:copy-of select="unparsed-text(\'file://FILE\')"/>',
    "dynamic": "<xsl:value-of select=\"dyn:evaluate('document(&quot;file://FILE&quot;)')\"/>",
    "crypto": "<xsl:value-of select=\"crypto:md5('x')\"/>",
    "php": "<xsl:value-of select=\"php:function('file_get_contents','FILE')\"/>",
    "entity-uri": "<xsl:copy-of select=\"document(unparsed-entity-uri('x'))\"/>",
    "test": "<libxslt:test/>",
    "debug": "<libxslt:debug/>",
    "stop": '<xsl:message terminate="yes">stop</xsl:message>',
    "messages": '<xsl:for-each select="//node()|//@*"><xsl:message>m</xsl:message></xsl:for-each>',
    "recursion": '<xsl:call-template name="again"/>',
    "doubling": '<xsl:call-template name="double"><xsl:with-param name="t" select="\'xxxxxxxx\'"/>'
                "</xsl:call-template>",
    "padding": "<xsl:value-of select=\"str:padding(2000000000, 'x')\"/>",
    "format": "<xsl:value-of select=\"format-number(1e300, '000000000,000')\"/>",
    "escaping": '<xsl:value-of disable-output-escaping="yes" select="\'&lt;/html&gt;\'"/>',
    "attribute-name": '<x><xsl:attribute name="{\'a b=&quot;\'}">1</xsl:attribute></x>',
    "element-name": '<xsl:element name="{\'a b\'}">1</xsl:element>',
    "comment": "<xsl:comment>--><script>--</xsl:comment>",
    "instruction": '<xsl:processing-instruction name="x">?></xsl:processing-instruction>',
}
TEMPLATES = """
<xsl:template name="again"><x><xsl:call-template name="again"/></x></xsl:template>
<xsl:template name="double"><xsl:param name="t"/><xsl:call-template name="double">
  <xsl:with-param name="t" select="concat($t, $t)"/></xsl:call-template></xsl:template>
"""


def whole(top="", body="x", doctype=""):
    return (f'{doctype}<xsl:stylesheet version="1.0" {XSLT} {EXTENSIONS}>{top}{TEMPLATES}'
            f'<xsl:template match="/"><html><body>{body}</body></html></xsl:template>'
            "</xsl:stylesheet>")


SHEETS = {
    "import-file": whole('<xsl:import href="file://FILE"/>'),
    "import-http": whole('<xsl:import href="ELSEWHERE/x.xsl"/>'),
    "import-data": whole('<xsl:import href="data:text/xml,x"/>'),
    "import-itself": whole('<xsl:import href="sheet-import-itself.xsl"/>'),
    "include-itself": whole('<xsl:include href="sheet-include-itself.xsl"/>'),
    "include-file": whole('<xsl:include href="file://FILE"/>'),
    "script": whole("<msxsl:script implements-prefix=\"my\">x</msxsl:script>"),
    "function": whole('<func:function name="my:f"><func:result select="my:f()"/></func:function>',
                      '<xsl:value-of select="my:f()"/>'),
    "variable-loop": whole('<xsl:variable name="a" select="$b"/><xsl:variable name="b" '
                           'select="$a"/>', '<xsl:value-of select="$a"/>'),
    "entity": whole(body="&x;", doctype='<!DOCTYPE x [<!ENTITY x SYSTEM "file://FILE">]>'),
    "laughs": whole(body="&e9;", doctype=f"<!DOCTYPE x [{LAUGHS}]>"),
    "parameter": whole(doctype='<!DOCTYPE x [<!ENTITY % x SYSTEM "file://FILE"> %x;]>'),
    "media-type": whole('<xsl:output media-type="text/html&#13;&#10;X-Injected: yes"/>'),
    "charset": whole('<xsl:output encoding="utf-8&#13;&#10;X-Injected: yes"/>'),
    "doctype": whole('<xsl:output doctype-system="&quot;>&lt;script>"/>'),
    "key": whole('<xsl:key name="k" match="node()" use="//node()"/>',
                 "<xsl:value-of select=\"count(key('k', 'x'))\"/>"),
    "pattern": whole('<xsl:template match="' + "|".join(["a/b//c[d]"] * 3000) + '"/>'),
    "brackets": whole(body=f'<xsl:value-of select="{"(" * 20000}1{")" * 20000}"/>'),
    "not-a-sheet": "<html>x</html>",
    "empty": "",
}


class Elsewhere:
    """Another server; notes who connects."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.asked = 0
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                connection = self.socket.accept()[0]
            except OSError:
                return
            self.asked += 1
            connection.close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.socket.getsockname()[1]}"


ELSEWHERE = Elsewhere()


def attempts(run):
    """Name of each document and all files that it needs."""
    def filled(text):
        return (text.replace("FILE", f"{run}/secret.txt").replace("ELSEWHERE", ELSEWHERE.url)
                .replace("WRITTEN", f"{run}/written/x"))
    for name, text in DOCUMENTS.items():
        yield f"doc-{name}", {f"doc-{name}.xml": xml(filled(text), "/show.xsl")}
    for name, href in HREFS.items():
        yield f"href-{name}", {f"href-{name}.xml": xml(href=filled(href))}
    for name, text in {**{key: whole(body=body) for key, body in BODIES.items()},
                       **SHEETS}.items():
        yield f"sheet-{name}", {f"sheet-{name}.xml": xml(href=f"/sheet-{name}.xsl"),
                                f"sheet-{name}.xsl": filled(text)}


NAMES = [name for name, _ in attempts("")]
WAYS = ["/{}.xml", "/cgi/run.cgi?{}.xml"]


def prepare(server):
    run = server.run
    (run / "httpd.conf").write_text(f'Define MODULES "{apxs("LIBEXECDIR")}"\n'
                                    + (run / "httpd.conf").read_text())
    (run / "secret.txt").write_text(f"<x>{SECRET}</x>")
    (run / "written").mkdir()
    (run / "written").chmod(0o777)
    site = Folder(run / "htdocs")
    site.drop("plain.txt", "Text.\n")
    site.drop("show.xsl", SHOW)
    site.drop("good.xml", xml(href="/show.xsl"))
    site.drop("cgi/run.cgi", PROGRAM.replace("RUN", str(run))).chmod(0o755)
    for _, files in attempts(run):
        for path, text in files.items():
            site.drop(path, text)


def test_there_are_sixty_attempts_at_least():
    assert len(NAMES) == len(set(NAMES)) >= 60


@pytest.mark.parametrize("way", WAYS)
def test_what_does_no_harm_is_shown(server, way):
    wait_until(lambda: server.get(way.format("good"), BROWSER).type == "text/html", what="a page")
    assert "One &amp; two" in server.get(way.format("good"), BROWSER).text


@pytest.mark.parametrize("name", NAMES)
def test_an_attempt_gets_as_far_through_the_filter_as_by_file(server, name):
    server.allow("STM0902", "AH10508", "AH00127", "AH10244", "AH00026")
    # A page that takes longer than a reader waits comes with a later request.
    wait_until(lambda: len({server.get(way.format(name), BROWSER).type for way in WAYS}) == 1,
               what="one type of answer both ways")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", NAMES)
def test_nothing_outside_the_site_is_reached(server, name, way):
    server.allow("STM0902", "AH10508", "AH00127", "AH10244", "AH00026")
    answer = server.get(way.format(name), BROWSER)
    assert answer.status == 200
    assert SECRET not in answer.text
    assert "root:" not in answer.text
    assert answer.header("X-Injected") is None
    assert not list((server.run / "written").iterdir())
    assert not ELSEWHERE.asked


def test_the_server_goes_on(server):
    answer = server.get("/good.xml", BROWSER)
    assert answer.type == "text/html"
    assert "exit signal" not in server.everything_said()
