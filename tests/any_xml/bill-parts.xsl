<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:template match="paragraph">
    <div class="p">(<xsl:number format="a"/>) <xsl:apply-templates/></div>
  </xsl:template>
  <xsl:template match="item">
    <div class="i">(<xsl:number level="single" format="i"/>) <xsl:apply-templates/></div>
  </xsl:template>
  <xsl:template match="section/text"><p><xsl:apply-templates/></p></xsl:template>
  <xsl:template match="added"><ins><xsl:apply-templates/></ins></xsl:template>
  <xsl:template match="deleted"><del><xsl:apply-templates/></del></xsl:template>
  <xsl:template match="ref">
    <xsl:for-each select="key('sections', @idref)">
      <a href="#{@id}"><xsl:number/> (<xsl:value-of select="header"/>)</a>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>
