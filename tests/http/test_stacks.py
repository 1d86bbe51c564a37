"""Threads have the stack that a rendering needs, however small the system's own default is."""

import pytest

from newsroom import NEWSROOM, statement

# As deep as templates may call each other, see MAX_TEMPLATE_DEPTH.
RECURSION = """<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:output method="html"/>
<xsl:template match="/"><p><xsl:call-template name="down"/></p></xsl:template>
<xsl:template name="down">
<xsl:param name="left" select="190"/>
<xsl:choose>
<xsl:when test="$left = 0">Far down</xsl:when>
<xsl:otherwise><b><xsl:for-each select="*[1]|.">
<xsl:if test="position() = 1"><xsl:call-template name="down">
<xsl:with-param name="left" select="$left - 1"/></xsl:call-template></xsl:if>
</xsl:for-each></b></xsl:otherwise>
</xsl:choose>
</xsl:template>
</xsl:stylesheet>
"""


def test_a_deep_rendering_ends_well_where_threads_have_little_stack_by_default(own):
    """As with musl, where it is 128 KB."""
    script = own.run / "httpd.sh"
    script.write_text(f'#!/bin/sh\nulimit -s 160\nexec {own.httpd} "$@"\n')
    script.chmod(0o755)
    own.httpd = script
    (own.run / "deep.xsl").write_text(RECURSION)
    own.write_config(NEWSROOM.replace(
        "StatementEngine On\n", 'StatementEngine On\nStatementFormat deep "${RUN}/deep.xsl"\n'))
    own.newsroom.drop("deep.xml", statement(
        "Deep", body="<blockquote>" * 90 + "<p>Low</p>" + "</blockquote>" * 90))
    own.start()
    own.wait_for("/statements/", 200, 15)
    assert "Low" in own.get("/statements/deep").text
    assert "Far down" in own.get("/statements/deep.deep").text
    assert not own.unexpected_lines()


SHEET = """<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="/"><xsl:call-template name="down"/></xsl:template>
<xsl:template name="down">{}</xsl:template>
</xsl:stylesheet>
"""
AGAIN = '<xsl:call-template name="down"/>'
ENDLESS = {
    "plain": AGAIN,
    "counted": '<xsl:param name="n" select="0"/><xsl:if test="$n &lt; 1000000"><p>'
               '<xsl:call-template name="down"><xsl:with-param name="n" select="$n + 1"/>'
               "</xsl:call-template></p></xsl:if>",
    "nested": f'<xsl:for-each select="/*"><b><xsl:choose><xsl:when test="1">{AGAIN}'
              "</xsl:when></xsl:choose></b></xsl:for-each>",
    "applied": '<xsl:apply-templates select="/"/>',
}


@pytest.mark.parametrize("way", ENDLESS)
def test_a_recursion_without_an_end_prints_nothing_into_the_error_log(own, way):
    own.allow("STM0107", "STM0109")
    (own.run / "deep.xsl").write_text(SHEET.format(ENDLESS[way]))
    own.write_config(NEWSROOM.replace(
        "StatementEngine On\n", 'StatementEngine On\nStatementFormat deep "${RUN}/deep.xsl"\n'))
    own.newsroom.drop("one.xml", statement("One"))
    own.start()
    own.wait_for("/statements/", 200, 15)
    with own.expects("STM0107", "call one another too deep at one"):
        assert own.get("/statements/one.deep").status == 500
    said = own.everything_said()
    assert "Templates:" not in said and "#0 name" not in said
    assert own.get("/statements/one").status == 200
