<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:html="http://www.w3.org/TR/html40" xmlns:sitemap="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
  <xsl:output method="html" version="1.0" encoding="UTF-8" indent="yes"/>
  <xsl:variable name="lower" select="'abcdefghijklmnopqrstuvwxyz'"/>
  <xsl:variable name="upper" select="'ABCDEFGHIJKLMNOPQRSTUVWXYZ'"/>
  <xsl:variable name="has-lastmod" select="count(/sitemap:urlset/sitemap:url/sitemap:lastmod)"/>
  <xsl:template match="/">
    <html xmlns="http://www.w3.org/1999/xhtml">
      <head><title>XML sitemap</title><style type="text/css">td { color: #000 } a > b {}</style></head>
      <body>
        <p>Number of URLs: <xsl:value-of select="count(sitemap:urlset/sitemap:url)"/>.</p>
        <xsl:if test="count(sitemap:urlset/sitemap:url) &gt; 0">
          <table>
            <xsl:for-each select="sitemap:urlset/sitemap:url">
              <tr>
                <xsl:if test="position() mod 2 != 1"><xsl:attribute name="class">odd</xsl:attribute></xsl:if>
                <td><xsl:variable name="itemURL"><xsl:value-of select="sitemap:loc"/></xsl:variable><a href="{$itemURL}"><xsl:value-of select="sitemap:loc"/></a></td>
                <td><xsl:value-of select="count(image:image)"/></td>
                <xsl:if test="$has-lastmod"><td><xsl:value-of select="concat(substring(sitemap:lastmod,0,11),concat(' ', substring(sitemap:lastmod,12,5)))"/></td></xsl:if>
                <td><xsl:value-of select="translate('monthly', $lower, $upper)"/></td>
              </tr>
            </xsl:for-each>
          </table>
        </xsl:if>
      </body>
    </html>
  </xsl:template>
</xsl:stylesheet>
