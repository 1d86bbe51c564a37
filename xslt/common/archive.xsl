<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- The archive: the newest statements first, in pages. -->

  <xsl:template match="newsroom" mode="entries">
    <xsl:if test="not(statement)">
      <p class="empty"><xsl:value-of select="f:word('archive-empty', string(@xml:lang))"/></p>
    </xsl:if>
    <xsl:if test="statement">
      <ol class="entries"><xsl:apply-templates select="statement" mode="summary"/></ol>
    </xsl:if>
    <xsl:apply-templates select="self::*[@pages &gt; 1]" mode="pages"/>
  </xsl:template>

  <xsl:template match="statement" mode="summary">
    <li>
      <article>
        <xsl:apply-templates select="." mode="language"/>
        <xsl:apply-templates select="." mode="kind"/>
        <h2><a href="{f:path(string(@m:address))}"><xsl:apply-templates
          select="head/title" mode="plain"/></a></h2>
        <p class="origin">
          <xsl:apply-templates select="." mode="byline"/>
          <xsl:if test="head/issuer and head/published"><xsl:text> · </xsl:text></xsl:if>
          <xsl:for-each select="head/published">
            <xsl:call-template name="time">
              <xsl:with-param name="date" select="."/>
            </xsl:call-template>
          </xsl:for-each>
        </p>
        <xsl:if test="head/summary">
          <p><xsl:apply-templates select="head/summary" mode="plain"/></p>
        </xsl:if>
      </article>
    </li>
  </xsl:template>

  <xsl:template match="newsroom" mode="pages">
    <xsl:variable name="lang" select="string(@xml:lang)"/>
    <xsl:variable name="first" select="concat($base, @folder)"/>
    <nav class="pages" aria-label="{f:word('pages', $lang)}">
      <xsl:if test="@page &gt; 1">
        <a rel="prev">
          <xsl:attribute name="href">
            <xsl:value-of select="f:path(string($first))"/>
            <xsl:if test="@page &gt; 2">
              <xsl:value-of select="concat('?page=', @page - 1)"/>
            </xsl:if>
          </xsl:attribute>
          <xsl:value-of select="f:word('previous-page', $lang)"/>
        </a>
      </xsl:if>
      <span><xsl:value-of select="f:word('archive-page', $lang, 'page', string(@page),
        'pages', string(@pages))"/></span>
      <xsl:if test="@page &lt; @pages">
        <a rel="next" href="{f:path(string($first))}?page={@page + 1}"><xsl:value-of
          select="f:word('next-page', $lang)"/></a>
      </xsl:if>
    </nav>
  </xsl:template>

</xsl:stylesheet>
