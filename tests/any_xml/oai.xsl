<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:oai="http://www.openarchives.org/OAI/2.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:w="urn:words" exclude-result-prefixes="oai dc w">
  <xsl:output method="html"/>
  <w:words><w:word for="ListRecords">Records</w:word><w:word for="Identify">About</w:word></w:words>
  <xsl:variable name="words" select="document('')/*/w:words/w:word"/>
  <xsl:template match="/oai:OAI-PMH">
    <xsl:variable name="verb" select="oai:request/@verb"/>
    <html>
      <head><title><xsl:value-of select="$words[@for=$verb]"/></title></head>
      <body>
        <xsl:choose>
          <xsl:when test="oai:error"><p class="error"><xsl:value-of select="oai:error"/></p></xsl:when>
          <xsl:otherwise><xsl:apply-templates select="*[local-name()=$verb]"/></xsl:otherwise>
        </xsl:choose>
      </body>
    </html>
  </xsl:template>
  <xsl:template match="oai:record">
    <h2><xsl:value-of select="oai:header/oai:identifier"/></h2>
    <xsl:if test="oai:header/@status"><p>This record has been deleted.</p></xsl:if>
    <table><xsl:apply-templates select="oai:metadata/*/dc:*"/></table>
  </xsl:template>
  <xsl:template match="dc:*"><tr><th><xsl:value-of select="local-name()"/></th><td><xsl:value-of select="."/></td></tr></xsl:template>
  <xsl:template match="dc:identifier[starts-with(., 'http')]"><tr><th>link</th><td><a href="{.}"><xsl:value-of select="."/></a></td></tr></xsl:template>
  <xsl:template match="oai:resumptionToken"><form><input type="hidden" name="resumptionToken" value="{.}"/><button><xsl:value-of select="@completeListSize - @cursor"/> more</button></form></xsl:template>
</xsl:stylesheet>
