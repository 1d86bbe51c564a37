<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- The lines below a text that say who answers for it, how it was made, and what others may do
       with it. -->

  <xsl:template match="statement" mode="imprint">
    <xsl:apply-templates select="head/responsible" mode="imprint"/>
    <xsl:apply-templates select="head/rights[normalize-space() or @href]" mode="imprint"/>
    <xsl:apply-templates select="head/ai" mode="imprint"/>
  </xsl:template>

  <xsl:template match="responsible | rights | ai" mode="imprint">
    <p class="imprint">
      <xsl:apply-templates select="." mode="language"/>
      <xsl:apply-templates select="." mode="imprint-words"/>
    </p>
  </xsl:template>

  <xsl:template match="responsible | rights" mode="imprint-words">
    <xsl:variable name="lang" select="string((ancestor-or-self::*/@xml:lang)[last()])"/>
    <xsl:variable name="label">
      <xsl:choose>
        <xsl:when test="self::rights"><xsl:value-of select="f:word('rights', $lang)"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="f:word('responsible', $lang)"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:value-of select="f:word('label', $lang, 'label', string($label))"/>
    <xsl:call-template name="label-gap"/>
    <xsl:apply-templates select="." mode="imprint-link"/>
  </xsl:template>

  <!-- Words with links of their own are no link. -->
  <xsl:template match="responsible | rights" mode="imprint-link">
    <xsl:choose>
      <xsl:when test="@href and not(.//link[@href])">
        <a href="{f:path(string(@href))}">
          <xsl:if test="self::rights"><xsl:attribute name="rel">license</xsl:attribute></xsl:if>
          <xsl:if test="@m:bare or not(normalize-space())">
            <xsl:attribute name="class">bare</xsl:attribute>
          </xsl:if>
          <xsl:apply-templates/>
          <xsl:if test="not(normalize-space())"><bdi><xsl:value-of select="@href"/></bdi></xsl:if>
        </a>
      </xsl:when>
      <xsl:otherwise>
        <xsl:apply-templates/>
        <xsl:if test="@href">
          <xsl:text> </xsl:text>
          <a class="bare" rel="license" href="{f:path(string(@href))}"><bdi><xsl:value-of
            select="@href"/></bdi></a>
        </xsl:if>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- What the writer says of programs, else what its `use` means. -->
  <xsl:template match="ai" mode="imprint-words">
    <xsl:variable name="lang" select="string((ancestor-or-self::*/@xml:lang)[last()])"/>
    <xsl:choose>
      <xsl:when test="normalize-space()"><xsl:apply-templates/></xsl:when>
      <xsl:when test="@use = 'none'"><xsl:value-of select="f:word('ai-none', $lang)"/></xsl:when>
      <xsl:when test="@use = 'assisted'">
        <xsl:value-of select="f:word('ai-assisted', $lang)"/>
      </xsl:when>
      <xsl:when test="@use = 'translated'">
        <xsl:value-of select="f:word('ai-translated', $lang)"/>
      </xsl:when>
      <xsl:when test="@use = 'generated'">
        <xsl:value-of select="f:word('ai-generated', $lang)"/>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
