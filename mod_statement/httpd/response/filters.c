#include "httpd/response/filters.h"
#include "httpd/config/one_of.h"

#include <apr_strings.h>
#include <apr_tables.h>
#include <http_config.h>
#include <string.h>
#include <strings.h>
#include <util_filter.h>

/* What a filter may do with the bytes that come to it. */
enum { KEEPS = 0, CODES = 1, CHANGES = 2 };

/* One FilterProvider: a filter of mod_filter's, and what it may turn out to be. */
typedef struct provider_t {
    const char *filter, *name;
} provider_t;

static const apr_array_header_t *providers; /* provider_t; set before the child's threads start */

static void collect(apr_array_header_t *found, const ap_directive_t *tree)
{
    for (; tree; tree = tree->next) {
        const char *args = tree->args;
        if (!strcasecmp(tree->directive, "FilterProvider")) {
            provider_t *provider = apr_array_push(found);
            provider->filter = ap_getword_conf(found->pool, &args);
            provider->name = ap_getword_conf(found->pool, &args);
        }
        collect(found, tree->first_child);
    }
}

void stmh_filters_child(void)
{
    apr_array_header_t *found;
    apr_pool_t *pool;

    /* Not below the child's pool, which goes before requests that are cut off by its end. */
    apr_pool_create(&pool, NULL);
    apr_pool_tag(pool, "statement_filters");
    found = apr_array_make(pool, 4, sizeof(provider_t));
    collect(found, ap_conftree);
    providers = found;
}

/* What is not known changes bytes. mod_security2's looks at them. */
static int kind_of_name(const char *name)
{
    static const char *const coding[] = {"DEFLATE", "BROTLI_COMPRESS", NULL};
    static const char *const keeping[] = {
        "MOD_EXPIRES",         "FIXUP_HEADERS_OUT", "FIXUP_HEADERS_ERR",
        "MODSECURITY_OUT",     "MOD_SESSION_OUT",   "BUFFER",
        "RATE_LIMIT",          "CACHE_OUT",         "CACHE_SAVE",
        "CACHE_SAVE_SUBREQ",   "CACHE_REMOVE_URL",  "CACHE_INVALIDATE",
        "STATEMENT_FRESHNESS", "STATEMENT_MATCHED", NULL};

    if (stmh_is_one_of(name, coding)) {
        return CODES;
    }
    return stmh_is_one_of(name, keeping) ? KEEPS : CHANGES;
}

/* A filter of mod_filter's becomes another one once the answer's headers are there. A .htaccess
 * file may say which, too. */
static int kind_of_provided(const request_rec *r, const char *filter)
{
    int kind = KEEPS, is_known = 0, i;

    for (i = 0; i < providers->nelts && !r->htaccess; i++) {
        const provider_t *provider = &APR_ARRAY_IDX(providers, i, provider_t);
        if (!strcasecmp(provider->filter, filter)) {
            kind |= kind_of_name(provider->name);
            is_known = 1;
        }
    }
    return is_known ? kind : CODES | CHANGES;
}

static int kind_of(const request_rec *r, const ap_filter_rec_t *filter)
{
    static const char by_type[] = "BYTYPE:"; /* AddOutputFilterByType's */
    const apr_size_t size = sizeof(by_type) - 1;

    if (!strncasecmp(filter->name, by_type, size)) {
        return kind_of_name(filter->name + size);
    }
    return filter->providers ? kind_of_provided(r, filter->name) : kind_of_name(filter->name);
}

/* They are ordered by their types. */
static int is_before_protocol(const ap_filter_t *filter)
{
    return filter && filter->frec->ftype < AP_FTYPE_PROTOCOL;
}

int stmh_filters_any(const request_rec *r)
{
    return is_before_protocol(r->output_filters);
}

int stmh_filters_has(const request_rec *r, const char *name)
{
    const ap_filter_t *filter;

    for (filter = r->output_filters; is_before_protocol(filter); filter = filter->next) {
        if (!strcmp(filter->frec->name, name)) {
            return 1;
        }
    }
    return 0;
}

stmh_filters_t stmh_filters_look(const request_rec *r)
{
    stmh_filters_t found = {0, 0};
    const ap_filter_t *filter;

    for (filter = r->output_filters; is_before_protocol(filter); filter = filter->next) {
        int kind = kind_of(r, filter->frec);
        /* Behind one that codes, they get coded bytes from whoever codes. */
        if ((kind & CHANGES) && !found.may_code) {
            found.may_change = 1;
        }
        found.may_code |= kind & CODES;
    }
    return found;
}
