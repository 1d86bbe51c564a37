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
