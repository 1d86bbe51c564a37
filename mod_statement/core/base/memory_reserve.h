/**
 * core/base/memory_reserve - what libxml2 and libxslt get where malloc() has nothing more.
 *
 * They do not survive everywhere that an allocation fails (seen: libxslt 1.1.35 reads through NULL
 * after an error that it could not copy), and where they do, a tree lacks an attribute in silence.
 * So a failed allocation is answered from a reserve, and counted: whoever has built something
 * compares the count before and after, and does not use what was built where it differs. Blocks are
 * few and live for the rest of that work.
 *
 * For the whole process; any thread may call these.
 */
#ifndef CORE_BASE_MEMORY_RESERVE_H
#define CORE_BASE_MEMORY_RESERVE_H

#include <stddef.h>
#include <stdint.h>

/* A page takes some hundred KB; most is there before the first allocation fails, and what goes on
 * is told to stop. Memory that is never written to costs nothing. */
#define STM_MEMORY_RESERVE_BYTES ((size_t)1024 * 1024)

/* The room itself, for stm_memory_reserve_has alone, which each free() of libxml2 asks. */
extern char stm_memory_reserve_room[];

/** A block of @a size bytes, aligned as malloc's; NULL where the reserve is used up as well. Counts
 * a failed allocation of this thread either way. */
void *stm_memory_reserve_take(size_t size);

/** Non-zero for a block of the reserve; @a block may be NULL. */
static inline int stm_memory_reserve_has(const void *block)
{
    return (uintptr_t)block - (uintptr_t)stm_memory_reserve_room < STM_MEMORY_RESERVE_BYTES;
}

/** How many bytes such a block has. */
size_t stm_memory_reserve_size(const void *block);

/** Gives it back. The room is free again once no block is in use. */
void stm_memory_reserve_give_back(void *block);

/** How many allocations of this thread have failed so far; it only grows. */
unsigned int stm_memory_reserve_failures(void);

#endif
