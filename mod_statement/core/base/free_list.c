#include "core/base/free_list.h"

#include <sched.h>

static int own_group(void)
{
    int processor = sched_getcpu();

    return processor < 0 ? 0 : processor % STM_FREE_LIST_GROUPS;
}

void *stm_free_list_pop(stm_free_list_t *idle)
{
    int own = own_group(), i;
    void *object = NULL;

    pthread_mutex_lock(&idle->lock);
    for (i = 0; object == NULL && i < STM_FREE_LIST_GROUPS; i++) {
        int group = (own + i) % STM_FREE_LIST_GROUPS;

        if (idle->groups[group].count > 0) {
            object = idle->groups[group].objects[--idle->groups[group].count];
        }
    }
    pthread_mutex_unlock(&idle->lock);
    return object;
}

int stm_free_list_push(stm_free_list_t *idle, void *object)
{
    int own = own_group(), has_room;

    pthread_mutex_lock(&idle->lock);
    has_room = idle->groups[own].count < STM_FREE_LIST_MAX;
    if (has_room) {
        idle->groups[own].objects[idle->groups[own].count++] = object;
    }
    pthread_mutex_unlock(&idle->lock);
    return has_room;
}
