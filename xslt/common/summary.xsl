<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" exclude-result-prefixes="f">

  <!-- A statement in a sentence or two, for feeds, search engines and link previews. -->

  <!-- The first words in the issuer's own voice, where nobody wrote a summary. -->
  <xsl:template match="statement" mode="description">
    <xsl:variable name="speakers" select="head/speaker/@id"/>
    <xsl:variable name="text">
      <xsl:choose>
        <xsl:when test="head/summary">
          <xsl:apply-templates select="head/summary" mode="plain"/>
        </xsl:when>
        <xsl:otherwise>
          <xsl:apply-templates select="(body//p[not(ancestor::blockquote or ancestor::speech or
            ancestor::statement[2] or ancestor::section/@by = $speakers)])[1]" mode="plain"/>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:value-of select="f:cut(normalize-space($text), string(@xml:lang), 300)"/>
  </xsl:template>

</xsl:stylesheet>
