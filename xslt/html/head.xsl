<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  xmlns:exsl="http://exslt.org/common" exclude-result-prefixes="f m exsl">

  <!-- What all HTML pages have around their content. The current node is the statement or the
       newsroom. -->

  <xsl:template name="page-language">
    <xsl:attribute name="lang"><xsl:value-of select="@xml:lang"/></xsl:attribute>
    <xsl:attribute name="dir">
      <xsl:value-of select="f:direction(string(@xml:lang))"/>
    </xsl:attribute>
  </xsl:template>

  <xsl:template name="page-head">
    <xsl:param name="title"/>
    <xsl:param name="address"/>
    <xsl:param name="folder" select="$base"/>
    <xsl:variable name="query"><xsl:call-template name="list-query"/></xsl:variable>
    <head>
      <title><xsl:value-of select="normalize-space($title)"/></title>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="color-scheme" content="light dark"/>
      <xsl:if test="$address != ''"><link rel="canonical" href="{$address}"/></xsl:if>
      <!-- Of filters together there are more feeds than anybody reads: they work, and no page
           leads a crawler into them. -->
      <xsl:if test="count(filter/@*) &lt;= 1">
        <xsl:call-template name="feed-link">
          <xsl:with-param name="type" select="'application/rss+xml'"/>
          <xsl:with-param name="address" select="concat($folder, 'feed.rss', $query)"/>
          <xsl:with-param name="format" select="'RSS'"/>
        </xsl:call-template>
        <xsl:call-template name="feed-link">
          <xsl:with-param name="type" select="'application/atom+xml'"/>
          <xsl:with-param name="address" select="concat($folder, 'feed.atom', $query)"/>
          <xsl:with-param name="format" select="'Atom'"/>
        </xsl:call-template>
        <xsl:call-template name="feed-link">
          <xsl:with-param name="type" select="'application/feed+json'"/>
          <xsl:with-param name="address" select="concat($folder, 'feed.json', $query)"/>
          <xsl:with-param name="format" select="'JSON'"/>
        </xsl:call-template>
      </xsl:if>
      <xsl:apply-templates select="." mode="head-links"/>
      <xsl:apply-templates select="." mode="metadata"/>
      <xsl:choose>
        <xsl:when test="$inline-style != ''">
          <style><xsl:value-of select="$inline-style"/></style>
        </xsl:when>
        <xsl:otherwise><link rel="stylesheet" href="{$style}"/></xsl:otherwise>
      </xsl:choose>
      <xsl:call-template name="hook-head"/>
    </head>
  </xsl:template>

  <!-- How readers find a feed. -->
  <xsl:template name="feed-link">
    <xsl:param name="type"/>
    <xsl:param name="address"/>
    <xsl:param name="format"/>
    <link rel="alternate" type="{$type}" href="{f:path(string($address))}">
      <xsl:attribute name="title">
        <xsl:value-of select="concat(f:word('feed-of', string(@xml:lang), 'title',
          string($newsroom-title)), ' (', $format, ')')"/>
      </xsl:attribute>
    </link>
  </xsl:template>

  <!-- The statement in other languages, where each has to name itself too, and in other forms. -->
  <xsl:template match="statement" mode="head-links">
    <xsl:if test="head/translation[@href]">
      <link rel="alternate" hreflang="{@xml:lang}" href="{@m:address}"/>
    </xsl:if>
    <xsl:for-each select="head/translation[@href]">
      <link rel="alternate" hreflang="{@xml:lang}" href="{@href}"/>
    </xsl:for-each>
    <xsl:if test="not(head/withdrawn)">
      <link rel="alternate" type="text/plain" href="{f:path(concat(@m:address, '.txt'))}"
        title="{f:word('as-text', string(@xml:lang))}"/>
      <xsl:if test="head/contact">
        <link rel="alternate" type="text/vcard" href="{f:path(concat(@m:address, '.vcf'))}"
          title="{f:word('as-vcard', string(@xml:lang))}"/>
      </xsl:if>
      <xsl:if test="head/event">
        <link rel="alternate" type="text/calendar" href="{f:path(concat(@m:address, '.ics'))}"
          title="{f:word('as-calendar', string(@xml:lang))}"/>
      </xsl:if>
    </xsl:if>
  </xsl:template>

  <!-- The pages before and after this one. -->
  <xsl:template match="newsroom" mode="head-links">
    <xsl:if test="@page &gt; 1">
      <link rel="prev">
        <xsl:apply-templates select="." mode="page-address">
          <xsl:with-param name="page" select="@page - 1"/>
        </xsl:apply-templates>
      </link>
    </xsl:if>
    <xsl:if test="@next"><link rel="next" href="{f:path(string(@next))}"/></xsl:if>
    <xsl:if test="@page &lt; @pages">
      <link rel="next">
        <xsl:apply-templates select="." mode="page-address">
          <xsl:with-param name="page" select="@page + 1"/>
        </xsl:apply-templates>
      </link>
    </xsl:if>
  </xsl:template>

  <!-- The newsroom's name leads to the archive, where it is the heading. -->
  <xsl:template name="page-banner">
    <xsl:variable name="content">
      <xsl:if test="self::statement or @folder != '' or @status">
        <p class="name">
          <a href="{f:path(string($base))}">
            <xsl:call-template name="language-of-words">
              <xsl:with-param name="lang" select="$newsroom-lang"/>
            </xsl:call-template>
            <xsl:value-of select="$newsroom-title"/>
          </a>
        </p>
      </xsl:if>
      <xsl:call-template name="hook-banner"/>
    </xsl:variable>
    <xsl:if test="exsl:node-set($content)/node()">
      <header class="banner"><xsl:copy-of select="$content"/></header>
    </xsl:if>
  </xsl:template>

  <!-- The first thing that a keyboard reaches. -->
  <xsl:template name="page-skip">
    <a class="skip" href="#content"><xsl:value-of
      select="f:word('skip-to-content', string(@xml:lang))"/></a>
  </xsl:template>

  <xsl:template name="page-foot">
    <xsl:param name="folder" select="$base"/>
    <xsl:variable name="query">
      <xsl:if test="count(filter/@*) &lt;= 1"><xsl:call-template name="list-query"/></xsl:if>
    </xsl:variable>
    <footer class="foot">
      <p>
        <xsl:if test="self::statement or @feed or @folder != ''">
          <a href="{f:path(string($base))}"><xsl:value-of
            select="f:word('back-to-archive', string(@xml:lang))"/></a>
        </xsl:if>
        <xsl:if test="not(@feed)">
          <xsl:if test="self::statement or @folder != ''"> · </xsl:if>
          <a href="{f:path(concat($folder, 'feed', $query))}">
            <!-- The head names the feeds of a filter; this is for people. -->
            <xsl:if test="$query != ''"><xsl:attribute name="rel">nofollow</xsl:attribute></xsl:if>
            <xsl:value-of select="f:word('subscribe', string(@xml:lang))"/>
          </a>
        </xsl:if>
      </p>
    </footer>
  </xsl:template>

</xsl:stylesheet>
