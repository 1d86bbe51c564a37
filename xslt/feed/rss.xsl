<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:fh="http://purl.org/syndication/history/1.0" exclude-result-prefixes="f m fh">

  <!-- What RSS says about a channel and about an item (RSS 2.0.11). It has no word for a
       correction: Atom's stands in the item, so that pubDate stays what it was. -->

  <xsl:template name="channel-head">
    <xsl:variable name="changed"><xsl:apply-templates select="." mode="changed"/></xsl:variable>
    <title><xsl:apply-templates select="." mode="list-title"/></title>
    <link><xsl:call-template name="feed-home"/></link>
    <description>
      <xsl:call-template name="words-as-html">
        <xsl:with-param name="words"><xsl:call-template name="feed-description"/></xsl:with-param>
      </xsl:call-template>
    </description>
    <language><xsl:value-of select="@xml:lang"/></language>
    <xsl:for-each select="self::statement/head/rights[normalize-space() or @href]">
      <copyright><xsl:apply-templates select="." mode="rights-words"/></copyright>
    </xsl:for-each>
    <xsl:if test="$changed != ''">
      <lastBuildDate><xsl:value-of select="f:rfc822(string($changed))"/></lastBuildDate>
    </xsl:if>
    <atom:link rel="self" type="application/rss+xml" href="{$self}"/>
    <xsl:apply-templates select="self::newsroom" mode="rss-archives"/>
    <xsl:call-template name="hook-channel"/>
  </xsl:template>

  <!-- Readers take a description for HTML, so what is typed like markup is escaped once more. A
       title is plain text. -->
  <xsl:template name="words-as-html">
    <xsl:param name="words"/>
    <xsl:value-of select="f:serialize($words)"/>
  </xsl:template>

  <!-- Where this document stands among those of its feed (RFC 5005). -->
  <xsl:template match="newsroom" mode="rss-archives">
    <xsl:if test="@previous">
      <atom:link rel="prev-archive" type="application/rss+xml" href="{@previous}"/>
    </xsl:if>
    <xsl:if test="@current">
      <atom:link rel="current" type="application/rss+xml" href="{@current}"/>
    </xsl:if>
    <xsl:if test="@archive"><fh:archive/></xsl:if>
    <xsl:if test="@complete"><fh:complete/></xsl:if>
  </xsl:template>

  <xsl:template match="statement" mode="item">
    <item xml:lang="{@xml:lang}">
      <title><xsl:apply-templates select="." mode="feed-title"/></title>
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
      <xsl:for-each select="head/rights[normalize-space() or @href]">
        <dc:rights><xsl:apply-templates select="." mode="rights-words"/></dc:rights>
      </xsl:for-each>
      <xsl:for-each select="@kind | head/tag">
        <category><xsl:value-of select="normalize-space()"/></category>
      </xsl:for-each>
      <description>
        <xsl:call-template name="words-as-html">
          <xsl:with-param name="words">
            <xsl:apply-templates select="." mode="description"/>
          </xsl:with-param>
        </xsl:call-template>
      </description>
      <content:encoded><xsl:apply-templates select="." mode="feed-content"/></content:encoded>
      <xsl:if test="@m:updated">
        <atom:updated><xsl:value-of select="@m:updated"/></atom:updated>
      </xsl:if>
      <xsl:apply-templates select="." mode="enclosure"/>
      <xsl:call-template name="hook-item"/>
    </item>
  </xsl:template>

  <!-- Words, and the address of the licence behind them. -->
  <xsl:template match="rights" mode="rights-words">
    <xsl:variable name="words"><xsl:apply-templates select="." mode="plain"/></xsl:variable>
    <xsl:value-of select="normalize-space(concat($words, ' ', @href))"/>
  </xsl:template>

  <!-- RSS has room for one: what is to be downloaded comes before a mere picture. -->
  <xsl:template match="statement" mode="enclosure">
    <xsl:variable name="files"
      select="(head/attachment | head/video | head/audio)[@m:length and @type]"/>
    <xsl:for-each select="($files | head/image[1][not($files)][@m:length and @type])[1]">
      <enclosure url="{@href}" length="{@m:length}" type="{@type}"/>
    </xsl:for-each>
  </xsl:template>

</xsl:stylesheet>
