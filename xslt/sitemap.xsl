<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">

  <!-- The newsroom's sitemap for search engines (sitemaps.org, protocol 0.9), with the languages of
       each statement as xhtml:link; an index of sitemaps where there are too many for one. -->

  <xsl:output method="xml" encoding="UTF-8" media-type="application/xml"/>

  <xsl:template match="/sitemap">
    <urlset>
      <xsl:text>&#10;</xsl:text>
      <xsl:apply-templates select="address"/>
    </urlset>
  </xsl:template>

  <xsl:template match="/sitemap[part]">
    <sitemapindex>
      <xsl:text>&#10;</xsl:text>
      <xsl:apply-templates select="part"/>
    </sitemapindex>
  </xsl:template>

  <xsl:template match="address">
    <url>
      <loc><xsl:value-of select="@href"/></loc>
      <xsl:apply-templates select="@changed | alternate"/>
    </url>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="@changed">
    <lastmod><xsl:value-of select="."/></lastmod>
  </xsl:template>

  <xsl:template match="alternate">
    <xhtml:link rel="alternate" hreflang="{@xml:lang}" href="{@href}"/>
  </xsl:template>

  <xsl:template match="part">
    <sitemap>
      <loc><xsl:value-of select="@href"/></loc>
    </sitemap>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

</xsl:stylesheet>
