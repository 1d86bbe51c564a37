<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- Above a page that is not public: why, until when, and what becomes of it elsewhere. The page
       itself is as it will be at its moment. -->

  <xsl:template match="statement" mode="preview">
    <xsl:variable name="lang" select="string(@xml:lang)"/>
    <aside class="preview" aria-label="{f:word('preview', $lang)}">
      <p>
        <strong><xsl:value-of select="f:word('preview', $lang)"/></strong>
        <xsl:text> </xsl:text>
        <xsl:apply-templates select="." mode="preview-reason"/>
      </p>
      <details>
        <summary><xsl:value-of select="f:word('preview-elsewhere', $lang)"/></summary>
        <h2><xsl:value-of select="f:word('preview-card', $lang)"/></h2>
        <xsl:apply-templates select="." mode="preview-card"/>
        <h2><xsl:value-of select="f:word('preview-item', $lang)"/></h2>
        <xsl:apply-templates select="." mode="preview-item"/>
      </details>
    </aside>
  </xsl:template>

  <xsl:template match="statement" mode="preview-reason">
    <xsl:variable name="lang" select="string(@xml:lang)"/>
    <xsl:choose>
      <xsl:when test="$preview = 'embargoed'">
        <xsl:call-template name="words-with-date">
          <xsl:with-param name="words" select="f:word('embargoed', $lang)"/>
          <xsl:with-param name="date">
            <xsl:apply-templates select="." mode="public-from"/>
          </xsl:with-param>
          <xsl:with-param name="lang" select="$lang"/>
          <xsl:with-param name="style" select="'moment'"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$preview = 'waiting'">
        <xsl:value-of select="f:word('report-waiting', $lang)"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="f:word('preview-draft', $lang)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- As networks show what the page's metadata say. -->
  <xsl:template match="statement" mode="preview-card">
    <div class="card">
      <xsl:for-each select="head/image[1]">
        <img src="{f:path(string(@href))}" alt="{normalize-space(@alt)}"/>
      </xsl:for-each>
      <p class="site"><xsl:value-of select="$newsroom-title"/></p>
      <p><strong><xsl:apply-templates select="head/title" mode="plain"/></strong></p>
      <p><xsl:apply-templates select="." mode="description"/></p>
    </div>
  </xsl:template>

  <!-- As a feed reader lists it; it shows the page's text below. -->
  <xsl:template match="statement" mode="preview-item">
    <div class="card">
      <p><strong><xsl:apply-templates select="head/title" mode="plain"/></strong></p>
      <p class="site">
        <xsl:value-of select="$newsroom-title"/>
        <xsl:if test="head/published">
          <xsl:text> · </xsl:text>
          <xsl:call-template name="time">
            <xsl:with-param name="date" select="head/published"/>
          </xsl:call-template>
        </xsl:if>
      </p>
      <p><xsl:apply-templates select="." mode="description"/></p>
    </div>
  </xsl:template>

</xsl:stylesheet>
