<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- The lines of vCard (RFC 6350 section 3.2) and iCalendar (RFC 5545 section 3.1), which are
       alike. -->

  <xsl:variable name="ascii" select="concat(' !&quot;#$%&amp;', &quot;'&quot;,
    '()*+,-./0123456789:;',
    '&lt;=&gt;?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~')"/>

  <!-- A property with a text value, where there is one. -->
  <xsl:template name="value">
    <xsl:param name="name"/>
    <xsl:param name="text"/>
    <xsl:if test="normalize-space($text) != ''">
      <xsl:call-template name="line">
        <xsl:with-param name="text" select="concat($name, ':', f:escape(normalize-space($text)))"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- One content line, folded to at most 75 octets, ended by CRLF. -->
  <xsl:template name="line">
    <xsl:param name="text"/>
    <xsl:variable name="length">
      <xsl:call-template name="fitting">
        <xsl:with-param name="text" select="$text"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:value-of select="concat(substring($text, 1, $length), '&#13;&#10;')"/>
    <xsl:if test="string-length($text) &gt; $length">
      <xsl:call-template name="line">
        <xsl:with-param name="text" select="concat(' ', substring($text, $length + 1))"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- How many characters surely fit: one outside of ASCII takes up to four octets. -->
  <xsl:template name="fitting">
    <xsl:param name="text"/>
    <xsl:param name="length" select="75"/>
    <xsl:variable name="part" select="substring($text, 1, $length)"/>
    <xsl:variable name="wide" select="string-length(translate($part, $ascii, ''))"/>
    <xsl:choose>
      <xsl:when test="string-length($part) + 3 * $wide &lt;= 75">
        <xsl:value-of select="$length"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="fitting">
          <xsl:with-param name="text" select="$text"/>
          <xsl:with-param name="length" select="$length - 3"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
