<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- Glossary, notes to editors, footnotes. -->

  <xsl:key name="notes-referred-to" match="noteref" use="generate-id(ancestor::statement[last()])"/>
  <xsl:key name="references" match="noteref"
    use="concat(generate-id(ancestor::statement[1]), ' ', @ref)"/>

  <!-- For each outermost statement "#ID|", then "NOTE|" for each note in the order in which the
       text refers to them; a note's number is how many bars stand before it. -->
  <xsl:variable name="note-order">
    <xsl:for-each select="/statement | /newsroom/statement">
      <xsl:value-of select="concat('#', generate-id(), '|')"/>
      <xsl:for-each select="key('notes-referred-to', generate-id())">
        <xsl:if test="@m:first">
          <xsl:variable name="target"><xsl:call-template name="target"/></xsl:variable>
          <xsl:if test="$target != ''"><xsl:value-of select="concat($target, '|')"/></xsl:if>
        </xsl:if>
      </xsl:for-each>
    </xsl:for-each>
  </xsl:variable>

  <!-- The number of a note, empty where nothing refers to it. -->
  <xsl:template match="note" mode="number">
    <xsl:variable name="own" select="concat('#', generate-id(ancestor::statement[last()]), '|')"/>
    <xsl:variable name="order" select="concat('|', substring-after($note-order, $own))"/>
    <xsl:variable name="mine" select="concat('|', generate-id(), '|')"/>
    <xsl:if test="contains($order, $mine)">
      <xsl:variable name="before" select="substring-before($order, $mine)"/>
      <xsl:value-of select="string-length($before) - string-length(translate($before, '|', ''))
        + 1"/>
    </xsl:if>
  </xsl:template>

  <!-- What stands in the text for a reference to this note. -->
  <xsl:template match="note" mode="reference">
    <xsl:text>[</xsl:text>
    <xsl:apply-templates select="." mode="number"/>
    <xsl:text>]</xsl:text>
  </xsl:template>

  <!-- All notes of one statement, in the document's order; footnotes are one list. -->
  <xsl:template match="statement" mode="notes">
    <xsl:apply-templates
      select="glossary | note[not(@kind = 'footnote')][not(@scope)]"/>
    <xsl:variable name="footnotes" select="note[@kind = 'footnote'][not(@scope)]"/>
    <xsl:if test="$footnotes">
      <section class="notes" role="doc-endnotes">
        <xsl:call-template name="note-heading">
          <xsl:with-param name="words" select="f:word('notes',
            string((ancestor-or-self::*/@xml:lang)[last()]))"/>
        </xsl:call-template>
        <ol>
          <xsl:for-each select="$footnotes">
            <xsl:sort data-type="number"
              select="string-length(substring-before($note-order, concat(generate-id(), '|')))"/>
            <xsl:apply-templates select="." mode="footnote"/>
          </xsl:for-each>
        </ol>
      </section>
    </xsl:if>
  </xsl:template>

  <xsl:template match="note" mode="footnote">
    <xsl:variable name="number"><xsl:apply-templates select="." mode="number"/></xsl:variable>
    <li>
      <xsl:if test="$number != ''">
        <xsl:attribute name="value"><xsl:value-of select="$number"/></xsl:attribute>
      </xsl:if>
      <xsl:apply-templates select="." mode="id-attribute"/>
      <xsl:apply-templates select="." mode="language"/>
      <xsl:apply-templates select="*"/>
      <xsl:apply-templates select="self::*[@id]" mode="back"/>
    </li>
  </xsl:template>

  <!-- The way back to the first reference in the same statement. -->
  <xsl:template match="note" mode="back">
    <xsl:if test="key('references', concat(generate-id(ancestor::statement[1]), ' ', @id))">
      <xsl:variable name="prefix">
        <xsl:apply-templates select="ancestor::statement[1]" mode="id-prefix"/>
      </xsl:variable>
      <p class="back"><a href="#{$prefix}ref-{@id}" role="doc-backlink"><xsl:value-of
        select="f:word('footnote-back', string((ancestor-or-self::*/@xml:lang)[last()]))"/></a></p>
    </xsl:if>
  </xsl:template>

  <xsl:template match="note | entry" mode="id-attribute">
    <xsl:if test="@id">
      <xsl:attribute name="id"><xsl:apply-templates select="." mode="id"/></xsl:attribute>
    </xsl:if>
  </xsl:template>

  <xsl:template name="note-heading">
    <xsl:param name="words"/>
    <xsl:variable name="level">
      <xsl:choose>
        <xsl:when test="self::statement and ancestor::statement">
          <xsl:apply-templates select="head | body" mode="level"/>
        </xsl:when>
        <xsl:when test="self::statement">2</xsl:when>
        <xsl:otherwise><xsl:apply-templates select="." mode="level"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:element name="h{substring($level, 1, 1)}">
      <xsl:copy-of select="$words"/>
    </xsl:element>
  </xsl:template>

  <!-- The title of a note or glossary: its own, else that of its kind. -->
  <xsl:template match="note | glossary" mode="title">
    <xsl:variable name="lang" select="string((ancestor-or-self::*/@xml:lang)[last()])"/>
    <xsl:choose>
      <xsl:when test="title"><xsl:apply-templates select="title/node()"/></xsl:when>
      <xsl:when test="self::glossary"><xsl:value-of select="f:word('glossary', $lang)"/></xsl:when>
      <xsl:when test="@kind = 'editors'">
        <xsl:value-of select="f:word('notes-editors', $lang)"/>
      </xsl:when>
      <xsl:when test="@kind = 'about'"><xsl:apply-templates select="." mode="about"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="f:word('note', $lang)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="note" mode="about">
    <xsl:variable name="name">
      <xsl:choose>
        <xsl:when test="@by">
          <xsl:call-template name="name-of">
            <xsl:with-param name="ref" select="@by"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:otherwise><xsl:apply-templates select="../head/issuer[1]" mode="name"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:variable name="lang" select="string((ancestor-or-self::*/@xml:lang)[last()])"/>
    <xsl:choose>
      <xsl:when test="string($name) != ''">
        <xsl:value-of select="f:word('about', $lang, 'issuer', string($name))"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="f:word('about-plain', $lang)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="note">
    <xsl:variable name="number"><xsl:apply-templates select="." mode="number"/></xsl:variable>
    <section class="notes">
      <xsl:apply-templates select="." mode="id-attribute"/>
      <xsl:apply-templates select="." mode="language"/>
      <xsl:call-template name="note-heading">
        <xsl:with-param name="words">
          <xsl:if test="$number != ''"><xsl:value-of select="concat('[', $number, '] ')"/></xsl:if>
          <xsl:apply-templates select="." mode="title"/>
        </xsl:with-param>
      </xsl:call-template>
      <xsl:apply-templates select="*[not(self::title)]"/>
    </section>
  </xsl:template>

  <xsl:template match="glossary">
    <section class="notes">
      <xsl:apply-templates select="." mode="language"/>
      <xsl:call-template name="note-heading">
        <xsl:with-param name="words"><xsl:apply-templates select="." mode="title"/></xsl:with-param>
      </xsl:call-template>
      <dl><xsl:apply-templates select="entry"/></dl>
    </section>
  </xsl:template>

  <xsl:template match="entry">
    <div>
      <xsl:apply-templates select="." mode="id-attribute"/>
      <xsl:apply-templates select="." mode="language"/>
      <dt><xsl:apply-templates select="term/node()"/></dt>
      <xsl:text> </xsl:text>
      <dd><xsl:text>= </xsl:text><xsl:apply-templates select="def/node()"/></dd>
    </div>
  </xsl:template>

</xsl:stylesheet>
