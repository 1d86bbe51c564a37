<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:m="urn:mod-statement:meta" exclude-result-prefixes="m">

  <!-- A statement in a sentence or two, for feeds, search engines and link previews. -->

  <!-- The core picks the words (core/site/teaser.h): lists have them from the catalog, too. -->
  <xsl:template match="statement" mode="description">
    <xsl:value-of select="@m:teaser"/>
  </xsl:template>

</xsl:stylesheet>
