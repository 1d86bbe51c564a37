<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- Search and filters of the archive: a form and links, no script. -->

  <xsl:template match="filter">
    <xsl:variable name="lang" select="string(../@xml:lang)"/>
    <form class="search" role="search" method="get" action="{f:path(concat($base, ../@folder))}">
      <label for="search"><xsl:value-of select="f:word('search', $lang)"/></label>
      <input type="search" id="search" name="q" value="{@q}" maxlength="200" dir="auto"/>
      <xsl:for-each select="@*[name() != 'q']">
        <input type="hidden" name="{name()}" value="{.}"/>
      </xsl:for-each>
      <xsl:if test="../@order = 'newest' and ../@order-href">
        <input type="hidden" name="order" value="newest"/>
      </xsl:if>
      <button type="submit"><xsl:value-of select="f:word('search', $lang)"/></button>
    </form>
    <xsl:if test="@*"><xsl:apply-templates select="." mode="results"/></xsl:if>
  </xsl:template>

  <!-- How many were found and by what, with the way back to all. -->
  <xsl:template match="filter" mode="results">
    <div class="results">
      <xsl:if test="../@total">
        <p><xsl:value-of select="f:word('results', string(../@xml:lang), 'count',
          string(../@total))"/></p>
      </xsl:if>
      <xsl:if test="../@order and ../statement"><xsl:apply-templates select=".." mode="order"/></xsl:if>
      <ul>
        <xsl:apply-templates select="../facets/facet[@current]"/>
        <li><a href="{f:path(concat($base, ../@folder))}"><xsl:value-of
          select="f:word('back-to-archive', string(../@xml:lang))"/></a></li>
      </ul>
    </div>
  </xsl:template>

  <!-- In which order they are listed, and the way to the other. -->
  <xsl:template match="newsroom" mode="order">
    <p class="order">
      <xsl:value-of select="f:word(concat('order-', @order), string(@xml:lang))"/>
      <xsl:if test="@order-href">
        <xsl:text> · </xsl:text>
        <a href="{f:path(string(@order-href))}" rel="nofollow">
          <xsl:choose>
            <xsl:when test="@order = 'best'"><xsl:value-of
              select="f:word('order-newest', string(@xml:lang))"/></xsl:when>
            <xsl:otherwise><xsl:value-of
              select="f:word('order-best', string(@xml:lang))"/></xsl:otherwise>
          </xsl:choose>
        </a>
      </xsl:if>
    </p>
  </xsl:template>

  <!-- Below the list, or beside it where there is room. -->
  <xsl:template match="filter" mode="choices">
    <!-- A landmark without content is none. -->
    <xsl:if test="../facets/facet[@current or @kind = preceding-sibling::facet/@kind]">
      <nav class="filters" id="filters" aria-label="{f:word('filters', string(../@xml:lang))}">
        <xsl:apply-templates select="." mode="facets">
          <xsl:with-param name="kind" select="'tag'"/>
          <xsl:with-param name="words" select="'tags'"/>
        </xsl:apply-templates>
        <xsl:apply-templates select="." mode="facets">
          <xsl:with-param name="kind" select="'year'"/>
          <xsl:with-param name="words" select="'years'"/>
        </xsl:apply-templates>
        <xsl:apply-templates select="." mode="facets">
          <xsl:with-param name="kind" select="'lang'"/>
          <xsl:with-param name="words" select="'languages'"/>
        </xsl:apply-templates>
        <xsl:apply-templates select="." mode="facets">
          <xsl:with-param name="kind" select="'issuer'"/>
          <xsl:with-param name="words" select="'issuers'"/>
        </xsl:apply-templates>
      </nav>
    </xsl:if>
  </xsl:template>

  <!-- The values of one kind; a single one that is not chosen leads nowhere new. -->
  <xsl:template match="filter" mode="facets">
    <xsl:param name="kind"/>
    <xsl:param name="words"/>
    <xsl:variable name="facets" select="../facets/facet[@kind = $kind]"/>
    <xsl:if test="count($facets) &gt; 1 or $facets/@current">
      <h2><xsl:value-of select="f:word($words, string(../@xml:lang))"/></h2>
      <ul><xsl:apply-templates select="$facets"/></ul>
    </xsl:if>
  </xsl:template>

  <xsl:template match="facet">
    <xsl:variable name="lang" select="string(/newsroom/@xml:lang)"/>
    <xsl:variable name="text">
      <xsl:choose>
        <xsl:when test="@kind = 'lang'"><xsl:value-of
          select="f:language(string(@value), $lang)"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="@text"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <li>
      <a href="{f:path(string(@href))}">
        <xsl:if test="@combined"><xsl:attribute name="rel">nofollow</xsl:attribute></xsl:if>
        <xsl:if test="@current">
          <xsl:attribute name="aria-current">true</xsl:attribute>
          <xsl:attribute name="aria-label"><xsl:value-of select="f:word('filter-remove', $lang,
            'filter', string($text))"/></xsl:attribute>
        </xsl:if>
        <bdi><xsl:value-of select="$text"/></bdi>
      </a>
      <xsl:if test="@count">
        <xsl:text> </xsl:text>
        <span class="count"><xsl:value-of select="@count"/></span>
      </xsl:if>
    </li>
  </xsl:template>

</xsl:stylesheet>
