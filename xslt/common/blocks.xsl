<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- The blocks of a body as HTML. -->

  <xsl:template match="p">
    <p>
      <xsl:apply-templates select="." mode="language"/>
      <xsl:apply-templates select="self::*[parent::body][not(preceding-sibling::*[1])]/
        ancestor::statement[1]" mode="dateline"/>
      <xsl:apply-templates select="." mode="marked"/>
    </p>
  </xsl:template>

  <!-- The dateline runs in before a first paragraph; before any other block it is a line. -->
  <xsl:template match="body">
    <xsl:if test="not(*[1][self::p]) and ../head/place">
      <p class="dateline"><xsl:apply-templates select=".." mode="dateline"/></p>
    </xsl:if>
    <xsl:apply-templates select="*"/>
  </xsl:template>

  <xsl:template match="heading">
    <xsl:variable name="level"><xsl:apply-templates select="." mode="level"/></xsl:variable>
    <xsl:element name="h{$level}">
      <xsl:apply-templates select="." mode="language"/>
      <xsl:apply-templates select="." mode="marked"/>
    </xsl:element>
  </xsl:template>

  <xsl:template match="section">
    <section>
      <xsl:apply-templates select="." mode="anchor"/>
      <xsl:apply-templates select="." mode="language"/>
      <xsl:apply-templates select="self::*[not(heading)]" mode="voice"/>
      <xsl:apply-templates select="*"/>
    </section>
  </xsl:template>
  <!-- A part of which nothing says what it is. -->
  <xsl:template match="section[not(heading or @by)]">
    <div>
      <xsl:apply-templates select="." mode="anchor"/>
      <xsl:apply-templates select="." mode="language"/>
      <xsl:apply-templates select="*"/>
    </div>
  </xsl:template>

  <!-- What stands out: "What to do". -->
  <xsl:template match="callout">
    <section class="callout">
      <xsl:apply-templates select="." mode="anchor"/>
      <xsl:apply-templates select="." mode="language"/>
      <xsl:apply-templates select="*"/>
    </section>
  </xsl:template>

  <!-- Key points below the subtitle. -->
  <xsl:template match="points">
    <section class="points">
      <xsl:apply-templates select="." mode="language"/>
      <xsl:call-template name="note-heading">
        <xsl:with-param name="words"><xsl:apply-templates select="." mode="title"/></xsl:with-param>
      </xsl:call-template>
      <ul><xsl:apply-templates select="item"/></ul>
    </section>
  </xsl:template>

  <xsl:template match="points" mode="title">
    <xsl:value-of select="f:word('key-points', string((ancestor-or-self::*/@xml:lang)[last()]))"/>
  </xsl:template>

  <!-- In whose voice a part without a heading speaks stands in a heading's place. -->
  <xsl:template match="section" mode="voice">
    <xsl:variable name="name">
      <xsl:call-template name="name-of">
        <xsl:with-param name="ref" select="@by"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="level"><xsl:apply-templates select="." mode="level"/></xsl:variable>
    <xsl:if test="string($name) != ''">
      <xsl:element name="h{$level}">
        <xsl:attribute name="class">voice</xsl:attribute>
        <xsl:value-of select="f:word('label', string((ancestor-or-self::*/@xml:lang)[last()]),
          'label', string($name))"/>
      </xsl:element>
    </xsl:if>
  </xsl:template>

  <xsl:template match="speech">
    <div class="speech">
      <xsl:apply-templates select="." mode="language"/>
      <xsl:variable name="speaker"><xsl:apply-templates select="." mode="speaker"/></xsl:variable>
      <xsl:if test="string($speaker) != ''">
        <p class="speaker"><strong><xsl:copy-of select="$speaker"/></strong></p>
      </xsl:if>
      <xsl:apply-templates select="*[not(self::speaker)]"/>
    </div>
  </xsl:template>

  <!-- The label of a turn: what the document writes, else the name of who is meant, with the role
       at the first turn. -->
  <xsl:template match="speech" mode="speaker">
    <xsl:variable name="name">
      <xsl:apply-templates select="speaker/node()"/>
      <xsl:if test="not(speaker) and @who">
        <xsl:call-template name="name-of">
          <xsl:with-param name="ref" select="@who"/>
          <xsl:with-param name="full" select="boolean(@m:first)"/>
        </xsl:call-template>
      </xsl:if>
    </xsl:variable>
    <xsl:if test="normalize-space($name) != ''">
      <xsl:value-of select="f:word('label', string((ancestor-or-self::*/@xml:lang)[last()]),
        'label', normalize-space($name))"/>
    </xsl:if>
  </xsl:template>

  <xsl:template match="blockquote">
    <blockquote>
      <xsl:apply-templates select="." mode="anchor"/>
      <xsl:apply-templates select="." mode="language"/>
      <xsl:if test="@cite">
        <xsl:attribute name="cite"><xsl:value-of select="f:path(string(@cite))"/></xsl:attribute>
      </xsl:if>
      <xsl:apply-templates select="*"/>
    </blockquote>
  </xsl:template>

  <xsl:template match="attribution">
    <p class="attribution">
      <xsl:apply-templates select="." mode="language"/>
      <xsl:text>— </xsl:text>
      <xsl:apply-templates/>
    </p>
  </xsl:template>

  <xsl:template match="list">
    <ul>
      <xsl:apply-templates select="." mode="language"/>
      <xsl:apply-templates select="*"/>
    </ul>
  </xsl:template>
  <xsl:template match="list[@kind = 'number']">
    <ol>
      <xsl:copy-of select="@start"/>
      <xsl:apply-templates select="." mode="language"/>
      <xsl:apply-templates select="*"/>
    </ol>
  </xsl:template>

  <!-- Items and cells hold running text or blocks, never both. -->
  <xsl:template match="item | cell" mode="held">
    <xsl:choose>
      <xsl:when test="p or list or blockquote or figure or gallery or table or section or speech
        or callout or statement">
        <xsl:apply-templates select="*"/>
      </xsl:when>
      <xsl:otherwise><xsl:apply-templates select="." mode="marked"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="item">
    <li>
      <xsl:apply-templates select="." mode="language"/>
      <xsl:apply-templates select="." mode="held"/>
    </li>
  </xsl:template>

  <!-- The words of an item before its list. -->
  <xsl:template match="item/p[@m:words]">
    <xsl:apply-templates select="." mode="marked"/>
  </xsl:template>

  <xsl:template match="figure">
    <figure>
      <xsl:apply-templates select="image | video | audio"/>
      <xsl:apply-templates
        select="self::*[caption or credit or image[@credit or @rights or normalize-space()]]"
        mode="caption"/>
    </figure>
  </xsl:template>

  <!-- A run of figures. -->
  <xsl:template match="gallery">
    <div class="gallery"><xsl:apply-templates select="figure"/></div>
  </xsl:template>
  <xsl:template match="gallery[caption]">
    <figure class="gallery">
      <figcaption><xsl:apply-templates select="caption" mode="marked"/></figcaption>
      <xsl:apply-templates select="figure"/>
    </figure>
  </xsl:template>

  <xsl:template match="figure" mode="caption">
    <figcaption>
      <xsl:apply-templates select="caption" mode="marked"/>
      <xsl:if test="not(caption)"><xsl:apply-templates select="image/node()"/></xsl:if>
      <xsl:if test="(caption or image[normalize-space()]) and (credit or image/@credit)">
        <xsl:call-template name="new-line"/>
      </xsl:if>
      <xsl:apply-templates select="(credit | image[not(../credit)]/@credit)[1]" mode="credit"/>
      <xsl:if test="image/@rights and (caption or credit or image[@credit or normalize-space()])">
        <xsl:call-template name="new-line"/>
      </xsl:if>
      <xsl:apply-templates select="image/@rights" mode="credit"/>
    </figcaption>
  </xsl:template>

  <xsl:template name="new-line"><br/></xsl:template>

  <xsl:template match="image">
    <img src="{f:path(string(@href))}" alt="{normalize-space(@alt)}">
      <xsl:if test="@m:width">
        <xsl:attribute name="width"><xsl:value-of select="@m:width"/></xsl:attribute>
        <xsl:attribute name="height"><xsl:value-of select="@m:height"/></xsl:attribute>
      </xsl:if>
      <xsl:apply-templates select="self::*[@m:height &gt;= @m:width]" mode="tall"/>
    </img>
  </xsl:template>

  <xsl:template match="image | video | audio" mode="tall">
    <xsl:attribute name="class">tall</xsl:attribute>
  </xsl:template>

  <!-- The picture of a whole statement. -->
  <xsl:template match="image" mode="picture">
    <figure class="picture">
      <xsl:apply-templates select="."/>
      <xsl:if test="@credit or @rights or normalize-space()">
        <figcaption>
          <xsl:apply-templates/>
          <xsl:if test="@credit and normalize-space()"><xsl:call-template name="new-line"/></xsl:if>
          <xsl:apply-templates select="@credit" mode="credit"/>
          <xsl:if test="@rights and (@credit or normalize-space())">
            <xsl:call-template name="new-line"/>
          </xsl:if>
          <xsl:apply-templates select="@rights" mode="credit"/>
        </figcaption>
      </xsl:if>
    </figure>
  </xsl:template>

  <xsl:template match="credit | @credit" mode="credit">
    <xsl:variable name="credit">
      <xsl:apply-templates select="self::credit/node()"/>
      <xsl:if test="not(self::credit)"><xsl:value-of select="."/></xsl:if>
    </xsl:variable>
    <small><xsl:value-of select="f:word('image-credit', string((ancestor::*/@xml:lang)[last()]),
      'credit', normalize-space($credit))"/></small>
  </xsl:template>

  <!-- Of a film or a sound: no picture's. -->
  <xsl:template match="figure[video or audio]/credit" mode="credit">
    <small><xsl:apply-templates/></small>
  </xsl:template>

  <xsl:template match="@rights" mode="credit">
    <small><xsl:value-of select="normalize-space()"/></small>
  </xsl:template>

  <xsl:template match="table">
    <div class="table">
      <xsl:apply-templates select="self::*[row/cell[5]]" mode="scroll"/>
      <table>
        <xsl:apply-templates select="." mode="language"/>
        <xsl:if test="caption">
          <caption><xsl:apply-templates select="caption" mode="marked"/></caption>
        </xsl:if>
        <xsl:apply-templates select="." mode="groups"/>
        <xsl:apply-templates select="." mode="rows"/>
      </table>
    </div>
    <xsl:apply-templates select="remark | source"/>
  </xsl:template>

  <!-- Where headers of the first row span columns, these are groups, to which their scope refers. -->
  <xsl:template match="table" mode="groups">
    <xsl:if test="row[1]/cell[@header = 'yes'][@colspan &gt; 1]">
      <xsl:for-each select="row[1]/cell">
        <colgroup>
          <xsl:if test="@colspan &gt; 1">
            <xsl:attribute name="span"><xsl:value-of select="@colspan"/></xsl:attribute>
          </xsl:if>
        </colgroup>
      </xsl:for-each>
    </xsl:if>
  </xsl:template>

  <!-- Below a table: what is to be said of it, and where its figures come from. -->
  <xsl:template match="table/remark">
    <p class="remark">
      <xsl:apply-templates select="." mode="language"/>
      <xsl:apply-templates select="." mode="marked"/>
    </p>
  </xsl:template>

  <xsl:template match="table/source">
    <p class="remark"><xsl:apply-templates select="." mode="table-source"/></p>
  </xsl:template>

  <xsl:template match="source" mode="table-source">
    <xsl:variable name="lang" select="string((ancestor-or-self::*/@xml:lang)[last()])"/>
    <xsl:value-of select="f:word('label', $lang, 'label', f:word('source', $lang))"/>
    <xsl:call-template name="label-gap"/>
    <xsl:apply-templates select="." mode="named-source"/>
  </xsl:template>

  <!-- The leading rows of headers are the table's head, which paper repeats on each page: all before
       the first row that has other words, unless one of their cells reaches down into that. The
       corner may be empty. -->
  <xsl:template match="table" mode="rows">
    <xsl:variable name="first" select="row[not(cell[@header = 'yes'])
      or cell[position() &gt; 1 or normalize-space() or *][not(@header = 'yes')]][1]"/>
    <xsl:variable name="heads" select="$first/preceding-sibling::row"/>
    <xsl:variable name="left" select="count(row) - count($heads) - 1"/>
    <xsl:choose>
      <xsl:when test="$heads[not(cell[@rowspan &gt; 1][@rowspan &gt;
        count(../following-sibling::row) - $left])][last() = count($heads)]">
        <thead><xsl:apply-templates select="$heads"/></thead>
        <tbody><xsl:apply-templates select="$first | $first/following-sibling::row"/></tbody>
      </xsl:when>
      <xsl:otherwise><xsl:apply-templates select="row"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Where columns are many, a narrow screen scrolls them, and a keyboard has to reach that. -->
  <xsl:template match="table" mode="scroll">
    <xsl:attribute name="tabindex">0</xsl:attribute>
    <xsl:if test="caption">
      <xsl:variable name="words"><xsl:apply-templates select="caption" mode="plain"/></xsl:variable>
      <xsl:attribute name="role">group</xsl:attribute>
      <xsl:attribute name="aria-label"><xsl:value-of select="normalize-space($words)"/></xsl:attribute>
    </xsl:if>
  </xsl:template>

  <xsl:template match="row">
    <tr><xsl:apply-templates select="*"/></tr>
  </xsl:template>

  <!-- A header cell heads its row where it stands first beside others that do not; an empty corner
       does not count. -->
  <xsl:template match="cell">
    <xsl:variable name="name">
      <xsl:choose>
        <xsl:when test="@header = 'yes'">th</xsl:when>
        <xsl:otherwise>td</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:element name="{$name}">
      <xsl:if test="@header = 'yes'">
        <xsl:attribute name="scope">
          <xsl:choose>
            <xsl:when test="../cell[position() &gt; 1 or normalize-space() or *]
              [not(@header = 'yes')]">row</xsl:when>
            <xsl:when test="@colspan &gt; 1 and not(../preceding-sibling::row[1])">
              <xsl:text>colgroup</xsl:text>
            </xsl:when>
            <xsl:otherwise>col</xsl:otherwise>
          </xsl:choose>
        </xsl:attribute>
      </xsl:if>
      <xsl:copy-of select="@colspan | @rowspan"/>
      <xsl:if test="@m:numeric"><xsl:attribute name="class">numeric</xsl:attribute></xsl:if>
      <xsl:apply-templates select="." mode="language"/>
      <xsl:apply-templates select="." mode="held"/>
    </xsl:element>
  </xsl:template>

  <xsl:template match="signatories">
    <p class="signed"><xsl:apply-templates select="." mode="label"/></p>
    <ul class="signatories"><xsl:apply-templates select="*"/></ul>
  </xsl:template>

  <xsl:template match="signatories" mode="label">
    <xsl:variable name="lang" select="string((ancestor-or-self::*/@xml:lang)[last()])"/>
    <xsl:value-of select="f:word('label', $lang, 'label', f:word('signed', $lang))"/>
  </xsl:template>

  <xsl:template match="signatory">
    <li>
      <xsl:apply-templates select="." mode="language"/>
      <xsl:for-each select="name | role | organization">
        <xsl:if test="position() &gt; 1">
          <xsl:value-of select="f:word('list-separator',
            string((ancestor-or-self::*/@xml:lang)[last()]))"/>
        </xsl:if>
        <xsl:apply-templates/>
      </xsl:for-each>
    </li>
  </xsl:template>

</xsl:stylesheet>
