<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" exclude-result-prefixes="f">

  <!-- Where an address has nothing to show: what there is to do instead. -->

  <xsl:template match="newsroom[@status]" mode="view-heading">
    <xsl:choose>
      <xsl:when test="@status = 410">
        <xsl:value-of select="f:word('gone', string(@xml:lang))"/>
      </xsl:when>
      <xsl:when test="@status = 503">
        <xsl:value-of select="f:word('unavailable', string(@xml:lang))"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="f:word('missing', string(@xml:lang))"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="newsroom[@status]" mode="view-title">
    <xsl:apply-templates select="." mode="view-heading"/>
    <xsl:value-of select="concat(' – ', @title)"/>
  </xsl:template>
  <xsl:template match="newsroom[@status]" mode="metadata">
    <meta name="robots" content="noindex"/>
  </xsl:template>

  <xsl:template match="newsroom[@status]" mode="entries">
    <xsl:variable name="lang" select="string(@xml:lang)"/>
    <div class="next">
      <xsl:choose>
        <xsl:when test="@status = 503">
          <p><xsl:value-of select="f:word('try-again', $lang)"/></p>
        </xsl:when>
        <xsl:otherwise>
          <p><xsl:value-of select="f:word('look-further', $lang)"/></p>
          <p>
            <a href="{f:path(string($base))}"><xsl:value-of
              select="f:word('back-to-archive', $lang)"/></a>
          </p>
        </xsl:otherwise>
      </xsl:choose>
    </div>
  </xsl:template>

</xsl:stylesheet>
