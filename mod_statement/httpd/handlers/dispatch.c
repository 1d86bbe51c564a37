#include "httpd/handlers/dispatch.h"

#include <apr_strings.h>
#include <http_core.h>
#include <http_log.h>
#include <http_protocol.h>
#include <http_request.h>
#include <mod_core.h>

#include "core/site/address.h"
#include "core/site/spelling.h"
#include "core/site/statement.h"
#include "httpd/access/check.h"
#include "httpd/handlers/error_page.h"
#include "httpd/handlers/file.h"
#include "httpd/handlers/lists.h"
#include "httpd/handlers/page.h"
#include "httpd/handlers/report.h"
#include "httpd/handlers/request_log.h"
#include "httpd/handlers/sitemap.h"
#include "httpd/newsroom/forwarded.h"
#include "httpd/newsroom/registry.h"
#include "httpd/request/http_status.h"
#include "httpd/request/listed_values.h"
#include "httpd/request/preview.h"
#include "httpd/response/freshness.h"
#include "httpd/response/links.h"
#include "httpd/runtime/shutdown.h"

APLOG_USE_MODULE(statement);

/* A folder that lists nothing is not told from one that is not there. */
static int refuse_folder(const stmh_exchange_t *exchange, const char *folder)
{
    const stmh_request_t *request = exchange->request;
    stmh_lookup_t *lookup = exchange->lookup;
    apr_int64_t generation;
    int refusal;

    if (stmh_lists_lack_folder(request, folder)) {
        return HTTP_NOT_FOUND;
    }
    refusal = stmh_exchange_open(exchange);
    if (refusal == OK) {
        refusal = stmh_lists_generation(&generation, request, lookup);
    }
    if (refusal == OK) {
        refusal = stmh_status_http(stmh_lists_know_folder(request, lookup, folder));
    }
    if (refusal == HTTP_NOT_FOUND && !lookup->is_late) {
        stmh_listed_values_learn(request, lookup);
    }
    return refusal;
}

/* The folder's own address ends with a slash. */
static int redirect_to_folder(const stmh_exchange_t *exchange)
{
    const stmh_request_t *request = exchange->request;
    const char *root = request->mount->newsroom->root;
    const char *tail = stmh_newsroom_tail(root, request->target->address.path);
    const char *folder = tail && *tail ? apr_pstrcat(request->pool, tail, "/", NULL) : "";
    int refusal = *folder ? refuse_folder(exchange, folder) : stmh_exchange_open(exchange);

    folder = stm_spelling_public(root, folder, "", request->pool);
    return refusal == OK
               ? stmh_links_redirect(request, stm_address_encode(folder, 0, request->pool))
               : refusal;
}

static int answer_other(const stmh_exchange_t *exchange)
{
    int refusal;

    if (exchange->request->target->address.finfo.filetype == APR_DIR) {
        return redirect_to_folder(exchange);
    }
    refusal = stmh_exchange_open(exchange);
    return refusal == OK ? stmh_file_guard(exchange) : refusal;
}

/* What needs no catalog does not open it. */
static int answer(const stmh_exchange_t *exchange)
{
    switch (exchange->request->target->address.kind) {
    case STM_ADDRESS_OTHER:
        return answer_other(exchange);
    case STM_ADDRESS_ARCHIVE:
    case STM_ADDRESS_FEED:
        return stmh_lists_answer(exchange);
    case STM_ADDRESS_SITEMAP:
        return stmh_sitemap_answer(exchange);
    case STM_ADDRESS_STYLE:
        return stmh_file_style(exchange);
    case STM_ADDRESS_NEGOTIATED:
    case STM_ADDRESS_STATEMENT:
        return stmh_page_answer(exchange);
    default:
        return HTTP_NOT_FOUND;
    }
}

/* A file that is not ours goes to whoever would have had it; core settles that the same way where
 * nothing has been set. */
static int give_back(request_rec *r, const stmh_target_t *target)
{
    if (target->address.kind == STM_ADDRESS_NEGOTIATED) {
        r->handler = target->other_handler ? target->other_handler
                     : r->content_type     ? ap_field_noparam(r->pool, r->content_type)
                                           : "default-handler";
    }
    return DECLINED;
}

static int is_ready(request_rec *r)
{
    if (stmh_config_server()->words && stmh_config_server()->schema) {
        return 1;
    }
    ap_log_rerror(
        APLOG_MARK, APLOG_INFO, 0, r,
        "STM0202: %s cannot be answered: the words and rules were not loaded, see the error at "
        "the start of this log",
        r->uri);
    return 0;
}

static int is_of_another_method(const request_rec *r)
{
    return !r->main && !r->proxyreq && r->method_number != M_GET &&
           stmh_config_of(r->per_dir_config)->engine == STMH_SWITCH_ON;
}

int stmh_handler_folder(request_rec *r)
{
    if (r->finfo.filetype == APR_DIR && is_of_another_method(r)) {
        apr_table_setn(r->subprocess_env, "redirect-carefully", "1");
    }
    return DECLINED;
}

int stmh_handler_method(request_rec *r)
{
    if (r->method_number == M_INVALID || !is_of_another_method(r)) {
        return DECLINED;
    }
    ap_allow_standard_methods(r, REPLACE_ALLOW, M_GET, M_OPTIONS, -1);
    /* That of a folder would tell which folders there are. */
    ap_set_content_type(r, NULL);
    return r->method_number == M_OPTIONS ? ap_send_http_options(r) : HTTP_METHOD_NOT_ALLOWED;
}

static stmh_exchange_t *begin(request_rec *r, stmh_target_t *target)
{
    stmh_request_t *request = stmh_request_start(r, target);
    stmh_exchange_t *exchange = stmh_exchange_create(request);

    request->previewed = stmh_preview_find(request);
    exchange->lookup->is_late = stmh_access_start(request, exchange->answer) != APR_SUCCESS;
    return exchange;
}

int stmh_handler(request_rec *r)
{
    stmh_target_t *target = stmh_target_of(r);
    stmh_exchange_t *exchange;
    int status;

    if (stmh_report_is_meant(r)) {
        return is_ready(r) ? stmh_report_answer(r) : HTTP_INTERNAL_SERVER_ERROR;
    }
    if (!target) {
        return stmh_file_guard_stored(r);
    }
    if (r->proxyreq) {
        return DECLINED;
    }
    if (!is_ready(r)) {
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    stmh_registry_note(r, target->mount);
    stmh_forwarded_note(r, target->mount);
    exchange = begin(r, target);
    stmh_request_log_target(exchange->request, exchange->answer);
    status = answer(exchange);
    status = status == OK ? OK : stmh_lookup_status(exchange->lookup, status);
    stmh_freshness_refuse(exchange->request, exchange->answer, status);
    status = stmh_error_page_answer(exchange->request, exchange->lookup, status);
    stmh_lookup_release(exchange->lookup);
    stmh_shutdown_release();
    return status == DECLINED ? give_back(r, target) : status;
}
