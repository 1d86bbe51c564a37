<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- Quotation marks, as text, the same in every output.

       A quotation is a `quote`, a `blockquote`, or a statement reproduced inside another. A holder
       is an element of a quotation that holds running text: a paragraph, an item, a cell and so
       on. A block quotation opens before its first text (that of a heading or a caption only where
       there is no other) and is opened again before each later paragraph; it closes once, after
       its last text, whatever holds that. Both ends are found once per quotation, by key. -->

  <!-- Block quotations by the generated id of the holder that has their first text. -->
  <xsl:key name="opened-by" match="blockquote | statement[ancestor::statement]"
    use="generate-id((descendant::p
      | descendant::item[not(p or list or blockquote or figure or gallery or table or section or
        speech or callout or statement)]
      | descendant::cell[not(p or list or blockquote or figure or gallery or table or section or
        speech or callout or statement)])[not(ancestor::note or ancestor::points)]
      [normalize-space()][1])"/>
  <xsl:key name="opened-by"
    match="blockquote[not(descendant::p or descendant::item or descendant::cell)]
      | statement[ancestor::statement][not(body//p or body//item or body//cell)]"
    use="generate-id((descendant::heading | descendant::caption)[not(ancestor::note)][1])"/>

  <!-- Block quotations by the generated id of the holder that has their last text. -->
  <xsl:key name="closed-by" match="blockquote | statement[ancestor::statement]"
    use="generate-id((descendant::p | descendant::heading | descendant::caption
      | descendant::remark[parent::table]
      | descendant::item[not(p or list or blockquote or figure or gallery or table or section or
        speech or callout or statement)]
      | descendant::cell[not(p or list or blockquote or figure or gallery or table or section or
        speech or callout or statement)])[not(ancestor::note or ancestor::points)]
      [normalize-space()][last()])"/>

  <!-- Quotations inside a note open and close there; they see nothing of what surrounds it. -->
  <xsl:key name="opened-by" match="note//blockquote"
    use="generate-id((descendant::p | descendant::item)[normalize-space()][1])"/>
  <xsl:key name="closed-by" match="note//blockquote"
    use="generate-id((descendant::p | descendant::heading | descendant::caption |
      descendant::remark | descendant::item[not(p or list)] | descendant::cell[not(p or list)])
      [normalize-space()][last()])"/>

  <!-- A holder's text between the marks that belong there. -->
  <xsl:template match="*" mode="marked">
    <xsl:apply-templates select="." mode="open-marks"/>
    <xsl:apply-templates select="." mode="text-before-notes"/>
    <xsl:apply-templates select="." mode="close-marks"/>
    <xsl:apply-templates select="." mode="last-notes"/>
  </xsl:template>

  <!-- Opening marks before a holder's text, outermost first: a paragraph repeats those of all
       quotations open around it, up to an item or a cell, which get none; any holder has those of
       the quotations that it opens. -->
  <xsl:template match="*" mode="open-marks">
    <xsl:variable name="opened" select="key('opened-by', generate-id())"/>
    <xsl:variable name="notes" select="count(ancestor::note)"/>
    <xsl:variable name="cells" select="count(ancestor::item | ancestor::cell)"/>
    <xsl:variable name="repeats" select="self::p"/>
    <xsl:for-each select="ancestor::*[self::blockquote
        or self::statement[ancestor::statement and $statement-marks != 'none']]
        [count(ancestor::note) = $notes]">
      <xsl:if test="($repeats and count(ancestor::item | ancestor::cell) = $cells)
          or count(. | $opened) = count($opened)">
        <xsl:apply-templates select="." mode="mark"/>
      </xsl:if>
    </xsl:for-each>
  </xsl:template>

  <!-- Closing marks after a holder's text, innermost first, for the quotations that end in it. -->
  <xsl:template match="*" mode="close-marks">
    <xsl:variable name="meets">
      <xsl:apply-templates select="." mode="ends-in-quote"/>
    </xsl:variable>
    <xsl:for-each select="key('closed-by', generate-id())[self::blockquote
        or $statement-marks != 'none']">
      <xsl:sort select="count(ancestor::*)" data-type="number" order="descending"/>
      <xsl:apply-templates select="." mode="close-mark">
        <xsl:with-param name="meets" select="position() &gt; 1 or $meets = 'yes'"/>
      </xsl:apply-templates>
    </xsl:for-each>
  </xsl:template>

  <!-- A quotation in running text. -->
  <xsl:template match="quote">
    <xsl:apply-templates select="." mode="mark"/>
    <xsl:apply-templates select="." mode="text-before-notes"/>
    <xsl:apply-templates select="." mode="close-own"/>
    <xsl:apply-templates select="." mode="last-notes"/>
  </xsl:template>

  <xsl:template match="quote" mode="close-own">
    <xsl:if test="not(@continues = 'yes')">
      <xsl:variable name="meets">
        <xsl:apply-templates select="." mode="ends-in-quote"/>
      </xsl:variable>
      <xsl:apply-templates select="." mode="close-mark">
        <xsl:with-param name="meets" select="$meets = 'yes'"/>
      </xsl:apply-templates>
    </xsl:if>
  </xsl:template>

  <!-- One closing mark, kept apart from the one before it unless it brings its own space, as French
       marks do, or half an em, as East Asian ones do. -->
  <xsl:template match="*" mode="close-mark">
    <xsl:param name="meets"/>
    <xsl:variable name="mark">
      <xsl:apply-templates select="." mode="mark">
        <xsl:with-param name="side" select="'close'"/>
      </xsl:apply-templates>
    </xsl:variable>
    <xsl:if test="$meets and translate(substring($mark, 1, 1), '&#160;&#8239;」』》〉', '') != ''">
      <xsl:text>&#8239;</xsl:text>
    </xsl:if>
    <xsl:value-of select="$mark"/>
  </xsl:template>

  <!-- One mark of a quotation. The language is that of the text around it, never its own; the
       level counts all quotations open here. Heads, notes and glossaries stand outside of the
       quotations around them, an attribution outside of its own. -->
  <xsl:template match="quote | blockquote | statement" mode="mark">
    <xsl:param name="side" select="'open'"/>
    <xsl:variable name="apart"
      select="ancestor::*[self::head or self::note or self::glossary][1]"/>
    <xsl:variable name="open" select="count(ancestor-or-self::quote)
      + count(ancestor-or-self::blockquote)
      + ($statement-marks != 'none') * (count(ancestor-or-self::statement) - 1)"/>
    <xsl:variable name="outside" select="count($apart/ancestor::quote)
      + count($apart/ancestor::blockquote)
      + ($apart and $statement-marks != 'none') * (count($apart/ancestor::statement) - 1)"/>
    <xsl:variable name="lang"
      select="ancestor::*[@xml:lang][self::statement or self::section or self::note][1]/@xml:lang"/>
    <xsl:value-of select="f:mark(string($lang),
      $open - $outside - count(ancestor::attribution), $side)"/>
  </xsl:template>

  <!-- "yes" where the text of a holder or quote ends with the closing mark of a quote in it. -->
  <xsl:template match="*" mode="ends-in-quote">
    <xsl:variable name="depth" select="count(ancestor::*)"/>
    <xsl:variable name="last" select="(descendant::text()[normalize-space()]
      | descendant::noteref[parent::quote])[last()]/self::text()"/>
    <xsl:if test="$last/ancestor::quote[count(ancestor::*) &gt; $depth]
        [not(@continues = 'yes')]">yes</xsl:if>
  </xsl:template>

  <!-- References to notes at the very end stand after the closing marks. -->
  <xsl:template match="*" mode="text-before-notes">
    <xsl:variable name="notes" select="noteref[not(following-sibling::node()[not(self::noteref)]
      [self::* or normalize-space()])]"/>
    <xsl:apply-templates select="node()[count(. | $notes) != count($notes)]"/>
  </xsl:template>

  <xsl:template match="*" mode="last-notes">
    <xsl:apply-templates select="noteref[not(following-sibling::node()[not(self::noteref)]
      [self::* or normalize-space()])]"/>
  </xsl:template>

</xsl:stylesheet>
