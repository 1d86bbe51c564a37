<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- Notes, contacts and files in plain text. -->

  <xsl:template match="statement" mode="notes">
    <xsl:apply-templates
      select="glossary | note[not(@kind = 'footnote')][not(@scope)]"/>
    <xsl:variable name="footnotes" select="note[@kind = 'footnote'][not(@scope)]"/>
    <xsl:if test="$footnotes">
      <xsl:call-template name="note-heading">
        <xsl:with-param name="words" select="f:word('notes',
          string((ancestor-or-self::*/@xml:lang)[last()]))"/>
      </xsl:call-template>
      <xsl:for-each select="$footnotes">
        <xsl:sort data-type="number"
          select="string-length(substring-before($note-order, concat(generate-id(), '|')))"/>
        <xsl:apply-templates select="*"/>
      </xsl:for-each>
    </xsl:if>
  </xsl:template>

  <xsl:template match="note[@kind = 'footnote']/*[1][self::p]">
    <xsl:variable name="number"><xsl:apply-templates select=".." mode="number"/></xsl:variable>
    <xsl:variable name="text">
      <xsl:if test="$number != ''"><xsl:value-of select="concat('[', $number, '] ')"/></xsl:if>
      <xsl:apply-templates select="." mode="marked"/>
    </xsl:variable>
    <xsl:call-template name="block"><xsl:with-param name="text" select="$text"/></xsl:call-template>
  </xsl:template>

  <xsl:template match="note">
    <xsl:variable name="number"><xsl:apply-templates select="." mode="number"/></xsl:variable>
    <xsl:variable name="title">
      <xsl:if test="$number != ''"><xsl:value-of select="concat('[', $number, '] ')"/></xsl:if>
      <xsl:apply-templates select="." mode="title"/>
    </xsl:variable>
    <xsl:call-template name="block">
      <xsl:with-param name="text" select="$title"/>
    </xsl:call-template>
    <xsl:apply-templates select="*[not(self::title)]"/>
  </xsl:template>

  <xsl:template match="glossary">
    <xsl:variable name="title"><xsl:apply-templates select="." mode="title"/></xsl:variable>
    <xsl:call-template name="block">
      <xsl:with-param name="text" select="$title"/>
    </xsl:call-template>
    <xsl:for-each select="entry">
      <xsl:variable name="text">
        <xsl:apply-templates select="term/node()"/>
        <xsl:text> = </xsl:text>
        <xsl:apply-templates select="def/node()"/>
      </xsl:variable>
      <xsl:call-template name="lines">
        <xsl:with-param name="text" select="$text"/>
        <xsl:with-param name="later" select="'  '"/>
      </xsl:call-template>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="note-heading">
    <xsl:param name="words"/>
    <xsl:call-template name="block">
      <xsl:with-param name="text" select="$words"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="contacts">
    <xsl:param name="contacts"/>
    <xsl:param name="headed" select="false()"/>
    <xsl:if test="$contacts">
      <xsl:variable name="words"><xsl:call-template name="contact-words">
        <xsl:with-param name="count" select="count($contacts)"/>
      </xsl:call-template></xsl:variable>
      <xsl:call-template name="block">
        <xsl:with-param name="text" select="$words"/>
      </xsl:call-template>
      <xsl:for-each select="$contacts">
        <xsl:if test="position() &gt; 1"><xsl:text>&#10;</xsl:text></xsl:if>
        <xsl:apply-templates select="."/>
      </xsl:for-each>
    </xsl:if>
  </xsl:template>

  <xsl:template match="contact">
    <xsl:variable name="lang" select="string((ancestor-or-self::*/@xml:lang)[last()])"/>
    <xsl:variable name="organization">
      <xsl:apply-templates select="." mode="organization-name"/>
    </xsl:variable>
    <xsl:if test="name or role">
      <xsl:variable name="person">
        <xsl:value-of select="normalize-space(name)"/>
        <xsl:if test="name and role">
          <xsl:value-of select="f:word('list-separator', $lang)"/>
        </xsl:if>
        <xsl:value-of select="normalize-space(role)"/>
      </xsl:variable>
      <xsl:call-template name="lines">
        <xsl:with-param name="text" select="$person"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="$organization != ''">
      <xsl:call-template name="lines">
        <xsl:with-param name="text" select="$organization"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:for-each select="phone | email">
      <xsl:call-template name="lines">
        <xsl:with-param name="text">
          <xsl:call-template name="left-to-right">
            <xsl:with-param name="text" select="normalize-space()"/>
            <xsl:with-param name="lang" select="$lang"/>
          </xsl:call-template>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:for-each>
    <xsl:for-each select="link | hours | remark">
      <xsl:variable name="text"><xsl:apply-templates select="." mode="contact-line"/></xsl:variable>
      <xsl:call-template name="lines">
        <xsl:with-param name="text" select="$text"/>
      </xsl:call-template>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="link" mode="contact-line"><xsl:apply-templates select="."/></xsl:template>
  <xsl:template match="hours | remark" mode="contact-line"><xsl:apply-templates/></xsl:template>

  <!-- Isolated (Unicode Standard Annex #9) where the text around it runs from right to left. -->
  <xsl:template name="left-to-right">
    <xsl:param name="text"/>
    <xsl:param name="lang"/>
    <xsl:choose>
      <xsl:when test="f:direction($lang) = 'rtl'">
        <xsl:value-of select="concat('&#x2066;', $text, '&#x2069;')"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$text"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="statement" mode="attachments">
    <xsl:if test="head/attachment">
      <xsl:call-template name="note-heading">
        <xsl:with-param name="words" select="f:word('attachments',
          string((ancestor-or-self::*/@xml:lang)[last()]))"/>
      </xsl:call-template>
      <xsl:for-each select="head/attachment">
        <xsl:variable name="text">
          <xsl:apply-templates select="." mode="named-address"/>
        </xsl:variable>
        <xsl:call-template name="lines">
          <xsl:with-param name="text" select="$text"/>
          <xsl:with-param name="later" select="'  '"/>
        </xsl:call-template>
      </xsl:for-each>
    </xsl:if>
  </xsl:template>

  <xsl:template match="event">
    <xsl:variable name="lang" select="string((ancestor-or-self::*/@xml:lang)[last()])"/>
    <xsl:text>&#10;</xsl:text>
    <xsl:if test="title or @cancelled = 'yes'">
      <xsl:call-template name="lines">
        <xsl:with-param name="text">
          <xsl:apply-templates select="title" mode="plain"/>
          <xsl:if test="title and @cancelled = 'yes'"><xsl:text> – </xsl:text></xsl:if>
          <xsl:if test="@cancelled = 'yes'">
            <xsl:value-of select="f:word('event-cancelled', $lang)"/>
          </xsl:if>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:if>
    <xsl:call-template name="lines">
      <xsl:with-param name="text">
        <xsl:value-of select="f:word('label', $lang, 'label', f:word('event-when', $lang))"/>
        <xsl:call-template name="label-gap"/>
        <xsl:apply-templates select="." mode="event-span"/>
      </xsl:with-param>
      <xsl:with-param name="later" select="'  '"/>
    </xsl:call-template>
    <xsl:apply-templates select="place | link" mode="event"/>
  </xsl:template>

  <xsl:template match="@when | @until" mode="event">
    <xsl:param name="style" select="'moment'"/>
    <xsl:variable name="lang" select="string((ancestor::*/@xml:lang)[last()])"/>
    <xsl:variable name="words" select="f:date(string(), $lang, $style)"/>
    <xsl:choose>
      <xsl:when test="f:direction($lang) = 'rtl'">
        <xsl:value-of select="concat('&#x2068;', $words, '&#x2069;')"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$words"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="place | link" mode="event">
    <xsl:variable name="lang" select="string((ancestor-or-self::*/@xml:lang)[last()])"/>
    <xsl:call-template name="lines">
      <xsl:with-param name="text">
        <xsl:if test="self::place">
          <xsl:value-of select="f:word('label', $lang, 'label', f:word('event-where', $lang))"/>
          <xsl:call-template name="label-gap"/>
          <xsl:apply-templates/>
        </xsl:if>
        <xsl:apply-templates select="self::link"/>
      </xsl:with-param>
      <xsl:with-param name="later" select="'  '"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="statement" mode="media">
    <xsl:if test="head/video | head/audio">
      <xsl:call-template name="note-heading">
        <xsl:with-param name="words" select="f:word('media',
          string((ancestor-or-self::*/@xml:lang)[last()]))"/>
      </xsl:call-template>
      <xsl:for-each select="head/video | head/audio">
        <xsl:call-template name="lines">
          <xsl:with-param name="text"><xsl:apply-templates select="." mode="media-line"/></xsl:with-param>
          <xsl:with-param name="later" select="'  '"/>
        </xsl:call-template>
      </xsl:for-each>
    </xsl:if>
  </xsl:template>

  <!-- A film or a sound, and its transcript on a line of its own. -->
  <xsl:template match="video | audio" mode="media-line">
    <xsl:variable name="lang" select="string((ancestor::*/@xml:lang)[last()])"/>
    <xsl:variable name="sort"><xsl:apply-templates select="." mode="sort"/></xsl:variable>
    <xsl:apply-templates select="." mode="file-name"/>
    <xsl:value-of select="concat(' &lt;', f:path(string(@href)), '> (', $sort, ')')"/>
    <xsl:if test="@transcript">
      <xsl:call-template name="new-line"/>
      <xsl:value-of select="concat(f:word('transcript', $lang), ' &lt;',
        f:path(string(@transcript)), '>')"/>
    </xsl:if>
  </xsl:template>

  <xsl:template match="statement" mode="press-pictures">
    <xsl:if test="head/image[2]">
      <xsl:call-template name="note-heading">
        <xsl:with-param name="words" select="f:word('press-pictures',
          string((ancestor-or-self::*/@xml:lang)[last()]))"/>
      </xsl:call-template>
      <xsl:apply-templates select="head/image[position() &gt; 1]" mode="press"/>
    </xsl:if>
  </xsl:template>

  <xsl:template match="image" mode="press">
    <xsl:call-template name="lines">
      <xsl:with-param name="text">
        <xsl:apply-templates select="." mode="named-file"/>
        <xsl:apply-templates select="." mode="credits"/>
      </xsl:with-param>
      <xsl:with-param name="later" select="'  '"/>
    </xsl:call-template>
  </xsl:template>

  <!-- "The bridge <https://…> (JPEG, 2.4 MB)" -->
  <xsl:template match="*" mode="named-file">
    <xsl:variable name="facts"><xsl:apply-templates select="." mode="facts"/></xsl:variable>
    <xsl:variable name="name"><xsl:apply-templates select="." mode="file-name"/></xsl:variable>
    <xsl:value-of select="$name"/>
    <xsl:if test="$name != @href">
      <xsl:value-of select="concat(' &lt;', f:path(string(@href)), '>')"/>
    </xsl:if>
    <xsl:if test="$facts != ''"><xsl:value-of select="concat(' (', $facts, ')')"/></xsl:if>
  </xsl:template>

  <xsl:template match="responsible | rights | ai" mode="imprint">
    <xsl:variable name="text"><xsl:apply-templates select="." mode="imprint-words"/></xsl:variable>
    <xsl:call-template name="block">
      <xsl:with-param name="text" select="$text"/>
    </xsl:call-template>
  </xsl:template>
  <xsl:template match="responsible | rights" mode="imprint-link">
    <xsl:choose>
      <xsl:when test="@href"><xsl:apply-templates select="." mode="named-address"/></xsl:when>
      <xsl:otherwise><xsl:apply-templates/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Related statements and topics. -->
  <xsl:template match="statement" mode="elsewhere">
    <xsl:variable name="lang" select="string(@xml:lang)"/>
    <xsl:if test="head/related[@href]">
      <xsl:call-template name="note-heading">
        <xsl:with-param name="words" select="f:word('related', $lang)"/>
      </xsl:call-template>
      <xsl:apply-templates select="head/related[@href]"/>
    </xsl:if>
    <xsl:if test="head/tag">
      <xsl:variable name="text">
        <xsl:value-of select="f:word('label', $lang, 'label', f:word('tags', $lang))"/>
        <xsl:call-template name="label-gap"/>
        <xsl:for-each select="head/tag">
          <xsl:if test="position() &gt; 1">
            <xsl:value-of select="f:word('list-separator', $lang)"/>
          </xsl:if>
          <xsl:value-of select="normalize-space()"/>
        </xsl:for-each>
      </xsl:variable>
      <xsl:call-template name="block">
        <xsl:with-param name="text" select="$text"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template match="related">
    <xsl:variable name="lang" select="string((ancestor-or-self::*/@xml:lang)[last()])"/>
    <xsl:variable name="text">
      <xsl:if test="@rel = 'follows' or @rel = 'replaces' or @rel = 'see'">
        <xsl:value-of select="f:word('label', $lang, 'label', f:word(string(@rel), $lang))"/>
        <xsl:call-template name="label-gap"/>
      </xsl:if>
      <xsl:apply-templates select="." mode="named-address"/>
    </xsl:variable>
    <xsl:call-template name="lines">
      <xsl:with-param name="text" select="$text"/>
      <xsl:with-param name="later" select="'  '"/>
    </xsl:call-template>
  </xsl:template>

  <!-- The same in other languages. -->
  <xsl:template match="head" mode="translations">
    <xsl:if test="translation[@href]">
      <xsl:call-template name="block">
        <xsl:with-param name="text" select="f:word('label', string(../@xml:lang), 'label',
          f:word('translations', string(../@xml:lang)))"/>
      </xsl:call-template>
      <xsl:for-each select="translation[@href]">
        <xsl:call-template name="lines">
          <xsl:with-param name="text" select="concat(f:language(string(@xml:lang),
            string(@xml:lang)), ' &lt;', f:path(string(@href)), '>')"/>
          <xsl:with-param name="later" select="'  '"/>
        </xsl:call-template>
      </xsl:for-each>
    </xsl:if>
  </xsl:template>

</xsl:stylesheet>
