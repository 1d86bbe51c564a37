<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- An element that no template knows: its text is kept, and the log hears of it. -->
  <xsl:template match="*">
    <xsl:message>No template for the element "<xsl:value-of select="name()"/>"; its text is
      kept.</xsl:message>
    <xsl:apply-templates/>
  </xsl:template>

</xsl:stylesheet>
