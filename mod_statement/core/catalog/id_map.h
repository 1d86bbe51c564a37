/**
 * core/catalog/id_map - numbers the ids of one query from 0 on, in the order in which they come.
 *
 * Ids are of all newsrooms, an array by id would be as long as there are ids: a walk along a
 * newsroom of a few statements beside one of many would begin with megabytes.
 */
#ifndef CORE_CATALOG_ID_MAP_H
#define CORE_CATALOG_ID_MAP_H

#include <apr_pools.h>

typedef struct stm_id_map_t {
    struct stm_id_slot_t *slots; /* a power of two of them; a hash table with open addressing */
    unsigned int size, count;
    apr_pool_t *pool;
} stm_id_map_t;

/** Empty. Its memory is of @a result_pool; one thread uses it at a time. */
void stm_id_map_init(stm_id_map_t *map, apr_pool_t *result_pool);

/** The number of @a id, which is not 0; -1: it has none. */
int stm_id_map_find(const stm_id_map_t *map, apr_int64_t id);

/** The same; an id without a number gets the next one, map->count before. */
int stm_id_map_add(stm_id_map_t *map, apr_int64_t id);

#endif
