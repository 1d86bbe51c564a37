/**
 * core/base/string_pool - texts that many things have in common, kept once.
 *
 * For few different ones: each is looked for among all. Any thread.
 */
#ifndef CORE_BASE_STRING_POOL_H
#define CORE_BASE_STRING_POOL_H

#include <pthread.h>
#include <stddef.h>

typedef struct stm_text_t {
    size_t size; /* of bytes, which may be any */
    struct stm_text_t *next;
    unsigned int users;
    char bytes[];
} stm_text_t;

/** To be defined as static, with STM_TEXTS. */
typedef struct stm_texts_t {
    pthread_mutex_t lock;
    stm_text_t *first; /* guarded by lock, as are next and users */
} stm_texts_t;

#define STM_TEXTS                                                                                  \
    {                                                                                              \
        .lock = PTHREAD_MUTEX_INITIALIZER                                                          \
    }

/** The text of these bytes, of which the caller is a user until stm_texts_give. NULL where there is
 * no memory. */
const stm_text_t *stm_texts_take(stm_texts_t *texts, const char *bytes, size_t size);
void stm_texts_give(stm_texts_t *texts, const stm_text_t *text);

#endif
