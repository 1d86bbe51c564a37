<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- Plain text that reads well in a mail: blocks are set apart by an empty line, quotations are
       marked at the margin by depth, addresses stand behind their words. Imported over the
       templates that pages share; of those only the words remain. -->

  <!-- A block: an empty line, then $text in lines, $first before the first, $later before all
       others, both behind the margin of the current node. -->
  <xsl:template name="block">
    <xsl:param name="text"/>
    <xsl:param name="first"/>
    <xsl:param name="later"/>
    <xsl:text>&#10;</xsl:text>
    <xsl:call-template name="lines">
      <xsl:with-param name="text" select="$text"/>
      <xsl:with-param name="first" select="$first"/>
      <xsl:with-param name="later" select="$later"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="lines">
    <xsl:param name="text"/>
    <xsl:param name="first"/>
    <xsl:param name="later"/>
    <xsl:variable name="margin"><xsl:apply-templates select="." mode="margin"/></xsl:variable>
    <xsl:value-of select="f:wrap(string($text), string((ancestor-or-self::*/@xml:lang)[last()]), 72,
      concat($margin, $first), concat($margin, $later))"/>
  </xsl:template>

  <!-- A sign for each quotation around a node, room for each list item. -->
  <xsl:template match="*" mode="margin">
    <xsl:for-each select="ancestor::*[self::blockquote or self::item or self::statement[
        ancestor::statement]] | self::statement[ancestor::statement] | self::blockquote">
      <xsl:choose>
        <xsl:when test="self::item">
          <xsl:variable name="marker"><xsl:apply-templates select="." mode="marker"/></xsl:variable>
          <xsl:value-of select="substring('          ', 1, string-length($marker))"/>
        </xsl:when>
        <xsl:otherwise><xsl:text>> </xsl:text></xsl:otherwise>
      </xsl:choose>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="item" mode="marker">
    <xsl:choose>
      <xsl:when test="../@kind = 'number'">
        <xsl:variable name="start">
          <xsl:value-of select="../@start"/>
          <xsl:if test="not(../@start)">1</xsl:if>
        </xsl:variable>
        <xsl:value-of select="concat(count(preceding-sibling::item) + $start, '. ')"/>
      </xsl:when>
      <xsl:otherwise><xsl:text>- </xsl:text></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The whole statement. -->
  <xsl:template match="statement" mode="text">
    <xsl:apply-templates select="." mode="text-state"/>
    <xsl:apply-templates select="." mode="text-head"/>
    <xsl:choose>
      <xsl:when test="head/withdrawn"><xsl:apply-templates select="head/withdrawn"/></xsl:when>
      <xsl:otherwise>
        <xsl:apply-templates select="head/event"/>
        <xsl:apply-templates select="head/image[1]" mode="picture"/>
        <xsl:apply-templates select="head/updated"/>
        <xsl:apply-templates select="body"/>
        <xsl:apply-templates select="." mode="ends"/>
        <xsl:for-each select="head/ending[@m:own]">
          <xsl:variable name="ending"><xsl:apply-templates select="." mode="plain"/></xsl:variable>
          <xsl:call-template name="block">
            <xsl:with-param name="text" select="$ending"/>
          </xsl:call-template>
        </xsl:for-each>
        <xsl:apply-templates select="." mode="notes"/>
        <xsl:apply-templates select="." mode="contacts"/>
        <xsl:apply-templates select="." mode="attachments"/>
        <xsl:apply-templates select="." mode="media"/>
        <xsl:apply-templates select="." mode="press-pictures"/>
        <xsl:apply-templates select="." mode="imprint"/>
        <xsl:apply-templates select="." mode="elsewhere"/>
        <xsl:apply-templates select="head" mode="translations"/>
        <xsl:text>&#10;</xsl:text>
        <xsl:value-of select="concat(@m:address, '&#10;')"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Where the release ends, before what is only for editors. -->
  <xsl:template match="statement" mode="ends">
    <xsl:value-of select="concat('&#10;', f:word('ends', string(@xml:lang)), '&#10;')"/>
  </xsl:template>

  <!-- Whether the statement is in force; texts of advance copies are what travels by mail. -->
  <xsl:template match="statement" mode="text-state">
    <xsl:variable name="lang" select="string(@xml:lang)"/>
    <xsl:if test="@status = 'draft'">
      <xsl:value-of select="concat(f:word('draft', $lang), '&#10;&#10;')"/>
    </xsl:if>
    <xsl:variable name="from">
      <xsl:value-of select="@m:embargoed"/>
      <xsl:if test="not(@m:embargoed) and not(parent::*) and $preview = 'embargoed'">
        <xsl:apply-templates select="." mode="public-from"/>
      </xsl:if>
    </xsl:variable>
    <xsl:if test="string($from)">
      <xsl:value-of select="concat(f:word('embargoed', $lang, 'date',
        f:date(string($from), $lang, 'moment')), '&#10;&#10;')"/>
    </xsl:if>
    <xsl:if test="@m:expired = 'yes'">
      <xsl:value-of select="concat(f:word('expired', $lang), '&#10;&#10;')"/>
    </xsl:if>
  </xsl:template>

  <xsl:template match="statement" mode="text-head">
    <xsl:if test="@kind or @number">
      <xsl:variable name="kind"><xsl:apply-templates select="." mode="kind"/></xsl:variable>
      <xsl:call-template name="lines">
        <xsl:with-param name="text" select="$kind"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="not(head/withdrawn)">
      <xsl:apply-templates select="." mode="contacts-above"/>
    </xsl:if>
    <xsl:variable name="title">
      <xsl:apply-templates select="head/title" mode="plain"/>
    </xsl:variable>
    <xsl:call-template name="block">
      <xsl:with-param name="text" select="$title"/>
    </xsl:call-template>
    <xsl:for-each select="head/subtitle">
      <xsl:variable name="subtitle"><xsl:apply-templates select="." mode="plain"/></xsl:variable>
      <xsl:call-template name="lines">
        <xsl:with-param name="text" select="$subtitle"/>
      </xsl:call-template>
    </xsl:for-each>
    <xsl:apply-templates select="head/points"/>
    <xsl:text>&#10;</xsl:text>
    <xsl:for-each select="head/issuer | head/author">
      <xsl:call-template name="lines">
        <xsl:with-param name="text" select="normalize-space()"/>
      </xsl:call-template>
    </xsl:for-each>
    <xsl:for-each select="head/published">
      <xsl:call-template name="lines">
        <xsl:with-param name="text" select="f:date(string(.),
          string((ancestor-or-self::*/@xml:lang)[last()]), 'moment')"/>
      </xsl:call-template>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="withdrawn | updated">
    <xsl:variable name="lang" select="string((ancestor-or-self::*/@xml:lang)[last()])"/>
    <xsl:variable name="text">
      <xsl:choose>
        <xsl:when test="self::withdrawn">
          <xsl:value-of select="f:word('withdrawn', $lang, 'date',
            f:date(string(@when), $lang, 'moment'))"/>
          <xsl:text> </xsl:text>
        </xsl:when>
        <xsl:when test="normalize-space()">
          <xsl:value-of select="f:word('label', $lang, 'label', f:word('updated', $lang, 'date',
            f:date(string(@when), $lang, 'moment')))"/>
          <xsl:call-template name="label-gap"/>
        </xsl:when>
        <xsl:otherwise>
          <xsl:value-of select="f:word('updated', $lang, 'date',
            f:date(string(@when), $lang, 'moment'))"/>
        </xsl:otherwise>
      </xsl:choose>
      <xsl:apply-templates/>
    </xsl:variable>
    <xsl:call-template name="block"><xsl:with-param name="text" select="$text"/></xsl:call-template>
  </xsl:template>

  <!-- Blocks. -->
  <xsl:template match="body">
    <xsl:if test="not(*[1][self::p]) and ../head/place">
      <xsl:variable name="dateline">
        <xsl:apply-templates select=".." mode="dateline"/>
      </xsl:variable>
      <xsl:call-template name="block">
        <xsl:with-param name="text" select="normalize-space($dateline)"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:apply-templates select="*"/>
  </xsl:template>

  <xsl:template match="p | heading">
    <xsl:variable name="text">
      <xsl:apply-templates select="self::p[parent::body][not(preceding-sibling::*[1])]/
        ancestor::statement[1]" mode="dateline"/>
      <xsl:apply-templates select="." mode="marked"/>
    </xsl:variable>
    <xsl:call-template name="block"><xsl:with-param name="text" select="$text"/></xsl:call-template>
  </xsl:template>

  <!-- The first paragraph of an item stands behind the item's marker. -->
  <xsl:template match="item/p[1][not(preceding-sibling::*[1])]">
    <xsl:variable name="text"><xsl:apply-templates select="." mode="marked"/></xsl:variable>
    <xsl:apply-templates select=".." mode="marked-lines">
      <xsl:with-param name="text" select="string($text)"/>
    </xsl:apply-templates>
  </xsl:template>

  <xsl:template match="points">
    <xsl:call-template name="block">
      <xsl:with-param name="text"><xsl:apply-templates select="." mode="title"/></xsl:with-param>
    </xsl:call-template>
    <xsl:apply-templates select="item"/>
  </xsl:template>

  <xsl:template match="callout"><xsl:apply-templates select="*"/></xsl:template>

  <xsl:template match="section">
    <xsl:apply-templates select="self::*[@by][not(heading)]" mode="voice"/>
    <xsl:apply-templates select="*"/>
  </xsl:template>

  <xsl:template match="section" mode="voice">
    <xsl:variable name="name">
      <xsl:call-template name="name-of">
        <xsl:with-param name="ref" select="@by"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:if test="string($name) != ''">
      <xsl:call-template name="block">
        <xsl:with-param name="text" select="f:word('label',
          string((ancestor-or-self::*/@xml:lang)[last()]), 'label', string($name))"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template match="speech">
    <xsl:variable name="speaker"><xsl:apply-templates select="." mode="speaker"/></xsl:variable>
    <xsl:if test="string($speaker) != ''">
      <xsl:call-template name="block">
        <xsl:with-param name="text" select="$speaker"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:apply-templates select="*[not(self::speaker)]"/>
  </xsl:template>

  <xsl:template match="blockquote"><xsl:apply-templates select="*"/></xsl:template>

  <xsl:template match="attribution">
    <xsl:variable name="text"><xsl:text>— </xsl:text><xsl:apply-templates/></xsl:variable>
    <xsl:call-template name="block"><xsl:with-param name="text" select="$text"/></xsl:call-template>
  </xsl:template>

  <xsl:template match="list">
    <xsl:text>&#10;</xsl:text>
    <xsl:apply-templates select="*"/>
  </xsl:template>

  <!-- It belongs to the words of its item. -->
  <xsl:template match="item[p/@m:words]/list"><xsl:apply-templates select="*"/></xsl:template>

  <xsl:template match="item">
    <xsl:choose>
      <xsl:when test="p or list or blockquote or figure or gallery or table or section or speech
        or callout or statement">
        <xsl:apply-templates select="*"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:variable name="text"><xsl:apply-templates select="." mode="marked"/></xsl:variable>
        <xsl:apply-templates select="." mode="marked-lines">
          <xsl:with-param name="text" select="string($text)"/>
        </xsl:apply-templates>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="item" mode="marked-lines">
    <xsl:param name="text"/>
    <xsl:variable name="marker"><xsl:apply-templates select="." mode="marker"/></xsl:variable>
    <xsl:call-template name="lines">
      <xsl:with-param name="text" select="$text"/>
      <xsl:with-param name="first" select="$marker"/>
      <xsl:with-param name="later" select="substring('          ', 1, string-length($marker))"/>
    </xsl:call-template>
    <!-- An item without words keeps its place. -->
    <xsl:if test="string($text) = ''">
      <xsl:variable name="margin"><xsl:apply-templates select="." mode="margin"/></xsl:variable>
      <xsl:value-of select="concat($margin, normalize-space($marker), '&#10;')"/>
    </xsl:if>
  </xsl:template>

  <!-- A picture says what it shows. -->
  <xsl:template match="figure">
    <xsl:variable name="text">
      <xsl:apply-templates select="video | audio" mode="media-line"/>
      <xsl:if test="(video or audio) and (caption or credit)">
        <xsl:call-template name="new-line"/>
      </xsl:if>
      <xsl:if test="normalize-space(image/@alt) != ''">
        <xsl:value-of select="concat('[', normalize-space(image/@alt), '] ')"/>
      </xsl:if>
      <xsl:apply-templates
        select="self::*[caption or credit or image[@credit or @rights or normalize-space()]]"
        mode="caption"/>
    </xsl:variable>
    <xsl:call-template name="block"><xsl:with-param name="text" select="$text"/></xsl:call-template>
  </xsl:template>

  <xsl:template match="gallery">
    <xsl:if test="caption">
      <xsl:text>&#10;</xsl:text>
      <xsl:apply-templates select="caption"/>
    </xsl:if>
    <xsl:apply-templates select="figure"/>
  </xsl:template>

  <xsl:template match="image" mode="picture">
    <xsl:variable name="text">
      <xsl:if test="normalize-space(@alt) != ''">
        <xsl:value-of select="concat('[', normalize-space(@alt), '] ')"/>
      </xsl:if>
      <xsl:apply-templates/>
      <xsl:if test="@credit and normalize-space()"><xsl:call-template name="new-line"/></xsl:if>
      <xsl:apply-templates select="@credit" mode="credit"/>
      <xsl:if test="@rights and (@credit or normalize-space())">
        <xsl:call-template name="new-line"/>
      </xsl:if>
      <xsl:apply-templates select="@rights" mode="credit"/>
    </xsl:variable>
    <xsl:call-template name="block"><xsl:with-param name="text" select="$text"/></xsl:call-template>
  </xsl:template>

  <xsl:template name="new-line"><xsl:text>&#10;</xsl:text></xsl:template>

  <xsl:template match="table">
    <xsl:text>&#10;</xsl:text>
    <xsl:apply-templates select="caption | row | remark | source"/>
  </xsl:template>

  <xsl:template match="caption | row | table/remark | table/source">
    <xsl:variable name="text">
      <xsl:apply-templates select="self::caption | self::remark" mode="marked"/>
      <xsl:apply-templates select="self::source" mode="table-source"/>
      <xsl:for-each select="cell">
        <xsl:if test="position() &gt; 1"><xsl:text> | </xsl:text></xsl:if>
        <xsl:apply-templates select="." mode="held"/>
      </xsl:for-each>
    </xsl:variable>
    <xsl:call-template name="lines">
      <xsl:with-param name="text" select="$text"/>
      <xsl:with-param name="later" select="'  '"/>
    </xsl:call-template>
  </xsl:template>

  <!-- Blocks in a cell share its line. -->
  <xsl:template match="cell" mode="held">
    <xsl:choose>
      <xsl:when test="p or list">
        <xsl:for-each select=".//p | .//item[not(p or list)]">
          <xsl:if test="position() &gt; 1"><xsl:text> </xsl:text></xsl:if>
          <xsl:apply-templates select="." mode="marked"/>
        </xsl:for-each>
      </xsl:when>
      <xsl:otherwise><xsl:apply-templates select="." mode="marked"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="signatories">
    <xsl:call-template name="block">
      <xsl:with-param name="text"><xsl:apply-templates select="." mode="label"/></xsl:with-param>
    </xsl:call-template>
    <xsl:for-each select="signatory">
      <xsl:variable name="text">
        <xsl:for-each select="name | role | organization">
          <xsl:if test="position() &gt; 1">
            <xsl:value-of select="f:word('list-separator',
              string((ancestor-or-self::*/@xml:lang)[last()]))"/>
          </xsl:if>
          <xsl:apply-templates/>
        </xsl:for-each>
      </xsl:variable>
      <xsl:call-template name="lines">
        <xsl:with-param name="text" select="$text"/>
        <xsl:with-param name="later" select="'  '"/>
      </xsl:call-template>
    </xsl:for-each>
  </xsl:template>

  <!-- A reproduced statement. -->
  <xsl:template match="statement">
    <xsl:variable name="title">
      <xsl:apply-templates select="head/title" mode="plain"/>
    </xsl:variable>
    <xsl:variable name="origin"><xsl:apply-templates select="." mode="origin"/></xsl:variable>
    <xsl:choose>
      <xsl:when test="string($title) != ''">
        <xsl:call-template name="block">
          <xsl:with-param name="text" select="$title"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:text>&#10;</xsl:text></xsl:otherwise>
    </xsl:choose>
    <xsl:for-each select="head/subtitle">
      <xsl:variable name="subtitle"><xsl:apply-templates select="." mode="plain"/></xsl:variable>
      <xsl:call-template name="lines">
        <xsl:with-param name="text" select="$subtitle"/>
      </xsl:call-template>
    </xsl:for-each>
    <xsl:apply-templates select="head/points"/>
    <xsl:if test="string($origin) != ''">
      <xsl:if test="head/points"><xsl:text>&#10;</xsl:text></xsl:if>
      <xsl:call-template name="lines">
        <xsl:with-param name="text" select="$origin"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:choose>
      <xsl:when test="@m:notice">
        <xsl:variable name="notice"><xsl:apply-templates select="." mode="notice"/></xsl:variable>
        <xsl:call-template name="block">
          <xsl:with-param name="text" select="$notice"/>
        </xsl:call-template>
      </xsl:when>
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
        <xsl:variable name="ending"><xsl:apply-templates select="." mode="ending"/></xsl:variable>
        <xsl:call-template name="block">
          <xsl:with-param name="text" select="$ending"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
