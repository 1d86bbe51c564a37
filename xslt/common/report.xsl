<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" exclude-result-prefixes="f">

  <!-- What the report's page and its feed say in the same words. $lang is the newsroom's language. -->

  <xsl:template name="report-title">
    <xsl:value-of select="concat(f:word('report', $lang), ' – ', /report/@title)"/>
  </xsl:template>

  <!-- Why a document is not public, or how long it is. -->
  <xsl:template match="document" mode="facts">
    <xsl:variable name="section" select="parent::section/@name"/>
    <xsl:choose>
      <xsl:when test="@reason = 'embargoed'">
        <xsl:call-template name="report-moment">
          <xsl:with-param name="words" select="f:word('embargoed', $lang)"/>
          <xsl:with-param name="date" select="@until"/>
          <xsl:with-param name="left" select="@left"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="@reason = 'withdrawn'">
        <xsl:call-template name="report-moment">
          <xsl:with-param name="words" select="f:word('withdrawn', $lang)"/>
          <xsl:with-param name="date" select="@withdrawn"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$section = 'ending'"><xsl:apply-templates select="." mode="ending"/></xsl:when>
      <xsl:when test="$section = 'published'">
        <xsl:call-template name="report-moment">
          <xsl:with-param name="words" select="'{date}'"/>
          <xsl:with-param name="date" select="@published"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="@changed">
        <xsl:call-template name="report-moment">
          <xsl:with-param name="words" select="'{date}'"/>
          <xsl:with-param name="date" select="@changed"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="@reason = 'deleted'">
        <xsl:call-template name="report-moment">
          <xsl:with-param name="words" select="f:word('report-deleted', $lang)"/>
          <xsl:with-param name="date" select="@withdrawn"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="@reason = 'draft'">
        <xsl:value-of select="f:word('draft', $lang)"/>
      </xsl:when>
      <xsl:when test="@reason = 'expired' or @reason = 'foreign' or not(@reason)"/>
      <xsl:otherwise><xsl:apply-templates select="@reason" mode="words"/></xsl:otherwise>
    </xsl:choose>
    <xsl:if test="@kept and $section = 'kept'">
      <xsl:text> · </xsl:text>
      <xsl:call-template name="report-moment">
        <xsl:with-param name="words" select="f:word('report-kept-since', $lang)"/>
        <xsl:with-param name="date" select="@kept"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- It may end in two ways. -->
  <xsl:template match="document" mode="ending">
    <xsl:variable name="withdrawal" select="@withdrawn and (not(@expires) or
      translate(@withdrawn, '-T:Z', '') &lt;= translate(@expires, '-T:Z', '') or
      translate(@expires, '-T:Z', '') &lt;= translate(/report/@at, '-T:Z', ''))"/>
    <xsl:choose>
      <xsl:when test="$withdrawal">
        <xsl:call-template name="report-moment">
          <xsl:with-param name="words" select="f:word('report-withdrawal', $lang)"/>
          <xsl:with-param name="date" select="@withdrawn"/>
          <xsl:with-param name="left" select="@left"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="report-moment">
          <xsl:with-param name="words" select="f:word('report-expires', $lang)"/>
          <xsl:with-param name="date" select="@expires"/>
          <xsl:with-param name="left" select="@left"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="report-moment">
    <xsl:param name="words"/>
    <xsl:param name="date"/>
    <xsl:param name="left"/>
    <xsl:call-template name="words-with-date">
      <xsl:with-param name="words" select="$words"/>
      <xsl:with-param name="date" select="$date"/>
      <xsl:with-param name="lang" select="$lang"/>
      <xsl:with-param name="style" select="'moment'"/>
    </xsl:call-template>
    <xsl:if test="$left != ''"><xsl:value-of select="concat(' (', $left, ')')"/></xsl:if>
  </xsl:template>

  <xsl:template name="report-place">
    <xsl:choose>
      <xsl:when test="@column">
        <xsl:value-of select="f:word('report-place', $lang, 'line', string(@line), 'column',
          string(@column))"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="f:word('report-line', $lang, 'line', string(@line))"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The words for a list, for how grave a problem is, and for a reason that has no moment. -->
  <xsl:template match="section/@name[. = 'refused']" mode="words">
    <xsl:value-of select="f:word('report-refused', $lang)"/>
  </xsl:template>
  <xsl:template match="section/@name[. = 'kept']" mode="words">
    <xsl:value-of select="f:word('report-kept', $lang)"/>
  </xsl:template>
  <xsl:template match="section/@name[. = 'foreign']" mode="words">
    <xsl:value-of select="f:word('report-foreign', $lang)"/>
  </xsl:template>
  <xsl:template match="section/@name[. = 'drafts']" mode="words">
    <xsl:value-of select="f:word('report-drafts', $lang)"/>
  </xsl:template>
  <xsl:template match="section/@name[. = 'embargoed']" mode="words">
    <xsl:value-of select="f:word('report-embargoed', $lang)"/>
  </xsl:template>
  <xsl:template match="section/@name[. = 'ending']" mode="words">
    <xsl:value-of select="f:word('report-ending', $lang)"/>
  </xsl:template>
  <xsl:template match="section/@name[. = 'warned']" mode="words">
    <xsl:value-of select="f:word('report-warned', $lang)"/>
  </xsl:template>
  <xsl:template match="section/@name[. = 'gone']" mode="words">
    <xsl:value-of select="f:word('report-gone', $lang)"/>
  </xsl:template>
  <xsl:template match="section/@name[. = 'published']" mode="words">
    <xsl:value-of select="f:word('report-published', $lang)"/>
  </xsl:template>
  <xsl:template match="section/@name[. = 'changed']" mode="words">
    <xsl:value-of select="f:word('report-changed', $lang)"/>
  </xsl:template>
  <xsl:template match="problem/@severity[. = 'error']" mode="words">
    <xsl:value-of select="f:word('report-error', $lang)"/>
  </xsl:template>
  <xsl:template match="problem/@severity[. = 'warning']" mode="words">
    <xsl:value-of select="f:word('report-warning', $lang)"/>
  </xsl:template>
  <xsl:template match="document/@reason[. = 'invalid']" mode="words">
    <xsl:value-of select="f:word('report-invalid', $lang)"/>
  </xsl:template>
  <xsl:template match="document/@reason[. = 'duplicate']" mode="words">
    <xsl:value-of select="f:word('report-duplicate', $lang)"/>
  </xsl:template>
  <xsl:template match="document/@reason[. = 'copy']" mode="words">
    <xsl:value-of select="f:word('report-copy', $lang)"/>
  </xsl:template>
  <xsl:template match="document/@reason[. = 'loop']" mode="words">
    <xsl:value-of select="f:word('report-loop', $lang)"/>
  </xsl:template>
  <xsl:template match="document/@reason[. = 'bound']" mode="words">
    <xsl:value-of select="f:word('report-bound', $lang)"/>
  </xsl:template>
  <xsl:template match="document/@reason[. = 'unreadable']" mode="words">
    <xsl:value-of select="f:word('report-unreadable', $lang)"/>
  </xsl:template>
  <xsl:template match="document/@reason[. = 'waiting']" mode="words">
    <xsl:value-of select="f:word('report-waiting', $lang)"/>
  </xsl:template>

</xsl:stylesheet>
