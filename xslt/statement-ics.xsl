<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- The events of one statement as a calendar (RFC 5545). -->
  <xsl:include href="common/params.xsl"/>
  <xsl:include href="common/fallback.xsl"/>
  <xsl:include href="common/names.xsl"/>
  <xsl:include href="common/quotes.xsl"/>
  <xsl:include href="common/notes.xsl"/>
  <xsl:include href="common/content-lines.xsl"/>
  <xsl:include href="icalendar/event.xsl"/>

  <xsl:output method="text" encoding="UTF-8" media-type="text/calendar"/>

  <xsl:template match="/statement">
    <xsl:call-template name="line">
      <xsl:with-param name="text" select="'BEGIN:VCALENDAR'"/>
    </xsl:call-template>
    <xsl:call-template name="line">
      <xsl:with-param name="text" select="'VERSION:2.0'"/>
    </xsl:call-template>
    <xsl:call-template name="line">
      <xsl:with-param name="text" select="'PRODID:-//mod_statement//NONSGML mod_statement//EN'"/>
    </xsl:call-template>
    <xsl:apply-templates select="head/event" mode="icalendar"/>
    <xsl:call-template name="line">
      <xsl:with-param name="text" select="'END:VCALENDAR'"/>
    </xsl:call-template>
  </xsl:template>

</xsl:stylesheet>
