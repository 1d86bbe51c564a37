<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- Languages, names and ids: what all outputs ask of a node. -->

  <!-- By id, whatever its statement; `target` picks the right one. What has no id gets no entry. -->
  <xsl:key name="targets" match="note | entry | issuer | speaker" use="@id"/>
  <xsl:key name="reproduced-in" match="statement[ancestor::statement]"
    use="generate-id(ancestor::statement[1])"/>

  <!-- lang and dir, wherever the document gives a language. -->
  <xsl:template match="*" mode="language">
    <xsl:if test="@xml:lang">
      <xsl:attribute name="lang"><xsl:value-of select="@xml:lang"/></xsl:attribute>
      <xsl:attribute name="dir"><xsl:value-of select="f:direction(@xml:lang)"/></xsl:attribute>
    </xsl:if>
  </xsl:template>

  <!-- The same for generated words in $lang, where the text around them is in another. -->
  <xsl:template name="language-of-words">
    <xsl:param name="lang"/>
    <xsl:if test="$lang != (ancestor-or-self::*/@xml:lang)[last()]">
      <xsl:attribute name="lang"><xsl:value-of select="$lang"/></xsl:attribute>
      <xsl:attribute name="dir"><xsl:value-of select="f:direction($lang)"/></xsl:attribute>
    </xsl:if>
  </xsl:template>

  <!-- The generated id of what $ref means here: in its own statement first, then outwards. -->
  <xsl:template name="target">
    <xsl:param name="ref" select="@ref"/>
    <xsl:variable name="scopes" select="ancestor::statement"/>
    <xsl:for-each
      select="key('targets', $ref)[count(ancestor::statement[1] | $scopes) = count($scopes)]">
      <xsl:sort select="count(ancestor::statement)" data-type="number" order="descending"/>
      <xsl:if test="position() = 1"><xsl:value-of select="generate-id()"/></xsl:if>
    </xsl:for-each>
  </xsl:template>

  <!-- The name of the issuer or speaker that $ref means here. -->
  <xsl:template name="name-of">
    <xsl:param name="ref"/>
    <xsl:param name="full" select="false()"/>
    <xsl:variable name="target">
      <xsl:call-template name="target">
        <xsl:with-param name="ref" select="$ref"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:apply-templates select="key('targets', $ref)[generate-id() = $target]" mode="name">
      <xsl:with-param name="full" select="$full"/>
    </xsl:apply-templates>
  </xsl:template>

  <xsl:template match="issuer" mode="name"><xsl:value-of select="normalize-space()"/></xsl:template>
  <xsl:template match="speaker" mode="name">
    <xsl:param name="full" select="false()"/>
    <xsl:value-of select="normalize-space(name)"/>
    <xsl:if test="not(name)"><xsl:value-of select="normalize-space(role)"/></xsl:if>
    <xsl:if test="$full and name and role">
      <xsl:value-of select="f:word('list-separator',
        string((ancestor-or-self::*/@xml:lang)[last()]))"/>
      <xsl:value-of select="normalize-space(role)"/>
    </xsl:if>
  </xsl:template>

  <!-- The space after a label; a wide colon brings its own. -->
  <xsl:template name="label-gap">
    <xsl:if test="not(contains(f:word('label',
      string((ancestor-or-self::*/@xml:lang)[last()])), '：'))"><xsl:text> </xsl:text></xsl:if>
  </xsl:template>

  <!-- Ids in pages, made from the path: "" for the outermost statement, "s2", "s2-s1". -->
  <xsl:template match="statement" mode="id">
    <xsl:if test="ancestor::statement">
      <xsl:apply-templates select="ancestor::statement[1]" mode="id-prefix"/>
      <xsl:variable name="here" select="generate-id()"/>
      <xsl:for-each select="key('reproduced-in', generate-id(ancestor::statement[1]))">
        <xsl:if test="generate-id() = $here">
          <xsl:value-of select="concat('s', position())"/>
        </xsl:if>
      </xsl:for-each>
    </xsl:if>
  </xsl:template>

  <xsl:template match="statement" mode="id-prefix">
    <xsl:if test="ancestor::statement">
      <xsl:apply-templates select="." mode="id"/>
      <xsl:text>-</xsl:text>
    </xsl:if>
  </xsl:template>

  <xsl:template match="note | entry" mode="id">
    <xsl:apply-templates select="ancestor::statement[1]" mode="id-prefix"/>
    <xsl:value-of select="concat(name(), '-', @id)"/>
  </xsl:template>

  <!-- The id of a place that the document names. -->
  <xsl:template match="*" mode="anchor">
    <xsl:if test="@m:id">
      <xsl:attribute name="id"><xsl:value-of select="@m:id"/></xsl:attribute>
    </xsl:if>
  </xsl:template>

  <!-- The issuers in one line, as lists have it: of more than three, two and how many others. -->
  <xsl:template match="statement" mode="byline">
    <xsl:variable name="lang" select="(ancestor-or-self::*/@xml:lang)[last()]"/>
    <xsl:variable name="issuers" select="head/issuer"/>
    <xsl:variable name="names">
      <xsl:for-each select="$issuers[count($issuers) &lt;= 3 or position() &lt;= 2]">
        <xsl:if test="position() &gt; 1">
          <xsl:value-of select="f:word('list-separator', $lang)"/>
        </xsl:if>
        <xsl:apply-templates select="." mode="name"/>
      </xsl:for-each>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="count($issuers) &gt; 3">
        <xsl:value-of select="f:word('and-others', $lang, 'names', string($names),
          'count', string(count($issuers) - 2))"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$names"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- What an event is called, and what calendars know it by. -->
  <xsl:template match="event" mode="name">
    <xsl:variable name="words">
      <xsl:apply-templates select="title" mode="plain"/>
      <xsl:if test="not(title)"><xsl:apply-templates select="../title" mode="plain"/></xsl:if>
    </xsl:variable>
    <xsl:value-of select="normalize-space($words)"/>
  </xsl:template>
  <xsl:template match="event" mode="uid">
    <xsl:value-of select="concat(ancestor::statement[1]/@m:identity, '#')"/>
    <xsl:choose>
      <xsl:when test="@id"><xsl:value-of select="@id"/></xsl:when>
      <xsl:otherwise>
        <xsl:text>event</xsl:text>
        <xsl:if test="preceding-sibling::event">
          <xsl:value-of select="count(preceding-sibling::event) + 1"/>
        </xsl:if>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- How deep a heading here stands, 1 being the page's title. -->
  <xsl:template match="*" mode="level">
    <xsl:variable name="enclosing" select="count(ancestor::statement | ancestor::section
      | ancestor::callout) - count(self::heading[not(preceding-sibling::*[1])]
      /parent::*[self::section or self::callout])"/>
    <xsl:choose>
      <xsl:when test="$enclosing &gt; 5">6</xsl:when>
      <xsl:otherwise><xsl:value-of select="$enclosing + 1"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The filter of a list, as the end of an address. -->
  <xsl:template name="list-query">
    <xsl:if test="string(@query) != ''"><xsl:value-of select="concat('?', @query)"/></xsl:if>
  </xsl:template>

  <!-- What a link within a list is for who follows all of them: several filters together have no
       end. -->
  <xsl:template name="list-follow">
    <xsl:if test="count(filter/@*) &gt; 1"><xsl:attribute name="rel">nofollow</xsl:attribute></xsl:if>
  </xsl:template>

  <!-- The name of a list: the newsroom's, and by what it is filtered. Words that only the reader
       says are none of it: a link could put any into the newsroom's own title. -->
  <xsl:template match="statement" mode="list-title">
    <xsl:value-of select="$newsroom-title"/>
  </xsl:template>
  <xsl:template match="newsroom" mode="list-title">
    <xsl:variable name="lang" select="string(@xml:lang)"/>
    <xsl:variable name="name">
      <xsl:value-of select="@title"/>
      <xsl:if test="@folder-name"><xsl:value-of select="concat(' · ', @folder-name)"/></xsl:if>
    </xsl:variable>
    <xsl:variable name="filters"><xsl:apply-templates select="filter" mode="names"/></xsl:variable>
    <xsl:choose>
      <xsl:when test="string($filters) != ''">
        <xsl:value-of select="f:word('label', $lang, 'label', string($name))"/>
        <xsl:call-template name="label-gap"/>
        <xsl:value-of select="$filters"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$name"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- What of the filter has a name: what statements have, as they write it. -->
  <xsl:template match="filter" mode="names">
    <xsl:variable name="lang" select="string(../@xml:lang)"/>
    <xsl:variable name="tag" select="string(@lang)"/>
    <xsl:variable name="facets" select="../facets/facet"/>
    <xsl:variable name="named" select="$facets[@current][@kind != 'lang']"/>
    <xsl:variable name="is-lang" select="$tag != '' and $facets[@kind = 'lang'][@value = $tag
      or starts-with(@value, concat($tag, '-'))]"/>
    <xsl:for-each select="$named">
      <xsl:if test="position() &gt; 1">
        <xsl:value-of select="f:word('list-separator', $lang)"/>
      </xsl:if>
      <xsl:value-of select="@text"/>
    </xsl:for-each>
    <xsl:if test="$is-lang">
      <xsl:if test="$named"><xsl:value-of select="f:word('list-separator', $lang)"/></xsl:if>
      <xsl:value-of select="f:language($tag, $lang)"/>
    </xsl:if>
    <xsl:if test="@q">
      <xsl:if test="$named or $is-lang">
        <xsl:value-of select="f:word('list-separator', $lang)"/>
      </xsl:if>
      <xsl:value-of select="f:word('search', $lang)"/>
    </xsl:if>
  </xsl:template>

  <!-- Words without markup: for feed titles and summaries. Marks in, note references out. -->
  <xsl:template match="*" mode="plain"><xsl:apply-templates mode="plain"/></xsl:template>
  <xsl:template match="noteref" mode="plain"/>
  <xsl:template match="br" mode="plain"><xsl:text> </xsl:text></xsl:template>
  <xsl:template match="sub | sup" mode="plain"><xsl:value-of select="f:script(.)"/></xsl:template>
  <xsl:template match="quote" mode="plain">
    <xsl:apply-templates select="." mode="mark"/>
    <xsl:apply-templates mode="plain"/>
    <xsl:apply-templates select="." mode="close-own"/>
  </xsl:template>

</xsl:stylesheet>
