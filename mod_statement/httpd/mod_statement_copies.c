#include "mod_statement_copies.h"

#include <apr_atomic.h>

static apr_uint32_t epoch; /* atomic */

stm_copy_t *stm_copies_create(void)
{
    apr_pool_t *pool;
    stm_copy_t *copy;

    /* Below no other: a request that is cut off by the child's end lets go of its copies later than
     * the child's pool, and any thread may be the last user. */
    apr_pool_create(&pool, NULL);
    apr_pool_tag(pool, "statement_copy");
    copy = apr_pcalloc(pool, sizeof(*copy));
    copy->pool = pool;
    copy->users = 1;
    return copy;
}

void stm_copies_let_go(stm_copy_t *copy)
{
    if (!apr_atomic_dec32(&copy->users)) {
        apr_pool_destroy(copy->pool);
    }
}

static apr_status_t end_of_use(void *copy)
{
    stm_copies_let_go(copy);
    return APR_SUCCESS;
}

void stm_copies_replace(stm_copy_t **current, stm_copy_t *copy)
{
    stm_copy_t *former = *current;

    *current = copy;
    stm_copies_raise();
    if (former) {
        stm_copies_let_go(former);
    }
}

void stm_copies_use(stm_copy_t *copy, apr_pool_t *pool)
{
    apr_atomic_inc32(&copy->users);
    apr_pool_cleanup_register(pool, copy, end_of_use, apr_pool_cleanup_null);
}

apr_uint32_t stm_copies_epoch(void)
{
    return apr_atomic_read32(&epoch);
}

void stm_copies_raise(void)
{
    apr_atomic_inc32(&epoch);
}
