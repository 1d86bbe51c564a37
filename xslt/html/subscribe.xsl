<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" exclude-result-prefixes="f">

  <!-- The feed's page for people: what a feed is for, its addresses to copy, and what is new. -->

  <xsl:template match="newsroom[@feed]" mode="view-heading">
    <xsl:variable name="title"><xsl:apply-templates select="." mode="list-title"/></xsl:variable>
    <xsl:value-of select="f:word('subscribe-to', string(@xml:lang), 'title', string($title))"/>
  </xsl:template>
  <xsl:template match="newsroom[@feed]" mode="view-title">
    <xsl:apply-templates select="." mode="view-heading"/>
  </xsl:template>

  <xsl:template match="newsroom" mode="subscribe">
    <xsl:variable name="lang" select="string(@xml:lang)"/>
    <div class="subscribe">
      <p><xsl:value-of select="f:word('subscribe-how', $lang)"/></p>
      <dl>
        <xsl:call-template name="feed-address">
          <xsl:with-param name="name" select="'RSS'"/>
          <xsl:with-param name="file" select="'feed.rss'"/>
          <xsl:with-param name="type" select="'application/rss+xml'"/>
        </xsl:call-template>
        <xsl:call-template name="feed-address">
          <xsl:with-param name="name" select="'Atom'"/>
          <xsl:with-param name="file" select="'feed.atom'"/>
          <xsl:with-param name="type" select="'application/atom+xml'"/>
        </xsl:call-template>
        <xsl:call-template name="feed-address">
          <xsl:with-param name="name" select="'JSON Feed'"/>
          <xsl:with-param name="file" select="'feed.json'"/>
          <xsl:with-param name="type" select="'application/feed+json'"/>
        </xsl:call-template>
      </dl>
    </div>
    <xsl:if test="statement">
      <p class="results"><xsl:value-of select="f:word('newest', $lang)"/></p>
    </xsl:if>
  </xsl:template>

  <!-- The whole address is shown: it is what goes into a reader. -->
  <xsl:template name="feed-address">
    <xsl:param name="name"/>
    <xsl:param name="file"/>
    <xsl:param name="type"/>
    <xsl:variable name="query"><xsl:call-template name="list-query"/></xsl:variable>
    <xsl:variable name="address" select="concat($base, @folder, $file, $query)"/>
    <dt><xsl:value-of select="$name"/></dt>
    <dd>
      <a href="{$address}" type="{$type}" dir="ltr">
        <xsl:call-template name="list-follow"/>
        <xsl:value-of select="$address"/>
      </a>
    </dd>
  </xsl:template>

</xsl:stylesheet>
