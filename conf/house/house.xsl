<?xml version="1.0" encoding="UTF-8"?>
<!-- A house design in one file: a header with a mark and a menu, a footer, own colours, and one
     element that is set in another way. Everything else is ours, and follows it when it changes.

     Copy this file, change what is different at your house, and name it in the configuration:

         StatementFormat html /etc/apache2/house/house.xsl

     It uses what xslt/README.md names, and nothing else. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" exclude-result-prefixes="f">

  <xsl:import href="/usr/share/mod_statement/xslt/statement-html.xsl"/>

  <!-- Colours and fonts: the properties at the top of statement.css, for light and for dark. In a file
       of its own they would serve as well: <link rel="stylesheet" href="/house.css"/>. -->
  <xsl:template name="hook-head">
    <style>
      :root { --accent: #8a1538; --serif: Georgia, serif }
      @media (prefers-color-scheme: dark) { :root { --accent: #f2a0b5 } }
      .house { align-items: baseline; display: flex; flex-wrap: wrap; gap: 0 1.5rem }
      .house b { color: var(--accent); letter-spacing: 0.08em }
      .house-foot { margin: 0 0 0.5rem }
      @media print { .house a { display: none } }
    </style>
  </xsl:template>

  <!-- The header: after the newsroom's name, on every page. -->
  <xsl:template name="hook-banner">
    <p class="house">
      <b>ESTUARY</b>
      <a href="/">Our ferries</a>
      <a href="/timetables">Timetables</a>
    </p>
  </xsl:template>

  <!-- The footer: in place of ours, with the words of ours. -->
  <xsl:template name="page-foot">
    <footer class="foot">
      <p class="house-foot">Estuary Ferries Authority, 1 Pier Road, Saltmouth</p>
      <p>
        <a href="{f:path(string($base))}"><xsl:value-of
          select="f:word('back-to-archive', string(@xml:lang))"/></a>
        <xsl:text> · </xsl:text>
        <a href="{f:path(concat($base, 'feed'))}"><xsl:value-of
          select="f:word('subscribe', string(@xml:lang))"/></a>
      </p>
    </footer>
  </xsl:template>

  <!-- One element: who said it stands in capitals, without a dash. -->
  <xsl:template match="attribution">
    <p class="attribution" style="font-variant-caps: small-caps"><xsl:apply-templates/></p>
  </xsl:template>

</xsl:stylesheet>
