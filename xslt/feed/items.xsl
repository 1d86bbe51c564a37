<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- What all feeds say alike of a newsroom and of a statement. A feed is made of /newsroom, or of
       a single /statement; nothing in it depends on when it is made. -->

  <!-- The statements of the feed whose root is the current node. -->
  <xsl:template name="feed-items">
    <xsl:apply-templates select="self::statement | self::newsroom/statement" mode="item"/>
  </xsl:template>

  <!-- The page that the feed belongs to. -->
  <xsl:template name="feed-home">
    <xsl:value-of select="concat($base, @folder)"/>
    <xsl:call-template name="list-query"/>
  </xsl:template>

  <xsl:template name="feed-description">
    <xsl:value-of select="f:word('feed-description', string(@xml:lang), 'title',
      string($newsroom-title))"/>
  </xsl:template>

  <!-- When it last changed, RFC 3339; empty where nothing is published. -->
  <xsl:template match="newsroom" mode="changed"><xsl:value-of select="@updated"/></xsl:template>
  <xsl:template match="statement" mode="changed">
    <xsl:choose>
      <xsl:when test="head/withdrawn">
        <xsl:value-of select="f:rfc3339(string(head/withdrawn/@when))"/>
      </xsl:when>
      <xsl:when test="@m:updated"><xsl:value-of select="@m:updated"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="@m:published"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A title without markup: every reader shows it, whatever it takes titles for. -->
  <xsl:template match="statement" mode="feed-title">
    <xsl:variable name="title">
      <xsl:apply-templates select="head/title" mode="plain"/>
    </xsl:variable>
    <xsl:value-of select="normalize-space($title)"/>
  </xsl:template>

  <!-- The whole text as HTML in a string. -->
  <xsl:template match="statement" mode="feed-content">
    <xsl:variable name="content"><xsl:apply-templates select="." mode="content"/></xsl:variable>
    <xsl:value-of select="f:serialize($content)"/>
  </xsl:template>

</xsl:stylesheet>
