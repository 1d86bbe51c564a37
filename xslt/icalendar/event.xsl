<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:f="urn:mod-statement:functions" xmlns:m="urn:mod-statement:meta"
  exclude-result-prefixes="f m">

  <!-- One event. -->
  <xsl:template match="event" mode="icalendar">
    <xsl:call-template name="line">
      <xsl:with-param name="text" select="'BEGIN:VEVENT'"/>
    </xsl:call-template>
    <xsl:apply-templates select="." mode="icalendar-revision"/>
    <xsl:apply-templates select="." mode="icalendar-dates"/>
    <xsl:apply-templates select="." mode="icalendar-words"/>
    <xsl:call-template name="line">
      <xsl:with-param name="text" select="concat('URL:', ../../@m:address)"/>
    </xsl:call-template>
    <xsl:call-template name="line">
      <xsl:with-param name="text" select="'END:VEVENT'"/>
    </xsl:call-template>
  </xsl:template>

  <!-- Which event it is, and which of its revisions: DTSTAMP is the last one's moment where a
       calendar has no METHOD (section 3.8.7.2). -->
  <xsl:template match="event" mode="icalendar-revision">
    <xsl:variable name="moment"
      select="(../../@m:updated | ../../@m:published[not(../@m:updated)])[1]"/>
    <xsl:call-template name="value">
      <xsl:with-param name="name" select="'UID'"/>
      <xsl:with-param name="text"><xsl:apply-templates select="." mode="uid"/></xsl:with-param>
    </xsl:call-template>
    <xsl:call-template name="line">
      <xsl:with-param name="text">
        <xsl:text>DTSTAMP:</xsl:text>
        <xsl:value-of select="translate($moment, '-:', '')"/>
        <xsl:if test="not($moment)">19700101T000000Z</xsl:if>
      </xsl:with-param>
    </xsl:call-template>
    <xsl:call-template name="line">
      <xsl:with-param name="text" select="concat('SEQUENCE:', count(../updated))"/>
    </xsl:call-template>
    <xsl:call-template name="line">
      <xsl:with-param name="text">
        <xsl:choose>
          <xsl:when test="@cancelled = 'yes'">STATUS:CANCELLED</xsl:when>
          <xsl:otherwise>STATUS:CONFIRMED</xsl:otherwise>
        </xsl:choose>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <!-- DTEND is the first day, or the moment, that does not belong to it any more. -->
  <xsl:template match="event" mode="icalendar-dates">
    <xsl:choose>
      <xsl:when test="contains(@when, 'T')">
        <xsl:for-each select="@when | @until">
          <xsl:call-template name="line">
            <xsl:with-param name="text" select="concat(substring('DTSTARTDTEND', 1 + 7
              * (name() = 'until'), 7 - 2 * (name() = 'until')), ':',
              translate(f:rfc3339(string()), '-:', ''))"/>
          </xsl:call-template>
        </xsl:for-each>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="line">
          <xsl:with-param name="text" select="concat('DTSTART;VALUE=DATE:',
            translate(normalize-space(@when), '-', ''))"/>
        </xsl:call-template>
        <xsl:call-template name="line">
          <xsl:with-param name="text">
            <xsl:text>DTEND;VALUE=DATE:</xsl:text>
            <xsl:apply-templates select="(@until | @when[not(../@until)])[1]" mode="next-day"/>
          </xsl:with-param>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- 20240229 for 2024-02-28. -->
  <xsl:template match="@*" mode="next-day">
    <xsl:variable name="date" select="normalize-space()"/>
    <xsl:variable name="year" select="substring($date, 1, 4)"/>
    <xsl:variable name="month" select="number(substring($date, 6, 2))"/>
    <xsl:variable name="day" select="number(substring($date, 9, 2))"/>
    <xsl:variable name="is-leap" select="$year mod 4 = 0 and ($year mod 100 != 0 or $year mod 400 = 0)"/>
    <xsl:variable name="days" select="substring('312831303130313130313031', 2 * $month - 1, 2)
      + ($month = 2 and $is-leap)"/>
    <xsl:choose>
      <xsl:when test="$day &lt; $days">
        <xsl:value-of select="concat($year, format-number($month * 100 + $day + 1, '0000'))"/>
      </xsl:when>
      <xsl:when test="$month &lt; 12">
        <xsl:value-of select="concat($year, format-number($month * 100 + 101, '0000'))"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="concat($year + 1, '0101')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="event" mode="icalendar-words">
    <xsl:variable name="lang" select="string((ancestor-or-self::*/@xml:lang)[last()])"/>
    <xsl:variable name="title"><xsl:apply-templates select="." mode="name"/></xsl:variable>
    <xsl:call-template name="value">
      <xsl:with-param name="name" select="concat('SUMMARY;LANGUAGE=', $lang)"/>
      <xsl:with-param name="text" select="$title"/>
    </xsl:call-template>
    <xsl:call-template name="value">
      <xsl:with-param name="name" select="concat('LOCATION;LANGUAGE=', $lang)"/>
      <xsl:with-param name="text" select="place"/>
    </xsl:call-template>
    <xsl:if test="link">
      <xsl:call-template name="line">
        <xsl:with-param name="text">
          <xsl:value-of select="concat('DESCRIPTION;LANGUAGE=', $lang, ':')"/>
          <xsl:apply-templates select="link" mode="icalendar"/>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- Words and address, each link on a line of its own. -->
  <xsl:template match="link" mode="icalendar">
    <xsl:variable name="words"><xsl:apply-templates select="." mode="plain"/></xsl:variable>
    <xsl:if test="position() &gt; 1">\n</xsl:if>
    <xsl:value-of select="f:escape(normalize-space($words))"/>
    <xsl:if test="not(@m:bare)">
      <xsl:if test="normalize-space($words) != ''"><xsl:text>: </xsl:text></xsl:if>
      <xsl:value-of select="f:escape(string(@href))"/>
    </xsl:if>
  </xsl:template>

</xsl:stylesheet>
