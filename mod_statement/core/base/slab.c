#include "core/base/slab.h"

#include <string.h>
#include <sys/mman.h>

/* Reserved at a time; the system gives memory where something is written. */
#define BLOCK_BYTES ((size_t)64 * 1024)

/* Under lock. */
static void *cut(stm_slab_t *slab)
{
    void *cell;

    if (slab->left < slab->bytes) {
        void *block =
            mmap(NULL, BLOCK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (block == MAP_FAILED) {
            return NULL;
        }
        slab->block = block;
        slab->left = BLOCK_BYTES;
    }
    cell = slab->block;
    slab->block += slab->bytes;
    slab->left -= slab->bytes;
    return cell;
}

void *stm_slab_alloc(stm_slab_t *slab)
{
    void *cell;

    pthread_mutex_lock(&slab->lock);
    cell = slab->free;
    if (cell) {
        memcpy(&slab->free, cell, sizeof(void *));
    }
    else {
        cell = cut(slab);
    }
    pthread_mutex_unlock(&slab->lock);
    return cell ? memset(cell, 0, slab->bytes) : NULL;
}

void stm_slab_free(stm_slab_t *slab, void *cell)
{
    pthread_mutex_lock(&slab->lock);
    memcpy(cell, &slab->free, sizeof(void *));
    slab->free = cell;
    pthread_mutex_unlock(&slab->lock);
}
