#include "httpd/newsroom/settings_digest.h"

#include "core/base/hash.h"
#include "httpd/newsroom/base_urls.h"

static void add_params(stm_hash_t *hash, const apr_array_header_t *params)
{
    int i;

    for (i = 0; params && i < params->nelts; i++) {
        stm_hash_text(hash, APR_ARRAY_IDX(params, i, stm_param_t).name);
        stm_hash_text(hash, APR_ARRAY_IDX(params, i, stm_param_t).value);
    }
}

static void add_formats(stm_hash_t *hash, const apr_array_header_t *formats)
{
    int i;

    for (i = 0; i < formats->nelts; i++) {
        const stm_format_t *format = &APR_ARRAY_IDX(formats, i, stm_format_t);
        stm_hash_text(hash, format->name);
        stm_hash_text(hash, format->extension);
        stm_hash_text(hash, format->media_type);
        stm_hash_text(hash, format->statement_sheet);
        stm_hash_text(hash, format->list_sheet);
        stm_hash_bytes(hash, &format->links, sizeof(format->links));
    }
}

const char *stmh_settings_digest(const stmh_mount_t *mount, apr_pool_t *result_pool)
{
    const stm_newsroom_t *newsroom = mount->newsroom;
    const stm_limits_t *limits = &newsroom->limits;
    const int has_keys = mount->config->cache_keys != STMH_CACHE_KEYS_OFF;
    stm_hash_t hash;

    stm_hash_start(&hash);
    stm_hash_text(&hash, newsroom->key);
    stm_hash_text(&hash, newsroom->title);
    stm_hash_text(&hash, newsroom->lang);
    stm_hash_text(&hash, mount->base);
    stm_hash_text(&hash, mount->style);
    stm_hash_bytes(&hash, &newsroom->feed_items, sizeof(newsroom->feed_items));
    stm_hash_bytes(&hash, &limits->max_bytes, sizeof(limits->max_bytes));
    stm_hash_bytes(&hash, &limits->max_depth, sizeof(limits->max_depth));
    stm_hash_bytes(&hash, &limits->max_work, sizeof(limits->max_work));
    stm_hash_bytes(&hash, &has_keys, sizeof(has_keys));
    add_formats(&hash, mount->formats);
    add_params(&hash, newsroom->params);
    stmh_base_urls_hash(&hash);
    return stm_hash_hex(&hash, result_pool);
}
