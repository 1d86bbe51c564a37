<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- What a page says to programs: search engines, link previews, readers. -->

  <xsl:template match="newsroom" mode="metadata">
    <xsl:variable name="title"><xsl:apply-templates select="." mode="view-title"/></xsl:variable>
    <xsl:call-template name="preview">
      <xsl:with-param name="title" select="normalize-space($title)"/>
      <xsl:with-param name="address" select="@self"/>
      <xsl:with-param name="description" select="f:word('feed-description', string(@xml:lang),
        'title', string($newsroom-title))"/>
    </xsl:call-template>
    <meta property="og:type" content="website"/>
    <meta name="twitter:card" content="summary"/>
    <!-- No page of its own: what was found by words, what several filters leave, what has gone, and
         how to subscribe to a part. -->
    <xsl:if test="filter/@q or count(filter/@*) &gt; 1 or (filter/@* and (@feed or
      not(statement)))">
      <meta name="robots" content="noindex"/>
    </xsl:if>
  </xsl:template>

  <xsl:template match="statement" mode="metadata">
    <xsl:variable name="words"><xsl:apply-templates select="head/title" mode="plain"/></xsl:variable>
    <xsl:variable name="title" select="normalize-space($words)"/>
    <xsl:variable name="description">
      <xsl:if test="not(head/withdrawn)">
        <xsl:apply-templates select="." mode="description"/>
      </xsl:if>
    </xsl:variable>
    <xsl:call-template name="preview">
      <xsl:with-param name="title" select="$title"/>
      <xsl:with-param name="address" select="@m:address"/>
      <xsl:with-param name="description" select="$description"/>
    </xsl:call-template>
    <xsl:apply-templates select="self::*[not(head/withdrawn)]" mode="properties">
      <xsl:with-param name="title" select="$title"/>
      <xsl:with-param name="description" select="string($description)"/>
    </xsl:apply-templates>
    <xsl:if test="@status = 'draft' or @m:embargoed or $preview != ''">
      <meta name="robots" content="noindex"/>
    </xsl:if>
  </xsl:template>

  <!-- What a link preview shows of any page. -->
  <xsl:template name="preview">
    <xsl:param name="title"/>
    <xsl:param name="address"/>
    <xsl:param name="description"/>
    <xsl:if test="$description != ''">
      <meta name="description" content="{$description}"/>
      <meta property="og:description" content="{$description}"/>
    </xsl:if>
    <meta property="og:title" content="{$title}"/>
    <meta property="og:url" content="{$address}"/>
    <meta property="og:site_name" content="{$newsroom-title}"/>
    <!-- A language counts there only together with a country. -->
    <xsl:if test="string-length(@xml:lang) = 5 and substring(@xml:lang, 3, 1) = '-'">
      <meta property="og:locale" content="{translate(@xml:lang, '-', '_')}"/>
    </xsl:if>
  </xsl:template>

  <xsl:template match="statement" mode="properties">
    <xsl:param name="title"/>
    <xsl:param name="description"/>
    <meta property="og:type" content="article"/>
    <xsl:for-each select="head/published">
      <meta property="article:published_time">
        <xsl:attribute name="content"><xsl:apply-templates select="." mode="iso"/></xsl:attribute>
      </meta>
    </xsl:for-each>
    <xsl:if test="@m:updated">
      <meta property="article:modified_time" content="{@m:updated}"/>
    </xsl:if>
    <xsl:for-each select="head/tag">
      <meta property="article:tag" content="{normalize-space()}"/>
    </xsl:for-each>
    <xsl:for-each select="head/image[1]">
      <meta property="og:image" content="{@href}"/>
      <meta property="og:image:alt" content="{normalize-space(@alt)}"/>
    </xsl:for-each>
    <meta name="twitter:card" content="summary{substring('_large_image', 1, 12 *
      boolean(head/image))}"/>
    <script type="application/ld+json">
      <xsl:apply-templates select="." mode="ld">
        <xsl:with-param name="title" select="$title"/>
        <xsl:with-param name="description" select="$description"/>
      </xsl:apply-templates>
    </script>
  </xsl:template>

  <!-- schema.org in JSON-LD. Every string passes through f:json, which also keeps an end tag out of
       the script element. -->
  <xsl:template match="statement" mode="ld">
    <xsl:param name="title"/>
    <xsl:param name="description"/>
    <xsl:text>{"@context":"https://schema.org","@type":"NewsArticle","@id":</xsl:text>
    <xsl:value-of select="f:json(string(@m:identity))"/>
    <xsl:text>,"url":</xsl:text><xsl:value-of select="f:json(string(@m:address))"/>
    <xsl:text>,"headline":</xsl:text><xsl:value-of select="f:json($title)"/>
    <xsl:apply-templates select="head/subtitle" mode="ld"/>
    <xsl:if test="$description != ''">
      <xsl:text>,"description":</xsl:text><xsl:value-of select="f:json($description)"/>
    </xsl:if>
    <xsl:call-template name="ld-list">
      <xsl:with-param name="name" select="'abstract'"/>
      <xsl:with-param name="nodes" select="head/points/item"/>
    </xsl:call-template>
    <xsl:text>,"inLanguage":</xsl:text><xsl:value-of select="f:json(string(@xml:lang))"/>
    <xsl:apply-templates select="head/published" mode="ld"/>
    <xsl:if test="@m:updated">
      <xsl:text>,"dateModified":</xsl:text><xsl:value-of select="f:json(string(@m:updated))"/>
    </xsl:if>
    <xsl:apply-templates select="head/expires | head/place | head/rights | head/responsible | head/ai"
      mode="ld"/>
    <xsl:text>,"publisher":{"@type":"Organization","name":</xsl:text>
    <xsl:value-of select="f:json(string($newsroom-title))"/>
    <xsl:text>,"url":</xsl:text><xsl:value-of select="f:json(string($base))"/>
    <xsl:apply-templates select="head/policy[@href]" mode="ld"/>
    <xsl:text>}</xsl:text>
    <xsl:apply-templates select="head" mode="ld-authors"/>
    <xsl:call-template name="ld-list">
      <xsl:with-param name="name" select="'about'"/>
      <xsl:with-param name="nodes" select="head/tag | head/event"/>
    </xsl:call-template>
    <xsl:call-template name="ld-list">
      <xsl:with-param name="name" select="'citation'"/>
      <xsl:with-param name="nodes" select="body//statement | body//table/source"/>
    </xsl:call-template>
    <xsl:call-template name="ld-list">
      <xsl:with-param name="name" select="'image'"/>
      <xsl:with-param name="nodes" select="head/image"/>
    </xsl:call-template>
    <xsl:call-template name="ld-list">
      <xsl:with-param name="name" select="'associatedMedia'"/>
      <xsl:with-param name="nodes" select="head/attachment"/>
    </xsl:call-template>
    <xsl:call-template name="ld-list">
      <xsl:with-param name="name" select="'video'"/>
      <xsl:with-param name="nodes"
        select="head/video | body//figure/video[not(ancestor::statement[2])]"/>
    </xsl:call-template>
    <xsl:call-template name="ld-list">
      <xsl:with-param name="name" select="'audio'"/>
      <xsl:with-param name="nodes"
        select="head/audio | body//figure/audio[not(ancestor::statement[2])]"/>
    </xsl:call-template>
    <xsl:call-template name="ld-list">
      <xsl:with-param name="name" select="'workTranslation'"/>
      <xsl:with-param name="nodes" select="head/translation[@href]"/>
    </xsl:call-template>
    <xsl:call-template name="ld-list">
      <xsl:with-param name="name" select="'correction'"/>
      <xsl:with-param name="nodes" select="head/updated"/>
    </xsl:call-template>
    <xsl:text>}</xsl:text>
  </xsl:template>

  <!-- A member that is a list, each thing in it by its own template. -->
  <xsl:template name="ld-list">
    <xsl:param name="name"/>
    <xsl:param name="nodes"/>
    <xsl:if test="$nodes">
      <xsl:value-of select="concat(',&quot;', $name, '&quot;:[')"/>
      <xsl:for-each select="$nodes">
        <xsl:if test="position() &gt; 1">,</xsl:if>
        <xsl:apply-templates select="." mode="ld-thing"/>
      </xsl:for-each>
      <xsl:text>]</xsl:text>
    </xsl:if>
  </xsl:template>

  <xsl:template match="head" mode="ld-authors">
    <xsl:call-template name="ld-list">
      <xsl:with-param name="name" select="'author'"/>
      <xsl:with-param name="nodes" select="issuer | author"/>
    </xsl:call-template>
  </xsl:template>

  <!-- How the newsroom works; what leads nowhere says nothing. -->
  <xsl:template match="policy" mode="ld">
    <xsl:choose>
      <xsl:when test="@kind = 'corrections'">,"correctionsPolicy":</xsl:when>
      <xsl:when test="@kind = 'ethics'">,"ethicsPolicy":</xsl:when>
      <xsl:otherwise>,"publishingPrinciples":</xsl:otherwise>
    </xsl:choose>
    <xsl:value-of select="f:json(string(@href))"/>
  </xsl:template>

  <xsl:template match="subtitle" mode="ld">
    <xsl:variable name="words"><xsl:apply-templates select="." mode="plain"/></xsl:variable>
    <xsl:text>,"alternativeHeadline":</xsl:text>
    <xsl:value-of select="f:json(normalize-space($words))"/>
  </xsl:template>
  <!-- A day is a day, whatever the zone. -->
  <xsl:template match="published" mode="iso">
    <xsl:choose>
      <xsl:when test="contains(., 'T')"><xsl:value-of select="f:rfc3339(string())"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="normalize-space()"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="published" mode="ld">
    <xsl:variable name="date"><xsl:apply-templates select="." mode="iso"/></xsl:variable>
    <xsl:text>,"datePublished":</xsl:text><xsl:value-of select="f:json(string($date))"/>
  </xsl:template>
  <xsl:template match="expires" mode="ld">
    <xsl:text>,"expires":</xsl:text><xsl:value-of select="f:json(f:rfc3339(string()))"/>
  </xsl:template>
  <xsl:template match="place" mode="ld">
    <xsl:text>,"dateline":</xsl:text><xsl:value-of select="f:json(normalize-space())"/>
  </xsl:template>

  <xsl:template match="rights" mode="ld">
    <xsl:variable name="words"><xsl:apply-templates select="." mode="plain"/></xsl:variable>
    <xsl:if test="normalize-space($words) != ''">
      <xsl:text>,"copyrightNotice":</xsl:text><xsl:value-of select="f:json(normalize-space($words))"/>
    </xsl:if>
    <xsl:if test="@href">
      <xsl:text>,"license":</xsl:text><xsl:value-of select="f:json(string(@href))"/>
    </xsl:if>
  </xsl:template>
  <xsl:template match="responsible" mode="ld">
    <xsl:text>,"editor":{"@type":"Person","name":</xsl:text>
    <xsl:value-of select="f:json(normalize-space())"/>
    <xsl:choose>
      <xsl:when test="starts-with(@href, 'mailto:')">
        <xsl:text>,"email":</xsl:text>
        <xsl:value-of select="f:json(substring-after(@href, 'mailto:'))"/>
      </xsl:when>
      <xsl:when test="starts-with(@href, 'http')">
        <xsl:text>,"url":</xsl:text><xsl:value-of select="f:json(string(@href))"/>
      </xsl:when>
    </xsl:choose>
    <xsl:text>}</xsl:text>
  </xsl:template>

  <!-- IPTC's words for what programs did, as schema.org has them. -->
  <xsl:template match="ai" mode="ld"/>
  <xsl:template match="ai[@use = 'generated' or @use = 'assisted' or @use = 'translated']" mode="ld">
    <xsl:variable name="part" select="substring('CompositeWith', 1, 13 * (@use != 'generated'))"/>
    <xsl:text>,"digitalSourceType":</xsl:text>
    <xsl:value-of select="f:json(concat('https://schema.org/', $part,
      'TrainedAlgorithmicMediaDigitalSource'))"/>
  </xsl:template>

  <xsl:template match="issuer" mode="ld-thing">
    <xsl:text>{"@type":"Organization","name":</xsl:text>
    <xsl:value-of select="f:json(normalize-space())"/>
    <xsl:if test="@href">
      <xsl:text>,"url":</xsl:text><xsl:value-of select="f:json(string(@href))"/>
    </xsl:if>
    <xsl:text>}</xsl:text>
  </xsl:template>
  <xsl:template match="author" mode="ld-thing">
    <xsl:text>{"@type":"Person","name":</xsl:text>
    <xsl:value-of select="concat(f:json(normalize-space()), '}')"/>
  </xsl:template>
  <xsl:template match="tag" mode="ld-thing">
    <xsl:text>{"@type":"Thing","name":</xsl:text>
    <xsl:value-of select="concat(f:json(normalize-space()), '}')"/>
  </xsl:template>
  <xsl:template match="image" mode="ld-thing">
    <xsl:text>{"@type":"ImageObject","url":</xsl:text><xsl:value-of select="f:json(string(@href))"/>
    <xsl:text>,"description":</xsl:text><xsl:value-of select="f:json(normalize-space(@alt))"/>
    <xsl:if test="@credit">
      <xsl:text>,"creditText":</xsl:text><xsl:value-of select="f:json(normalize-space(@credit))"/>
    </xsl:if>
    <xsl:if test="@rights">
      <xsl:text>,"copyrightNotice":</xsl:text><xsl:value-of select="f:json(normalize-space(@rights))"/>
    </xsl:if>
    <xsl:text>}</xsl:text>
  </xsl:template>
  <xsl:template match="attachment" mode="ld-thing">
    <xsl:text>{"@type":"MediaObject","contentUrl":</xsl:text>
    <xsl:value-of select="f:json(string(@href))"/>
    <xsl:text>,"name":</xsl:text><xsl:value-of select="f:json(normalize-space())"/>
    <xsl:if test="@type">
      <xsl:text>,"encodingFormat":</xsl:text><xsl:value-of select="f:json(string(@type))"/>
    </xsl:if>
    <xsl:if test="@hreflang">
      <xsl:text>,"inLanguage":</xsl:text><xsl:value-of select="f:json(string(@hreflang))"/>
    </xsl:if>
    <xsl:text>}</xsl:text>
  </xsl:template>
  <xsl:template match="video | audio" mode="ld-thing">
    <xsl:variable name="name"><xsl:apply-templates select="." mode="file-name"/></xsl:variable>
    <xsl:variable name="sort" select="substring('AudioVideo', 1 + 5 * boolean(self::video), 5)"/>
    <xsl:value-of select="concat('{&quot;@type&quot;:&quot;', $sort, 'Object&quot;,&quot;name&quot;:')"/>
    <xsl:value-of select="f:json(string($name))"/>
    <xsl:text>,"contentUrl":</xsl:text><xsl:value-of select="f:json(string(@href))"/>
    <xsl:if test="@type">
      <xsl:text>,"encodingFormat":</xsl:text><xsl:value-of select="f:json(string(@type))"/>
    </xsl:if>
    <xsl:if test="@m:length">
      <xsl:text>,"contentSize":</xsl:text><xsl:value-of select="f:json(string(@m:length))"/>
    </xsl:if>
    <xsl:if test="@poster">
      <xsl:text>,"thumbnailUrl":</xsl:text><xsl:value-of select="f:json(string(@poster))"/>
    </xsl:if>
    <xsl:if test="/statement/@m:published">
      <xsl:text>,"uploadDate":</xsl:text>
      <xsl:value-of select="f:json(string(/statement/@m:published))"/>
    </xsl:if>
    <xsl:if test="@transcript">
      <xsl:text>,"accessibilityFeature":["transcript"]</xsl:text>
    </xsl:if>
    <xsl:text>}</xsl:text>
  </xsl:template>
  <xsl:template match="event" mode="ld-thing">
    <xsl:variable name="name"><xsl:apply-templates select="." mode="name"/></xsl:variable>
    <xsl:variable name="uid"><xsl:apply-templates select="." mode="uid"/></xsl:variable>
    <xsl:text>{"@type":"Event","@id":</xsl:text><xsl:value-of select="f:json(string($uid))"/>
    <xsl:text>,"name":</xsl:text><xsl:value-of select="f:json(string($name))"/>
    <xsl:apply-templates select="@when | @until" mode="ld"/>
    <xsl:text>,"eventStatus":"https://schema.org/Event</xsl:text>
    <xsl:choose>
      <xsl:when test="@cancelled = 'yes'">Cancelled"</xsl:when>
      <xsl:otherwise>Scheduled"</xsl:otherwise>
    </xsl:choose>
    <xsl:if test="place">
      <xsl:text>,"location":{"@type":"Place","name":</xsl:text>
      <xsl:value-of select="concat(f:json(normalize-space(place)), '}')"/>
    </xsl:if>
    <xsl:for-each select="link[@href][1]">
      <xsl:text>,"url":</xsl:text><xsl:value-of select="f:json(string(@href))"/>
    </xsl:for-each>
    <xsl:text>}</xsl:text>
  </xsl:template>
  <xsl:template match="event/@when | event/@until" mode="ld">
    <xsl:value-of select="concat(',&quot;', substring('startDateendDate', 1 + 9
      * (name() = 'until'), 9), '&quot;:')"/>
    <xsl:choose>
      <xsl:when test="contains(., 'T')"><xsl:value-of select="f:json(f:rfc3339(string()))"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="f:json(normalize-space())"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="translation" mode="ld-thing">
    <xsl:text>{"@type":"NewsArticle","inLanguage":</xsl:text>
    <xsl:value-of select="f:json(string(@xml:lang))"/>
    <xsl:text>,"url":</xsl:text>
    <xsl:value-of select="concat(f:json(string(@href)), '}')"/>
  </xsl:template>
  <xsl:template match="updated" mode="ld-thing">
    <xsl:variable name="words"><xsl:apply-templates select="." mode="plain"/></xsl:variable>
    <xsl:text>{"@type":"CorrectionComment","datePublished":</xsl:text>
    <xsl:value-of select="f:json(f:rfc3339(string(@when)))"/>
    <xsl:if test="normalize-space($words) != ''">
      <xsl:text>,"text":</xsl:text><xsl:value-of select="f:json(normalize-space($words))"/>
    </xsl:if>
    <xsl:text>}</xsl:text>
  </xsl:template>

  <xsl:template match="points/item" mode="ld-thing">
    <xsl:variable name="words"><xsl:apply-templates select="." mode="plain"/></xsl:variable>
    <xsl:value-of select="f:json(normalize-space($words))"/>
  </xsl:template>

  <!-- Where the figures of a table come from. -->
  <xsl:template match="source" mode="ld-thing">
    <xsl:variable name="words" select="normalize-space()"/>
    <xsl:text>{"@type":"CreativeWork","name":</xsl:text>
    <xsl:value-of select="f:json(concat($words, substring(@href, 1, 2048 * ($words = ''))))"/>
    <xsl:if test="@href">
      <xsl:text>,"url":</xsl:text><xsl:value-of select="f:json(string(@href))"/>
    </xsl:if>
    <xsl:text>}</xsl:text>
  </xsl:template>

  <!-- A statement that this one reproduces. -->
  <xsl:template match="statement" mode="ld-thing">
    <xsl:variable name="words"><xsl:apply-templates select="head/title" mode="plain"/></xsl:variable>
    <xsl:text>{"@type":"CreativeWork","name":</xsl:text>
    <xsl:value-of select="f:json(normalize-space($words))"/>
    <xsl:apply-templates select="head/published" mode="ld"/>
    <xsl:for-each select="(@m:address | head/source/@href)[1]">
      <xsl:text>,"url":</xsl:text><xsl:value-of select="f:json(string())"/>
    </xsl:for-each>
    <xsl:apply-templates select="head" mode="ld-authors"/>
    <xsl:text>}</xsl:text>
  </xsl:template>

</xsl:stylesheet>
