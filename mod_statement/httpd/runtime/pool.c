#include "httpd/runtime/pool.h"

#include <apr_allocator.h>

/* So much is at hand for the next document; a look that is over leaves megabytes. */
#define KEPT_BYTES ((apr_size_t)256 * 1024)

/* As many as work at once for long. */
#define MOST_IDLE 8

/* Atomic, so that a request which a signal cuts off while it takes one cannot lock out the end of
 * its child. */
static apr_allocator_t *idle[MOST_IDLE];

static apr_allocator_t *create_allocator(void)
{
    apr_allocator_t *allocator;

    apr_allocator_create(&allocator);
    apr_allocator_max_free_set(allocator, KEPT_BYTES);
    return allocator;
}

apr_pool_t *stmh_pool_create(const char *tag)
{
    apr_allocator_t *allocator = create_allocator();
    apr_pool_t *pool;

    apr_pool_create_ex(&pool, NULL, NULL, allocator);
    apr_allocator_owner_set(allocator, pool);
    apr_pool_tag(pool, tag);
    return pool;
}

/* NULL: none is idle. */
static apr_allocator_t *take(void)
{
    apr_allocator_t *allocator = NULL;
    int i;

    for (i = 0; !allocator && i < MOST_IDLE; i++) {
        allocator = __atomic_exchange_n(&idle[i], NULL, __ATOMIC_SEQ_CST);
    }
    return allocator;
}

static apr_status_t give_back(void *allocator)
{
    int i;

    for (i = 0; i < MOST_IDLE; i++) {
        apr_allocator_t *none = NULL;
        if (__atomic_compare_exchange_n(&idle[i], &none, allocator, 0, __ATOMIC_SEQ_CST,
                                        __ATOMIC_SEQ_CST)) {
            return APR_SUCCESS;
        }
    }
    apr_allocator_destroy(allocator);
    return APR_SUCCESS;
}

apr_pool_t *stmh_pool_begin(apr_pool_t *parent)
{
    apr_allocator_t *allocator = take();
    apr_pool_t *pool;

    if (!allocator) {
        allocator = create_allocator();
    }
    apr_pool_create_ex(&pool, parent, NULL, allocator);
    apr_pool_tag(pool, "statement_work");
    /* The parent's own come when the pools below it have gone. */
    apr_pool_cleanup_register(parent, allocator, give_back, apr_pool_cleanup_null);
    return pool;
}

void stmh_pool_end(apr_pool_t *pool, apr_pool_t *parent)
{
    apr_allocator_t *allocator = apr_pool_allocator_get(pool);

    apr_pool_destroy(pool);
    apr_pool_cleanup_run(parent, allocator, give_back);
}

void stmh_pool_release_idle(void)
{
    apr_allocator_t *allocator;

    while ((allocator = take())) {
        apr_allocator_destroy(allocator);
    }
}
