<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" exclude-result-prefixes="f">

  <!-- The editors' report as a page: what is not public and why, what comes next, what was last. Its
       document is described in mod_statement/core/render/report.h. -->
  <xsl:import href="common/params.xsl"/>
  <xsl:include href="common/dates.xsl"/>
  <xsl:include href="common/report.xsl"/>

  <xsl:output method="html" encoding="UTF-8" media-type="text/html"
    doctype-system="about:legacy-compat" indent="no"/>

  <xsl:variable name="lang" select="string(/report/@xml:lang)"/>

  <xsl:template match="/report">
    <html lang="{$lang}" dir="{f:direction($lang)}">
      <head>
        <title><xsl:call-template name="report-title"/></title>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <meta name="robots" content="noindex"/>
        <xsl:if test="@refresh"><meta http-equiv="refresh" content="{@refresh}"/></xsl:if>
        <link rel="alternate" type="application/atom+xml" href="{@self}?format=atom"/>
        <link rel="stylesheet" href="{$style}"/>
      </head>
      <body class="report">
        <a class="skip" href="#content"><xsl:value-of
          select="f:word('skip-to-content', $lang)"/></a>
        <header class="banner">
          <p class="name"><a href="{f:path(string(@base))}"><xsl:value-of select="@title"/></a></p>
        </header>
        <main id="content">
          <h1><xsl:value-of select="f:word('report', $lang)"/></h1>
          <p class="as-of">
            <xsl:call-template name="words-with-date">
              <xsl:with-param name="words" select="f:word('report-as-of', $lang)"/>
              <xsl:with-param name="date" select="@at"/>
              <xsl:with-param name="lang" select="$lang"/>
              <xsl:with-param name="style" select="'moment'"/>
            </xsl:call-template>
            <xsl:text> · </xsl:text>
            <xsl:apply-templates select="." mode="refresh-link"/>
            <xsl:text> · </xsl:text>
            <a href="{@self}?format=json">JSON</a>
            <xsl:text> · </xsl:text>
            <a href="{@self}?format=atom">Atom</a>
          </p>
          <xsl:if test="problem">
            <h2><xsl:value-of select="f:word('report-newsroom', $lang)"/></h2>
            <ul class="problems"><xsl:apply-templates select="problem"/></ul>
          </xsl:if>
          <xsl:if test="not(@list) and not(problem) and not(section[@name='refused' or
            @name='kept' or @name='foreign' or @name='warned']/document)">
            <p class="clear"><xsl:value-of select="f:word('report-clear', $lang)"/></p>
          </xsl:if>
          <xsl:apply-templates select="section[@total &gt; 0 or /report/@list]"/>
        </main>
        <footer class="foot">
          <p>
            <xsl:if test="@list">
              <a href="{@self}"><xsl:value-of select="f:word('report-whole', $lang)"/></a>
              <xsl:text> · </xsl:text>
            </xsl:if>
            <a href="{f:path(string(@base))}"><xsl:value-of
              select="f:word('back-to-archive', $lang)"/></a>
          </p>
        </footer>
      </body>
    </html>
  </xsl:template>

  <!-- A page that changes by itself is one that its reader has asked for. -->
  <xsl:template match="report" mode="refresh-link">
    <xsl:choose>
      <xsl:when test="@refresh">
        <a href="{@self}"><xsl:value-of select="f:word('report-still', $lang)"/></a>
      </xsl:when>
      <xsl:otherwise>
        <a href="{@self}?refresh=30"><xsl:value-of select="f:word('report-refresh', $lang)"/></a>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="section">
    <section id="{@name}">
      <h2>
        <xsl:apply-templates select="@name" mode="words"/>
        <xsl:text> </xsl:text>
        <span class="count">(<xsl:value-of select="@total"/>)</span>
      </h2>
      <xsl:if test="document">
        <ol class="documents"><xsl:apply-templates select="document"/></ol>
      </xsl:if>
      <xsl:apply-templates select="." mode="more"/>
    </section>
  </xsl:template>

  <xsl:template match="section" mode="more">
    <xsl:variable name="here" select="concat(/report/@self, '?list=', @name)"/>
    <xsl:choose>
      <xsl:when test="/report/@list">
        <xsl:if test="/report/@pages &gt; 1">
          <nav class="pages">
            <p>
              <xsl:value-of select="f:word('archive-page', $lang, 'page', string(/report/@page),
                'pages', string(/report/@pages))"/>
              <xsl:if test="/report/@page &gt; 1">
                <xsl:text> </xsl:text>
                <a rel="prev" href="{$here}&amp;page={/report/@page - 1}">←</a>
              </xsl:if>
              <xsl:if test="/report/@page &lt; /report/@pages">
                <xsl:text> </xsl:text>
                <a rel="next" href="{$here}&amp;page={/report/@page + 1}">→</a>
              </xsl:if>
            </p>
          </nav>
        </xsl:if>
      </xsl:when>
      <xsl:when test="@total &gt; count(document) and not(@name='published' or @name='changed')">
        <p><a href="{$here}"><xsl:value-of select="f:word('report-more', $lang, 'count',
          string(@total - count(document)))"/></a></p>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="document">
    <li>
      <p class="document">
        <xsl:choose>
          <xsl:when test="@address">
            <a href="{f:path(string(@address))}"><xsl:apply-templates select="." mode="name"/></a>
          </xsl:when>
          <xsl:otherwise><strong><xsl:apply-templates select="." mode="name"/></strong></xsl:otherwise>
        </xsl:choose>
        <xsl:if test="@title">
          <xsl:text> </xsl:text>
          <code dir="ltr"><xsl:value-of select="@file"/></code>
        </xsl:if>
      </p>
      <xsl:variable name="facts">
        <xsl:apply-templates select="." mode="facts"/>
      </xsl:variable>
      <xsl:if test="string($facts) != ''">
        <p class="facts"><xsl:copy-of select="$facts"/></p>
      </xsl:if>
      <xsl:if test="problem">
        <ul class="problems">
          <xsl:apply-templates select="problem"/>
          <xsl:if test="@more-problems">
            <li><xsl:value-of select="f:word('report-more', $lang, 'count',
              string(@more-problems))"/></li>
          </xsl:if>
        </ul>
      </xsl:if>
    </li>
  </xsl:template>

  <xsl:template match="document" mode="name">
    <xsl:choose>
      <xsl:when test="@title"><xsl:value-of select="@title"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="@file"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="problem">
    <li class="{@severity}">
      <p>
        <b><xsl:apply-templates select="@severity" mode="words"/></b>
        <xsl:if test="not(parent::document) and @file">
          <xsl:text> </xsl:text>
          <code dir="ltr"><xsl:value-of select="@file"/></code>
        </xsl:if>
        <xsl:if test="@line">
          <xsl:text> · </xsl:text>
          <xsl:call-template name="report-place"/>
        </xsl:if>
      </p>
      <!-- Messages are in English, as everywhere. -->
      <p lang="en" dir="ltr">
        <xsl:value-of select="message"/>
        <xsl:text>. </xsl:text>
        <xsl:value-of select="remedy"/>
      </p>
      <xsl:if test="excerpt">
        <pre dir="ltr" tabindex="0"><xsl:value-of select="excerpt"/></pre>
      </xsl:if>
    </li>
  </xsl:template>

</xsl:stylesheet>
