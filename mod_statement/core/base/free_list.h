/**
 * core/base/free_list - what is costly to make and is kept for its next user.
 *
 * What was used on this processor last comes first: its memory is near.
 */
#ifndef CORE_BASE_FREE_LIST_H
#define CORE_BASE_FREE_LIST_H

#include <pthread.h>

#define STM_FREE_LIST_GROUPS 8 /* of processors */
#define STM_FREE_LIST_MAX    4 /* of each */

typedef struct stm_free_list_t {
    pthread_mutex_t lock;
    struct {
        void *objects[STM_FREE_LIST_MAX];
        int count;
    } groups[STM_FREE_LIST_GROUPS]; /* guarded by lock */
} stm_free_list_t;

#define STM_FREE_LIST                                                                              \
    {                                                                                              \
        .lock = PTHREAD_MUTEX_INITIALIZER                                                          \
    }

/** NULL: none is idle. Any thread. */
void *stm_free_list_pop(stm_free_list_t *idle);

/** Zero where there are enough of them already: it stays the caller's. Any thread. */
int stm_free_list_push(stm_free_list_t *idle, void *object);

#endif
