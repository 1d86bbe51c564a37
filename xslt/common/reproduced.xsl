<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- A statement reproduced in another, as a block of its own. Generated words are in the
       language of the statement around it. -->
  <xsl:template match="statement">
    <xsl:variable name="id"><xsl:apply-templates select="." mode="id"/></xsl:variable>
    <blockquote class="statement" id="{$id}">
      <xsl:apply-templates select="." mode="language"/>
      <xsl:if test="head/source/@href">
        <xsl:attribute name="cite">
          <xsl:value-of select="f:path(string(head/source/@href))"/>
        </xsl:attribute>
      </xsl:if>
      <xsl:apply-templates select="head/title" mode="reproduced"/>
      <xsl:apply-templates select="head/subtitle" mode="reproduced"/>
      <xsl:apply-templates select="head/points"/>
      <xsl:apply-templates select="." mode="origin"/>
      <xsl:choose>
        <xsl:when test="@m:notice"><xsl:apply-templates select="." mode="notice"/></xsl:when>
        <xsl:otherwise>
          <xsl:apply-templates select="head/event"/>
          <xsl:apply-templates select="head/image[1]" mode="picture"/>
          <xsl:apply-templates select="head/updated"/>
          <xsl:apply-templates select="body"/>
          <xsl:apply-templates select="." mode="notes"/>
          <xsl:apply-templates select="." mode="contacts"/>
          <xsl:apply-templates select="." mode="attachments"/>
          <xsl:apply-templates select="." mode="media"/>
          <xsl:apply-templates select="." mode="press-pictures"/>
          <xsl:apply-templates select="." mode="imprint"/>
          <xsl:apply-templates select="." mode="ending"/>
        </xsl:otherwise>
      </xsl:choose>
    </blockquote>
  </xsl:template>

  <!-- Its title leads to the original where that is public here. -->
  <xsl:template match="title" mode="reproduced">
    <xsl:variable name="level"><xsl:apply-templates select="../.." mode="level"/></xsl:variable>
    <xsl:element name="h{$level}">
      <xsl:apply-templates select="." mode="language"/>
      <xsl:apply-templates select="." mode="linked"/>
    </xsl:element>
  </xsl:template>

  <xsl:template match="title" mode="linked">
    <xsl:choose>
      <xsl:when test="../../@m:address and not(../../@m:notice)">
        <a href="{f:path(string(../../@m:address))}"><xsl:apply-templates/></a>
      </xsl:when>
      <xsl:otherwise><xsl:apply-templates/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="subtitle" mode="reproduced">
    <p class="subtitle">
      <xsl:apply-templates select="." mode="language"/>
      <xsl:apply-templates/>
    </p>
  </xsl:template>

  <!-- Kind, issuer, date, author and source in one line. -->
  <xsl:template match="statement" mode="origin">
    <xsl:variable name="lang" select="string((ancestor::*/@xml:lang)[last()])"/>
    <xsl:variable name="leadin"><xsl:apply-templates select="." mode="leadin"/></xsl:variable>
    <xsl:if test="head/issuer or head/source or @kind or @number or string($leadin) != ''">
      <p class="origin">
        <xsl:for-each select="@kind | @number">
          <bdi><xsl:value-of select="normalize-space()"/></bdi>
          <xsl:if test="position() != last() or ../head/issuer or ../head/source
            or string($leadin) != ''"> · </xsl:if>
        </xsl:for-each>
        <xsl:for-each select="head/issuer">
          <xsl:if test="position() &gt; 1">
            <xsl:value-of select="f:word('list-separator', $lang)"/>
          </xsl:if>
          <xsl:apply-templates select="." mode="linked-name"/>
        </xsl:for-each>
        <xsl:if test="string($leadin) != ''">
          <xsl:if test="head/issuer"> · </xsl:if>
          <span class="leadin">
            <xsl:if test="not(head/leadin)">
              <xsl:call-template name="language-of-words">
                <xsl:with-param name="lang" select="$lang"/>
              </xsl:call-template>
            </xsl:if>
            <xsl:copy-of select="$leadin"/>
          </span>
        </xsl:if>
        <xsl:for-each select="head/source">
          <xsl:if test="../issuer or string($leadin) != ''"> · </xsl:if>
          <xsl:apply-templates select="."/>
        </xsl:for-each>
      </p>
    </xsl:if>
  </xsl:template>

  <xsl:template match="statement" mode="leadin">
    <xsl:variable name="lang" select="string((ancestor::*/@xml:lang)[last()])"/>
    <xsl:variable name="authors">
      <xsl:for-each select="head/author">
        <xsl:if test="position() &gt; 1">
          <xsl:value-of select="f:word('list-separator', $lang)"/>
        </xsl:if>
        <xsl:value-of select="normalize-space()"/>
      </xsl:for-each>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="head/leadin"><xsl:apply-templates select="head/leadin/node()"/></xsl:when>
      <xsl:when test="head/published and head/author">
        <xsl:call-template name="words-with-date">
          <xsl:with-param name="words"
            select="f:word('posted-on', $lang, 'author', string($authors))"/>
          <xsl:with-param name="date" select="head/published"/>
          <xsl:with-param name="lang" select="$lang"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="head/published">
        <xsl:call-template name="words-with-date">
          <xsl:with-param name="words" select="f:word('posted-on-date', $lang)"/>
          <xsl:with-param name="date" select="head/published"/>
          <xsl:with-param name="lang" select="$lang"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="head/author">
        <xsl:value-of select="f:word('posted-by', $lang, 'author', string($authors))"/>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="source"><xsl:apply-templates select="." mode="named-source"/></xsl:template>

  <!-- Where something was taken from: words, with the address that they lead to. -->
  <xsl:template match="source" mode="named-source">
    <xsl:choose>
      <xsl:when test="@href">
        <a href="{f:path(string(@href))}">
          <xsl:apply-templates select="." mode="bare"/>
          <xsl:apply-templates/>
          <xsl:if test="not(normalize-space())">
            <bdi><xsl:value-of select="@href"/></bdi>
          </xsl:if></a>
      </xsl:when>
      <xsl:otherwise><xsl:apply-templates/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="statement" mode="ending">
    <p class="ending">
      <xsl:choose>
        <xsl:when test="head/ending"><xsl:apply-templates select="head/ending/node()"/></xsl:when>
        <xsl:otherwise>
          <xsl:call-template name="language-of-words">
            <xsl:with-param name="lang" select="string((ancestor::*/@xml:lang)[last()])"/>
          </xsl:call-template>
          <xsl:apply-templates select="." mode="ending-words"/>
        </xsl:otherwise>
      </xsl:choose>
    </p>
  </xsl:template>

  <!-- "End of IACP Statement"; a joint statement's issuers are too many for a name. -->
  <xsl:template match="statement" mode="ending-words">
    <xsl:variable name="lang" select="string((ancestor::*/@xml:lang)[last()])"/>
    <xsl:choose>
      <xsl:when test="count(head/issuer) = 1">
        <xsl:variable name="name">
          <xsl:value-of select="head/issuer/@short"/>
          <xsl:if test="not(head/issuer/@short)">
            <xsl:apply-templates select="head/issuer" mode="name"/>
          </xsl:if>
        </xsl:variable>
        <xsl:value-of select="f:word('end-line', $lang, 'issuer', string($name))"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="f:word('end-line-plain', $lang)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- What stands in the place of a statement that was taken back. -->
  <xsl:template match="statement" mode="notice">
    <xsl:variable name="lang" select="string((ancestor::*/@xml:lang)[last()])"/>
    <p class="notice">
      <xsl:call-template name="language-of-words">
        <xsl:with-param name="lang" select="$lang"/>
      </xsl:call-template>
      <xsl:choose>
        <xsl:when test="@m:when">
          <xsl:call-template name="words-with-date">
            <xsl:with-param name="words" select="f:word('withdrawn', $lang)"/>
            <xsl:with-param name="date" select="@m:when"/>
            <xsl:with-param name="lang" select="$lang"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <xsl:variable name="title">
            <xsl:apply-templates select="head/title" mode="plain"/>
          </xsl:variable>
          <xsl:value-of select="f:word('no-longer-available', $lang, 'title', string($title))"/>
        </xsl:otherwise>
      </xsl:choose>
    </p>
  </xsl:template>

</xsl:stylesheet>
