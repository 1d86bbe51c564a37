<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- Contacts for the press, and files to take away. -->

  <!-- Contacts that stand before the title in the document are shown above it, others at the
       end: both are customs of press offices, and the writer's order decides. -->
  <xsl:template match="statement" mode="contacts-above">
    <xsl:call-template name="contacts">
      <xsl:with-param name="contacts"
        select="head/contact[following-sibling::title][not(@scope)]"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="statement" mode="contacts">
    <xsl:call-template name="contacts">
      <xsl:with-param name="contacts" select="head/contact[not(@scope)]
        [not(following-sibling::title) or ancestor::statement[2]]"/>
      <xsl:with-param name="headed" select="true()"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="contacts">
    <xsl:param name="contacts"/>
    <xsl:param name="headed" select="false()"/>
    <xsl:if test="$contacts">
      <xsl:variable name="words"><xsl:call-template name="contact-words">
        <xsl:with-param name="count" select="count($contacts)"/>
      </xsl:call-template></xsl:variable>
      <xsl:choose>
        <xsl:when test="$headed">
          <section class="contacts">
            <xsl:call-template name="note-heading">
              <xsl:with-param name="words" select="string($words)"/>
            </xsl:call-template>
            <xsl:apply-templates select="$contacts"/>
          </section>
        </xsl:when>
        <xsl:otherwise>
          <p class="label"><xsl:value-of select="$words"/></p>
          <xsl:apply-templates select="$contacts"/>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:if>
  </xsl:template>

  <xsl:template name="contact-words">
    <xsl:param name="count"/>
    <xsl:variable name="lang" select="string((ancestor-or-self::*/@xml:lang)[last()])"/>
    <xsl:choose>
      <xsl:when test="$count = 1"><xsl:value-of select="f:word('contact', $lang)"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="f:word('contacts', $lang)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- No "div", which readers' views drop where it is mostly links. -->
  <xsl:template match="contact">
    <address class="contact h-card"><xsl:apply-templates select="." mode="card"/></address>
  </xsl:template>

  <xsl:template match="contact" mode="card">
    <xsl:apply-templates select="." mode="language"/>
    <xsl:if test="name or role">
      <p>
        <xsl:apply-templates select="name" mode="part"/>
        <xsl:if test="name and role">
          <xsl:value-of select="f:word('list-separator',
            string((ancestor-or-self::*/@xml:lang)[last()]))"/>
        </xsl:if>
        <xsl:apply-templates select="role" mode="part"/>
      </p>
    </xsl:if>
    <xsl:apply-templates select="." mode="organization"/>
    <xsl:apply-templates select="phone | email | link" mode="contact"/>
    <xsl:apply-templates select="hours | remark" mode="contact"/>
  </xsl:template>

  <xsl:template match="hours" mode="contact">
    <p class="hours"><xsl:apply-templates/></p>
  </xsl:template>
  <xsl:template match="remark" mode="contact">
    <p class="p-note"><xsl:apply-templates/></p>
  </xsl:template>

  <xsl:template match="name" mode="part">
    <strong class="p-name"><xsl:apply-templates/></strong>
  </xsl:template>
  <xsl:template match="role" mode="part">
    <span class="p-job-title"><xsl:apply-templates/></span>
  </xsl:template>

  <!-- The organization, or the issuer that the contact belongs to. -->
  <xsl:template match="contact" mode="organization">
    <xsl:variable name="name">
      <xsl:apply-templates select="." mode="organization-name"/>
    </xsl:variable>
    <xsl:if test="$name != ''">
      <p class="p-org"><xsl:value-of select="$name"/></p>
    </xsl:if>
  </xsl:template>

  <xsl:template match="contact" mode="organization-name">
    <xsl:choose>
      <xsl:when test="organization">
        <xsl:value-of select="normalize-space(organization)"/>
      </xsl:when>
      <xsl:when test="@by">
        <xsl:call-template name="name-of">
          <xsl:with-param name="ref" select="@by"/>
        </xsl:call-template>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- Addresses and numbers read from left to right, whatever surrounds them. What cannot be
       written to or dialled is no link. -->
  <xsl:template match="email" mode="contact">
    <xsl:apply-templates select="." mode="reach">
      <xsl:with-param name="class" select="'u-email'"/>
      <xsl:with-param name="address" select="f:mailto(normalize-space())"/>
    </xsl:apply-templates>
  </xsl:template>

  <xsl:template match="phone" mode="contact">
    <xsl:apply-templates select="." mode="reach">
      <xsl:with-param name="class" select="'p-tel'"/>
      <xsl:with-param name="address" select="f:tel(normalize-space())"/>
    </xsl:apply-templates>
  </xsl:template>

  <xsl:template match="email | phone" mode="reach">
    <xsl:param name="class"/>
    <xsl:param name="address"/>
    <xsl:choose>
      <xsl:when test="$address != ''">
        <p><a class="{$class}" dir="ltr" href="{$address}"><xsl:value-of
          select="normalize-space()"/></a></p>
      </xsl:when>
      <xsl:when test="normalize-space()">
        <p><bdi><xsl:value-of select="normalize-space()"/></bdi></p>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="link" mode="contact">
    <p>
      <a class="u-url">
        <xsl:if test="@m:bare or not(normalize-space())">
          <xsl:attribute name="class">u-url bare</xsl:attribute>
        </xsl:if>
        <xsl:if test="@href">
          <xsl:attribute name="href"><xsl:value-of select="f:path(string(@href))"/></xsl:attribute>
          <xsl:copy-of select="@hreflang"/>
        </xsl:if>
        <xsl:apply-templates/>
        <xsl:if test="not(normalize-space())"><xsl:value-of select="@href"/></xsl:if>
      </a>
    </p>
  </xsl:template>

  <xsl:template match="statement" mode="attachments">
    <xsl:if test="head/attachment">
      <section class="attachments">
        <xsl:call-template name="note-heading">
          <xsl:with-param name="words" select="f:word('attachments',
            string((ancestor-or-self::*/@xml:lang)[last()]))"/>
        </xsl:call-template>
        <ul><xsl:apply-templates select="head/attachment"/></ul>
      </section>
    </xsl:if>
  </xsl:template>

  <xsl:template match="attachment">
    <li>
      <xsl:apply-templates select="." mode="language"/>
      <a href="{f:path(string(@href))}">
        <xsl:apply-templates select="." mode="bare"/>
        <xsl:copy-of select="@hreflang"/>
        <xsl:if test="@type">
          <xsl:attribute name="type"><xsl:value-of select="@type"/></xsl:attribute>
        </xsl:if>
        <xsl:apply-templates/>
        <xsl:if test="not(normalize-space())"><xsl:value-of select="@href"/></xsl:if>
      </a>
    </li>
  </xsl:template>

</xsl:stylesheet>
