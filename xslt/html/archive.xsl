<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- The newsroom's own page, or that of a folder in it: the newest statements first, in pages. And
       the page of its feed for people. -->
  <xsl:template match="/newsroom">
    <html>
      <xsl:call-template name="page-language"/>
      <xsl:call-template name="page-head">
        <xsl:with-param name="title">
          <xsl:apply-templates select="." mode="view-title"/>
        </xsl:with-param>
        <xsl:with-param name="address" select="@self"/>
        <xsl:with-param name="folder" select="concat($base, @folder)"/>
      </xsl:call-template>
      <body>
        <xsl:call-template name="page-skip"/>
        <xsl:call-template name="hook-page-start"/>
        <xsl:call-template name="page-banner"/>
        <main class="archive" id="content">
          <h1><xsl:apply-templates select="." mode="view-heading"/></h1>
          <div class="list">
            <xsl:apply-templates select="filter[not(../@feed)]"/>
            <xsl:apply-templates select="self::*[@feed]" mode="subscribe"/>
            <xsl:apply-templates select="." mode="entries"/>
          </div>
          <xsl:apply-templates select="filter[not(../@feed)][../facets/facet]" mode="choices"/>
        </main>
        <xsl:call-template name="page-foot">
          <xsl:with-param name="folder" select="concat($base, @folder)"/>
        </xsl:call-template>
        <xsl:call-template name="hook-page-end"/>
      </body>
    </html>
  </xsl:template>

  <xsl:template match="newsroom" mode="entries">
    <xsl:if test="not(statement)"><xsl:apply-templates select="." mode="empty"/></xsl:if>
    <xsl:if test="statement">
      <ol class="entries"><xsl:apply-templates select="statement" mode="summary"/></ol>
    </xsl:if>
    <xsl:apply-templates select="self::*[@pages &gt; 1 or @start or @next][not(@feed)]"
      mode="pages"/>
  </xsl:template>

  <!-- Nothing there: what to do next. -->
  <xsl:template match="newsroom" mode="empty">
    <xsl:variable name="lang" select="string(@xml:lang)"/>
    <div class="empty">
      <xsl:choose>
        <xsl:when test="filter/@*">
          <p><xsl:value-of select="f:word('results-none', $lang)"/></p>
          <xsl:if test="@meant">
            <p class="meant">
              <xsl:value-of select="f:word('did-you-mean', $lang)"/>
              <xsl:text> </xsl:text>
              <a href="{f:path(string(@meant-href))}" rel="nofollow"><bdi><xsl:value-of
                select="@meant"/></bdi></a>
            </p>
          </xsl:if>
        </xsl:when>
        <xsl:otherwise>
          <p><xsl:value-of select="f:word('archive-empty', $lang)"/></p>
          <xsl:if test="not(@feed)">
            <p>
              <a href="{f:path(concat($base, @folder, 'feed'))}"><xsl:value-of
                select="f:word('subscribe', $lang)"/></a>
            </p>
          </xsl:if>
        </xsl:otherwise>
      </xsl:choose>
    </div>
  </xsl:template>

  <!-- The heading, and the title of the page, which names filter and page number as well. -->
  <xsl:template match="newsroom" mode="view-heading">
    <xsl:value-of select="@title"/>
    <xsl:if test="@folder != ''">
      <xsl:text> · </xsl:text>
      <bdi><xsl:value-of select="@folder-name"/></bdi>
    </xsl:if>
  </xsl:template>
  <xsl:template match="newsroom" mode="view-title">
    <xsl:apply-templates select="." mode="list-title"/>
    <xsl:if test="@page &gt; 1">
      <xsl:text> – </xsl:text>
      <xsl:value-of select="f:word('archive-page', string(@xml:lang), 'page', string(@page),
        'pages', string(@pages))"/>
    </xsl:if>
  </xsl:template>

  <!-- One entry: its day and kind, the title, who speaks, the teaser, the topics. -->
  <xsl:template match="statement" mode="summary">
    <li>
      <article>
        <xsl:apply-templates select="." mode="language"/>
        <p class="when">
          <xsl:for-each select="head/published">
            <xsl:call-template name="time">
              <xsl:with-param name="date" select="."/>
              <xsl:with-param name="list-lang" select="/newsroom/@xml:lang"/>
            </xsl:call-template>
          </xsl:for-each>
          <xsl:if test="head/published and (@kind or @number)"><xsl:text> · </xsl:text></xsl:if>
          <xsl:apply-templates select="." mode="kind-words"/>
        </p>
        <h2><a href="{f:path(string(@m:address))}"><xsl:apply-templates
          select="." mode="found-title"/></a></h2>
        <xsl:apply-templates select="." mode="teaser"/>
        <p class="origin">
          <xsl:apply-templates select="." mode="byline"/>
          <xsl:if test="substring-before(concat(@xml:lang, '-'), '-') !=
            substring-before(concat(/newsroom/@xml:lang, '-'), '-')">
            <xsl:if test="head/issuer"><xsl:text> · </xsl:text></xsl:if>
            <xsl:value-of select="f:language(string(@xml:lang), string(@xml:lang))"/>
          </xsl:if>
        </p>
        <xsl:apply-templates select="head[not(/newsroom/@static)]" mode="tags">
          <xsl:with-param name="folder" select="/newsroom/@folder"/>
        </xsl:apply-templates>
      </article>
    </li>
  </xsl:template>

  <!-- The words around what a search found, else the summary. -->
  <xsl:template match="statement" mode="teaser">
    <xsl:choose>
      <xsl:when test="m:snippet">
        <p class="teaser"><xsl:apply-templates select="m:snippet/node()"/></p>
      </xsl:when>
      <xsl:when test="head/summary">
        <p class="teaser"><xsl:apply-templates select="head/summary" mode="plain"/></p>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- What a search found. -->
  <xsl:template match="statement" mode="found-title">
    <xsl:choose>
      <xsl:when test="m:title"><xsl:apply-templates select="m:title/node()"/></xsl:when>
      <xsl:otherwise><xsl:apply-templates select="head/title" mode="plain"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="m:title/text() | m:snippet/text()"><xsl:value-of select="."/></xsl:template>
  <xsl:template match="m:mark"><mark><xsl:value-of select="."/></mark></xsl:template>

  <xsl:template match="newsroom" mode="pages">
    <xsl:variable name="lang" select="string(@xml:lang)"/>
    <xsl:variable name="follow">
      <xsl:if test="count(filter/@*) &gt; 1"> nofollow</xsl:if>
    </xsl:variable>
    <nav class="pages" aria-label="{f:word('pages', $lang)}">
      <xsl:if test="@start">
        <a href="{f:path(string(@start))}"><xsl:value-of
          select="f:word('back-to-archive', $lang)"/></a>
      </xsl:if>
      <xsl:if test="@page &gt; 1">
        <a rel="prev{$follow}">
          <xsl:apply-templates select="." mode="page-address">
            <xsl:with-param name="page" select="@page - 1"/>
          </xsl:apply-templates>
          <xsl:value-of select="f:word('previous-page', $lang)"/>
        </a>
      </xsl:if>
      <xsl:if test="@pages">
        <span><xsl:value-of select="f:word('archive-page', $lang, 'page', string(@page),
          'pages', string(@pages))"/></span>
      </xsl:if>
      <xsl:if test="@next">
        <a rel="next{$follow}" href="{f:path(string(@next))}"><xsl:value-of
          select="f:word('next-page', $lang)"/></a>
      </xsl:if>
      <xsl:if test="@page &lt; @pages">
        <a rel="next{$follow}">
          <xsl:apply-templates select="." mode="page-address">
            <xsl:with-param name="page" select="@page + 1"/>
          </xsl:apply-templates>
          <xsl:value-of select="f:word('next-page', $lang)"/>
        </a>
      </xsl:if>
    </nav>
  </xsl:template>

  <!-- The address of a page of this list; the filter stays. -->
  <xsl:template match="newsroom" mode="page-address">
    <xsl:param name="page"/>
    <xsl:attribute name="href">
      <xsl:value-of select="f:path(concat($base, @folder))"/>
      <xsl:if test="@static and $page &gt; 1">
        <xsl:value-of select="concat('page/', $page, '.html')"/>
      </xsl:if>
      <xsl:call-template name="list-query"/>
      <xsl:if test="@order = 'newest' and @order-href">&amp;order=newest</xsl:if>
      <xsl:if test="$page &gt; 1 and not(@static)">
        <xsl:choose>
          <xsl:when test="string(@query) != ''">&amp;</xsl:when>
          <xsl:otherwise>?</xsl:otherwise>
        </xsl:choose>
        <xsl:value-of select="concat('page=', $page)"/>
      </xsl:if>
    </xsl:attribute>
  </xsl:template>

</xsl:stylesheet>
