#include "httpd/request/target.h"

#include <httpd.h>

#include <http_config.h>

stmh_target_t *stmh_target_of(const request_rec *r)
{
    return ap_get_module_config(r->request_config, &statement_module);
}

void stmh_target_set(request_rec *r, stmh_target_t *target)
{
    ap_set_module_config(r->request_config, &statement_module, target);
}

void stmh_target_note_rendering(stmh_target_t *target, apr_time_t started_at, int is_page)
{
    const apr_interval_time_t spent = apr_time_now() - started_at;

    target->rendering += spent > 0 ? spent : 0;
    if (is_page) {
        target->cache = STMH_CACHE_RENDER;
    }
}
