#include "core/site/cache_keys.h"

#include <apr_strings.h>

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
