/**
 * core/base/free_list - what is costly to make and is kept for its next user.
 *
 * What was used on this processor last comes first: its memory is near.
 */
#ifndef CORE_BASE_FREE_LIST_H
#define CORE_BASE_FREE_LIST_H

#include <pthread.h>

#define STM_IDLE_GROUPS 8 /* of processors */
#define STM_IDLE_MOST   4 /* of each */

typedef struct stm_idle_t {
    pthread_mutex_t lock;
    struct {
        void *objects[STM_IDLE_MOST];
        int count;
    } groups[STM_IDLE_GROUPS]; /* guarded by lock */
} stm_idle_t;

#define STM_IDLE_INITIALIZER                                                                       \
    {                                                                                              \
        .lock = PTHREAD_MUTEX_INITIALIZER                                                          \
    }

/** NULL: none is idle. Any thread. */
void *stm_idle_take(stm_idle_t *idle);

/** Zero where there are enough of them already: it stays the caller's. Any thread. */
int stm_idle_put(stm_idle_t *idle, void *object);

#endif
