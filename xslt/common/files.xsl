<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- Files that a statement offers beside its attachments: what they are and how large, films and
       sound, and the pictures for the press. -->

  <!-- "JPEG, 2.4 MB, 4000 × 3000 pixels", as far as it is known. -->
  <xsl:template match="*" mode="facts">
    <xsl:variable name="lang" select="string((ancestor::*/@xml:lang)[last()])"/>
    <xsl:variable name="kind"><xsl:apply-templates select="@type" mode="file-kind"/></xsl:variable>
    <xsl:variable name="size"><xsl:apply-templates select="@m:length" mode="file-size"/></xsl:variable>
    <xsl:value-of select="$kind"/>
    <xsl:if test="$kind != '' and $size != ''">
      <xsl:value-of select="f:word('list-separator', $lang)"/>
    </xsl:if>
    <xsl:value-of select="$size"/>
    <xsl:if test="self::image[@m:width]">
      <xsl:if test="concat($kind, $size) != ''">
        <xsl:value-of select="f:word('list-separator', $lang)"/>
      </xsl:if>
      <xsl:value-of select="f:word('pixels', $lang, 'width', string(@m:width), 'height',
        string(@m:height))"/>
    </xsl:if>
  </xsl:template>

  <!-- The name by which people know a media type: "MP4". -->
  <xsl:template match="@type" mode="file-kind">
    <xsl:variable name="type" select="substring-before(concat(substring-after(., '/'), '+'), '+')"/>
    <xsl:choose>
      <xsl:when test=". = 'audio/mpeg'">MP3</xsl:when>
      <xsl:when test=". = 'audio/mp4'">M4A</xsl:when>
      <xsl:when test=". = 'video/quicktime'">QuickTime</xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="translate($type, 'abcdefghijklmnopqrstuvwxyz',
          'ABCDEFGHIJKLMNOPQRSTUVWXYZ')"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="@m:length" mode="file-size">
    <xsl:variable name="lang" select="string((ancestor::*/@xml:lang)[last()])"/>
    <xsl:choose>
      <xsl:when test=". &lt; 999500">
        <xsl:value-of select="f:word('size-kb', $lang, 'size', string(ceiling(. div 1000)))"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="f:word('size-mb', $lang, 'size', translate(string(round(. div 100000)
          div 10), '.', f:word('decimal-mark', $lang)))"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A film or a sound: its poster and title lead to it, and nothing plays here. -->
  <xsl:template match="video | audio">
    <div class="media">
      <a href="{f:path(string(@href))}">
        <xsl:copy-of select="@type"/>
        <xsl:if test="@poster">
          <xsl:apply-templates select="." mode="poster"/>
          <xsl:call-template name="new-line"/>
        </xsl:if>
        <span><xsl:apply-templates select="." mode="file-name"/></span>
      </a>
      <xsl:apply-templates select="." mode="media-facts"/>
    </div>
  </xsl:template>

  <xsl:template match="video | audio" mode="poster">
    <img src="{f:path(string(@poster))}" alt="{normalize-space(@alt)}">
      <xsl:if test="@m:width">
        <xsl:attribute name="width"><xsl:value-of select="@m:width"/></xsl:attribute>
        <xsl:attribute name="height"><xsl:value-of select="@m:height"/></xsl:attribute>
      </xsl:if>
      <xsl:apply-templates select="self::*[@m:height &gt;= @m:width]" mode="tall"/>
    </img>
  </xsl:template>

  <!-- "Video, MP4, 24.3 MB · Transcript" -->
  <xsl:template match="video | audio" mode="media-facts">
    <xsl:variable name="lang" select="string((ancestor::*/@xml:lang)[last()])"/>
    <p class="facts">
      <xsl:apply-templates select="." mode="sort"/>
      <xsl:if test="@transcript">
        <xsl:text> · </xsl:text>
        <a href="{f:path(string(@transcript))}"><xsl:value-of
          select="f:word('transcript', $lang)"/></a>
      </xsl:if>
    </p>
  </xsl:template>

  <xsl:template match="video | audio" mode="sort">
    <xsl:variable name="facts"><xsl:apply-templates select="." mode="facts"/></xsl:variable>
    <xsl:apply-templates select="." mode="sort-word"/>
    <xsl:if test="$facts != ''">
      <xsl:value-of select="concat(f:word('list-separator',
        string((ancestor::*/@xml:lang)[last()])), $facts)"/>
    </xsl:if>
  </xsl:template>

  <xsl:template match="video" mode="sort-word">
    <xsl:value-of select="f:word('video', string((ancestor::*/@xml:lang)[last()]))"/>
  </xsl:template>
  <xsl:template match="audio" mode="sort-word">
    <xsl:value-of select="f:word('audio', string((ancestor::*/@xml:lang)[last()]))"/>
  </xsl:template>

  <xsl:template match="video | audio" mode="file-name">
    <xsl:value-of select="normalize-space()"/>
    <xsl:if test="not(normalize-space())"><xsl:apply-templates select="." mode="sort-word"/></xsl:if>
  </xsl:template>

  <!-- Those of a head. -->
  <xsl:template match="statement" mode="media">
    <xsl:if test="head/video | head/audio">
      <section class="media-list">
        <xsl:call-template name="note-heading">
          <xsl:with-param name="words" select="f:word('media',
            string((ancestor-or-self::*/@xml:lang)[last()]))"/>
        </xsl:call-template>
        <ul>
          <xsl:for-each select="head/video | head/audio">
            <li><xsl:apply-templates select="."/></li>
          </xsl:for-each>
        </ul>
      </section>
    </xsl:if>
  </xsl:template>

  <!-- All pictures of a head but the first, which is the statement's own. -->
  <xsl:template match="statement" mode="press-pictures">
    <xsl:if test="head/image[2]">
      <section class="pictures">
        <xsl:call-template name="note-heading">
          <xsl:with-param name="words" select="f:word('press-pictures',
            string((ancestor-or-self::*/@xml:lang)[last()]))"/>
        </xsl:call-template>
        <ul><xsl:apply-templates select="head/image[position() &gt; 1]" mode="press"/></ul>
      </section>
    </xsl:if>
  </xsl:template>

  <xsl:template match="image" mode="press">
    <li>
      <xsl:apply-templates select="." mode="thumbnail"/>
      <p>
        <xsl:apply-templates select="." mode="named-file"/>
        <xsl:apply-templates select="." mode="credits"/>
      </p>
    </li>
  </xsl:template>

  <!-- The link says what is seen where there is no caption. -->
  <xsl:template match="image" mode="thumbnail">
    <img src="{f:path(string(@href))}" alt="" loading="lazy">
      <xsl:if test="normalize-space()">
        <xsl:attribute name="alt"><xsl:value-of select="normalize-space(@alt)"/></xsl:attribute>
      </xsl:if>
      <xsl:if test="@m:width">
        <xsl:attribute name="width"><xsl:value-of select="@m:width"/></xsl:attribute>
        <xsl:attribute name="height"><xsl:value-of select="@m:height"/></xsl:attribute>
      </xsl:if>
    </img>
  </xsl:template>

  <!-- A link to the file with what it is: "The bridge (JPEG, 2.4 MB)". -->
  <xsl:template match="*" mode="named-file">
    <xsl:variable name="facts"><xsl:apply-templates select="." mode="facts"/></xsl:variable>
    <a href="{f:path(string(@href))}">
      <xsl:copy-of select="@type"/>
      <xsl:apply-templates select="." mode="file-name"/>
    </a>
    <xsl:if test="$facts != ''">
      <xsl:text> </xsl:text>
      <span class="facts">(<xsl:value-of select="$facts"/>)</span>
    </xsl:if>
  </xsl:template>

  <xsl:template match="image" mode="file-name">
    <xsl:choose>
      <xsl:when test="normalize-space()"><xsl:value-of select="normalize-space()"/></xsl:when>
      <xsl:when test="normalize-space(@alt)"><xsl:value-of select="normalize-space(@alt)"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="@href"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Who made a picture, and what may be done with it, on lines of their own. -->
  <xsl:template match="image" mode="credits">
    <xsl:for-each select="@credit | @rights">
      <xsl:call-template name="new-line"/>
      <xsl:apply-templates select="." mode="credit"/>
    </xsl:for-each>
  </xsl:template>

</xsl:stylesheet>
