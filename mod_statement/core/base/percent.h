/**
 * core/base/percent - percent-encoding (RFC 3986 section 2.1).
 */
#ifndef CORE_BASE_PERCENT_H
#define CORE_BASE_PERCENT_H

#include <apr_pools.h>

/** The byte that an escape at @a text, such as "%2F", stands for; -1 where none is there. */
int stm_percent_value(const char *text);

/** @a text with its bytes escaped, but for ASCII letters, digits and those in @a kept. A "%" in
 * @a kept keeps the escapes that are there; any other "%" is escaped. */
const char *stm_percent_encode(const char *text, const char *kept, apr_pool_t *result_pool);

/** Replaces the escapes in @a text by their bytes; "%00" and what is none stay. */
void stm_percent_decode(char *text);

#endif
