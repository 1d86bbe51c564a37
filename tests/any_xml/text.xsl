<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:output method="text"/><xsl:template match="b"><xsl:value-of select="."/>;<xsl:text>
</xsl:text></xsl:template></xsl:stylesheet>
