#include "core/base/string_pool.h"

#include <stdlib.h>
#include <string.h>

/* Under lock, as all here. */
static stm_pooled_string_t *find(const stm_string_pool_t *texts, const char *bytes, size_t size)
{
    stm_pooled_string_t *text = texts->first;

    while (text && (text->size != size || memcmp(text->bytes, bytes, size))) {
        text = text->next;
    }
    return text;
}

static stm_pooled_string_t *create(stm_string_pool_t *texts, const char *bytes, size_t size)
{
    stm_pooled_string_t *text = malloc(sizeof(*text) + size);

    if (text) {
        text->size = size;
        text->users = 0;
        memcpy(text->bytes, bytes, size);
        text->next = texts->first;
        texts->first = text;
    }
    return text;
}

const stm_pooled_string_t *stm_string_pool_acquire(stm_string_pool_t *texts, const char *bytes,
                                                   size_t size)
{
    stm_pooled_string_t *text;

    pthread_mutex_lock(&texts->lock);
    text = find(texts, bytes, size);
    if (!text) {
        text = create(texts, bytes, size);
    }
    if (text) {
        text->users++;
    }
    pthread_mutex_unlock(&texts->lock);
    return text;
}

static void drop_unused(stm_string_pool_t *texts, const stm_pooled_string_t *text)
{
    stm_pooled_string_t **place = &texts->first, *found;

    while (*place && *place != text) {
        place = &(*place)->next;
    }
    found = *place;
    if (found && !--found->users) {
        *place = found->next;
        free(found);
    }
}

void stm_string_pool_release(stm_string_pool_t *texts, const stm_pooled_string_t *text)
{
    pthread_mutex_lock(&texts->lock);
    drop_unused(texts, text);
    pthread_mutex_unlock(&texts->lock);
}
