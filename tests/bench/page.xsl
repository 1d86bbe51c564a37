<?xml version="1.0" encoding="UTF-8"?>
<!--
  The stylesheet that every peer can run: XSLT 1.0 without extensions, parameters or imports.

  It gives the same bytes for a document and for its edition, which the module hands to stylesheets:
  white space between blocks is never shown, what is internal is left out here too, nothing of the
  namespace urn:mod-statement:meta is read, and the documents it is used with (documents.py) have
  their words in one line each, no comments, and absolute addresses only.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:output method="html" encoding="UTF-8" media-type="text/html"
    doctype-system="about:legacy-compat" indent="no"/>

  <xsl:key name="entry" match="entry" use="@id"/>

  <xsl:template match="/statement">
    <html lang="{@xml:lang}">
      <head>
        <title><xsl:value-of select="head/title"/></title>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <xsl:apply-templates select="head/summary" mode="meta"/>
      </head>
      <body>
        <main>
          <article>
            <header>
              <xsl:apply-templates select="@kind"/>
              <h1><xsl:apply-templates select="head/title/node()"/></h1>
              <xsl:apply-templates select="head/subtitle"/>
              <p class="source">
                <xsl:for-each select="head/issuer">
                  <xsl:if test="position() &gt; 1">, </xsl:if>
                  <xsl:value-of select="."/>
                </xsl:for-each>
                <xsl:text>, </xsl:text>
                <time datetime="{head/published}">
                  <xsl:value-of select="substring(head/published, 1, 10)"/>
                </time>
              </p>
            </header>
            <xsl:apply-templates select="body/*"/>
            <xsl:apply-templates select="note[not(@scope)] | glossary"/>
            <xsl:apply-templates select="head" mode="foot"/>
          </article>
        </main>
      </body>
    </html>
  </xsl:template>

  <xsl:template match="summary" mode="meta">
    <meta name="description" content="{.}"/>
  </xsl:template>

  <xsl:template match="@kind">
    <p class="kind"><xsl:value-of select="."/></p>
  </xsl:template>

  <xsl:template match="subtitle">
    <p class="subtitle"><xsl:apply-templates/></p>
  </xsl:template>

  <xsl:template match="head" mode="foot">
    <footer>
      <xsl:if test="tag">
        <ul class="tags">
          <xsl:for-each select="tag">
            <li><xsl:value-of select="."/></li>
          </xsl:for-each>
        </ul>
      </xsl:if>
      <xsl:for-each select="contact[not(@scope)]">
        <address>
          <xsl:for-each select="*">
            <span class="{name()}"><xsl:value-of select="."/></span>
            <br/>
          </xsl:for-each>
        </address>
      </xsl:for-each>
    </footer>
  </xsl:template>

  <!-- Blocks -->

  <xsl:template match="section">
    <section><xsl:apply-templates select="*"/></section>
  </xsl:template>

  <xsl:template match="heading">
    <xsl:element name="h{count(ancestor::section) + 1}"><xsl:apply-templates/></xsl:element>
  </xsl:template>

  <xsl:template match="p">
    <p>
      <xsl:if test="parent::body and not(preceding-sibling::*[1])">
        <xsl:value-of select="concat(/statement/head/place, ' – ')"/>
      </xsl:if>
      <xsl:if test="parent::blockquote">“</xsl:if>
      <xsl:apply-templates/>
      <xsl:if test="parent::blockquote and not(following-sibling::p[1])">”</xsl:if>
    </p>
  </xsl:template>

  <xsl:template match="blockquote">
    <blockquote><xsl:apply-templates select="*"/></blockquote>
  </xsl:template>

  <xsl:template match="attribution">
    <footer>— <xsl:apply-templates/></footer>
  </xsl:template>

  <xsl:template match="list">
    <ul><xsl:apply-templates select="*"/></ul>
  </xsl:template>

  <xsl:template match="item">
    <li><xsl:apply-templates/></li>
  </xsl:template>

  <!-- Words -->

  <xsl:template match="quote">
    <xsl:variable name="level" select="count(ancestor::quote | ancestor::blockquote)"/>
    <xsl:choose>
      <xsl:when test="$level mod 2 = 0">“<xsl:apply-templates/>”</xsl:when>
      <xsl:otherwise>‘<xsl:apply-templates/>’</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="em | strong">
    <xsl:element name="{name()}"><xsl:apply-templates/></xsl:element>
  </xsl:template>

  <xsl:template match="link">
    <a href="{@href}"><xsl:apply-templates/></a>
  </xsl:template>

  <xsl:template match="abbr">
    <abbr title="{key('entry', @ref)/def}"><xsl:apply-templates/></abbr>
  </xsl:template>

  <xsl:template match="noteref">
    <sup><a href="#{@ref}"><xsl:number level="any" count="noteref"/></a></sup>
  </xsl:template>

  <!-- Notes -->

  <xsl:template match="note">
    <aside>
      <xsl:if test="@id">
        <xsl:attribute name="id"><xsl:value-of select="@id"/></xsl:attribute>
      </xsl:if>
      <xsl:if test="title">
        <h2><xsl:value-of select="title"/></h2>
      </xsl:if>
      <xsl:apply-templates select="*[not(self::title)]"/>
    </aside>
  </xsl:template>

  <xsl:template match="glossary">
    <dl>
      <xsl:for-each select="entry">
        <dt id="{@id}"><xsl:value-of select="term"/></dt>
        <dd><xsl:value-of select="def"/></dd>
      </xsl:for-each>
    </dl>
  </xsl:template>

</xsl:stylesheet>
