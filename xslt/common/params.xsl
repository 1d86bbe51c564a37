<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- Every parameter of the stylesheets, all strings. The module and the command pass the first
       eight; an administrator sets any of them, and those below, with StatementParam NAME VALUE. -->

  <!-- Absolute URL of the newsroom, with a slash at its end. -->
  <xsl:param name="base"/>
  <!-- Absolute URL of the page or feed that is made. -->
  <xsl:param name="self"/>
  <xsl:param name="newsroom-title"/>
  <!-- Language tag of the newsroom's own words where a document names none. -->
  <xsl:param name="newsroom-lang" select="'en'"/>
  <!-- Address of statement.css. -->
  <xsl:param name="style"/>
  <!-- path | absolute: what f:path() makes of an address of this newsroom. -->
  <xsl:param name="links" select="'path'"/>

  <!-- Why a page that is shown before its time is not public: draft | embargoed | waiting; '' for
       all others. When it will be (RFC 3339), where that is known. -->
  <xsl:param name="preview"/>
  <xsl:param name="preview-from"/>

  <!-- The style itself, in place of its address, for a page without a server. -->
  <xsl:param name="inline-style"/>

  <!-- all | none: whether a reproduced statement stands between quotation marks of its own. -->
  <xsl:param name="statement-marks" select="'all'"/>

  <xsl:strip-space elements="newsroom statement head points body section callout speech blockquote list
    figure gallery table row signatories signatory glossary entry note contact event"/>

  <!-- When a preview becomes public: as it was written, where that is what decides. -->
  <xsl:template match="statement" mode="public-from">
    <xsl:choose>
      <xsl:when test="@m:published = $preview-from">
        <xsl:value-of select="normalize-space(head/published)"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$preview-from"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
