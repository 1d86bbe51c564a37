/**
 * Reads JSON strictly (RFC 8259): what a reader of feeds does with ours.
 */
#ifndef FUZZ_JSON_H
#define FUZZ_JSON_H

#include <apr_pools.h>

/** Gets each string value, decoded, and the name of the member that it is (NULL: of none). */
typedef void fuzz_json_string_t(const char *name, const char *text, apr_size_t size,
                                apr_pool_t *pool);

/** Zero where @a bytes are no JSON text. */
int fuzz_json_read(const char *bytes, apr_size_t size, fuzz_json_string_t *string,
                   apr_pool_t *pool);

#endif
