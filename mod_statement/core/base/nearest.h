/**
 * core/base/nearest - the name that was probably meant.
 */
#ifndef CORE_BASE_NEAREST_H
#define CORE_BASE_NEAREST_H

#include <apr.h>

#define STM_NEAREST_LETTERS 40

/** How many letters are wrong, missing, too many, or swapped with their neighbour (the optimal
 * string alignment distance). Neither word has more than STM_NEAREST_LETTERS. */
int stm_nearest_distance(const apr_int32_t *one, int rows, const apr_int32_t *other, int columns);

/** The name in @a names (ends with NULL) nearest to @a name: the least number of letters typed
 * wrong, missing, too many or swapped, whatever the case; NULL where none is near enough. */
const char *stm_nearest(const char *name, const char *const *names);

#endif
