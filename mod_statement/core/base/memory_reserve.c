#include "core/base/memory_reserve.h"

#include <pthread.h>
#include <stdalign.h>

#define ALIGNED(size) (((size) + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1))

/* In front of each block. */
typedef union head_t {
    size_t size;
    max_align_t alignment;
} head_t;

alignas(max_align_t) char stm_memory_reserve_room[STM_MEMORY_RESERVE_BYTES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards the next two */
static size_t used;
static int blocks;

static __thread unsigned int failures;

void *stm_memory_reserve_take(size_t size)
{
    const size_t whole = sizeof(head_t) + ALIGNED(size);
    head_t *head = NULL;

    failures++;
    if (size > STM_MEMORY_RESERVE_BYTES) {
        return NULL;
    }
    pthread_mutex_lock(&lock);
    if (whole <= STM_MEMORY_RESERVE_BYTES - used) {
        head = (head_t *)(void *)(stm_memory_reserve_room + used);
        head->size = size;
        used += whole;
        blocks++;
    }
    pthread_mutex_unlock(&lock);
    return head == NULL ? NULL : head + 1;
}

size_t stm_memory_reserve_size(const void *block)
{
    return ((const head_t *)block)[-1].size;
}

void stm_memory_reserve_give_back(void *block)
{
    (void)block;
    pthread_mutex_lock(&lock);
    blocks--;
    used = blocks > 0 ? used : 0;
    pthread_mutex_unlock(&lock);
}

unsigned int stm_memory_reserve_failures(void)
{
    return failures;
}
