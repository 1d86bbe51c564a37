<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- A statement as a page, and the newsroom's own pages: a house design that imports this file
       changes both. -->
  <xsl:include href="common/elements.xsl"/>
  <xsl:include href="common/summary.xsl"/>
  <xsl:include href="html/metadata.xsl"/>
  <xsl:include href="html/head.xsl"/>
  <xsl:include href="html/archive.xsl"/>
  <xsl:include href="html/filters.xsl"/>
  <xsl:include href="html/subscribe.xsl"/>
  <xsl:include href="html/error.xsl"/>
  <xsl:include href="html/preview.xsl"/>

  <xsl:output method="html" encoding="UTF-8" media-type="text/html"
    doctype-system="about:legacy-compat" indent="no"/>

  <xsl:template match="/statement">
    <xsl:variable name="title">
      <xsl:apply-templates select="head/title" mode="plain"/>
    </xsl:variable>
    <html>
      <xsl:call-template name="page-language"/>
      <xsl:call-template name="page-head">
        <xsl:with-param name="title" select="concat($title, ' – ', $newsroom-title)"/>
        <xsl:with-param name="address" select="@m:address"/>
      </xsl:call-template>
      <body>
        <xsl:call-template name="page-skip"/>
        <xsl:if test="$preview != ''"><xsl:apply-templates select="." mode="preview"/></xsl:if>
        <xsl:call-template name="hook-page-start"/>
        <xsl:call-template name="page-banner"/>
        <main><xsl:apply-templates select="." mode="article"/></main>
        <xsl:call-template name="page-foot"/>
        <xsl:call-template name="hook-page-end"/>
      </body>
    </html>
  </xsl:template>

</xsl:stylesheet>
