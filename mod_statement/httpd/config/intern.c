#include "httpd/config/intern.h"

#include <apr_strings.h>
#include <apr_thread_mutex.h>
#include <string.h>

#include "core/base/fingerprint.h"
#include "httpd/config/equal.h"

#define MOST_CONFIGS 2048
#define ROWS         1024

typedef struct kept_t {
    const stmh_config_t *config;
    const struct kept_t *next; /* in its row; set before it is there */
} kept_t;

static apr_pool_t *kept_pool;    /* guarded by lock */
static apr_thread_mutex_t *lock; /* for those who add; readers need none */
static const kept_t *rows[ROWS]; /* by the section's path; atomic, each */
static int kept_count;           /* guarded by lock */

void stmh_intern_child(void)
{
    /* Not below the child's pool, which may go while requests still run. */
    apr_pool_create(&kept_pool, NULL);
    apr_pool_tag(kept_pool, "statement_config_intern");
    apr_thread_mutex_create(&lock, APR_THREAD_MUTEX_DEFAULT, kept_pool);
}

static const kept_t **row_of(const stmh_config_t *config)
{
    const char *path = config->section && config->section->path ? config->section->path : "";

    return &rows[stm_fingerprint_short(path, strlen(path)) % ROWS];
}

static const stmh_config_t *find(const stmh_config_t *config)
{
    const kept_t *one = __atomic_load_n(row_of(config), __ATOMIC_ACQUIRE);

    while (one && !stmh_same_config(one->config, config)) {
        one = one->next;
    }
    return one ? one->config : NULL;
}

static const stmh_section_t *copy_section(const stmh_section_t *section, apr_pool_t *pool)
{
    stmh_section_t *copy;

    if (!section || !section->is_htaccess) {
        return section;
    }
    copy = apr_pmemdup(pool, section, sizeof(*section));
    copy->path = apr_pstrdup(pool, section->path);
    return copy;
}

static apr_array_header_t *copy_formats(const apr_array_header_t *formats, apr_pool_t *pool)
{
    apr_array_header_t *copy = formats ? apr_array_copy(pool, formats) : NULL;
    int i;

    for (i = 0; i < (copy ? copy->nelts : 0); i++) {
        stmh_format_setting_t *setting = &APR_ARRAY_IDX(copy, i, stmh_format_setting_t);
        setting->root = apr_pstrdup(pool, setting->root);
        setting->format.name = apr_pstrdup(pool, setting->format.name);
        setting->format.extension = apr_pstrdup(pool, setting->format.extension);
        setting->format.media_type = apr_pstrdup(pool, setting->format.media_type);
        setting->format.statement_sheet = apr_pstrdup(pool, setting->format.statement_sheet);
    }
    return copy;
}

static apr_array_header_t *copy_params(const apr_array_header_t *params, apr_pool_t *pool)
{
    apr_array_header_t *copy = params ? apr_array_copy(pool, params) : NULL;
    int i;

    for (i = 0; i < (copy ? copy->nelts : 0); i++) {
        stm_param_t *param = &APR_ARRAY_IDX(copy, i, stm_param_t);
        param->name = apr_pstrdup(pool, param->name);
        param->value = apr_pstrdup(pool, param->value);
    }
    return copy;
}

/* NULL where the zone's file has gone since the configuration was read. */
static const stmh_config_t *copy_all(const stmh_config_t *config, apr_pool_t *pool)
{
    stmh_config_t *copy = apr_pmemdup(pool, config, sizeof(*config));

    copy->is_lasting = 1;
    copy->section = copy_section(config->section, pool);
    copy->title = apr_pstrdup(pool, config->title);
    copy->lang = apr_pstrdup(pool, config->lang);
    copy->transform_link = apr_pstrdup(pool, config->transform_link);
    copy->base_url = apr_pstrdup(pool, config->base_url);
    copy->identity = apr_pstrdup(pool, config->identity);
    copy->formats = copy_formats(config->formats, pool);
    copy->params = copy_params(config->params, pool);
    if (config->zone && stm_zone_load(&copy->zone, stm_zone_name(config->zone), pool)) {
        return NULL;
    }
    return copy;
}

static const stmh_config_t *keep(const stmh_config_t *config)
{
    const stmh_config_t *copy = NULL;
    const kept_t **row = row_of(config);
    apr_pool_t *pool;
    kept_t *one;

    if (kept_count == MOST_CONFIGS) {
        return NULL;
    }
    apr_pool_create(&pool, kept_pool);
    copy = copy_all(config, pool);
    if (!copy) {
        apr_pool_destroy(pool);
        return NULL;
    }
    one = apr_pcalloc(pool, sizeof(*one));
    one->config = copy;
    one->next = *row;
    __atomic_store_n(row, one, __ATOMIC_RELEASE);
    kept_count++;
    return copy;
}

const stmh_config_t *stmh_intern_config(const stmh_config_t *config)
{
    const stmh_config_t *found = config->is_lasting ? config : find(config);

    if (!found) {
        apr_thread_mutex_lock(lock);
        found = find(config);
        if (!found) {
            found = keep(config);
        }
        apr_thread_mutex_unlock(lock);
    }
    return found ? found : config;
}
