<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- What a feed item holds, as HTML of which nothing depends on a style, an id or a pointer:
       references to notes are [1], numbered through the item. Notes, contacts and files stand at
       the end of the statement that has them: outside of a reproduced one's block they would pass
       for words of the statement around it. Imported over blocks.xsl, inline.xsl, reproduced.xsl,
       notes.xsl and contacts.xsl. -->

  <xsl:template match="statement" mode="content">
    <div>
      <xsl:apply-templates select="." mode="language"/>
      <xsl:apply-templates select="head/withdrawn | head/updated"/>
      <xsl:apply-templates select="@number[normalize-space()]" mode="line"/>
      <xsl:apply-templates select="head/subtitle" mode="reproduced"/>
      <xsl:apply-templates select="head/points"/>
      <xsl:apply-templates select="head/event"/>
      <xsl:apply-templates select="head/image[1]" mode="picture"/>
      <xsl:apply-templates select="body"/>
      <xsl:apply-templates select="head/ending[@m:own]" mode="own"/>
      <xsl:apply-templates select="." mode="appendix"/>
    </div>
  </xsl:template>

  <xsl:template match="@number" mode="line">
    <p><bdi><xsl:value-of select="normalize-space()"/></bdi></p>
  </xsl:template>

  <!-- A reproduced statement: title, origin and end line in words. -->
  <xsl:template match="statement">
    <blockquote>
      <xsl:apply-templates select="." mode="language"/>
      <xsl:if test="head/title">
        <p><strong><xsl:apply-templates select="head/title" mode="linked"/></strong></p>
      </xsl:if>
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
          <xsl:apply-templates select="." mode="appendix"/>
          <xsl:apply-templates select="." mode="ending"/>
        </xsl:otherwise>
      </xsl:choose>
    </blockquote>
  </xsl:template>

  <xsl:template match="callout">
    <div>
      <xsl:apply-templates select="." mode="language"/>
      <xsl:apply-templates select="*"/>
    </div>
  </xsl:template>

  <xsl:template match="points">
    <div>
      <xsl:apply-templates select="." mode="language"/>
      <p><strong><xsl:apply-templates select="." mode="title"/></strong></p>
      <ul><xsl:apply-templates select="item"/></ul>
    </div>
  </xsl:template>

  <xsl:template match="noteref">
    <xsl:variable name="target"><xsl:call-template name="target"/></xsl:variable>
    <xsl:apply-templates select="key('targets', @ref)[generate-id() = $target]" mode="reference"/>
  </xsl:template>

  <xsl:template match="abbr"><xsl:apply-templates/></xsl:template>
  <xsl:template match="*" mode="anchor"/>
  <xsl:template match="link[@m:place]" mode="address">
    <xsl:value-of select="f:path(string(@href))"/>
  </xsl:template>
  <xsl:template match="table" mode="scroll"/>
  <xsl:template match="link | attachment | related | source" mode="bare"/>
  <xsl:template match="image | video | audio" mode="tall"/>
  <xsl:template match="image" mode="thumbnail"/>

  <!-- What follows the body of one statement. -->
  <xsl:template match="statement" mode="appendix">
    <xsl:apply-templates select="." mode="notes"/>
    <xsl:apply-templates select="." mode="contacts"/>
    <xsl:apply-templates select="." mode="attachments"/>
    <xsl:apply-templates select="." mode="media"/>
    <xsl:apply-templates select="." mode="press-pictures"/>
    <xsl:apply-templates select="." mode="imprint"/>
  </xsl:template>

  <xsl:template match="statement" mode="notes">
    <xsl:apply-templates select="glossary | note[not(@kind = 'footnote')][not(@scope)]"/>
    <xsl:variable name="footnotes" select="note[@kind = 'footnote'][not(@scope)]"/>
    <xsl:if test="$footnotes">
      <xsl:call-template name="note-heading">
        <xsl:with-param name="words" select="f:word('notes',
          string((ancestor-or-self::*/@xml:lang)[last()]))"/>
      </xsl:call-template>
      <xsl:for-each select="$footnotes">
        <xsl:sort data-type="number"
          select="string-length(substring-before($note-order, concat(generate-id(), '|')))"/>
        <xsl:apply-templates select="." mode="footnote"/>
      </xsl:for-each>
    </xsl:if>
  </xsl:template>

  <!-- What is in another language than the statement stands in an element that says so. -->
  <xsl:template match="note[@xml:lang]" mode="footnote">
    <div>
      <xsl:apply-templates select="." mode="language"/>
      <xsl:apply-templates select="." mode="footnote-parts"/>
    </div>
  </xsl:template>
  <xsl:template match="note" mode="footnote">
    <xsl:apply-templates select="." mode="footnote-parts"/>
  </xsl:template>
  <xsl:template match="note[@xml:lang]">
    <div>
      <xsl:apply-templates select="." mode="language"/>
      <xsl:apply-templates select="." mode="note-parts"/>
    </div>
  </xsl:template>
  <xsl:template match="note"><xsl:apply-templates select="." mode="note-parts"/></xsl:template>

  <!-- A footnote: its number runs in before its first paragraph. -->
  <xsl:template match="note" mode="footnote-parts">
    <xsl:variable name="number"><xsl:apply-templates select="." mode="number"/></xsl:variable>
    <xsl:variable name="label">
      <xsl:if test="$number != ''"><xsl:value-of select="concat('[', $number, '] ')"/></xsl:if>
    </xsl:variable>
    <xsl:for-each select="*">
      <xsl:choose>
        <xsl:when test="position() = 1 and self::p">
          <p><xsl:value-of select="$label"/><xsl:apply-templates select="." mode="marked"/></p>
        </xsl:when>
        <xsl:otherwise>
          <xsl:if test="position() = 1 and $label != ''">
            <p><xsl:value-of select="$label"/></p>
          </xsl:if>
          <xsl:apply-templates select="."/>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="note" mode="note-parts">
    <xsl:variable name="number"><xsl:apply-templates select="." mode="number"/></xsl:variable>
    <p>
      <strong>
        <xsl:if test="$number != ''"><xsl:value-of select="concat('[', $number, '] ')"/></xsl:if>
        <xsl:apply-templates select="." mode="title"/>
      </strong>
    </p>
    <xsl:apply-templates select="*[not(self::title)]"/>
  </xsl:template>

  <xsl:template match="glossary">
    <p><strong><xsl:apply-templates select="." mode="title"/></strong></p>
    <ul><xsl:apply-templates select="entry"/></ul>
  </xsl:template>

  <xsl:template match="entry">
    <li>
      <xsl:apply-templates select="." mode="language"/>
      <xsl:apply-templates select="term/node()"/>
      <xsl:text> = </xsl:text>
      <xsl:apply-templates select="def/node()"/>
    </li>
  </xsl:template>

  <xsl:template match="statement" mode="contacts">
    <xsl:variable name="contacts" select="head/contact[not(@scope)]"/>
    <xsl:if test="$contacts">
      <p><strong><xsl:call-template name="contact-words">
        <xsl:with-param name="count" select="count($contacts)"/>
      </xsl:call-template></strong></p>
      <xsl:apply-templates select="$contacts"/>
    </xsl:if>
  </xsl:template>

  <xsl:template match="contact">
    <div class="contact h-card"><xsl:apply-templates select="." mode="card"/></div>
  </xsl:template>

  <xsl:template name="note-heading">
    <xsl:param name="words"/>
    <p><strong><xsl:copy-of select="$words"/></strong></p>
  </xsl:template>

</xsl:stylesheet>
