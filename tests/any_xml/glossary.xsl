<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="http://www.w3.org/1999/xhtml" xmlns:str="http://exslt.org/strings" exclude-result-prefixes="str">
  <xsl:output method="xml" media-type="text/html" indent="no" doctype-public="-//W3C//DTD XHTML 1.0 Strict//EN" doctype-system="http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd"/>
  <xsl:template match="/glossary"><html xml:lang="en"><head><title>Glossary</title><script src="a.js"/></head><body><dl><xsl:apply-templates/></dl></body></html></xsl:template>
  <xsl:template match="entry"><dt><xsl:value-of select="term"/></dt><dd><xsl:value-of select="def"/><br/><xsl:for-each select="str:tokenize(@words, ', ')"><em><xsl:value-of select="."/></em></xsl:for-each></dd></xsl:template>
</xsl:stylesheet>
