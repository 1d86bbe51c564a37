<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- What a JSON Feed says about itself and about an item (JSON Feed 1.1). Every string passes
       through f:json, also those that look harmless. -->

  <xsl:template name="json-feed">
    <xsl:text>{&#10;"version": "https://jsonfeed.org/version/1.1"</xsl:text>
    <xsl:call-template name="json-member">
      <xsl:with-param name="name" select="'title'"/>
      <xsl:with-param name="value">
        <xsl:apply-templates select="." mode="list-title"/>
      </xsl:with-param>
    </xsl:call-template>
    <xsl:call-template name="json-member">
      <xsl:with-param name="name" select="'home_page_url'"/>
      <xsl:with-param name="value"><xsl:call-template name="feed-home"/></xsl:with-param>
    </xsl:call-template>
    <xsl:call-template name="json-member">
      <xsl:with-param name="name" select="'feed_url'"/>
      <xsl:with-param name="value" select="$self"/>
    </xsl:call-template>
    <xsl:call-template name="json-member">
      <xsl:with-param name="name" select="'next_url'"/>
      <xsl:with-param name="value" select="@previous"/>
    </xsl:call-template>
    <xsl:call-template name="json-member">
      <xsl:with-param name="name" select="'description'"/>
      <xsl:with-param name="value"><xsl:call-template name="feed-description"/></xsl:with-param>
    </xsl:call-template>
    <xsl:call-template name="json-member">
      <xsl:with-param name="name" select="'language'"/>
      <xsl:with-param name="value" select="@xml:lang"/>
    </xsl:call-template>
    <xsl:call-template name="hook-channel"/>
    <xsl:text>,&#10;"items": [</xsl:text>
    <xsl:call-template name="feed-items"/>
    <xsl:text>]&#10;}&#10;</xsl:text>
  </xsl:template>

  <!-- A member that is not the first of its object; none where it has no value. -->
  <xsl:template name="json-member">
    <xsl:param name="name"/>
    <xsl:param name="value"/>
    <xsl:if test="string($value) != ''">
      <xsl:value-of select="concat(',&#10;', f:json($name), ': ', f:json($value))"/>
    </xsl:if>
  </xsl:template>

  <xsl:template match="statement" mode="item">
    <xsl:if test="position() &gt; 1">,&#10;</xsl:if>
    <xsl:value-of select="concat('{&#10;&quot;id&quot;: ', f:json(@m:identity))"/>
    <xsl:call-template name="json-member">
      <xsl:with-param name="name" select="'url'"/>
      <xsl:with-param name="value" select="@m:address"/>
    </xsl:call-template>
    <xsl:call-template name="json-member">
      <xsl:with-param name="name" select="'title'"/>
      <xsl:with-param name="value">
        <xsl:apply-templates select="." mode="feed-title"/>
      </xsl:with-param>
    </xsl:call-template>
    <xsl:call-template name="json-member">
      <xsl:with-param name="name" select="'summary'"/>
      <xsl:with-param name="value">
        <xsl:apply-templates select="." mode="description"/>
      </xsl:with-param>
    </xsl:call-template>
    <xsl:call-template name="json-member">
      <xsl:with-param name="name" select="'content_html'"/>
      <xsl:with-param name="value">
        <xsl:apply-templates select="." mode="feed-content"/>
      </xsl:with-param>
    </xsl:call-template>
    <xsl:call-template name="json-member">
      <xsl:with-param name="name" select="'image'"/>
      <xsl:with-param name="value" select="head/image[1]/@href"/>
    </xsl:call-template>
    <xsl:call-template name="json-member">
      <xsl:with-param name="name" select="'date_published'"/>
      <xsl:with-param name="value" select="@m:published"/>
    </xsl:call-template>
    <xsl:call-template name="json-member">
      <xsl:with-param name="name" select="'date_modified'"/>
      <xsl:with-param name="value"><xsl:apply-templates
        select="self::*[head/withdrawn or @m:updated]" mode="changed"/></xsl:with-param>
    </xsl:call-template>
    <xsl:call-template name="json-member">
      <xsl:with-param name="name" select="'language'"/>
      <xsl:with-param name="value" select="@xml:lang"/>
    </xsl:call-template>
    <xsl:apply-templates select="." mode="json-lists"/>
    <xsl:call-template name="hook-item"/>
    <xsl:text>&#10;}</xsl:text>
  </xsl:template>

  <xsl:template match="statement" mode="json-lists">
    <xsl:call-template name="json-list">
      <xsl:with-param name="name" select="'authors'"/>
      <xsl:with-param name="nodes" select="head/issuer | head/author"/>
    </xsl:call-template>
    <xsl:call-template name="json-list">
      <xsl:with-param name="name" select="'tags'"/>
      <xsl:with-param name="nodes" select="@kind | head/tag"/>
    </xsl:call-template>
    <xsl:call-template name="json-list">
      <xsl:with-param name="name" select="'attachments'"/>
      <xsl:with-param name="first" select="head/image[1][@m:length and @type]"/>
      <xsl:with-param name="nodes"
        select="(head/attachment | head/video | head/audio | head/image[position() &gt; 1])
          [@m:length and @type]"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="json-list">
    <xsl:param name="name"/>
    <xsl:param name="nodes"/>
    <xsl:param name="first" select="/.."/>
    <xsl:if test="$first | $nodes">
      <xsl:value-of select="concat(',&#10;', f:json($name), ': [')"/>
      <xsl:apply-templates select="$first" mode="json"/>
      <xsl:for-each select="$nodes">
        <xsl:if test="position() &gt; 1 or $first">, </xsl:if>
        <xsl:apply-templates select="." mode="json"/>
      </xsl:for-each>
      <xsl:text>]</xsl:text>
    </xsl:if>
  </xsl:template>

  <xsl:template match="@kind | tag" mode="json">
    <xsl:value-of select="f:json(normalize-space())"/>
  </xsl:template>

  <xsl:template match="issuer | author" mode="json">
    <xsl:value-of select="concat('{&quot;name&quot;: ', f:json(normalize-space()))"/>
    <xsl:if test="starts-with(@href, 'http')">
      <xsl:value-of select="concat(', &quot;url&quot;: ', f:json(@href))"/>
    </xsl:if>
    <xsl:text>}</xsl:text>
  </xsl:template>

  <!-- JSON Feed requires the type of an attachment. -->
  <xsl:template match="attachment | image | video | audio" mode="json">
    <xsl:value-of select="concat('{&quot;url&quot;: ', f:json(@href), ', &quot;mime_type&quot;: ',
      f:json(@type), ', &quot;size_in_bytes&quot;: ', @m:length)"/>
    <xsl:if test="normalize-space()">
      <xsl:value-of select="concat(', &quot;title&quot;: ', f:json(normalize-space()))"/>
    </xsl:if>
    <xsl:text>}</xsl:text>
  </xsl:template>

</xsl:stylesheet>
