<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- One statement as plain text. -->
  <xsl:import href="common/params.xsl"/>
  <xsl:import href="common/fallback.xsl"/>
  <xsl:import href="common/hooks.xsl"/>
  <xsl:import href="common/names.xsl"/>
  <xsl:import href="common/dates.xsl"/>
  <xsl:import href="common/quotes.xsl"/>
  <xsl:import href="common/inline.xsl"/>
  <xsl:import href="common/blocks.xsl"/>
  <xsl:import href="common/page.xsl"/>
  <xsl:import href="common/reproduced.xsl"/>
  <xsl:import href="common/notes.xsl"/>
  <xsl:import href="common/contacts.xsl"/>
  <xsl:import href="common/text-inline.xsl"/>
  <xsl:import href="common/text.xsl"/>
  <xsl:import href="common/text-notes.xsl"/>

  <xsl:output method="text" encoding="UTF-8" media-type="text/plain"/>

  <xsl:template match="/statement"><xsl:apply-templates select="." mode="text"/></xsl:template>

</xsl:stylesheet>
