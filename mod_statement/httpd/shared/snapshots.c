#include "httpd/shared/snapshots.h"

#include <apr_atomic.h>

static apr_uint32_t epoch; /* atomic */

stmh_snapshot_t *stmh_snapshots_create(void)
{
    apr_pool_t *pool;
    stmh_snapshot_t *copy;

    /* Below no other: a request that is cut off by the child's end lets go of its copies later than
     * the child's pool, and any thread may be the last user. */
    apr_pool_create(&pool, NULL);
    apr_pool_tag(pool, "statement_snapshot");
    copy = apr_pcalloc(pool, sizeof(*copy));
    copy->pool = pool;
    copy->users = 1;
    return copy;
}

void stmh_snapshots_let_go(stmh_snapshot_t *copy)
{
    if (!apr_atomic_dec32(&copy->users)) {
        apr_pool_destroy(copy->pool);
    }
}

static apr_status_t end_of_use(void *copy)
{
    stmh_snapshots_let_go(copy);
    return APR_SUCCESS;
}

void stmh_snapshots_replace(stmh_snapshot_t **current, stmh_snapshot_t *copy)
{
    stmh_snapshot_t *former = *current;

    *current = copy;
    stmh_snapshots_raise();
    if (former) {
        stmh_snapshots_let_go(former);
    }
}

void stmh_snapshots_use(stmh_snapshot_t *copy, apr_pool_t *pool)
{
    apr_atomic_inc32(&copy->users);
    apr_pool_cleanup_register(pool, copy, end_of_use, apr_pool_cleanup_null);
}

apr_uint32_t stmh_snapshots_epoch(void)
{
    return apr_atomic_read32(&epoch);
}

void stmh_snapshots_raise(void)
{
    apr_atomic_inc32(&epoch);
}
