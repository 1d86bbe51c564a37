#include "httpd/handlers/report.h"

#include <apr_strings.h>
#include <http_core.h>
#include <http_log.h>
#include <http_protocol.h>
#include <string.h>

#include "httpd/handlers/report_content.h"
#include "httpd/newsroom/forwarded.h"
#include "httpd/newsroom/registry.h"
#include "httpd/page_cache/get_or_render.h"
#include "httpd/page_cache/render.h"
#include "httpd/request/language.h"
#include "httpd/runtime/shutdown.h"

APLOG_USE_MODULE(statement);

#define HANDLER "statement-report"

/* Seconds; a page that is fetched again by itself is so only where its reader wants it (WCAG 2.2,
 * success criteria 2.2.1 and 2.2.4). */
#define LEAST_REFRESH 5
#define MOST_REFRESH  3600

/* A form of the report, and how much of each section it has. */
typedef struct form_t {
    const char *word; /* in ?format=; "": none */
    stm_format_t format;
    int most, most_alone, most_problems, has_lines;
} form_t;

static const form_t forms[] = {
    {"",
     {"html", "html", "text/html", NULL, "report-html.xsl", STM_LINKS_PATH, NULL},
     10,
     50,
     10,
     1},
    {"json",
     {"json", "json", "application/json", NULL, "report-json.xsl", STM_LINKS_ABSOLUTE, NULL},
     200,
     200,
     0,
     0},
    {"atom",
     {"atom", "atom", "application/atom+xml", NULL, "report-atom.xsl", STM_LINKS_ABSOLUTE, NULL},
     50,
     50,
     10,
     0},
};

typedef struct report_t {
    const form_t *form;
    stm_report_t about;
    stmh_report_extent_t extent;
} report_t;

int stmh_report_is_handler(const char *handler)
{
    return handler && strcmp(handler, HANDLER) == 0;
}

int stmh_report_is_meant(const request_rec *r)
{
    return stmh_report_is_handler(r->handler);
}

/* The value of @a name in the query; NULL: it has none. */
static const char *value_of(const stmh_request_t *request, const char *name)
{
    const char *at = stm_address_value(request->query, name);

    return at ? apr_pstrmemdup(request->pool, at, strcspn(at, "&")) : NULL;
}

/* NULL: there is no such form. */
static const form_t *form_of(const stmh_request_t *request)
{
    const char *word = value_of(request, "format");

    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        if (strcmp(forms[i].word, word ? word : "") == 0) {
            return &forms[i];
        }
    }
    return NULL;
}

static int refresh_of(const stmh_request_t *request)
{
    const int wanted = stm_address_number(request->query, "refresh");

    return !wanted                  ? 0
           : wanted < LEAST_REFRESH ? LEAST_REFRESH
           : wanted > MOST_REFRESH  ? MOST_REFRESH
                                    : wanted;
}

/* OK, or 404 for what there is no report of. */
static int read_query(report_t *report, const stmh_request_t *request, stmh_lookup_t *lookup)
{
    const char *list = value_of(request, "list");
    int page = stm_address_number(request->query, "page");

    report->form = form_of(request);
    if (!report->form || (list && !stmh_report_has_section(list))) {
        return HTTP_NOT_FOUND;
    }
    page = !list || !page ? 1 : page > 1000000 ? 1000000 : page;
    report->extent =
        (stmh_report_extent_t){.list = list,
                               .page = page,
                               .most = list ? report->form->most_alone : report->form->most,
                               .most_problems = report->form->most_problems,
                               .has_lines = report->form->has_lines};
    report->about = (stm_report_t){
        .newsroom = stmh_language_newsroom(request, lookup),
        .base = request->mount->base,
        .self = ap_construct_url(request->pool, ap_escape_uri(request->pool, request->r->uri),
                                 request->r),
        .moment = request->moment,
        .refresh_sec = refresh_of(request),
        .list = list};
    return OK;
}

static int make(const stmh_exchange_t *exchange, void *baton)
{
    const stmh_request_t *request = exchange->request;
    stmh_response_t *response = &exchange->answer->response;
    report_t *report = baton;
    const stm_format_t *format = &report->form->format;
    stm_document_t *document;
    apr_status_t status;

    if (!exchange->lookup->handle) {
        return HTTP_SERVICE_UNAVAILABLE;
    }
    status =
        stmh_report_gather(&document, &report->about, request, exchange->lookup, &report->extent);
    if (APR_STATUS_IS_ENOENT(status)) {
        return HTTP_SERVICE_UNAVAILABLE; /* its first scan has yet to begin */
    }
    if (!status) {
        response->status = HTTP_OK;
        response->lang = report->about.newsroom->lang;
        response->changed_at = request->moment;
        response->is_preview = 1;
        status = stmh_render_page(exchange, document, format, format->list_sheet,
                                  report->about.self, request->label);
    }
    return status ? stmh_render_failure(request, exchange->answer, request->label, status) : OK;
}

/* Who comes through a proxy has the proxy's address. mod_remoteip replaces it by the reader's. */
static int is_forwarded(const request_rec *r)
{
    return !r->user && stmh_forwarded_sign(r) &&
           apr_sockaddr_equal(r->useragent_addr, r->connection->client_addr);
}

static int refuse(request_rec *r, const stmh_target_t *target)
{
    if (!target) {
        ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r,
                      "STM0360: no report at %s: the address is in no newsroom; use SetHandler "
                      "statement-report for an address below one with StatementEngine On",
                      r->uri);
        return HTTP_NOT_FOUND;
    }
    if (is_forwarded(r)) {
        ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r,
                      "STM0361: no report at %s for a request through a proxy (%s) without a login "
                      "here: rules about addresses judge the proxy; use Require valid-user, or "
                      "mod_remoteip",
                      r->uri, stmh_forwarded_sign(r));
        return HTTP_FORBIDDEN;
    }
    return OK;
}

static int refused(request_rec *r, int status)
{
    if (status != OK) {
        apr_table_setn(r->err_headers_out, "Cache-Control", "no-store, private");
    }
    return status;
}

static int answer_report(const stmh_exchange_t *exchange)
{
    const stmh_request_t *request = exchange->request;
    report_t report = {0};
    stmh_page_slot_t slot = {.name = request->label};
    int status = stmh_exchange_open(exchange);

    if (status == OK) {
        status = read_query(&report, request, exchange->lookup);
    }
    if (status != OK) {
        return status;
    }
    slot.sheet = report.form->format.list_sheet;
    return stmh_page_cache_answer(exchange, &slot, make, &report);
}

int stmh_report_answer(request_rec *r)
{
    stmh_target_t *target = stmh_target_of(r);
    stmh_exchange_t *exchange;
    int status;

    if (r->method_number != M_GET || r->main) {
        return DECLINED;
    }
    apr_table_setn(r->headers_out, "X-Content-Type-Options", "nosniff");
    status = refuse(r, target);
    if (status != OK) {
        return refused(r, status);
    }
    stmh_registry_note(r, target->mount);
    exchange = stmh_exchange_create(stmh_request_start(r, target));
    status = stmh_lookup_status(exchange->lookup, answer_report(exchange));
    stmh_lookup_release(exchange->lookup);
    stmh_shutdown_release();
    return refused(r, status);
}
