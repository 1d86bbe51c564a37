/**
 * core/i18n/zone_file - the inside of a zone: TZif data (RFC 9636) and its footer's rule (POSIX
 * TZ).
 *
 * Only core/i18n/zone knows these.
 */
#ifndef CORE_I18N_ZONE_FILE_H
#define CORE_I18N_ZONE_FILE_H

#include "core/i18n/zone.h"

typedef struct stm_zone_kind_t {
    int offset_sec; /* east */
    const char *abbreviation;
} stm_zone_kind_t;

/** The day of a yearly change: POSIX's three ways to say it. */
typedef enum {
    STM_ZONE_DAY_UNSET = 0,
    STM_ZONE_DAY_JULIAN, /* Jn: 1..365, 29 February never counted */
    STM_ZONE_DAY_ZERO,   /* n: 0..365 */
    STM_ZONE_DAY_WEEK    /* Mm.w.d */
} stm_zone_day_kind_t;

typedef struct stm_zone_change_t {
    stm_zone_day_kind_t kind;
    int day; /* of the year, or of the week from Sunday */
    int week, month;
    int second; /* local clock; may be negative or past the day */
} stm_zone_change_t;

/** What holds after the last change listed: one kind for ever, or two by turns. */
typedef struct stm_zone_rule_t {
    int is_set;
    int has_summer;
    stm_zone_kind_t standard, summer;
    stm_zone_change_t start, end;
} stm_zone_rule_t;

struct stm_zone_t {
    const char *name;
    int count; /* of at and kind_of */
    const apr_int64_t *at;
    const unsigned char *kind_of;
    const stm_zone_kind_t *kinds;
    int kind_count;
    stm_zone_rule_t rule;
};

/** Makes a zone of a TZif file's bytes, which need not outlive the call. APR_EINVAL where they
 * are damaged or count leap seconds. */
apr_status_t stm_zone_file_parse(const stm_zone_t **zone, const char *name, const char *bytes,
                                 apr_size_t size, apr_pool_t *result_pool);

/** Parses a footer ("CET-1CEST,M3.5.0,M10.5.0/3"); APR_EINVAL. An empty one leaves is_set 0. */
apr_status_t stm_zone_rule_parse(stm_zone_rule_t *rule, const char *text, apr_pool_t *result_pool);

/** The kind that a set rule gives for @a second of the epoch. */
const stm_zone_kind_t *stm_zone_rule_kind(const stm_zone_rule_t *rule, apr_int64_t second);

/** Days since 1970-01-01 of a proleptic Gregorian date, and back. */
apr_int64_t stm_zone_days(int year, int month, int day);
void stm_zone_date(apr_int64_t days, int *year, int *month, int *day);

#endif
