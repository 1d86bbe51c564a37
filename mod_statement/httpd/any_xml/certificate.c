#include "httpd/any_xml/certificate.h"

#include <http_ssl.h>

const char *stmh_any_certificate(const request_rec *r, apr_pool_t *result_pool)
{
    const char *certificate =
        ap_ssl_conn_is_ssl(r->connection)
            ? ap_ssl_var_lookup(result_pool, r->server, r->connection, NULL, "SSL_CLIENT_CERT")
            : NULL;

    return certificate && *certificate ? certificate : NULL;
}
