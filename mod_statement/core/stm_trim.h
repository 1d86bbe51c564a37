/**
 * stm_trim - gives back to the system what malloc keeps free.
 */
#ifndef STM_TRIM_H
#define STM_TRIM_H

/** Of all threads, but for what lies free behind all that another one than the main thread has. */
void stm_trim(void);

/** For a thread that is about to end: that, too, of its own. */
void stm_trim_own(void);

#endif
