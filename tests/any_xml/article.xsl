<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="html" indent="no"/>
  <xsl:param name="toc" select="1"/>
  <xsl:template match="article"><html lang="{@lang}"><head><title><xsl:value-of select="articleinfo/title"/></title></head><body><h1><xsl:value-of select="articleinfo/title"/></h1><p><xsl:value-of select="concat(articleinfo/author/firstname, ' ', articleinfo/author/surname)"/></p><xsl:if test="$toc"><ul><xsl:for-each select="section"><li><a href="#{@id}"><xsl:apply-templates select="." mode="label"/></a></li></xsl:for-each></ul></xsl:if><xsl:apply-templates select="section"/><xsl:for-each select="//footnote"><p id="{generate-id()}"><xsl:number level="any"/>. <xsl:value-of select="para"/></p></xsl:for-each></body></html></xsl:template>
  <xsl:template match="section"><div id="{@id}"><h2><xsl:apply-templates select="." mode="label"/></h2><xsl:apply-templates select="*[not(self::title)]"/></div></xsl:template>
  <xsl:template match="section" mode="label"><xsl:number level="multiple" format="1.1 "/><xsl:value-of select="title"/></xsl:template>
  <xsl:template match="para"><p><xsl:apply-templates/></p></xsl:template>
  <xsl:template match="emphasis"><em><xsl:apply-templates/></em></xsl:template>
  <xsl:template match="xref"><a href="#{@linkend}"><xsl:apply-templates select="id(@linkend)" mode="label"/></a></xsl:template>
  <xsl:template match="ulink"><a href="{@url}"><xsl:apply-templates/></a></xsl:template>
  <xsl:template match="footnote"><sup><a href="#{generate-id()}"><xsl:number level="any"/></a></sup></xsl:template>
  <xsl:template match="programlisting"><pre><xsl:value-of select="."/></pre></xsl:template>
  <xsl:template match="itemizedlist"><ul><xsl:apply-templates select="listitem"/></ul></xsl:template>
  <xsl:template match="listitem"><li><xsl:apply-templates/></li></xsl:template>
  <xsl:template match="note"><blockquote class="{local-name()}"><xsl:apply-templates/></blockquote></xsl:template>
</xsl:stylesheet>
