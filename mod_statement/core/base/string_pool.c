#include "core/base/string_pool.h"

#include <stdlib.h>
#include <string.h>

/* Under lock, as all here. */
static stm_pooled_string_t *find(const stm_string_pool_t *pool, const char *bytes, size_t size)
{
    stm_pooled_string_t *string = pool->first;

    while (string && (string->size != size || memcmp(string->bytes, bytes, size))) {
        string = string->next;
    }
    return string;
}

static stm_pooled_string_t *create(stm_string_pool_t *pool, const char *bytes, size_t size)
{
    stm_pooled_string_t *string = malloc(sizeof(*string) + size);

    if (string) {
        string->size = size;
        string->users = 0;
        memcpy(string->bytes, bytes, size);
        string->next = pool->first;
        pool->first = string;
    }
    return string;
}

const stm_pooled_string_t *stm_string_pool_acquire(stm_string_pool_t *pool, const char *bytes,
                                                   size_t size)
{
    stm_pooled_string_t *string;

    pthread_mutex_lock(&pool->lock);
    string = find(pool, bytes, size);
    if (!string) {
        string = create(pool, bytes, size);
    }
    if (string) {
        string->users++;
    }
    pthread_mutex_unlock(&pool->lock);
    return string;
}

static void drop_unused(stm_string_pool_t *pool, const stm_pooled_string_t *string)
{
    stm_pooled_string_t **place = &pool->first, *found;

    while (*place && *place != string) {
        place = &(*place)->next;
    }
    found = *place;
    if (found && !--found->users) {
        *place = found->next;
        free(found);
    }
}

void stm_string_pool_release(stm_string_pool_t *pool, const stm_pooled_string_t *string)
{
    pthread_mutex_lock(&pool->lock);
    drop_unused(pool, string);
    pthread_mutex_unlock(&pool->lock);
}
