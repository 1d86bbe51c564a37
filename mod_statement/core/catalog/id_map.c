#include "core/catalog/id_map.h"

#define FIRST_SIZE 64

typedef struct stm_id_slot_t {
    apr_int64_t id; /* 0: the slot is free */
    int number;
} stm_id_slot_t;

/* The slot of @a id, or the free one where it belongs. Ids follow each other, so that few meet. */
static stm_id_slot_t *slot_of(const stm_id_map_t *map, apr_int64_t id)
{
    unsigned int at = (unsigned int)((apr_uint64_t)id * 0x9E3779B97F4A7C15u >> 32);

    while (map->slots[at & (map->size - 1)].id != 0 && map->slots[at & (map->size - 1)].id != id) {
        at++;
    }
    return &map->slots[at & (map->size - 1)];
}

static void resize(stm_id_map_t *map, unsigned int size)
{
    const stm_id_map_t old = *map;

    map->size = size;
    map->slots = apr_pcalloc(map->pool, size * sizeof(*map->slots));
    for (unsigned int i = 0; i < old.size; i++) {
        if (old.slots[i].id != 0) {
            *slot_of(map, old.slots[i].id) = old.slots[i];
        }
    }
}

void stm_id_map_init(stm_id_map_t *map, apr_pool_t *result_pool)
{
    *map = (stm_id_map_t){.pool = result_pool};
    resize(map, FIRST_SIZE);
}

int stm_id_map_find(const stm_id_map_t *map, apr_int64_t id)
{
    const stm_id_slot_t *slot = slot_of(map, id);

    return slot->id == 0 ? -1 : slot->number;
}

int stm_id_map_add(stm_id_map_t *map, apr_int64_t id)
{
    stm_id_slot_t *slot = slot_of(map, id);

    if (slot->id == id) {
        return slot->number;
    }
    *slot = (stm_id_slot_t){id, (int)map->count++};
    if (map->count > map->size / 2) {
        resize(map, map->size * 2);
    }
    return (int)map->count - 1;
}
