#include "httpd/newsroom/base_urls.h"

#include <apr_strings.h>
#include <http_config.h>
#include <http_log.h>
#include <http_main.h>
#include <http_request.h>
#include <string.h>
#include <strings.h>

#include "core/site/address.h"

/* Whom one answer asks. */
typedef struct mounting_t {
    const stmh_mount_t *mount;
    request_rec *r; /* NULL: nobody */
    int *is_asked;  /* may be NULL */
    const char *base_host;
} mounting_t;

static int is_among(const apr_array_header_t *names, const char *host)
{
    int i;

    for (i = 0; names && i < names->nelts; i++) {
        if (!ap_strcasecmp_match(host, APR_ARRAY_IDX(names, i, const char *))) {
            return 1;
        }
    }
    return 0;
}

/* What stands in <VirtualHost host:port>. */
static int is_address(const server_rec *server, const char *host)
{
    const server_addr_rec *address;

    for (address = server->addrs; address; address = address->next) {
        if (address->virthost && !strcasecmp(address->virthost, host)) {
            return 1;
        }
    }
    return 0;
}

static int is_server(const server_rec *server, const char *host)
{
    return (server->server_hostname && !strcasecmp(server->server_hostname, host)) ||
           is_among(server->names, host) || is_among(server->wild_names, host) ||
           is_address(server, host);
}

static int is_host(void *baton, const char *host)
{
    const mounting_t *mounting = baton;
    const server_rec *server;

    if (stm_reference_is_number(host) ||
        (mounting->base_host && !strcmp(mounting->base_host, host))) {
        return 1;
    }
    for (server = ap_server_conf; server; server = server->next) {
        if (is_server(server, host)) {
            return 1;
        }
    }
    return 0;
}

/* Where httpd maps an address to is asked for the map alone: that it refuses it is no news for the
 * log. */
static request_rec *look_up(request_rec *r, const char *path)
{
    static const struct ap_logconf quiet = {NULL, APLOG_EMERG};
    const struct ap_logconf *log = r->log;
    request_rec *sub;

    r->log = &quiet;
    sub = ap_sub_req_lookup_uri(stm_address_encode(path, 0, r->pool), r, NULL);
    r->log = log;
    return sub;
}

static int leads(void *baton, const char *path, const char *file)
{
    const mounting_t *mounting = baton;
    const char *there;
    request_rec *sub;
    int is_there;

    if (mounting->is_asked) {
        *mounting->is_asked = 1;
    }
    if (!mounting->r) {
        return 1;
    }
    sub = look_up(mounting->r, path);
    there = apr_pstrcat(mounting->r->pool, mounting->mount->newsroom->root, "/", file, NULL);
    is_there = sub->filename && !strcmp(sub->filename, there);
    ap_destroy_sub_req(sub);
    return is_there;
}

static void add_path(apr_array_header_t *paths, const char *path)
{
    int i;

    for (i = 0; i < paths->nelts; i++) {
        if (!strcmp(APR_ARRAY_IDX(paths, i, const char *), path)) {
            return;
        }
    }
    APR_ARRAY_PUSH(paths, const char *) = path;
}

const stm_mounts_t *stmh_base_urls_make(const stmh_mount_t *mount, request_rec *r, int *is_asked,
                                        apr_pool_t *result_pool)
{
    stm_mounts_t *mounts = apr_pcalloc(result_pool, sizeof(*mounts));
    mounting_t *mounting = apr_pcalloc(result_pool, sizeof(*mounting));
    apr_array_header_t *paths = apr_array_make(result_pool, 2, sizeof(const char *));

    mounting->mount = mount;
    mounting->r = r;
    mounting->is_asked = is_asked;
    mounting->base_host = stm_reference_host(mount->base, result_pool);
    add_path(paths, mount->base_path);
    add_path(paths, stm_reference_path(mount->base, result_pool));
    mounts->paths = paths;
    mounts->baton = mounting;
    mounts->is_host = is_host;
    mounts->leads = leads;
    return mounts;
}

static void hash_names(stm_hash_t *hash, const apr_array_header_t *names)
{
    int i;

    for (i = 0; names && i < names->nelts; i++) {
        stm_hash_text(hash, APR_ARRAY_IDX(names, i, const char *));
    }
    stm_hash_text(hash, NULL);
}

void stmh_base_urls_hash(stm_hash_t *hash)
{
    const server_rec *server;

    for (server = ap_server_conf; server; server = server->next) {
        const server_addr_rec *address;

        stm_hash_text(hash, server->server_hostname);
        hash_names(hash, server->names);
        hash_names(hash, server->wild_names);
        for (address = server->addrs; address; address = address->next) {
            stm_hash_text(hash, address->virthost);
        }
    }
}
