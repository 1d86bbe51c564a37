<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns="http://www.w3.org/2005/Atom" xmlns:f="urn:mod-statement:functions"
  exclude-result-prefixes="f">

  <!-- The editors' report as a feed (RFC 4287): an entry for each document that readers do not get
       as its file has it, because something is wrong. Its id stays while the file does; saved again,
       it is updated. -->
  <xsl:import href="common/params.xsl"/>
  <xsl:import href="common/dates.xsl"/>
  <xsl:include href="common/report.xsl"/>

  <xsl:output method="xml" encoding="UTF-8" media-type="application/atom+xml" indent="yes"/>

  <xsl:variable name="lang" select="string(/report/@xml:lang)"/>

  <xsl:template match="/report">
    <feed xml:lang="{$lang}">
      <id><xsl:value-of select="@self"/></id>
      <title><xsl:call-template name="report-title"/></title>
      <updated><xsl:value-of select="@at"/></updated>
      <author><name><xsl:value-of select="@title"/></name></author>
      <link rel="alternate" type="text/html" href="{@self}"/>
      <link rel="self" type="application/atom+xml" href="{@self}?format=atom"/>
      <xsl:apply-templates select="section[@name = 'refused' or @name = 'kept']/document"/>
    </feed>
  </xsl:template>

  <xsl:template match="document">
    <entry>
      <id><xsl:value-of select="concat(/report/@self, '#', @path)"/></id>
      <title>
        <xsl:value-of select="concat(@file, ' – ')"/>
        <xsl:apply-templates select="../@name" mode="words"/>
      </title>
      <updated><xsl:value-of select="@saved"/></updated>
      <link rel="alternate" type="text/html" href="{/report/@self}?list={../@name}"/>
      <content type="text" xml:lang="en">
        <xsl:for-each select="problem">
          <xsl:if test="position() &gt; 1"><xsl:text>&#10;</xsl:text></xsl:if>
          <xsl:if test="@line"><xsl:value-of select="concat(@line, ': ')"/></xsl:if>
          <xsl:value-of select="concat(message, '. ', remedy)"/>
        </xsl:for-each>
      </content>
    </entry>
  </xsl:template>

</xsl:stylesheet>
