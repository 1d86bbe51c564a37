<?xml version="1.0" encoding="UTF-8"?>
<!-- The page of SetHandler statement-status: the measurements of core/render/exposition as tables.

     For administrators, in English. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="html" encoding="UTF-8" doctype-system="about:legacy-compat" indent="no"/>
  <xsl:param name="newsroom-title"/>

  <xsl:key name="newsroom" match="label[@name = 'newsroom']"
           use="concat(@value, ' ', ../label[@name = 'identity']/@value)"/>

  <xsl:template match="/exposition">
    <html lang="en">
      <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="robots" content="noindex"/>
        <title>
          <xsl:text>Status of the newsrooms of </xsl:text>
          <xsl:value-of select="$newsroom-title"/>
        </title>
        <style>
          <xsl:text>body{font:1rem/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;</xsl:text>
          <xsl:text>padding:0 1rem;color:#1a1a1a;background:#fff}</xsl:text>
          <xsl:text>table{border-collapse:collapse;width:100%;margin:0 0 2rem}</xsl:text>
          <xsl:text>th,td{text-align:start;padding:.2rem .75rem .2rem 0;</xsl:text>
          <xsl:text>border-top:1px solid #ccc;vertical-align:top;overflow-wrap:anywhere}</xsl:text>
          <xsl:text>th{font-weight:400}td{text-align:end;font-variant-numeric:tabular-nums}</xsl:text>
          <xsl:text>@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}</xsl:text>
          <xsl:text>th,td{border-color:#444}}</xsl:text>
        </style>
      </head>
      <body>
        <main>
          <h1>
            <xsl:text>Status of the newsrooms of </xsl:text>
            <xsl:value-of select="$newsroom-title"/>
          </h1>
          <section>
            <h2>The server</h2>
            <table>
              <xsl:apply-templates select="family/sample[not(label[@name = 'newsroom'])]"/>
            </table>
          </section>
          <xsl:apply-templates mode="newsroom"
              select=".//label[@name = 'newsroom'][generate-id() = generate-id(key('newsroom',
                      concat(@value, ' ', ../label[@name = 'identity']/@value))[1])]"/>
        </main>
      </body>
    </html>
  </xsl:template>

  <xsl:template match="label" mode="newsroom">
    <xsl:variable name="newsroom" select="@value"/>
    <xsl:variable name="identity" select="../label[@name = 'identity']/@value"/>
    <section>
      <h2>
        <xsl:value-of select="$newsroom"/>
        <xsl:if test="$identity != ''">
          <xsl:value-of select="concat(' (', $identity, ')')"/>
        </xsl:if>
      </h2>
      <table>
        <xsl:apply-templates
            select="/exposition/family/sample[label[@name = 'newsroom']/@value = $newsroom
                    and label[@name = 'identity']/@value = $identity]"/>
      </table>
    </section>
  </xsl:template>

  <xsl:template match="sample">
    <tr>
      <th scope="row">
        <xsl:value-of select="../@help"/>
        <xsl:for-each select="label[@name != 'newsroom' and @name != 'identity']">
          <xsl:choose>
            <xsl:when test="position() = 1">: </xsl:when>
            <xsl:otherwise>, </xsl:otherwise>
          </xsl:choose>
          <xsl:value-of select="translate(@value, '_', ' ')"/>
        </xsl:for-each>
      </th>
      <td>
        <xsl:apply-templates select="." mode="value"/>
      </td>
    </tr>
  </xsl:template>

  <!-- Of what requests ask for and get there are many combinations, of which most never come. -->
  <xsl:template match="sample[label[@name = 'kind']][@value = 0]"/>

  <xsl:template match="sample" mode="value">
    <xsl:value-of select="format-number(@value, '#,##0.###')"/>
    <xsl:if test="../@unit">
      <xsl:value-of select="concat(' ', ../@unit)"/>
    </xsl:if>
  </xsl:template>

  <xsl:template match="sample[@when]" mode="value">
    <time datetime="{@when}">
      <xsl:value-of select="translate(@when, 'T', ' ')"/>
    </time>
  </xsl:template>

  <xsl:template match="family[@kind = 'info']/sample" mode="value">
    <xsl:text>runs</xsl:text>
  </xsl:template>
</xsl:stylesheet>
