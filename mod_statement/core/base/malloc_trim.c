#include "core/base/malloc_trim.h"

#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

/* Together more than most threads have free. Larger blocks would not come from there. */
#define BLOCKS      96
#define BLOCK_BYTES ((size_t)96 * 1024)

void stm_trim(void)
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

void *stm_trim_bound(void)
{
    void *volatile blocks[BLOCKS];
    int i;

    for (i = 0; i < BLOCKS; i++) {
        blocks[i] = malloc(BLOCK_BYTES);
    }
    for (i = 0; i < BLOCKS - 1; i++) {
        free(blocks[i]);
    }
    return blocks[BLOCKS - 1];
}

void stm_trim_own(void)
{
    void *bound = stm_trim_bound();

    stm_trim();
    free(bound);
}
