<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <!-- JSON Feed 1.1: the newest statements of a newsroom, or a single one. -->
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
  <xsl:import href="common/feed-content.xsl"/>
  <xsl:import href="common/feed.xsl"/>
  <xsl:import href="common/json.xsl"/>

  <xsl:output method="text" encoding="UTF-8" media-type="application/feed+json"/>

  <xsl:template match="/newsroom | /statement">
    <xsl:call-template name="json-feed"/>
  </xsl:template>

</xsl:stylesheet>
