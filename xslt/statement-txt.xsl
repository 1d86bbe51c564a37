<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- One statement as plain text. -->
  <xsl:import href="common/elements.xsl"/>
  <xsl:include href="text/inline.xsl"/>
  <xsl:include href="text/blocks.xsl"/>
  <xsl:include href="text/notes.xsl"/>

  <xsl:output method="text" encoding="UTF-8" media-type="text/plain"/>

  <xsl:template match="/statement"><xsl:apply-templates select="." mode="text"/></xsl:template>

</xsl:stylesheet>
