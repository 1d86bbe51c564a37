/**
 * core/base/string_pool - equal strings kept once, with a count of users.
 *
 * For few different strings: a look-up compares with each of them. Any thread.
 */
#ifndef CORE_BASE_STRING_POOL_H
#define CORE_BASE_STRING_POOL_H

#include <pthread.h>
#include <stddef.h>

typedef struct stm_pooled_string_t {
    size_t size; /* of bytes, NULs among them */
    struct stm_pooled_string_t *next;
    unsigned int users;
    char bytes[];
} stm_pooled_string_t;

/** Define it as static, with STM_STRING_POOL. */
typedef struct stm_string_pool_t {
    pthread_mutex_t lock;
    stm_pooled_string_t *first; /* guarded by lock, as are next and users */
} stm_string_pool_t;

#define STM_STRING_POOL                                                                            \
    {                                                                                              \
        .lock = PTHREAD_MUTEX_INITIALIZER                                                          \
    }

/** The pooled string of these bytes; the caller is a user until stm_string_pool_release. NULL where
 * there is no memory. */
const stm_pooled_string_t *stm_string_pool_acquire(stm_string_pool_t *pool, const char *bytes,
                                                   size_t size);
/** Frees @a string once its last user has gone. */
void stm_string_pool_release(stm_string_pool_t *pool, const stm_pooled_string_t *string);

#endif
