/**
 * core/base/slab - small things of one size that live long, side by side.
 *
 * Among what malloc has for work that comes and goes, each of them would hold a whole page of
 * memory that otherwise went back to the system. What the cells take is kept for others of the same
 * kind. Any thread.
 */
#ifndef CORE_BASE_SLAB_H
#define CORE_BASE_SLAB_H

#include <pthread.h>
#include <stddef.h>

/** To be defined as static, with STM_SLAB. */
typedef struct stm_slab_t {
    pthread_mutex_t lock;
    size_t bytes; /* of a cell; at least those of a pointer */
    void *free;   /* each begins with the address of the next; guarded by lock */
    char *block;  /* what is left of the newest one; guarded by lock, as is left */
    size_t left;  /* bytes */
} stm_slab_t;

#define STM_SLAB(type)                                                                             \
    {                                                                                              \
        .lock = PTHREAD_MUTEX_INITIALIZER, .bytes = sizeof(type)                                   \
    }

/** A cell filled with zeros; NULL where there is no memory. */
void *stm_slab_alloc(stm_slab_t *cells);
void stm_slab_free(stm_slab_t *cells, void *cell);

#endif
