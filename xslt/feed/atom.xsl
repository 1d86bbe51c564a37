<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns="http://www.w3.org/2005/Atom" xmlns:f="urn:mod-statement:functions"
  xmlns:m="urn:mod-statement:meta" xmlns:fh="http://purl.org/syndication/history/1.0"
  xmlns:at="http://purl.org/atompub/tombstones/1.0" exclude-result-prefixes="f m fh at">

  <!-- What Atom says about a feed and about an entry (RFC 4287). -->

  <xsl:template name="feed-head">
    <id><xsl:apply-templates select="." mode="feed-id"/></id>
    <title type="text"><xsl:apply-templates select="." mode="list-title"/></title>
    <subtitle type="text"><xsl:call-template name="feed-description"/></subtitle>
    <xsl:call-template name="atom-updated"/>
    <link rel="self" type="application/atom+xml" href="{$self}"/>
    <link rel="alternate" type="text/html">
      <xsl:attribute name="href"><xsl:call-template name="feed-home"/></xsl:attribute>
    </link>
    <xsl:apply-templates select="self::newsroom" mode="atom-archives"/>
    <xsl:call-template name="hook-channel"/>
  </xsl:template>

  <!-- Where this document stands among those of its feed (RFC 5005). -->
  <xsl:template match="newsroom" mode="atom-archives">
    <xsl:if test="@previous">
      <link rel="prev-archive" type="application/atom+xml" href="{@previous}"/>
    </xsl:if>
    <xsl:if test="@current">
      <link rel="current" type="application/atom+xml" href="{@current}"/>
    </xsl:if>
    <xsl:if test="@archive"><fh:archive/></xsl:if>
    <xsl:if test="@complete"><fh:complete/></xsl:if>
  </xsl:template>

  <!-- What readers may still have and should not (RFC 6721). -->
  <xsl:template match="m:gone" mode="atom-gone">
    <at:deleted-entry ref="{@identity}" when="{@when}"/>
  </xsl:template>

  <!-- The feed of one statement is another thing than the statement, and a filtered feed another
       than the newsroom's. -->
  <xsl:template match="newsroom" mode="feed-id">
    <xsl:value-of select="@m:identity"/>
  </xsl:template>
  <xsl:template match="statement" mode="feed-id">
    <xsl:value-of select="@m:feed-identity"/>
  </xsl:template>

  <!-- Atom requires a moment (section 4.1.1) even of an empty feed and of a draft without a date;
       the clock's would make another feed of it every second. -->
  <xsl:template name="atom-updated">
    <xsl:variable name="changed"><xsl:apply-templates select="." mode="changed"/></xsl:variable>
    <updated>
      <xsl:value-of select="$changed"/>
      <xsl:if test="$changed = ''">1970-01-01T00:00:00Z</xsl:if>
    </updated>
  </xsl:template>

  <!-- Translations are related, not alternate: of several alternate links some readers open the
       first and some the last. The content is type="html", escaped once: it is then byte for byte
       what RSS and JSON have, and readers that know no XHTML namespaces read it, too. -->
  <xsl:template match="statement" mode="item">
    <xsl:variable name="summary"><xsl:apply-templates select="." mode="description"/></xsl:variable>
    <entry xml:lang="{@xml:lang}">
      <id><xsl:value-of select="@m:identity"/></id>
      <title type="text"><xsl:apply-templates select="." mode="feed-title"/></title>
      <link rel="alternate" type="text/html" hreflang="{@xml:lang}" href="{@m:address}"/>
      <xsl:apply-templates select="head/translation[@href] | head/related[@href]"
        mode="atom-link"/>
      <xsl:if test="head/event">
        <link rel="related" type="text/calendar" href="{@m:address}.ics"/>
      </xsl:if>
      <xsl:apply-templates select="head/rights[@href]" mode="atom-link"/>
      <xsl:apply-templates select="head/image[1][@m:length]" mode="atom-link"/>
      <xsl:apply-templates select="(head/attachment | head/video | head/audio
        | head/image[position() &gt; 1])[@m:length]" mode="atom-link"/>
      <xsl:if test="@m:published">
        <published><xsl:value-of select="@m:published"/></published>
      </xsl:if>
      <xsl:call-template name="atom-updated"/>
      <xsl:apply-templates select="head/issuer | head/author" mode="atom-author"/>
      <xsl:apply-templates select="@kind | head/tag" mode="atom-category"/>
      <xsl:apply-templates select="head/rights[normalize-space()]" mode="atom"/>
      <xsl:if test="$summary != ''">
        <summary type="text"><xsl:value-of select="$summary"/></summary>
      </xsl:if>
      <content type="html"><xsl:apply-templates select="." mode="feed-content"/></content>
      <xsl:call-template name="hook-item"/>
    </entry>
  </xsl:template>

  <xsl:template match="translation" mode="atom-link">
    <link rel="related" type="text/html" hreflang="{@xml:lang}" href="{@href}"
      title="{f:language(string(@xml:lang), string(@xml:lang))}"/>
  </xsl:template>

  <xsl:template match="related" mode="atom-link">
    <link rel="related" href="{@href}">
      <xsl:call-template name="atom-link-title"/>
    </link>
  </xsl:template>

  <!-- RFC 4946. -->
  <xsl:template match="rights" mode="atom-link"><link rel="license" href="{@href}"/></xsl:template>
  <xsl:template match="rights" mode="atom">
    <xsl:variable name="words"><xsl:apply-templates select="." mode="plain"/></xsl:variable>
    <rights type="text"><xsl:value-of select="normalize-space($words)"/></rights>
  </xsl:template>

  <xsl:template match="attachment | image | video | audio" mode="atom-link">
    <link rel="enclosure" href="{@href}" length="{@m:length}">
      <xsl:copy-of select="@type | @hreflang"/>
      <xsl:call-template name="atom-link-title"/>
    </link>
  </xsl:template>

  <xsl:template name="atom-link-title">
    <xsl:if test="normalize-space()">
      <xsl:attribute name="title"><xsl:value-of select="normalize-space()"/></xsl:attribute>
    </xsl:if>
  </xsl:template>

  <xsl:template match="issuer | author" mode="atom-author">
    <author>
      <name><xsl:value-of select="normalize-space()"/></name>
      <xsl:if test="starts-with(@href, 'http')"><uri><xsl:value-of select="@href"/></uri></xsl:if>
    </author>
  </xsl:template>

  <!-- A topic's key, where it has one, is the same in all languages. -->
  <xsl:template match="@kind | tag" mode="atom-category">
    <category term="{normalize-space()}" label="{normalize-space()}">
      <xsl:if test="normalize-space(@key)">
        <xsl:attribute name="term"><xsl:value-of select="normalize-space(@key)"/></xsl:attribute>
      </xsl:if>
    </category>
  </xsl:template>

</xsl:stylesheet>
