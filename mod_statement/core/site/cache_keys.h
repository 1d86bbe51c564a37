/**
 * core/site/cache_keys - names by which a cache in front finds the answers to remove: surrogate
 * keys.
 *
 * "KIND:IDENTITY" or "KIND:IDENTITY:VALUE", where IDENTITY is the newsroom's (StatementIdentity).
 * What is not an ASCII letter, a digit or one of -._~/ is percent-encoded, so that lists of keys
 * may be separated by spaces or commas.
 */
#ifndef CORE_SITE_CACHE_KEYS_H
#define CORE_SITE_CACHE_KEYS_H

#include <apr_pools.h>

typedef enum {
    STM_CACHE_KEY_UNSET = 0,
    STM_CACHE_KEY_NEWSROOM,  /* every answer of the newsroom */
    STM_CACHE_KEY_LISTS,     /* archive, feeds and sitemap, also of filters and folders */
    STM_CACHE_KEY_STATEMENT, /* of the name @a value, in all its formats */
    STM_CACHE_KEY_TAG,       /* statements with it, and lists of it */
    STM_CACHE_KEY_ISSUER,    /* the same */
    STM_CACHE_KEY_LANG       /* the same */
} stm_cache_key_kind_t;

/** The key; @a value is NULL for newsroom and lists. */
const char *stm_cache_key(stm_cache_key_kind_t kind, const char *identity, const char *value,
                          apr_pool_t *result_pool);

#endif
