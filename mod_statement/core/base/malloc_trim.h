/**
 * core/base/malloc_trim - gives back to the system what malloc keeps free.
 */
#ifndef CORE_BASE_MALLOC_TRIM_H
#define CORE_BASE_MALLOC_TRIM_H

/** Of all threads, but for what each keeps at hand, and for what lies free behind all that another
 * one than the main thread has. */
void stm_trim(void);

/** Of the calling thread that, too. */
void stm_trim_own(void);

/** A block, for the caller to free, behind all that the calling thread has: where it ends before
 * stm_trim, and the block is freed after, nothing of it is left. NULL where there is no memory. */
void *stm_trim_bound(void);

#endif
