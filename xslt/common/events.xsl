<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- What readers may come to: when and where, below the byline. -->

  <xsl:template match="event">
    <div class="event">
      <xsl:apply-templates select="." mode="event-title"/>
      <xsl:apply-templates select="." mode="event-when"/>
      <xsl:apply-templates select="place" mode="event"/>
      <xsl:apply-templates select="link" mode="event"/>
    </div>
  </xsl:template>

  <xsl:template match="event" mode="event-title">
    <xsl:if test="title or @cancelled = 'yes'">
      <p>
        <xsl:if test="title"><strong><xsl:apply-templates select="title/node()"/></strong></xsl:if>
        <xsl:if test="title and @cancelled = 'yes'"><xsl:text> – </xsl:text></xsl:if>
        <xsl:if test="@cancelled = 'yes'">
          <strong class="cancelled"><xsl:value-of select="f:word('event-cancelled',
            string((ancestor::*/@xml:lang)[last()]))"/></strong>
        </xsl:if>
      </p>
    </xsl:if>
  </xsl:template>

  <xsl:template match="event" mode="event-when">
    <p>
      <xsl:call-template name="event-label">
        <xsl:with-param name="words" select="f:word('event-when',
          string((ancestor::*/@xml:lang)[last()]))"/>
      </xsl:call-template>
      <xsl:apply-templates select="." mode="event-span"/>
    </p>
  </xsl:template>

  <xsl:template match="place" mode="event">
    <p>
      <xsl:call-template name="event-label">
        <xsl:with-param name="words" select="f:word('event-where',
          string((ancestor::*/@xml:lang)[last()]))"/>
      </xsl:call-template>
      <xsl:apply-templates/>
    </p>
  </xsl:template>

  <xsl:template match="link" mode="event">
    <p><xsl:apply-templates select="."/></p>
  </xsl:template>

  <xsl:template name="event-label">
    <xsl:param name="words"/>
    <strong><xsl:value-of select="f:word('label', string((ancestor::*/@xml:lang)[last()]), 'label',
      string($words))"/></strong>
    <xsl:call-template name="label-gap"/>
  </xsl:template>

  <!-- On one day the second time stands alone. -->
  <xsl:template match="event" mode="event-span">
    <xsl:variable name="lang" select="string((ancestor::*/@xml:lang)[last()])"/>
    <xsl:apply-templates select="@when" mode="event"/>
    <xsl:if test="@until and normalize-space(@until) != normalize-space(@when)">
      <xsl:text> – </xsl:text>
      <xsl:choose>
        <xsl:when test="f:date(string(@when), $lang, 'day') = f:date(string(@until), $lang, 'day')">
          <xsl:apply-templates select="@until" mode="event">
            <xsl:with-param name="style" select="'time'"/>
          </xsl:apply-templates>
        </xsl:when>
        <xsl:otherwise><xsl:apply-templates select="@until" mode="event"/></xsl:otherwise>
      </xsl:choose>
    </xsl:if>
  </xsl:template>

  <!-- Set apart: figures and Latin names of zones on both sides of a dash would change places where
       the text runs from right to left. -->
  <xsl:template match="@when | @until" mode="event">
    <xsl:param name="style" select="'moment'"/>
    <bdi>
      <xsl:call-template name="time">
        <xsl:with-param name="date" select="string()"/>
        <xsl:with-param name="style" select="$style"/>
      </xsl:call-template>
    </bdi>
  </xsl:template>

</xsl:stylesheet>
