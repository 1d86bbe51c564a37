"""The page of XML behind a login that no Authorization header shows."""

from any_xml import BROWSER, sheet, xml
from logins import write_users
from newsroom import Folder

MORE_MODULES = ("request", "session", "session_cookie", "auth_form")
CONFIG = """
AddType application/xml .xml .xsl
<Directory "${RUN}/htdocs">
    StatementTransform On
</Directory>
<Files "members.xml">
    AuthType form
    AuthName members
    AuthFormProvider file
    AuthUserFile "${RUN}/users"
    Session On
    SessionCookieName session path=/
    Require valid-user
</Files>
"""
READY = ["/list.xsl"]
ANNA = {"Cookie": "session=members-user=anna&members-pw=secret"}


def prepare(server):
    write_users(server)
    folder = Folder(server.run / "htdocs")
    folder.drop("members.xml", xml())
    folder.drop("list.xsl", sheet('<p><xsl:value-of select="list/item"/></p>'))


def test_no_cache_keeps_the_page_for_others(server):
    server.allow("AH01807", "AH02811")
    for address in ("/members.xml", "/members.html"):
        assert server.get(address, BROWSER).status == 401, address
        page = server.get(address, {**BROWSER, **ANNA})
        assert page.status == 200 and page.type == "text/html", address
        assert "private" in page.header("Cache-Control"), address
