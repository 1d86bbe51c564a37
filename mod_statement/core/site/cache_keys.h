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

#include "core/site/filter.h"
#include "core/site/statement.h"

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

/** The key of a facet value as the index has it; NULL: the value, or its kind, has none. */
const char *stm_cache_key_of_facet(stm_facet_kind_t kind, const char *identity, const char *value,
                                   apr_pool_t *result_pool);

/** The keys of the groups to which @a statement belongs (tags, issuers, language), separated by
 * spaces: as many as fit into @a most bytes. */
const char *stm_cache_keys_of_statement(const stm_statement_t *statement, const char *identity,
                                        apr_size_t most, apr_pool_t *result_pool);

#endif
