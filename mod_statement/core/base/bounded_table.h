/**
 * core/base/bounded_table - copies of values by key, in a fixed number of places.
 *
 * A key has four places; where all are taken, the least recently used one gives way. One lock
 * guards a table: readers share it, and values are copied in and out under it, so that nothing of
 * the table is used outside. For what costs far more to make than two copies; what each request
 * asks has its own (core/base/stat_cache, httpd/page_cache/page_index).
 */
#ifndef CORE_BASE_BOUNDED_TABLE_H
#define CORE_BASE_BOUNDED_TABLE_H

#include <apr_pools.h>
#include <sys/uio.h>

typedef struct stm_bounded_table_t stm_bounded_table_t;

/** With four times @a rows places; lives, and is used, as long as @a result_pool. NULL where the
 * system has no lock left. */
stm_bounded_table_t *stm_bounded_table_create(apr_size_t rows, apr_pool_t *result_pool);

/** Non-zero where @a key has a value. *@a value (NULL: it is not asked) is a copy of it then, its
 * memory and its length. Any thread. */
int stm_bounded_table_get(struct iovec *value, stm_bounded_table_t *table, const char *key,
                          apr_pool_t *result_pool);

/** Keeps a copy of the @a count pieces, one after another, as the value of @a key; nothing where
 * there is no memory. Any thread. */
void stm_bounded_table_put(stm_bounded_table_t *table, const char *key, const struct iovec *pieces,
                           int count);

#endif
