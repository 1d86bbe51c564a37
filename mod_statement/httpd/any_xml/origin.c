#include "httpd/any_xml/origin.h"

#include <apr_strings.h>
#include <apr_uri.h>
#include <string.h>
#include <strings.h>

#include "httpd/any_xml/state.h"

static int is_among(const apr_array_header_t *names, const char *host, int is_wild)
{
    int i;

    for (i = 0; names && i < names->nelts; i++) {
        const char *name = APR_ARRAY_IDX(names, i, const char *);
        if (is_wild ? !ap_strcasecmp_match(host, name) : !strcasecmp(host, name)) {
            return 1;
        }
    }
    return 0;
}

static int is_base(const request_rec *r, const char *host)
{
    const stmh_config_t *config = stmh_config_of(r->per_dir_config);
    apr_uri_t base;

    return config->base_url && !apr_uri_parse(r->pool, config->base_url, &base) && base.hostname &&
           strcasecmp(base.hostname, host) == 0;
}

static int is_own_host(const request_rec *r, const char *host)
{
    const server_rec *server = r->server;

    return (server->server_hostname && strcasecmp(server->server_hostname, host) == 0) ||
           is_among(server->names, host, 0) || is_among(server->wild_names, host, 1) ||
           is_base(r, host);
}

const char *stmh_any_origin_local(const request_rec *r, const char *url, apr_pool_t *pool)
{
    apr_uri_t uri;

    if (apr_uri_parse(pool, url, &uri) || !uri.scheme || !uri.hostname || uri.user ||
        (strcasecmp(uri.scheme, "http") != 0 && strcasecmp(uri.scheme, "https") != 0) ||
        !is_own_host(r, uri.hostname)) {
        return NULL;
    }
    return apr_pstrcat(pool, uri.path && *uri.path ? uri.path : "/", uri.query ? "?" : NULL,
                       uri.query, NULL);
}

static const char *own(const request_rec *r)
{
    const char *host = r->server->server_hostname ? r->server->server_hostname : "localhost";

    return apr_pstrcat(r->pool, "http://", host, NULL);
}

const char *stmh_any_origin_url(const request_rec *r)
{
    const request_rec *first = stmh_any_state_first(r);

    return apr_pstrcat(r->pool, own(r), ap_os_escape_path(r->pool, first->uri, 1),
                       first->args ? "?" : NULL, first->args, NULL);
}

const char *stmh_any_origin_absolute(const request_rec *r, const char *location, apr_pool_t *pool)
{
    return *location == '/' && location[1] != '/' ? apr_pstrcat(pool, own(r), location, NULL)
                                                  : location;
}
