#include "core/base/malloc_trim.h"

#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

void stm_trim(void)
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}
