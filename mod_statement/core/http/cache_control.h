/**
 * core/http/cache_control - what Cache-Control says of an answer (RFC 9111, RFC 5861).
 *
 * Freshness ends before the next change that is known. Beyond it nothing may be shown
 * (must-revalidate), unless stale answers are allowed and no change is known: caches that get no
 * answer go on with what they have (RFC 9111 section 4.2.4), and no word bounds for how long.
 */
#ifndef CORE_HTTP_CACHE_CONTROL_H
#define CORE_HTTP_CACHE_CONTROL_H

#include <apr_time.h>

/* Room for all words with their numbers. */
#define STM_CACHE_CONTROL_SIZE 128

typedef struct stm_cache_control_t {
    apr_int64_t max_age_sec;              /* as it is wanted, 0 or more */
    apr_time_t moment;                    /* of the answer */
    apr_time_t next_change;               /* of what it shows; STM_NEVER: none is known */
    apr_interval_time_t stale_revalidate; /* as StatementStale allows it; 0: not at all */
    apr_interval_time_t stale_error;
    int is_private; /* no shared cache may keep it: nor is it told of stale answers */
    int is_varnish; /* it asks, takes no notice of must-revalidate, and goes on for ten seconds
                       where no span is named */
} stm_cache_control_t;

/** Writes the header's value. Returns its max-age, which Expires is to agree with: whole seconds,
 * with half a second for delivery before the next change. */
apr_int64_t stm_cache_control_format(char text[STM_CACHE_CONTROL_SIZE],
                                     const stm_cache_control_t *of);

#endif
