<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:a="http://www.w3.org/2005/Atom" xmlns:set="http://exslt.org/sets" exclude-result-prefixes="a set">
  <xsl:import href="atom-base.xsl"/>
  <xsl:template match="a:entry"><section><xsl:apply-imports/><xsl:apply-templates select="a:category"/></section></xsl:template>
  <xsl:template name="end"><ul><xsl:for-each select="set:distinct(//a:category/@term)"><xsl:sort select="." order="descending"/><li><xsl:value-of select="."/> <xsl:value-of select="count(//a:category[@term=current()])"/></li></xsl:for-each></ul></xsl:template>
</xsl:stylesheet>
