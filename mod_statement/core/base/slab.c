#include "core/base/slab.h"

#include <string.h>
#include <sys/mman.h>

/* Reserved at a time; the system gives memory where something is written. */
#define BLOCK_BYTES ((size_t)64 * 1024)

/* Under lock. */
static void *cut(stm_slab_t *cells)
{
    void *cell;

    if (cells->left < cells->bytes) {
        void *block =
            mmap(NULL, BLOCK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (block == MAP_FAILED) {
            return NULL;
        }
        cells->block = block;
        cells->left = BLOCK_BYTES;
    }
    cell = cells->block;
    cells->block += cells->bytes;
    cells->left -= cells->bytes;
    return cell;
}

void *stm_slab_alloc(stm_slab_t *cells)
{
    void *cell;

    pthread_mutex_lock(&cells->lock);
    cell = cells->free;
    if (cell) {
        memcpy(&cells->free, cell, sizeof(void *));
    }
    else {
        cell = cut(cells);
    }
    pthread_mutex_unlock(&cells->lock);
    return cell ? memset(cell, 0, cells->bytes) : NULL;
}

void stm_slab_free(stm_slab_t *cells, void *cell)
{
    pthread_mutex_lock(&cells->lock);
    memcpy(cell, &cells->free, sizeof(void *));
    cells->free = cell;
    pthread_mutex_unlock(&cells->lock);
}
