#include "httpd/handlers/admin_answer.h"

#include <http_log.h>
#include <http_protocol.h>

#include "httpd/access/local_request.h"

APLOG_USE_MODULE(statement);

int stmh_admin_refusal(request_rec *r)
{
    if (r->method_number != M_GET) {
        return DECLINED;
    }
    if (stmh_local_request_is_of_proxy(r)) {
        ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r,
                      "STM0410: %s was asked for through a proxy on this machine and is refused: "
                      "such a request is not local, whatever its address; ask httpd directly, or "
                      "set up mod_remoteip for that proxy",
                      r->uri);
        return HTTP_FORBIDDEN;
    }
    return OK;
}

void stmh_admin_send(request_rec *r, const char *media_type, const char *body, apr_size_t size)
{
    apr_table_setn(r->headers_out, "Cache-Control", "no-store");
    apr_table_setn(r->headers_out, "X-Robots-Tag", "noindex");
    apr_table_mergen(r->headers_out, "Vary", "Accept");
    ap_set_content_type(r, media_type);
    ap_set_content_length(r, (apr_off_t)size);
    ap_rwrite(body, (int)size, r);
}
