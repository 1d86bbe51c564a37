/**
 * core/i18n/relative_time - a span of time from now on in words: "in 3 hours".
 */
#ifndef CORE_I18N_RELATIVE_TIME_H
#define CORE_I18N_RELATIVE_TIME_H

#include <apr_pools.h>
#include <apr_time.h>

/** @a span (not negative) in the language @a tag, in its largest unit of which there are two or
 * more: minutes, hours or days (CLDR, relative time). "" where ICU cannot tell. Any thread. */
const char *stm_relative_time(apr_interval_time_t span, const char *tag, apr_pool_t *result_pool);

#endif
