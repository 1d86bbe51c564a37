<?xml version="1.0" encoding="utf-8"?>
<xsl:stylesheet version="3.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:atom="http://www.w3.org/2005/Atom">
  <xsl:output method="html" version="1.0" encoding="UTF-8" indent="yes" doctype-system="about:legacy-compat"/>
  <xsl:template match="/">
    <html xmlns="http://www.w3.org/1999/xhtml" lang="en">
      <head><title><xsl:value-of select="/rss/channel/title"/> feed</title><meta charset="utf-8"/></head>
      <body>
        <p>This is a feed. Put <code><xsl:value-of select="rss/channel/atom:link[@rel='self']/@href"/></code> into a reader.</p>
        <xsl:for-each select="/rss/channel/item">
          <article>
            <h3><a target="_blank"><xsl:attribute name="href"><xsl:value-of select="link"/></xsl:attribute><xsl:value-of select="title"/></a></h3>
            <small><xsl:value-of select="substring(pubDate, 1, 16)"/></small>
            <xsl:if test="description"><div><xsl:value-of select="description" disable-output-escaping="yes"/></div></xsl:if>
          </article>
        </xsl:for-each>
      </body>
    </html>
  </xsl:template>
</xsl:stylesheet>
