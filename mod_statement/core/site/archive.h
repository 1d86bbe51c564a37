/**
 * core/site/archive - the spans of time that a feed's archive documents cover (RFC 5005 section 4).
 *
 * A span is a year, month, day, hour, minute or second of UTC. The moment of a statement alone
 * decides which span it belongs to; so adding, withdrawing or back-dating one never moves another
 * to a different document, and all servers agree. All functions may be called by any thread.
 */
#ifndef CORE_SITE_ARCHIVE_H
#define CORE_SITE_ARCHIVE_H

#include <apr_time.h>

typedef enum {
    STM_SPAN_UNSET = 0,
    STM_SPAN_YEAR,
    STM_SPAN_MONTH,
    STM_SPAN_DAY,
    STM_SPAN_HOUR,
    STM_SPAN_MINUTE,
    STM_SPAN_SECOND
} stm_span_t;

typedef struct stm_archive_t {
    char name[20];          /* "2026", "2026-03", "2026-03-14", "2026-03-14T09:05:07" */
    apr_time_t from, until; /* until is the next one's from */
} stm_archive_t;

/** Stores the span of that length that contains @a moment. APR_SUCCESS; APR_EINVAL: the year is
 * outside 1000..9999. */
apr_status_t stm_archive_at(stm_archive_t *archive, stm_span_t span, apr_time_t moment);

/** Non-zero where a query string ("archive=2026-03&tag=x"; may be NULL) names one. */
int stm_archive_parse(stm_archive_t *archive, const char *query);

/** The most statements of one archive document, for a feed of @a feed_items. */
int stm_archive_items(int feed_items);

#endif
