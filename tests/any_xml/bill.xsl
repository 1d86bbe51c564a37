<?xml version="1.0"?>
<!DOCTYPE xsl:stylesheet [<!ENTITY nbsp "&#160;"><!ENTITY sect "&#167;">]>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:include href="bill-parts.xsl"/>
  <xsl:output method="html" encoding="UTF-8"/>
  <xsl:strip-space elements="*"/>
  <xsl:key name="sections" match="section" use="@id"/>
  <xsl:template match="/bill">
    <html>
      <head><title><xsl:value-of select="title"/></title></head>
      <body class="{@stage}">
        <h1><xsl:apply-templates select="title"/></h1>
        <p><xsl:apply-templates select="enacting"/></p>
        <ol class="contents"><xsl:apply-templates select="section" mode="contents"/></ol>
        <xsl:apply-templates select="section"/>
      </body>
    </html>
  </xsl:template>
  <xsl:template match="section" mode="contents">
    <li><a href="#{@id}"><xsl:value-of select="header"/></a></li>
  </xsl:template>
  <xsl:template match="section">
    <h2 id="{@id}" class="{@status}">&sect;&nbsp;<xsl:number/>. <xsl:value-of select="header"/></h2>
    <xsl:apply-templates select="*[not(self::header)]"/>
  </xsl:template>
</xsl:stylesheet>
