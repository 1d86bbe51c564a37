<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- The page of one statement: its head, and what follows its body. Readers' views (Mozilla's
       Readability and what comes from it) keep the element that holds most paragraphs and those
       beside it with the same class: so contacts and files stand in the text's, and the head has
       its class. -->

  <xsl:template match="statement" mode="article">
    <article class="statement" id="content">
      <xsl:apply-templates select="." mode="header"/>
      <div class="text">
        <xsl:choose>
          <xsl:when test="head/withdrawn"><xsl:apply-templates select="head/withdrawn"/></xsl:when>
          <xsl:otherwise>
            <xsl:apply-templates select="head/image[1]" mode="picture"/>
            <xsl:apply-templates select="head/updated"/>
            <xsl:apply-templates select="body"/>
            <xsl:apply-templates select="." mode="ends"/>
            <xsl:apply-templates select="head/ending[@m:own]" mode="own"/>
            <xsl:apply-templates select="." mode="notes"/>
            <xsl:apply-templates select="." mode="contacts"/>
            <xsl:apply-templates select="." mode="attachments"/>
            <xsl:apply-templates select="." mode="media"/>
            <xsl:apply-templates select="." mode="press-pictures"/>
            <xsl:apply-templates select="." mode="imprint"/>
          </xsl:otherwise>
        </xsl:choose>
      </div>
      <xsl:if test="not(head/withdrawn)">
        <footer class="more">
          <xsl:apply-templates select="." mode="elsewhere"/>
          <xsl:apply-templates select="." mode="formats"/>
        </footer>
      </xsl:if>
      <xsl:call-template name="hook-statement-end"/>
    </article>
  </xsl:template>

  <xsl:template match="statement" mode="header">
    <header class="text">
      <xsl:call-template name="hook-statement-start"/>
      <xsl:apply-templates select="." mode="state"/>
      <xsl:apply-templates select="." mode="kind"/>
      <xsl:if test="not(head/withdrawn)">
        <xsl:apply-templates select="." mode="contacts-above"/>
      </xsl:if>
      <h1>
        <xsl:apply-templates select="head/title" mode="language"/>
        <xsl:apply-templates select="head/title/node()"/>
      </h1>
      <xsl:if test="head/subtitle">
        <p class="subtitle">
          <xsl:apply-templates select="head/subtitle" mode="language"/>
          <xsl:apply-templates select="head/subtitle/node()"/>
        </p>
      </xsl:if>
      <xsl:apply-templates select="head/points"/>
      <div class="byline">
        <xsl:apply-templates select="." mode="issuers"/>
        <xsl:apply-templates select="head/published" mode="line"/>
        <xsl:apply-templates select="head" mode="translations"/>
      </div>
      <xsl:if test="not(head/withdrawn)"><xsl:apply-templates select="head/event"/></xsl:if>
    </header>
  </xsl:template>

  <!-- Below the last word on paper, before the notes: a release says where it ends, and where it
       came from. -->
  <xsl:template match="statement" mode="ends">
    <p class="ends"><xsl:value-of select="f:word('ends', string(@xml:lang))"/></p>
  </xsl:template>

  <!-- The line that the newsroom puts below its own statements. -->
  <xsl:template match="ending" mode="own">
    <p class="ending">
      <xsl:apply-templates select="." mode="language"/>
      <xsl:apply-templates/>
    </p>
  </xsl:template>

  <!-- Kind and number, the line above the title. -->
  <xsl:template match="statement" mode="kind">
    <xsl:if test="@kind or @number">
      <p class="kind"><xsl:apply-templates select="." mode="kind-words"/></p>
    </xsl:if>
  </xsl:template>

  <xsl:template match="statement" mode="kind-words">
    <xsl:value-of select="@kind"/>
    <xsl:if test="@kind and @number"><xsl:text> · </xsl:text></xsl:if>
    <xsl:if test="@number"><bdi><xsl:value-of select="@number"/></bdi></xsl:if>
  </xsl:template>

  <!-- Whether the statement is in force. -->
  <xsl:template match="statement" mode="state">
    <!-- The banner of a preview says it above the page. -->
    <xsl:if test="@status = 'draft' and $preview = ''">
      <p class="notice"><xsl:value-of select="f:word('draft', string(@xml:lang))"/></p>
    </xsl:if>
    <xsl:if test="@m:embargoed and $preview = ''">
      <p class="notice"><xsl:value-of select="f:word('embargoed', string(@xml:lang), 'date',
        f:date(string(@m:embargoed), string(@xml:lang), 'moment'))"/></p>
    </xsl:if>
    <xsl:if test="@m:expired = 'yes'">
      <p class="notice"><xsl:value-of select="f:word('expired', string(@xml:lang))"/></p>
    </xsl:if>
  </xsl:template>

  <!-- All who speak, then the authors. -->
  <xsl:template match="statement" mode="issuers">
    <xsl:if test="head/issuer">
      <ul class="issuers">
        <xsl:for-each select="head/issuer">
          <li><xsl:apply-templates select="." mode="linked-name"/></li>
        </xsl:for-each>
      </ul>
    </xsl:if>
    <xsl:if test="head/author">
      <p class="authors">
        <xsl:for-each select="head/author">
          <xsl:if test="position() &gt; 1">
            <xsl:value-of select="f:word('list-separator',
              string(ancestor::statement[1]/@xml:lang))"/>
          </xsl:if>
          <xsl:value-of select="normalize-space()"/>
        </xsl:for-each>
      </p>
    </xsl:if>
  </xsl:template>

  <xsl:template match="published" mode="line">
    <p class="date">
      <xsl:call-template name="time">
        <xsl:with-param name="date" select="."/>
        <xsl:with-param name="style" select="'moment'"/>
      </xsl:call-template>
    </p>
  </xsl:template>

  <xsl:template match="head" mode="translations">
    <xsl:if test="translation[@href]">
      <p class="translations">
        <xsl:value-of select="f:word('label', string(../@xml:lang), 'label',
          f:word('translations', string(../@xml:lang)))"/>
        <xsl:for-each select="translation[@href]">
          <xsl:text> </xsl:text>
          <a href="{f:path(string(@href))}" hreflang="{@xml:lang}">
            <xsl:apply-templates select="." mode="language"/>
            <xsl:value-of select="f:language(string(@xml:lang), string(@xml:lang))"/>
          </a>
        </xsl:for-each>
      </p>
    </xsl:if>
  </xsl:template>

  <!-- A correction and what it changed. -->
  <xsl:template match="updated">
    <xsl:variable name="lang" select="string((ancestor-or-self::*/@xml:lang)[last()])"/>
    <xsl:variable name="words">
      <xsl:choose>
        <xsl:when test="normalize-space()">
          <xsl:value-of select="f:word('label', $lang, 'label', f:word('updated', $lang))"/>
        </xsl:when>
        <xsl:otherwise><xsl:value-of select="f:word('updated', $lang)"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <p class="correction">
      <strong>
        <xsl:call-template name="words-with-date">
          <xsl:with-param name="words" select="string($words)"/>
          <xsl:with-param name="date" select="@when"/>
          <xsl:with-param name="style" select="'moment'"/>
        </xsl:call-template>
      </strong>
      <xsl:if test="normalize-space()"><xsl:call-template name="label-gap"/></xsl:if>
      <xsl:apply-templates/>
    </p>
  </xsl:template>

  <!-- Taken back: when, and why. -->
  <xsl:template match="withdrawn">
    <xsl:variable name="lang" select="string((ancestor-or-self::*/@xml:lang)[last()])"/>
    <p class="notice">
      <strong>
        <xsl:call-template name="words-with-date">
          <xsl:with-param name="words" select="f:word('withdrawn', $lang)"/>
          <xsl:with-param name="date" select="@when"/>
          <xsl:with-param name="style" select="'moment'"/>
        </xsl:call-template>
      </strong>
    </p>
    <xsl:if test="normalize-space()"><p><xsl:apply-templates/></p></xsl:if>
  </xsl:template>

  <!-- Related statements and topics. -->
  <xsl:template match="statement" mode="elsewhere">
    <xsl:variable name="lang" select="string(@xml:lang)"/>
    <xsl:if test="head/related[@href]">
      <section class="related">
        <xsl:call-template name="note-heading">
          <xsl:with-param name="words" select="f:word('related', $lang)"/>
        </xsl:call-template>
        <ul><xsl:apply-templates select="head/related[@href]"/></ul>
      </section>
    </xsl:if>
    <xsl:apply-templates select="head" mode="tags"/>
  </xsl:template>

  <!-- Topics, each with the list of what else there is on it. -->
  <xsl:template match="head" mode="tags">
    <xsl:param name="folder"/>
    <xsl:variable name="lang" select="string(../@xml:lang)"/>
    <xsl:if test="tag">
      <p class="tags">
        <span>
          <xsl:value-of select="f:word('label', $lang, 'label', f:word('tags', $lang))"/>
        </span>
        <xsl:call-template name="label-gap"/>
        <xsl:for-each select="tag">
          <xsl:if test="position() &gt; 1">
            <xsl:value-of select="f:word('list-separator', $lang)"/>
          </xsl:if>
          <a href="{f:path(concat($base, $folder, '?', f:tagged(string((@key | text())[1]))))}">
            <xsl:apply-templates select="." mode="language"/>
            <xsl:value-of select="normalize-space()"/>
          </a>
        </xsl:for-each>
      </p>
    </xsl:if>
  </xsl:template>

  <!-- The same words for other programs. -->
  <xsl:template match="statement" mode="formats">
    <xsl:variable name="lang" select="string(@xml:lang)"/>
    <p class="formats">
      <a href="{f:path(concat(@m:address, '.txt'))}" type="text/plain"><xsl:value-of
        select="f:word('as-text', $lang)"/></a>
      <xsl:if test="head/contact">
        <xsl:text> · </xsl:text>
        <a href="{f:path(concat(@m:address, '.vcf'))}" type="text/vcard"><xsl:value-of
          select="f:word('as-vcard', $lang)"/></a>
      </xsl:if>
      <xsl:if test="head/event">
        <xsl:text> · </xsl:text>
        <a href="{f:path(concat(@m:address, '.ics'))}" type="text/calendar"><xsl:value-of
          select="f:word('as-calendar', $lang)"/></a>
      </xsl:if>
    </p>
    <p class="source"><bdi><xsl:value-of select="@m:address"/></bdi></p>
  </xsl:template>

  <xsl:template match="related">
    <xsl:variable name="lang" select="string((ancestor-or-self::*/@xml:lang)[last()])"/>
    <li>
      <xsl:apply-templates select="." mode="language"/>
      <xsl:if test="@rel = 'follows' or @rel = 'replaces' or @rel = 'see'">
        <xsl:value-of select="f:word('label', $lang, 'label', f:word(string(@rel), $lang))"/>
        <xsl:call-template name="label-gap"/>
      </xsl:if>
      <a href="{f:path(string(@href))}">
        <xsl:apply-templates select="." mode="bare"/>
        <xsl:copy-of select="@hreflang"/>
        <xsl:apply-templates/>
        <xsl:if test="not(normalize-space())"><xsl:value-of select="@href"/></xsl:if>
      </a>
    </li>
  </xsl:template>

  <xsl:template match="issuer" mode="linked-name">
    <xsl:choose>
      <xsl:when test="@href">
        <a href="{f:path(string(@href))}"><xsl:apply-templates select="." mode="name"/></a>
      </xsl:when>
      <xsl:otherwise><xsl:apply-templates select="." mode="name"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
