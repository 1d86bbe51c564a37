#include "httpd/response/cache_keys.h"

#include <apr_strings.h>

#include "core/site/cache_keys.h"

/* Of one header: httpd and most caches take no longer line. */
#define MOST_BYTES 4096

static const char *const names[] = {NULL, NULL, "Surrogate-Key", "Cache-Tag", "xkey"};

/* Structured Fields (RFC 9651), as the No-Vary-Search draft has them. Whatever else stands in a
 * query changes no byte of an answer. */
static const char of_lists[] =
    "params, except=(\"q\" \"tag\" \"year\" \"lang\" \"issuer\" \"order\" \"page\" \"before\""
    " \"archive\" \"skip\")";
static const char of_statements[] = "params, except=(\"source\" \"preview\")";

const char *stmh_cache_keys_of(const stmh_request_t *request, const stm_document_t *edition)
{
    const stm_newsroom_t *newsroom = request->mount->newsroom;

    return request->mount->config->cache_keys == STMH_CACHE_KEYS_OFF
               ? NULL
               : stm_cache_keys_of_statement(
                     stm_statement_extract(edition, newsroom->set_zone, request->pool),
                     newsroom->identity, MOST_BYTES, request->pool);
}

static int is_list(const stm_address_t *address)
{
    return address->kind == STM_ADDRESS_ARCHIVE || address->kind == STM_ADDRESS_FEED ||
           address->kind == STM_ADDRESS_SITEMAP;
}

static int is_statement(const stm_address_t *address)
{
    return address->kind == STM_ADDRESS_STATEMENT || address->kind == STM_ADDRESS_NEGOTIATED;
}

static const char *join(const char *keys, const char *key, apr_pool_t *pool)
{
    return key && *key ? apr_pstrcat(pool, keys, " ", key, NULL) : keys;
}

static const char *key_of(const stmh_request_t *request, stm_cache_key_kind_t kind,
                          const char *value)
{
    return stm_cache_key(kind, request->mount->newsroom->identity, value, request->r->pool);
}

static const char *add_filter(const char *keys, const stmh_request_t *request)
{
    apr_pool_t *pool = request->r->pool;
    stm_filter_t filter;

    stm_filter_parse(&filter, request->r->args, pool);
    for (int i = 1; i < STM_FACET_KINDS; i++) {
        keys = join(keys,
                    stm_cache_key_of_facet((stm_facet_kind_t)i, request->mount->newsroom->identity,
                                           filter.values[i], pool),
                    pool);
    }
    return keys;
}

static const char *keys_of(const stmh_request_t *request, const char *groups)
{
    const stm_address_t *address = &request->target->address;
    apr_pool_t *pool = request->r->pool;
    const char *keys = key_of(request, STM_CACHE_KEY_NEWSROOM, NULL);

    if (is_list(address)) {
        keys = join(keys, key_of(request, STM_CACHE_KEY_LISTS, NULL), pool);
        return add_filter(keys, request);
    }
    if (is_statement(address)) {
        keys = join(keys, key_of(request, STM_CACHE_KEY_STATEMENT, address->name), pool);
    }
    return join(keys, groups, pool);
}

/* A key has no space in it. */
static const char *with_commas(const char *keys, apr_pool_t *pool)
{
    char *text = apr_pstrdup(pool, keys);

    for (char *at = text; *at; at++) {
        *at = *at == ' ' ? ',' : *at;
    }
    return text;
}

static void set_keys(apr_table_t *headers, const stmh_request_t *request, const char *groups)
{
    const stmh_cache_keys_t which = request->mount->config->cache_keys;
    const char *keys;

    if (which == STMH_CACHE_KEYS_OFF) {
        return;
    }
    keys = keys_of(request, groups);
    apr_table_setn(headers, names[which],
                   which == STMH_CACHE_KEYS_CACHE_TAG ? with_commas(keys, request->r->pool) : keys);
}

/* A style sheet's query names its bytes, and a file may be anything. */
static void set_no_vary_search(apr_table_t *headers, const stm_address_t *address)
{
    if (is_list(address)) {
        apr_table_setn(headers, "No-Vary-Search", of_lists);
    }
    else if (is_statement(address)) {
        apr_table_setn(headers, "No-Vary-Search", of_statements);
    }
}

void stmh_cache_keys_set(apr_table_t *headers, const stmh_request_t *request, const char *groups)
{
    set_keys(headers, request, groups);
    if (request->mount->config->no_vary_search == STMH_SWITCH_ON) {
        set_no_vary_search(headers, &request->target->address);
    }
}
