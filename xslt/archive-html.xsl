<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- The newsroom's own page, or that of a folder in it; and the page of its feed for people. -->
  <xsl:include href="common/params.xsl"/>
  <xsl:include href="common/fallback.xsl"/>
  <xsl:include href="common/hooks.xsl"/>
  <xsl:include href="common/names.xsl"/>
  <xsl:include href="common/dates.xsl"/>
  <xsl:include href="common/quotes.xsl"/>
  <xsl:include href="common/notes.xsl"/>
  <xsl:include href="common/metadata.xsl"/>
  <xsl:include href="common/head.xsl"/>
  <xsl:include href="common/page.xsl"/>
  <xsl:include href="common/archive.xsl"/>
  <xsl:include href="common/filters.xsl"/>
  <xsl:include href="common/subscribe.xsl"/>

  <xsl:output method="html" encoding="UTF-8" media-type="text/html"
    doctype-system="about:legacy-compat" indent="no"/>

  <xsl:template match="/newsroom">
    <html>
      <xsl:call-template name="page-language"/>
      <xsl:call-template name="page-head">
        <xsl:with-param name="title">
          <xsl:apply-templates select="." mode="view-title"/>
        </xsl:with-param>
        <xsl:with-param name="address" select="@self"/>
        <xsl:with-param name="folder" select="concat($base, @folder)"/>
      </xsl:call-template>
      <body>
        <xsl:call-template name="page-skip"/>
        <xsl:call-template name="hook-page-start"/>
        <xsl:call-template name="page-banner"/>
        <main class="archive" id="content">
          <h1><xsl:apply-templates select="." mode="view-heading"/></h1>
          <div class="list">
            <xsl:apply-templates select="filter[not(../@feed)]"/>
            <xsl:apply-templates select="self::*[@feed]" mode="subscribe"/>
            <xsl:apply-templates select="." mode="entries"/>
          </div>
          <xsl:apply-templates select="filter[not(../@feed)][../facets/facet]" mode="choices"/>
        </main>
        <xsl:call-template name="page-foot">
          <xsl:with-param name="folder" select="concat($base, @folder)"/>
        </xsl:call-template>
        <xsl:call-template name="hook-page-end"/>
      </body>
    </html>
  </xsl:template>

</xsl:stylesheet>
