<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns="http://www.w3.org/2005/Atom" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="m">

  <!-- Atom: the newest statements of a newsroom, or a single one. -->
  <xsl:import href="common/elements.xsl"/>
  <xsl:include href="common/summary.xsl"/>
  <xsl:include href="feed/content.xsl"/>
  <xsl:include href="feed/items.xsl"/>
  <xsl:include href="feed/atom.xsl"/>

  <xsl:output method="xml" encoding="UTF-8" media-type="application/atom+xml" indent="yes"/>

  <xsl:template match="/newsroom | /statement">
    <feed xml:lang="{@xml:lang}">
      <xsl:call-template name="feed-head"/>
      <xsl:call-template name="feed-items"/>
      <xsl:apply-templates select="m:gone" mode="atom-gone"/>
    </feed>
  </xsl:template>

</xsl:stylesheet>
