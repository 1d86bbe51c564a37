<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:a="http://www.w3.org/2005/Atom">
  <xsl:output method="html" doctype-public="-//W3C//DTD HTML 4.01//EN" doctype-system="http://www.w3.org/TR/html4/strict.dtd"/>
  <xsl:template match="/a:feed"><html lang="{@xml:lang}"><head><title><xsl:value-of select="a:title"/></title></head><body><xsl:apply-templates select="a:entry"/><xsl:call-template name="end"/></body></html></xsl:template>
  <xsl:template match="a:entry"><h2><a href="{a:link[not(@rel) or @rel='alternate']/@href}"><xsl:value-of select="a:title"/></a></h2></xsl:template>
  <xsl:template match="a:category"><span class="c{position()}"><xsl:value-of select="@term"/></span></xsl:template>
  <xsl:template name="end"><p>none</p></xsl:template>
</xsl:stylesheet>
