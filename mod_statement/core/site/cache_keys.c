#include "core/site/cache_keys.h"

#include <apr_strings.h>
#include <string.h>

#include "core/base/percent.h"

static const char *const kinds[] = {"", "newsroom", "lists", "statement", "tag", "issuer", "lang"};

static const char *encoded(const char *text, apr_pool_t *pool)
{
    return stm_percent_encode(text, "-._~/", pool);
}

const char *stm_cache_key(stm_cache_key_kind_t kind, const char *identity, const char *value,
                          apr_pool_t *result_pool)
{
    const char *key =
        apr_pstrcat(result_pool, kinds[kind], ":", encoded(identity, result_pool), NULL);

    return value ? apr_pstrcat(result_pool, key, ":", encoded(value, result_pool), NULL) : key;
}

static stm_cache_key_kind_t kind_of(stm_facet_kind_t kind)
{
    switch (kind) {
    case STM_FACET_TAG:
        return STM_CACHE_KEY_TAG;
    case STM_FACET_ISSUER:
        return STM_CACHE_KEY_ISSUER;
    case STM_FACET_LANG:
        return STM_CACHE_KEY_LANG;
    default:
        return STM_CACHE_KEY_UNSET;
    }
}

const char *stm_cache_key_of_facet(stm_facet_kind_t kind, const char *identity, const char *value,
                                   apr_pool_t *result_pool)
{
    const stm_cache_key_kind_t found = kind_of(kind);

    return found && value ? stm_cache_key(found, identity, value, result_pool) : NULL;
}

/* What is collected. */
typedef struct keys_t {
    const char *text, *identity;
    apr_size_t room;
    apr_pool_t *pool;
} keys_t;

static void add(keys_t *keys, stm_facet_kind_t kind, const char *label)
{
    const char *value = label ? stm_filter_value(kind, label, keys->pool) : NULL;
    const char *key = stm_cache_key_of_facet(kind, keys->identity, value, keys->pool);
    const apr_size_t size = key ? strlen(key) + 1 : 0;

    if (key && size <= keys->room) {
        keys->room -= size;
        keys->text = apr_pstrcat(keys->pool, keys->text, *keys->text ? " " : "", key, NULL);
    }
}

const char *stm_cache_keys_of_statement(const stm_statement_t *statement, const char *identity,
                                        apr_size_t most, apr_pool_t *result_pool)
{
    keys_t keys = {"", identity, most, result_pool};

    add(&keys, STM_FACET_LANG, statement->lang);
    for (int i = 0; statement->issuers && i < statement->issuers->nelts; i++) {
        add(&keys, STM_FACET_ISSUER, APR_ARRAY_IDX(statement->issuers, i, const char *));
    }
    for (int i = 0; statement->tags && i < statement->tags->nelts; i++) {
        add(&keys, STM_FACET_TAG, APR_ARRAY_IDX(statement->tags, i, stm_tag_t).key);
    }
    return keys.text;
}
