<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <!-- JSON Feed 1.1: the newest statements of a newsroom, or a single one. -->
  <xsl:import href="common/elements.xsl"/>
  <xsl:include href="common/summary.xsl"/>
  <xsl:include href="feed/content.xsl"/>
  <xsl:include href="feed/items.xsl"/>
  <xsl:include href="feed/json.xsl"/>

  <xsl:output method="text" encoding="UTF-8" media-type="application/feed+json"/>

  <xsl:template match="/newsroom | /statement">
    <xsl:call-template name="json-feed"/>
  </xsl:template>

</xsl:stylesheet>
