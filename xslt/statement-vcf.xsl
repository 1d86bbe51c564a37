<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- The contacts of one statement, one card each. -->
  <xsl:include href="common/params.xsl"/>
  <xsl:include href="common/fallback.xsl"/>
  <xsl:include href="common/names.xsl"/>
  <xsl:include href="common/quotes.xsl"/>
  <xsl:include href="common/notes.xsl"/>
  <xsl:include href="common/contacts.xsl"/>
  <xsl:include href="common/content-lines.xsl"/>
  <xsl:include href="vcard/card.xsl"/>

  <xsl:output method="text" encoding="UTF-8" media-type="text/vcard"/>

  <xsl:template match="/statement">
    <xsl:apply-templates select="head/contact[not(@scope)]" mode="vcard"/>
  </xsl:template>

</xsl:stylesheet>
