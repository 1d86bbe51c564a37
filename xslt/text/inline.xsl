<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- Running text without markup. -->

  <xsl:template match="em | strong | span | time | abbr">
    <xsl:apply-templates/>
  </xsl:template>
  <xsl:template match="sub | sup">
    <xsl:value-of select="f:script(.)"/>
    <xsl:for-each select=".//link[@href]">
      <xsl:value-of select="concat(' &lt;', f:path(string(@href)), '>')"/>
    </xsl:for-each>
    <xsl:apply-templates select=".//noteref"/>
  </xsl:template>
  <xsl:template match="br"><xsl:text>&#10;</xsl:text></xsl:template>
  <xsl:template match="quote[@xml:lang or @m:id]">
    <xsl:apply-templates select="." mode="mark"/>
    <xsl:apply-templates select="." mode="text-before-notes"/>
    <xsl:apply-templates select="." mode="close-own"/>
    <xsl:apply-templates select="." mode="last-notes"/>
  </xsl:template>
  <xsl:template match="link"><xsl:apply-templates/></xsl:template>
  <xsl:template match="link[@href]">
    <xsl:apply-templates select="." mode="named-address"/>
  </xsl:template>

  <!-- Words, then the address behind them, unless the words are the address. -->
  <xsl:template match="table/source" mode="named-source">
    <xsl:apply-templates select="." mode="named-address"/>
  </xsl:template>
  <xsl:template match="link | attachment | related | rights | responsible | source"
    mode="named-address">
    <xsl:variable name="text"><xsl:apply-templates/></xsl:variable>
    <xsl:variable name="words" select="normalize-space($text)"/>
    <xsl:variable name="address">
      <xsl:choose>
        <xsl:when test="starts-with(@href, 'mailto:')">
          <xsl:value-of select="substring-after(@href, 'mailto:')"/>
        </xsl:when>
        <xsl:when test="starts-with(@href, 'tel:')">
          <xsl:value-of select="substring-after(@href, 'tel:')"/>
        </xsl:when>
        <xsl:otherwise><xsl:value-of select="f:path(string(@href))"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="$words = '' or $words = $address
          or $words = substring-after($address, '://')"><xsl:value-of select="$address"/></xsl:when>
      <xsl:when test="@m:bare or not(@href)"><xsl:value-of select="$words"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="concat($words, ' &lt;', $address, '>')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="noteref">
    <xsl:variable name="target"><xsl:call-template name="target"/></xsl:variable>
    <xsl:apply-templates select="key('targets', @ref)[generate-id() = $target]" mode="reference"/>
  </xsl:template>

</xsl:stylesheet>
