<xsl:transform version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:template match="/xbel"><html><head><title><xsl:value-of select="title"/></title></head><body><xsl:apply-templates select="folder"><xsl:with-param name="depth" select="1"/></xsl:apply-templates></body></html></xsl:template>
  <xsl:template match="folder"><xsl:param name="depth"/><xsl:element name="h{$depth}"><xsl:value-of select="title"/></xsl:element><dl><xsl:apply-templates select="bookmark"><xsl:sort select="title"/></xsl:apply-templates></dl><xsl:apply-templates select="folder"><xsl:with-param name="depth" select="$depth + 1"/></xsl:apply-templates></xsl:template>
  <xsl:template match="bookmark"><dt><a href="{@href}"><xsl:choose><xsl:when test="title"><xsl:value-of select="title"/></xsl:when><xsl:otherwise><xsl:value-of select="substring-before(substring-after(@href, '//'), '/')"/></xsl:otherwise></xsl:choose></a></dt><xsl:copy-of select="desc"/></xsl:template>
</xsl:transform>
