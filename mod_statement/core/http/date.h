/**
 * core/http/date - dates as HTTP headers have them (RFC 9110 section 5.6.7), to the second.
 *
 * Plain arithmetic: no locale, no zone files, no allocation; for the way of every request.
 */
#ifndef CORE_HTTP_DATE_H
#define CORE_HTTP_DATE_H

#include <apr_time.h>

#define STM_HTTP_DATE_SIZE 30

/** Reads one of the three forms: IMF-fixdate, the one of RFC 850, that of asctime(). A year of two
 * digits is the last one that ends so up to fifty years after @a now. Zero for everything else:
 * another zone, a day that does not exist, white space in another place, text behind. */
int stm_http_date_parse(apr_time_t *moment, const char *text, apr_time_t now);

/** Writes "Sun, 06 Nov 1994 08:49:37 GMT"; @a moment is between the years 1970 and 9999. */
void stm_http_date_format(char text[STM_HTTP_DATE_SIZE], apr_time_t moment);

#endif
