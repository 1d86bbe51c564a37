/**
 * core/base/malloc_trim - returns to the system what malloc keeps free, where the C library has
 * malloc_trim().
 */
#ifndef CORE_BASE_MALLOC_TRIM_H
#define CORE_BASE_MALLOC_TRIM_H

/** Of all threads. Any thread. */
void stm_trim(void);

#endif
