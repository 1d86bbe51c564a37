<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="http://www.w3.org/2000/svg" xmlns:math="http://exslt.org/math" xmlns:exsl="http://exslt.org/common" exclude-result-prefixes="math exsl">
  <xsl:output method="xml" media-type="image/svg+xml" encoding="UTF-8"/>
  <xsl:variable name="most" select="math:max(/tides/tide)"/>
  <xsl:template match="/tides">
    <xsl:variable name="bars"><xsl:for-each select="tide"><bar at="{@at}" height="{. div $most * 100}"/></xsl:for-each></xsl:variable>
    <svg width="{count(tide) * 40}" height="120" viewBox="0 0 {count(tide) * 40} 120">
      <xsl:for-each select="exsl:node-set($bars)/*"><rect x="{(position() - 1) * 40}" y="{100 - @height}" width="30" height="{@height}"/><text x="{(position() - 1) * 40}" y="115"><xsl:value-of select="@at"/></text></xsl:for-each>
    </svg>
  </xsl:template>
</xsl:stylesheet>
