#include "httpd/handlers/health.h"

#include <apr_strings.h>
#include <http_protocol.h>
#include <string.h>

#include "httpd/handlers/admin_answer.h"
#include "httpd/handlers/vitals.h"
#include "httpd/newsroom/registry.h"
#include "httpd/shared/catalog_handle.h"

/* How long a request waits for a handle of the catalog. */
#define PATIENCE_MSEC 1000

/* Of those that the configuration names: others are found by requests. */
static int are_complete(request_rec *r)
{
    const apr_array_header_t *newsrooms = stmh_config_server()->newsrooms;
    stmh_catalog_handle_t *handle;
    int are = 1;

    if (stmh_catalog_handle_acquire(&handle, PATIENCE_MSEC, r->uri, r->pool)) {
        return 0;
    }
    for (int i = 0; i < newsrooms->nelts && are; i++) {
        are = stm_catalog_is_complete(
            handle->catalog, APR_ARRAY_IDX(newsrooms, i, stmh_known_newsroom_t).newsroom->key);
    }
    stmh_catalog_handle_release(handle, r->pool);
    return are;
}

static const char *line(const char *what, int is_so, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%s: %s\n", what, is_so ? "yes" : "no");
}

static void answer(request_rec *r)
{
    const int looked = are_complete(r), alive = stmh_vitals_has_writer();
    const int writable = stmh_vitals_is_writable();
    const int has_room = stmh_vitals_has_room();
    const char *body =
        apr_pstrcat(r->pool, line("first look complete", looked, r->pool),
                    line("writer alive", alive, r->pool), line("state writable", writable, r->pool),
                    line("disk space left", has_room, r->pool), NULL);

    r->status = looked && alive && writable && has_room ? HTTP_OK : HTTP_SERVICE_UNAVAILABLE;
    stmh_admin_send(r, "text/plain; charset=utf-8", body, strlen(body));
}

int stmh_health_handler(request_rec *r)
{
    int refusal;

    if (!r->handler || strcmp(r->handler, "statement-health") != 0) {
        return DECLINED;
    }
    refusal = stmh_admin_refusal(r);
    if (refusal == OK) {
        answer(r);
    }
    return refusal;
}
