/**
 * core/http/date - dates as HTTP headers have them (RFC 9110 section 5.6.7), to the second.
 */
#ifndef CORE_HTTP_DATE_H
#define CORE_HTTP_DATE_H

#include <apr_time.h>

/** Size of an IMF-fixdate, with its null byte. */
#define STM_HTTP_DATE_SIZE 30

/** Writes @a moment, from 1970 to 9999, as IMF-fixdate. Takes a fifth of the time of
 * apr_rfc822_date, which asks for time zones; each response has two dates. Any thread. */
void stm_http_date_format(char text[STM_HTTP_DATE_SIZE], apr_time_t moment);

/** Reads one of the three forms: IMF-fixdate, the one of RFC 850, that of asctime(). A year of two
 * digits is the last one that ends so up to fifty years after @a now. Zero for everything else:
 * another zone, a day that does not exist, white space in another place, text behind. Any
 * thread. */
int stm_http_date_parse(apr_time_t *moment, const char *text, apr_time_t now);

#endif
