/**
 * core/base/nearest - the name that was probably meant.
 */
#ifndef CORE_BASE_NEAREST_H
#define CORE_BASE_NEAREST_H

/** The name in @a names (ends with NULL) nearest to @a name: the least number of letters typed
 * wrong, missing, too many or swapped, whatever the case; NULL where none is near enough. */
const char *stm_nearest(const char *name, const char *const *names);

#endif
