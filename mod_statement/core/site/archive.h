/**
 * core/site/archive - the spans of time whose statements make up a feed's archive documents (RFC
 * 5005 section 4).
 *
 * A year, a month, a day, an hour, a minute or a second of UTC: in which of them a statement stands
 * follows from its own moment alone, so that nothing that is added, withdrawn or dated back moves
 * another one to another document, and every server has the same.
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

/** The one that holds @a moment. APR_EINVAL: the year is outside 1000..9999. */
apr_status_t stm_archive_at(stm_archive_t *archive, stm_span_t span, apr_time_t moment);

/** Non-zero where a query string ("archive=2026-03&tag=x"; may be NULL) names one. */
int stm_archive_parse(stm_archive_t *archive, const char *query);

/** How many statements one document holds, where a feed shows @a feed_items. */
int stm_archive_items(int feed_items);

#endif
