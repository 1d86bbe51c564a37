<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- Contacts as vCard 4.0 (RFC 6350). -->

  <xsl:template match="contact" mode="vcard">
    <xsl:variable name="organization">
      <xsl:apply-templates select="." mode="organization-name"/>
    </xsl:variable>
    <xsl:call-template name="line">
      <xsl:with-param name="text" select="'BEGIN:VCARD'"/>
    </xsl:call-template>
    <xsl:call-template name="line">
      <xsl:with-param name="text" select="'VERSION:4.0'"/>
    </xsl:call-template>
    <xsl:apply-templates select="." mode="formatted-name">
      <xsl:with-param name="organization" select="string($organization)"/>
    </xsl:apply-templates>
    <xsl:call-template name="value">
      <xsl:with-param name="name" select="'ORG'"/>
      <xsl:with-param name="text" select="string($organization)"/>
    </xsl:call-template>
    <xsl:call-template name="value">
      <xsl:with-param name="name" select="'TITLE'"/>
      <xsl:with-param name="text" select="role"/>
    </xsl:call-template>
    <xsl:apply-templates select="phone | email | link" mode="vcard"/>
    <xsl:for-each select="hours | remark">
      <xsl:call-template name="value">
        <xsl:with-param name="name" select="'NOTE'"/>
        <xsl:with-param name="text"><xsl:apply-templates mode="plain"/></xsl:with-param>
      </xsl:call-template>
    </xsl:for-each>
    <xsl:call-template name="line">
      <xsl:with-param name="text"
         select="concat('LANG:', (ancestor-or-self::*/@xml:lang)[last()])"/>
    </xsl:call-template>
    <xsl:call-template name="line">
      <xsl:with-param name="text" select="'END:VCARD'"/>
    </xsl:call-template>
  </xsl:template>

  <!-- FN must be there: the name, else the role, else the organization. -->
  <xsl:template match="contact" mode="formatted-name">
    <xsl:param name="organization"/>
    <xsl:call-template name="value">
      <xsl:with-param name="name" select="'FN'"/>
      <xsl:with-param name="text">
        <xsl:choose>
          <xsl:when test="name"><xsl:value-of select="name"/></xsl:when>
          <xsl:when test="role"><xsl:value-of select="role"/></xsl:when>
          <xsl:when test="$organization != ''"><xsl:value-of select="$organization"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="../issuer[1]"/></xsl:otherwise>
        </xsl:choose>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <!-- A national number is no tel: address without its context (RFC 3966), but may be text. What
       cannot be dialled or written to is a note: telephones would make a number of it. So are words
       that are not dialled ("Durchwahl 5"). -->
  <xsl:template match="phone" mode="vcard">
    <xsl:variable name="words" select="normalize-space()"/>
    <xsl:variable name="address" select="f:tel($words)"/>
    <xsl:variable name="is-part" select="contains(translate($words, 'W', 'w'), 'w')"/>
    <xsl:choose>
      <xsl:when test="starts-with($address, 'tel:+')">
        <xsl:call-template name="line">
          <xsl:with-param name="text" select="concat('TEL;VALUE=uri:', $address)"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$address != '' and $is-part">
        <xsl:call-template name="value">
          <xsl:with-param name="name" select="'TEL'"/>
          <xsl:with-param name="text" select="substring-after($address, 'tel:')"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$address != ''">
        <xsl:call-template name="value">
          <xsl:with-param name="name" select="'TEL'"/>
          <xsl:with-param name="text" select="$words"/>
        </xsl:call-template>
      </xsl:when>
    </xsl:choose>
    <xsl:if test="$address = '' or $is-part">
      <xsl:call-template name="value">
        <xsl:with-param name="name" select="'NOTE'"/>
        <xsl:with-param name="text" select="$words"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template match="email" mode="vcard">
    <xsl:call-template name="value">
      <xsl:with-param name="name">
        <xsl:choose>
          <xsl:when test="f:mailto(normalize-space()) != ''">EMAIL</xsl:when>
          <xsl:otherwise>NOTE</xsl:otherwise>
        </xsl:choose>
      </xsl:with-param>
      <xsl:with-param name="text" select="."/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="link" mode="vcard">
    <xsl:call-template name="line">
      <xsl:with-param name="text" select="concat('URL:', f:path(string(@href)))"/>
    </xsl:call-template>
  </xsl:template>

</xsl:stylesheet>
