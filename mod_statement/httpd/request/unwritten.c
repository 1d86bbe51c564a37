#include "httpd/request/unwritten.h"

#include "httpd/request/version.h"
#include "httpd/runtime/shared_memory.h"

/* Atomic. The child's own where none could be shared: then its lists alone look, or none do. */
static apr_uint32_t own;
static apr_uint32_t *failed = &own;

static apr_status_t forget(void *data)
{
    (void)data;
    failed = &own;
    return APR_SUCCESS;
}

void stmh_unwritten_start(apr_pool_t *pconf)
{
    apr_uint32_t *shared = stmh_shared_memory_create(sizeof(*shared), pconf);

    if (shared) {
        failed = shared;
        apr_pool_cleanup_register(pconf, NULL, forget, apr_pool_cleanup_null);
    }
}

void stmh_unwritten_set(int has_failed)
{
    __atomic_store_n(failed, has_failed ? 1 : 0, __ATOMIC_RELEASE);
}

int stmh_unwritten_is(void)
{
    return __atomic_load_n(failed, __ATOMIC_ACQUIRE) != 0;
}

apr_time_t stmh_unwritten_second(apr_time_t moment)
{
    return stmh_unwritten_is() ? apr_time_sec(moment) : 0;
}

/* A file that is missing, or broken, leaves its statement as public as it was. */
static int is_hidden(stmh_version_t *version, const stmh_request_t *request, stmh_lookup_t *lookup,
                     const stm_entry_t *entry)
{
    apr_finfo_t finfo;
    const char *path = stm_newsroom_find(&finfo, request->mount->newsroom, entry->name,
                                         APR_FINFO_MIN | APR_FINFO_IDENT, request->pool);
    stm_file_stamp_t stamp;

    if (!path) {
        return 0;
    }
    stamp = stm_file_stamp(&finfo);
    if (stm_file_stamp_equals(&stamp, &entry->stamp)) {
        return 0;
    }
    stmh_version_find(version, request, lookup, entry->name, path, &finfo);
    stmh_version_read(version, request, lookup);
    return !version->is_kept && version->kind != STMH_VERSION_SHOWN;
}

int stmh_unwritten_hides(const stmh_exchange_t *exchange, const stm_entry_t *entry)
{
    stmh_request_t request = *exchange->request;
    stmh_answer_t *answer = exchange->answer;
    stmh_version_t version = {.next_change = STM_NEVER};
    int hides;

    if (!stmh_unwritten_is()) {
        return 0;
    }
    apr_pool_create(&request.pool, exchange->request->pool);
    hides = is_hidden(&version, &request, exchange->lookup, entry);
    apr_pool_destroy(request.pool);
    stmh_version_bound(answer, &version);
    answer->last_change = hides ? request.moment : answer->last_change;
    return hides;
}
