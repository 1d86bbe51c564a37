<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <!-- A statement's elements as HTML: the page takes them as they are, feeds and text import them
       and put their own in the place of some. All of it is one level of precedence, so that a
       template is found at the first look. -->
  <xsl:include href="params.xsl"/>
  <xsl:include href="fallback.xsl"/>
  <xsl:include href="hooks.xsl"/>
  <xsl:include href="names.xsl"/>
  <xsl:include href="dates.xsl"/>
  <xsl:include href="quotes.xsl"/>
  <xsl:include href="inline.xsl"/>
  <xsl:include href="blocks.xsl"/>
  <xsl:include href="reproduced.xsl"/>
  <xsl:include href="notes.xsl"/>
  <xsl:include href="contacts.xsl"/>
  <xsl:include href="events.xsl"/>
  <xsl:include href="files.xsl"/>
  <xsl:include href="imprint.xsl"/>
  <xsl:include href="page.xsl"/>

</xsl:stylesheet>
