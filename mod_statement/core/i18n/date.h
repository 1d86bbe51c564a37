/**
 * core/i18n/date - parses the dates of documents and formats dates for feeds.
 *
 * A date is a calendar day (xs:date without a zone), a moment with its own zone
 * (xs:dateTime with an offset) or a time without a zone, which takes the newsroom's. All functions
 * may be called by any thread.
 */
#ifndef CORE_I18N_DATE_H
#define CORE_I18N_DATE_H

#include "core/i18n/zone.h"

typedef enum {
    STM_DATE_UNSET = 0,
    STM_DATE_DAY,     /* 2026-05-04: midnight in the newsroom's zone, shown as that day */
    STM_DATE_ZONED,   /* 2026-05-04T10:00:00Z, seconds may be missing */
    STM_DATE_FLOATING /* 2026-05-04T10:00:00: allowed only where the newsroom has set its zone */
} stm_date_kind_t;

typedef struct stm_date_t {
    stm_date_kind_t kind;
    stm_civil_t civil; /* as written */
    int offset_sec;    /* STM_DATE_ZONED: seconds east */
} stm_date_t;

/** Why a text is no date. core/schema has a message for each. */
typedef enum {
    STM_DATE_GOOD = 0,
    STM_DATE_EMPTY,
    STM_DATE_SPACE,        /* 2026-05-04 10:00 */
    STM_DATE_DAY_ZONE,     /* 2026-05-04Z, 2026-05-04+02:00 */
    STM_DATE_HOUR_24,      /* 24:00 */
    STM_DATE_UNKNOWN_ZONE, /* -00:00 (RFC 3339 section 4.3) */
    STM_DATE_ZONE_NAME,    /* 10:00 CET */
    STM_DATE_LEAP_SECOND,  /* :60 */
    STM_DATE_RANGE,        /* 30 February, month 13, hour 25, year outside 1000..9999 */
    STM_DATE_ORDER,        /* 04.05.2026, 05/04/2026, May 4, 2026 */
    STM_DATE_OTHER
} stm_date_fault_t;

/** Parses @a text (XML Schema Part 2, sections 3.2.7 and 3.2.9, and the kinds above), with white
 * space allowed at both ends. *date is set only for STM_DATE_GOOD. */
stm_date_fault_t stm_date_parse(stm_date_t *date, const char *text);

/** The moment of @a date in microseconds since 1970; 0 for STM_DATE_UNSET. @a zone is the
 * newsroom's; NULL means UTC. */
apr_time_t stm_date_moment(const stm_date_t *date, const stm_zone_t *zone);

/** Stores in *civil the calendar date and clock time that readers see: a moment in @a zone or,
 * where
 * @a zone is NULL, at the offset it was written with; a day unchanged. */
void stm_date_shown(stm_civil_t *civil, const stm_date_t *date, const stm_zone_t *zone);

/** "Mon, 04 May 2026 10:00:00 GMT" whatever the locale (RFC 5322 section 3.3, RFC 9110 5.6.7). */
const char *stm_date_rfc822(apr_time_t moment, apr_pool_t *result_pool);

/** "2026-05-04T10:00:00Z" (RFC 3339). */
const char *stm_date_rfc3339(apr_time_t moment, apr_pool_t *result_pool);

/** The moment of @a date in the same form, with the offset that it was written with
 * ("2026-05-04T10:00:00+01:00"). */
const char *stm_date_written(const stm_date_t *date, const stm_zone_t *zone,
                             apr_pool_t *result_pool);

#endif
