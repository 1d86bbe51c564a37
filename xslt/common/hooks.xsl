<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- Places for a house design: import a statement-*.xsl into your own stylesheet and override
       what you need. All are called with the statement or the newsroom as the current node. -->

  <!-- At the end of the HTML head. -->
  <xsl:template name="hook-head"/>
  <!-- Before and after all that a page shows. -->
  <xsl:template name="hook-page-start"/>
  <xsl:template name="hook-page-end"/>
  <!-- In the banner, after the newsroom's name. -->
  <xsl:template name="hook-banner"/>
  <!-- Before the title and after the last part of a statement. -->
  <xsl:template name="hook-statement-start"/>
  <xsl:template name="hook-statement-end"/>
  <!-- At the end of a feed's head, and of each item; in a JSON Feed what they write begins with a
       comma. -->
  <xsl:template name="hook-channel"/>
  <xsl:template name="hook-item"/>

</xsl:stylesheet>
