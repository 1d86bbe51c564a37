"""Other XML where no page is kept, and where the stacks of the MPM's threads are small."""

from any_xml import BROWSER, sheet, xml
from newsroom import Folder, wait_until

CONFIG = """
StatementCacheSize 0
<IfModule !mpm_prefork_module>
    ThreadStackSize 262144
</IfModule>
AddType application/xml .xml .xsl
<Directory "${RUN}/htdocs">
    StatementTransform On
</Directory>
"""
READY = ["/list.xml"]
AGAIN = ('<xsl:template name="again"><xsl:param name="n"/><xsl:if test="$n &gt; 0"><i><xsl:call-template'
         ' name="again"><xsl:with-param name="n" select="$n - 1"/></xsl:call-template></i></xsl:if>'
         "</xsl:template>")


def prepare(server):
    site = Folder(server.run / "htdocs")
    site.drop("list.xml", xml())
    site.drop("list.xsl", sheet('<p><xsl:value-of select="list/item"/></p>'))
    site.drop("broken.xml", xml(href="nothing.xsl"))
    site.drop("deep.xml", xml(href="deep.xsl"))
    site.drop("deep.xsl", sheet('<xsl:call-template name="again"><xsl:with-param name="n" '
                                'select="600"/></xsl:call-template>').replace(
        '<xsl:template match="/">', AGAIN + '<xsl:template match="/">'))


def test_a_page_is_rendered_for_each_request(server):
    pages = [server.get("/list.xml", BROWSER) for _ in range(4)]
    assert {page.type for page in pages} == {"text/html"}
    assert len({page.body for page in pages}) == 1
    tag = pages[0].header("ETag")
    assert server.get("/list.xml", {**BROWSER, "If-None-Match": tag}).status == 304
    assert not list((server.run / "state/pages").glob("??/*"))


def test_an_edit_is_seen(server):
    site = Folder(server.run / "htdocs")
    site.drop("edited.xml", xml(href="edited.xsl"))
    site.drop("edited.xsl", sheet("<p>Before</p>"))
    assert "Before" in server.get("/edited.xml", BROWSER).text
    site.drop("edited.xsl", sheet("<p>After</p>"))
    wait_until(lambda: "After" in server.get("/edited.xml", BROWSER).text)


def test_a_small_stack_is_enough(server):
    assert server.get("/deep.xml", BROWSER).text.count("<i>") == 600


def test_what_fails_is_the_xml_and_is_logged_once(server):
    server.allow("STM0902")
    offset = len(server.everything_said())
    for _ in range(3):
        assert server.get("/broken.xml", BROWSER).type == "application/xml"
    assert server.everything_said()[offset:].count("STM0902") == 1
