/**
 * core/base/string_pool - texts that many things have in common, kept once.
 *
 * For few different ones: each is looked for among all. Any thread.
 */
#ifndef CORE_BASE_STRING_POOL_H
#define CORE_BASE_STRING_POOL_H

#include <pthread.h>
#include <stddef.h>

typedef struct stm_pooled_string_t {
    size_t size; /* of bytes, which may be any */
    struct stm_pooled_string_t *next;
    unsigned int users;
    char bytes[];
} stm_pooled_string_t;

/** To be defined as static, with STM_STRING_POOL. */
typedef struct stm_string_pool_t {
    pthread_mutex_t lock;
    stm_pooled_string_t *first; /* guarded by lock, as are next and users */
} stm_string_pool_t;

#define STM_STRING_POOL                                                                            \
    {                                                                                              \
        .lock = PTHREAD_MUTEX_INITIALIZER                                                          \
    }

/** The text of these bytes, of which the caller is a user until stm_string_pool_release. NULL where
 * there is no memory. */
const stm_pooled_string_t *stm_string_pool_acquire(stm_string_pool_t *texts, const char *bytes,
                                                   size_t size);
void stm_string_pool_release(stm_string_pool_t *texts, const stm_pooled_string_t *text);

#endif
