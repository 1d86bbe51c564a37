#include "stm_texts.h"

#include <stdlib.h>
#include <string.h>

/* The place of the one of these bytes, or the one after the last. Under lock. */
static stm_text_t **place_of(stm_texts_t *texts, const char *bytes, size_t size)
{
    stm_text_t **place = &texts->first;

    while (*place && ((*place)->size != size || memcmp((*place)->bytes, bytes, size))) {
        place = &(*place)->next;
    }
    return place;
}

static stm_text_t *create(const char *bytes, size_t size)
{
    stm_text_t *text = malloc(sizeof(*text) + size);

    if (text) {
        text->size = size;
        text->next = NULL;
        text->users = 0;
        memcpy(text->bytes, bytes, size);
    }
    return text;
}

const stm_text_t *stm_texts_take(stm_texts_t *texts, const char *bytes, size_t size)
{
    stm_text_t **place;

    pthread_mutex_lock(&texts->lock);
    place = place_of(texts, bytes, size);
    if (!*place) {
        *place = create(bytes, size);
    }
    if (*place) {
        (*place)->users++;
    }
    pthread_mutex_unlock(&texts->lock);
    return *place;
}

void stm_texts_give(stm_texts_t *texts, const stm_text_t *text)
{
    stm_text_t **place, *found;

    pthread_mutex_lock(&texts->lock);
    place = place_of(texts, text->bytes, text->size);
    found = *place;
    if (!--found->users) {
        *place = found->next;
        free(found);
    }
    pthread_mutex_unlock(&texts->lock);
}
