/**
 * core/base/slab - an allocator of small objects of one size that live long.
 *
 * Mixed with malloc's short-lived blocks, each of them would keep a page of memory from going back
 * to the system. A slab's memory is reused for objects of its size and never freed. Any thread.
 */
#ifndef CORE_BASE_SLAB_H
#define CORE_BASE_SLAB_H

#include <pthread.h>
#include <stddef.h>

/** Define it as static, with STM_SLAB. */
typedef struct stm_slab_t {
    pthread_mutex_t lock;
    size_t bytes; /* of an object; at least those of a pointer */
    void *free;   /* each begins with the address of the next; guarded by lock */
    char *block;  /* what is left of the newest one; guarded by lock, as is left */
    size_t left;  /* bytes */
} stm_slab_t;

#define STM_SLAB(type)                                                                             \
    {                                                                                              \
        .lock = PTHREAD_MUTEX_INITIALIZER, .bytes = sizeof(type)                                   \
    }

/** An object filled with zeros; NULL where there is no memory. */
void *stm_slab_alloc(stm_slab_t *slab);
/** Keeps the memory of @a object for the next one. */
void stm_slab_free(stm_slab_t *slab, void *object);

#endif
