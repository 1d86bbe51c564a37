/**
 * core/base/json - strings of JSON (RFC 8259 section 7).
 */
#ifndef CORE_BASE_JSON_H
#define CORE_BASE_JSON_H

#include <apr_pools.h>

/** @a text in quotation marks, "null" for NULL. Bytes that are not UTF-8 (a file name may be
 * anything) become U+FFFD; control characters become escapes, and "<", so that the string may stand
 * in a page's script element. */
const char *stm_json_string(const char *text, apr_pool_t *result_pool);

#endif
