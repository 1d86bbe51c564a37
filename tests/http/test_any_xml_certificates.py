"""Readers whom only a TLS certificate tells apart get pages of their own."""

import http.client
import ssl
import subprocess

from any_xml import BROWSER, sheet, xml
from newsroom import Answer, Folder

MORE_MODULES = ("ssl",)
CONFIG = """
AddType application/xml .xml .xsl
SSLEngine On
LogLevel ssl:error
SSLCertificateFile "${RUN}/server.crt"
SSLCertificateKeyFile "${RUN}/server.key"
SSLCACertificateFile "${RUN}/clients.crt"
SSLVerifyClient optional
<Directory "${RUN}/htdocs">
    StatementTransform On
    StatementRefresh 60
</Directory>
<Files "part.xml">
    Require expr "%{SSL_CLIENT_S_DN_CN} == 'alice'"
</Files>
"""
READY = []
SECRET = "For Alice alone"


def certify(folder, name):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30", "-subj", f"/CN={name}",
                    "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.crt"],
                   check=True, stderr=subprocess.DEVNULL)


def prepare(server):
    for name in ("server", "alice", "bob"):
        certify(server.run, name)
    (server.run / "clients.crt").write_text(
        "".join((server.run / f"{name}.crt").read_text() for name in ("alice", "bob")))
    folder = Folder(server.run / "htdocs")
    folder.drop("part.xml", f"<list>{SECRET}</list>")
    folder.drop("list.xml", xml())
    folder.drop("list.xsl", sheet('<p>[<xsl:copy-of select="document(\'part.xml\')"/>]</p>'))


def get(server, name):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if name:
        context.load_cert_chain(server.run / f"{name}.crt", server.run / f"{name}.key")
    connection = http.client.HTTPSConnection("127.0.0.1", server.port, context=context, timeout=30)
    try:
        connection.request("GET", "/list.xml", headers={**BROWSER, "Host": "news.example.org"})
        return Answer(connection.getresponse())
    finally:
        connection.close()


def test_nobody_gets_the_page_of_who_has_another_certificate(server):
    server.allow("AH01630")
    # Both children get some of them.
    for name in ("alice", "bob", None) * 4:
        answer = get(server, name)
        assert answer.status == 200 and (SECRET in answer.text) == (name == "alice")
        assert ("private" in answer.header("Cache-Control")) == (name is not None)
