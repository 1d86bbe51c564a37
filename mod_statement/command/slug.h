/**
 * command/slug - a file name from the words of a title.
 */
#ifndef COMMAND_SLUG_H
#define COMMAND_SLUG_H

#include <apr_pools.h>

/** Small Latin letters, digits and single hyphens, at most @a max_length of them and cut at a word:
 * "night-ferry-returns". Letters of other scripts are transliterated (ICU, Any-Latin; Latin-ASCII).
 * NULL where nothing is left. */
const char *slug_of(const char *title, int max_length, apr_pool_t *result_pool);

#endif
