#include "stm_trim.h"

#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

/* Together as much as most threads have free. Larger blocks would not come from there. */
#define BLOCKS      32
#define BLOCK_BYTES ((size_t)96 * 1024)

void stm_trim(void)
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

void stm_trim_own(void)
{
    void *volatile blocks[BLOCKS];
    int i;

    for (i = 0; i < BLOCKS; i++) {
        blocks[i] = malloc(BLOCK_BYTES);
    }
    /* With the last one behind them, these are no end. */
    for (i = 0; i < BLOCKS - 1; i++) {
        free(blocks[i]);
    }
    stm_trim();
    free(blocks[BLOCKS - 1]);
}
