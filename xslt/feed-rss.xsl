<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/">

  <!-- RSS 2.0: the newest statements of a newsroom, or a single one. -->
  <xsl:import href="common/elements.xsl"/>
  <xsl:include href="common/summary.xsl"/>
  <xsl:include href="feed/content.xsl"/>
  <xsl:include href="feed/items.xsl"/>
  <xsl:include href="feed/rss.xsl"/>

  <xsl:output method="xml" encoding="UTF-8" media-type="application/rss+xml" indent="yes"/>

  <xsl:template match="/newsroom | /statement">
    <rss version="2.0">
      <channel>
        <xsl:call-template name="channel-head"/>
        <xsl:call-template name="feed-items"/>
      </channel>
    </rss>
  </xsl:template>

</xsl:stylesheet>
