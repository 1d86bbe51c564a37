<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- A document's dates in words and as time elements. -->

  <!-- $date is a date of the document; a day is shown as that day, never converted. In a list that
       is in $list-lang the entries of that language have their dates as its region writes them. -->
  <xsl:template name="time">
    <xsl:param name="date"/>
    <xsl:param name="list-lang"/>
    <xsl:param name="lang" select="(ancestor-or-self::*/@xml:lang)[last()]"/>
    <xsl:param name="style" select="'day'"/>
    <time>
      <xsl:attribute name="datetime">
        <xsl:choose>
          <xsl:when test="contains($date, 'T')"><xsl:value-of select="f:rfc3339($date)"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="normalize-space($date)"/></xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
      <xsl:value-of select="f:date(string($date), string($lang), $style, string($list-lang))"/>
    </time>
  </xsl:template>

  <!-- Words with the date in their {date} as a time element. -->
  <xsl:template name="words-with-date">
    <xsl:param name="words"/>
    <xsl:param name="date"/>
    <xsl:param name="lang" select="(ancestor-or-self::*/@xml:lang)[last()]"/>
    <xsl:param name="style" select="'day'"/>
    <xsl:choose>
      <xsl:when test="contains($words, '{date}')">
        <xsl:value-of select="substring-before($words, '{date}')"/>
        <xsl:call-template name="time">
          <xsl:with-param name="date" select="$date"/>
          <xsl:with-param name="lang" select="$lang"/>
          <xsl:with-param name="style" select="$style"/>
        </xsl:call-template>
        <xsl:value-of select="substring-after($words, '{date}')"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$words"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Place and date before the first paragraph; without a place the page's head says it. -->
  <xsl:template match="statement" mode="dateline">
    <xsl:variable name="lang" select="(ancestor-or-self::*/@xml:lang)[last()]"/>
    <xsl:if test="head/place">
      <xsl:choose>
        <xsl:when test="head/published">
          <xsl:call-template name="words-with-date">
            <xsl:with-param name="words" select="f:word('dateline', string($lang), 'place',
              normalize-space(head/place))"/>
            <xsl:with-param name="date" select="head/published"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <xsl:value-of select="f:word('dateline-place', string($lang), 'place',
            normalize-space(head/place))"/>
        </xsl:otherwise>
      </xsl:choose>
      <xsl:text> – </xsl:text>
    </xsl:if>
  </xsl:template>

</xsl:stylesheet>
