<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- Running text as HTML. -->

  <xsl:template match="em | strong | sub | sup">
    <xsl:element name="{name()}">
      <xsl:apply-templates select="." mode="language"/>
      <xsl:apply-templates/>
    </xsl:element>
  </xsl:template>

  <xsl:template match="br"><br/></xsl:template>

  <xsl:template match="span[@xml:lang]">
    <span>
      <xsl:apply-templates select="." mode="language"/>
      <xsl:apply-templates/>
    </span>
  </xsl:template>
  <xsl:template match="span"><xsl:apply-templates/></xsl:template>

  <!-- A link without an address leads to what is not public. -->
  <xsl:template match="link">
    <xsl:apply-templates/>
  </xsl:template>
  <xsl:template match="link[@href]">
    <a>
      <xsl:attribute name="href"><xsl:apply-templates select="." mode="address"/></xsl:attribute>
      <xsl:apply-templates select="." mode="bare"/>
      <xsl:copy-of select="@hreflang"/>
      <xsl:apply-templates select="." mode="language"/>
      <xsl:apply-templates/>
      <xsl:if test="not(normalize-space())"><bdi><xsl:value-of select="@href"/></bdi></xsl:if>
    </a>
  </xsl:template>

  <xsl:template match="link" mode="address"><xsl:value-of select="f:path(string(@href))"/></xsl:template>
  <!-- To a place on the page itself. -->
  <xsl:template match="link[@m:place]" mode="address">
    <xsl:value-of select="concat('#', substring-after(@href, '#'))"/>
  </xsl:template>

  <!-- A link whose words are its address: paper does not print that twice. -->
  <xsl:template match="link | attachment | related | source" mode="bare">
    <xsl:if test="@m:bare or not(normalize-space())">
      <xsl:attribute name="class">bare</xsl:attribute>
    </xsl:if>
  </xsl:template>

  <xsl:template match="time">
    <time datetime="{normalize-space(@when)}"><xsl:apply-templates/></time>
  </xsl:template>

  <!-- A quotation in another language says so; its marks stay those of the text around it. -->
  <xsl:template match="quote[@xml:lang or @m:id]">
    <xsl:apply-templates select="." mode="mark"/>
    <span>
      <xsl:apply-templates select="." mode="anchor"/>
      <xsl:apply-templates select="." mode="language"/>
      <xsl:apply-templates select="." mode="text-before-notes"/>
    </span>
    <xsl:apply-templates select="." mode="close-own"/>
    <xsl:apply-templates select="." mode="last-notes"/>
  </xsl:template>

  <!-- The first use in running text carries the expansion and leads to the entry. -->
  <xsl:template match="abbr">
    <xsl:choose>
      <xsl:when test="@m:first">
        <xsl:variable name="target"><xsl:call-template name="target"/></xsl:variable>
        <xsl:apply-templates select="key('targets', @ref)[generate-id() = $target]"
          mode="first-use">
          <xsl:with-param name="text"><xsl:apply-templates/></xsl:with-param>
        </xsl:apply-templates>
        <xsl:if test="$target = ''"><xsl:apply-templates/></xsl:if>
      </xsl:when>
      <xsl:otherwise><xsl:apply-templates/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="entry" mode="first-use">
    <xsl:param name="text"/>
    <xsl:variable name="id"><xsl:apply-templates select="." mode="id"/></xsl:variable>
    <xsl:variable name="meaning"><xsl:apply-templates select="def" mode="plain"/></xsl:variable>
    <a href="#{$id}"><abbr title="{normalize-space($meaning)}"><xsl:copy-of
      select="$text"/></abbr></a>
  </xsl:template>

  <xsl:template match="noteref">
    <xsl:variable name="target"><xsl:call-template name="target"/></xsl:variable>
    <xsl:variable name="note" select="key('targets', @ref)[generate-id() = $target]"/>
    <xsl:variable name="id"><xsl:apply-templates select="$note" mode="id"/></xsl:variable>
    <xsl:variable name="here">
      <xsl:apply-templates select="ancestor::statement[1]" mode="id-prefix"/>
    </xsl:variable>
    <xsl:if test="$note">
      <sup class="noteref">
        <a href="#{$id}" role="doc-noteref">
          <xsl:if test="@m:first">
            <xsl:attribute name="id">
              <xsl:value-of select="concat($here, 'ref-', @ref)"/>
            </xsl:attribute>
          </xsl:if>
          <xsl:apply-templates select="$note" mode="reference"/>
        </a>
      </sup>
    </xsl:if>
  </xsl:template>

</xsl:stylesheet>
