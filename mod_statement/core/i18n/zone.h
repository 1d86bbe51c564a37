/**
 * core/i18n/zone - converts civil time to moments and back by the system's zone files (TZif, RFC
 * 9636), which are kept up to date, while the zones in ICU's data are not.
 *
 * A zone is immutable once loaded and may be shared by all threads.
 */
#ifndef CORE_I18N_ZONE_H
#define CORE_I18N_ZONE_H

#include <apr_pools.h>
#include <apr_time.h>

typedef struct stm_zone_t stm_zone_t;

typedef struct stm_civil_t {
    int year, month, day;     /* proleptic Gregorian; month and day from 1 */
    int hour, minute, second; /* second 0..59 */
    int usec;
} stm_civil_t;

/** UTC, always there. */
const stm_zone_t *stm_zone_utc(void);

/** Loads an IANA zone ("Europe/Berlin"). APR_ENOENT: no such zone; APR_EINVAL: not a zone name
 * or a damaged file. Never leaves the zone directory. */
apr_status_t stm_zone_load(const stm_zone_t **zone, const char *name, apr_pool_t *result_pool);

const char *stm_zone_name(const stm_zone_t *zone);

/** The moment of a civil time in microseconds since 1970. For a time that a change of the clock
 * skips or repeats it is the later moment. */
apr_time_t stm_zone_moment(const stm_zone_t *zone, const stm_civil_t *civil);

/** Seconds east of Greenwich at @a moment; *abbreviation (may be NULL) as "CEST". */
int stm_zone_offset(const stm_zone_t *zone, apr_time_t moment, const char **abbreviation);

/** The civil time of a moment in the zone. */
void stm_zone_civil(const stm_zone_t *zone, apr_time_t moment, stm_civil_t *civil);

#endif
