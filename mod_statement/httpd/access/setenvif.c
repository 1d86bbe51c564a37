#include "httpd/access/setenvif.h"

#include <http_config.h>
#include <http_protocol.h>
#include <string.h>

/* Its hook header_parser; NULL: it is not loaded. */
static ap_HOOK_header_parser_t *hook;

static int find_hook(apr_pool_t *pool, apr_pool_t *log_pool, apr_pool_t *temp_pool,
                     server_rec *server)
{
    const apr_array_header_t *hooks = ap_hook_get_header_parser();
    int i;

    (void)pool, (void)log_pool, (void)temp_pool, (void)server;
    hook = NULL;
    for (i = 0; hooks && i < hooks->nelts; i++) {
        const ap_LINK_header_parser_t *one = &APR_ARRAY_IDX(hooks, i, ap_LINK_header_parser_t);
        if (strcmp(one->szName, "mod_setenvif.c") == 0) {
            hook = one->pFunc;
        }
    }
    return OK;
}

void stmh_setenvif_run(request_rec *r)
{
    if (hook) {
        hook(r);
    }
}

void stmh_setenvif_register(void)
{
    ap_hook_post_config(find_hook, NULL, NULL, APR_HOOK_MIDDLE);
}
