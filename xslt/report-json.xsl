<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" exclude-result-prefixes="f">

  <!-- The editors' report for programs (RFC 8259). Problems have the members that the command's
       "check" gives them as JSON; their files are named from the newsroom's folder. -->
  <xsl:import href="common/params.xsl"/>

  <xsl:output method="text" encoding="UTF-8" media-type="application/json"/>

  <xsl:template match="/report">
    <xsl:value-of select="concat('{&quot;newsroom&quot;: ', f:json(string(@base)))"/>
    <xsl:call-template name="member">
      <xsl:with-param name="name" select="'at'"/>
      <xsl:with-param name="value" select="@at"/>
    </xsl:call-template>
    <xsl:if test="@pages">
      <xsl:value-of select="concat(', &quot;page&quot;: ', @page, ', &quot;pages&quot;: ', @pages)"/>
    </xsl:if>
    <xsl:if test="not(@list)">
      <xsl:text>,&#10;"problems": </xsl:text>
      <xsl:apply-templates select="." mode="problems"/>
    </xsl:if>
    <xsl:text>,&#10;"lists": {</xsl:text>
    <xsl:apply-templates select="section"/>
    <xsl:text>}}&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="section">
    <xsl:if test="position() &gt; 1">,</xsl:if>
    <xsl:value-of select="concat('&#10;', f:json(string(@name)), ': {&quot;total&quot;: ', @total)"/>
    <xsl:if test="not(/report/@list) and @total &gt; count(document)
      and not(@name = 'published' or @name = 'changed')">
      <xsl:call-template name="member">
        <xsl:with-param name="name" select="'more'"/>
        <xsl:with-param name="value"
          select="concat(/report/@self, '?format=json&amp;list=', @name)"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:text>, "documents": [</xsl:text>
    <xsl:apply-templates select="document"/>
    <xsl:text>]}</xsl:text>
  </xsl:template>

  <xsl:template match="document">
    <xsl:if test="position() &gt; 1">,</xsl:if>
    <xsl:value-of select="concat('&#10;{&quot;file&quot;: ', f:json(string(@file)))"/>
    <xsl:for-each select="@title | @reason | @address | @until | @expires | @withdrawn | @published
      | @changed | @kept">
      <xsl:call-template name="member">
        <xsl:with-param name="name" select="name()"/>
        <xsl:with-param name="value" select="."/>
      </xsl:call-template>
    </xsl:for-each>
    <xsl:text>, "problems": </xsl:text>
    <xsl:apply-templates select="." mode="problems"/>
    <xsl:text>}</xsl:text>
  </xsl:template>

  <xsl:template match="*" mode="problems">
    <xsl:text>[</xsl:text>
    <xsl:apply-templates select="problem"/>
    <xsl:text>]</xsl:text>
  </xsl:template>

  <xsl:template match="problem">
    <xsl:if test="position() &gt; 1">,</xsl:if>
    <xsl:value-of select="concat('{&quot;severity&quot;: ', f:json(string(@severity)),
      ', &quot;code&quot;: ', f:json(string(@code)))"/>
    <xsl:text>, "file": </xsl:text>
    <xsl:choose>
      <xsl:when test="@file"><xsl:value-of select="f:json(string(@file))"/></xsl:when>
      <xsl:otherwise>null</xsl:otherwise>
    </xsl:choose>
    <xsl:value-of select="concat(', &quot;line&quot;: ', number(concat('0', @line)),
      ', &quot;column&quot;: ', number(concat('0', @column)), ', &quot;message&quot;: ',
      f:json(string(message)), ', &quot;remedy&quot;: ')"/>
    <xsl:choose>
      <xsl:when test="remedy"><xsl:value-of select="f:json(string(remedy))"/></xsl:when>
      <xsl:otherwise>null</xsl:otherwise>
    </xsl:choose>
    <xsl:text>}</xsl:text>
  </xsl:template>

  <!-- A member that is not the first of its object; none where it has no value. -->
  <xsl:template name="member">
    <xsl:param name="name"/>
    <xsl:param name="value"/>
    <xsl:if test="string($value) != ''">
      <xsl:value-of select="concat(', ', f:json(string($name)), ': ', f:json(string($value)))"/>
    </xsl:if>
  </xsl:template>

</xsl:stylesheet>
