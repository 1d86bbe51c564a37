#include "httpd/config/settings.h"

#include <apr_strings.h>
#include <http_main.h>
#include <string.h>

#include "httpd/config/equal.h"

static int is_serving; /* set before a child's threads are there */

void stmh_config_child(void)
{
    is_serving = 1;
}

static stmh_config_t *create(apr_pool_t *pool)
{
    stmh_config_t *config = apr_pcalloc(pool, sizeof(*config));

    config->is_lasting = !is_serving;
    return config;
}

void *stmh_config_create_dir(apr_pool_t *pool, char *path)
{
    (void)path;
    return create(pool);
}

static int is_empty(const stmh_config_t *config)
{
    static const stmh_config_t empty;

    return stmh_same_config(config, &empty);
}

static apr_array_header_t *joined(apr_pool_t *pool, apr_array_header_t *base,
                                  apr_array_header_t *over)
{
    if (!base || !over) {
        return over ? over : base;
    }
    return apr_array_append(pool, base, over);
}

#define INHERIT(member) merged->member = over->member ? over->member : base->member

void *stmh_config_merge_dir(apr_pool_t *pool, void *base_config, void *over_config)
{
    const stmh_config_t *base = base_config, *over = over_config;
    stmh_config_t *merged;

    if (is_empty(over)) {
        return base_config;
    }
    if (is_empty(base)) {
        return over_config;
    }
    merged = create(pool);
    INHERIT(engine);
    merged->section = over->engine ? over->section : base->section;
    INHERIT(title);
    INHERIT(lang);
    INHERIT(base_url);
    INHERIT(identity);
    INHERIT(zone);
    merged->formats = joined(pool, base->formats, over->formats);
    merged->params = joined(pool, base->params, over->params);
    INHERIT(feed_items);
    INHERIT(show);
    INHERIT(preview);
    INHERIT(validate);
    INHERIT(source);
    INHERIT(transform);
    INHERIT(transform_link);
    INHERIT(has_max_age);
    merged->max_age = over->has_max_age ? over->max_age : base->max_age;
    INHERIT(has_stale);
    merged->stale_revalidate = over->has_stale ? over->stale_revalidate : base->stale_revalidate;
    merged->stale_error = over->has_stale ? over->stale_error : base->stale_error;
    INHERIT(audience);
    INHERIT(cache_keys);
    INHERIT(has_cdn_max_age);
    merged->cdn_max_age = over->has_cdn_max_age ? over->cdn_max_age : base->cdn_max_age;
    INHERIT(no_vary_search);
    INHERIT(refresh);
    INHERIT(max_bytes);
    INHERIT(max_depth);
    INHERIT(max_work);
    return merged;
}

void *stmh_config_create_server(apr_pool_t *pool, server_rec *server)
{
    stmh_server_t *created = apr_pcalloc(pool, sizeof(*created));

    (void)server;
    created->cache_bytes = 256 * 1024 * 1024;
    return created;
}

const stmh_config_t *stmh_config_of(const ap_conf_vector_t *vector)
{
    return ap_get_module_config(vector, &statement_module);
}

#define DEFAULT(member, value)                                                                     \
    do {                                                                                           \
        if (!settled->member) {                                                                    \
            settled->member = (value);                                                             \
        }                                                                                          \
    } while (0)

const stmh_config_t *stmh_config_settled(const stmh_config_t *config, apr_pool_t *result_pool)
{
    stmh_config_t *settled = apr_pmemdup(result_pool, config, sizeof(*config));

    DEFAULT(engine, STMH_SWITCH_OFF);
    DEFAULT(feed_items, 20);
    DEFAULT(show, STM_SHOW_PUBLISHED);
    DEFAULT(validate, STM_VALIDATE_STRICT);
    DEFAULT(source, STMH_SWITCH_OFF);
    DEFAULT(transform, STMH_TRANSFORM_OFF);
    if (!settled->has_max_age) {
        settled->max_age = apr_time_from_sec(60);
    }
    DEFAULT(audience, STMH_AUDIENCE_AUTO);
    DEFAULT(cache_keys, STMH_CACHE_KEYS_OFF);
    DEFAULT(no_vary_search, STMH_SWITCH_OFF);
    DEFAULT(refresh, apr_time_from_sec(1));
    DEFAULT(max_bytes, stm_limits_default.max_bytes);
    DEFAULT(max_depth, stm_limits_default.max_depth);
    DEFAULT(max_work, stm_limits_default.max_work);
    return settled;
}

stmh_server_t *stmh_config_server(void)
{
    return stmh_config_own(ap_server_conf);
}

stmh_server_t *stmh_config_own(const server_rec *server)
{
    return ap_get_module_config(server->module_config, &statement_module);
}
