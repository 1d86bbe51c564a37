#include "httpd/config/equal.h"

#include <string.h>

static int same_text(const char *one, const char *other)
{
    return one == other || (one && other && !strcmp(one, other));
}

static int same_section(const stmh_section_t *one, const stmh_section_t *other)
{
    return one == other || (one && other && one->is_htaccess && other->is_htaccess &&
                            one->kind == other->kind && same_text(one->path, other->path));
}

static int same_zone(const stm_zone_t *one, const stm_zone_t *other)
{
    return one == other || (one && other && !strcmp(stm_zone_name(one), stm_zone_name(other)));
}

static int same_format(const stmh_format_setting_t *one, const stmh_format_setting_t *other)
{
    return one->is_htaccess == other->is_htaccess && same_text(one->root, other->root) &&
           same_text(one->format.name, other->format.name) &&
           same_text(one->format.extension, other->format.extension) &&
           same_text(one->format.media_type, other->format.media_type) &&
           same_text(one->format.statement_sheet, other->format.statement_sheet);
}

static int count_of(const apr_array_header_t *array)
{
    return array ? array->nelts : 0;
}

static int same_formats(const apr_array_header_t *one, const apr_array_header_t *other)
{
    int i;

    for (i = 0; i < count_of(one) && i < count_of(other); i++) {
        if (!same_format(&APR_ARRAY_IDX(one, i, stmh_format_setting_t),
                         &APR_ARRAY_IDX(other, i, stmh_format_setting_t))) {
            return 0;
        }
    }
    return count_of(one) == count_of(other);
}

static int same_params(const apr_array_header_t *one, const apr_array_header_t *other)
{
    int i;

    for (i = 0; i < count_of(one) && i < count_of(other); i++) {
        const stm_param_t *param = &APR_ARRAY_IDX(one, i, stm_param_t);
        const stm_param_t *second = &APR_ARRAY_IDX(other, i, stm_param_t);
        if (strcmp(param->name, second->name) || strcmp(param->value, second->value)) {
            return 0;
        }
    }
    return count_of(one) == count_of(other);
}

#define SAME(member) (one->member == other->member)

static int same_numbers(const stmh_config_t *one, const stmh_config_t *other)
{
    return SAME(engine) && SAME(feed_items) && SAME(show) && SAME(preview) && SAME(validate) &&
           SAME(source) && SAME(transform) && SAME(max_age) && SAME(has_max_age) &&
           SAME(stale_revalidate) && SAME(stale_error) && SAME(has_stale) && SAME(audience) &&
           SAME(cache_keys) && SAME(cdn_max_age) && SAME(has_cdn_max_age) && SAME(no_vary_search) &&
           SAME(refresh) && SAME(max_bytes) && SAME(max_depth) && SAME(max_work);
}

int stmh_same_config(const stmh_config_t *one, const stmh_config_t *other)
{
    return same_numbers(one, other) && same_section(one->section, other->section) &&
           same_text(one->title, other->title) &&
           same_text(one->transform_link, other->transform_link) &&
           same_text(one->lang, other->lang) && same_text(one->base_url, other->base_url) &&
           same_text(one->identity, other->identity) && same_zone(one->zone, other->zone) &&
           same_formats(one->formats, other->formats) && same_params(one->params, other->params);
}
