#include "httpd/runtime/log_once.h"

#include <string.h>

#include "core/base/fingerprint.h"
#include "httpd/runtime/shared_memory.h"

#define MOST_TEXTS 256

/* The table of fingerprints, 0 where a place is free; atomic. NULL: it could not be made. */
static apr_uint64_t *said;

static apr_status_t forget(void *data)
{
    (void)data;
    said = NULL;
    return APR_SUCCESS;
}

void stmh_log_once_start(apr_pool_t *pconf)
{
    said = stmh_shared_memory_create(MOST_TEXTS * sizeof(*said), pconf);
    apr_pool_cleanup_register(pconf, NULL, forget, apr_pool_cleanup_null);
}

int stmh_log_once_is_first(const char *text)
{
    const apr_uint64_t mark = stm_fingerprint_short(text, strlen(text)) | 1;

    for (int i = 0; said && i < MOST_TEXTS; i++) {
        apr_uint64_t found = 0;

        if (__atomic_compare_exchange_n(&said[i], &found, mark, 0, __ATOMIC_ACQ_REL,
                                        __ATOMIC_ACQUIRE)) {
            return 1;
        }
        if (found == mark) {
            return 0;
        }
    }
    /* Rather said by each child than by none. */
    if (said) {
        __atomic_store_n(&said[mark % MOST_TEXTS], mark, __ATOMIC_RELEASE);
    }
    return 1;
}
