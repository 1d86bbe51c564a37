<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" exclude-result-prefixes="f m">

  <!-- What RSS says about a channel and about an item (RSS 2.0.11). -->

  <!-- Nothing here depends on when it is made: the same statements give the same bytes. -->
  <xsl:template name="channel-head">
    <xsl:param name="updated"/>
    <description><xsl:value-of select="f:word('feed-description', string(@xml:lang), 'title',
      string($newsroom-title))"/></description>
    <language><xsl:value-of select="@xml:lang"/></language>
    <xsl:if test="string($updated) != ''">
      <lastBuildDate><xsl:value-of select="f:rfc822(string($updated))"/></lastBuildDate>
    </xsl:if>
    <atom:link rel="self" type="application/rss+xml" href="{$self}"/>
    <xsl:call-template name="hook-channel"/>
  </xsl:template>

  <xsl:template match="statement" mode="item">
    <xsl:variable name="title">
      <xsl:apply-templates select="head/title" mode="plain"/>
    </xsl:variable>
    <xsl:variable name="content"><xsl:apply-templates select="." mode="content"/></xsl:variable>
    <item xml:lang="{@xml:lang}">
      <title><xsl:value-of select="normalize-space($title)"/></title>
      <link><xsl:value-of select="@m:address"/></link>
      <guid>
        <xsl:attribute name="isPermaLink">
          <xsl:value-of select="starts-with(@m:identity, 'http://')
            or starts-with(@m:identity, 'https://')"/>
        </xsl:attribute>
        <xsl:value-of select="@m:identity"/>
      </guid>
      <xsl:if test="@m:published">
        <pubDate><xsl:value-of select="f:rfc822(string(@m:published))"/></pubDate>
      </xsl:if>
      <xsl:for-each select="head/issuer | head/author">
        <dc:creator><xsl:value-of select="normalize-space()"/></dc:creator>
      </xsl:for-each>
      <xsl:if test="@kind">
        <category><xsl:value-of select="normalize-space(@kind)"/></category>
      </xsl:if>
      <xsl:for-each select="head/tag">
        <category><xsl:value-of select="normalize-space()"/></category>
      </xsl:for-each>
      <description><xsl:apply-templates select="." mode="description"/></description>
      <content:encoded><xsl:value-of select="f:serialize($content)"/></content:encoded>
      <xsl:apply-templates select="head/attachment[@m:length and @type]" mode="enclosure"/>
      <xsl:call-template name="hook-item"/>
    </item>
  </xsl:template>

  <xsl:template match="attachment" mode="enclosure">
    <xsl:if test="position() = 1">
      <enclosure url="{@href}" length="{@m:length}" type="{@type}"/>
    </xsl:if>
  </xsl:template>

</xsl:stylesheet>
