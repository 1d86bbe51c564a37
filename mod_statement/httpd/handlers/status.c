#include "httpd/handlers/status.h"

#include <apr_strings.h>
#include <http_main.h>
#include <string.h>

#include "core/render/page.h"
#include "httpd/handlers/admin_answer.h"
#include "httpd/handlers/measurements.h"
#include "httpd/runtime/log.h"
#include "httpd/runtime/pool.h"
#include "httpd/runtime/workers.h"

#define OPENMETRICS "application/openmetrics-text; version=1.0.0; charset=utf-8"
#define TEXT        "text/plain; version=0.0.4; charset=utf-8"
#define JSON        "application/json"

/* The page of 64 newsrooms takes less than a tenth of it. */
#define MOST_WORK 10000000

typedef enum { AS_TEXT = 0, AS_OPENMETRICS, AS_JSON, AS_PAGE } form_t;

/* A page in the making. */
typedef struct making_t {
    request_rec *r;
    const stm_exposition_t *exposition;
    stm_page_t page;
    apr_status_t status;
} making_t;

static form_t form_by_name(const char *name)
{
    return strcmp(name, "openmetrics") == 0 ? AS_OPENMETRICS
           : strcmp(name, "json") == 0      ? AS_JSON
           : strcmp(name, "html") == 0      ? AS_PAGE
                                            : AS_TEXT;
}

/* Those who ask for anything get what people can read in a terminal. */
static form_t form_by_accept(const char *accept)
{
    return !accept                                          ? AS_TEXT
           : strstr(accept, "application/openmetrics-text") ? AS_OPENMETRICS
           : strstr(accept, "text/html")                    ? AS_PAGE
           : strstr(accept, "application/json")             ? AS_JSON
                                                            : AS_TEXT;
}

static form_t form_of(const request_rec *r)
{
    static const char name[] = "format=";

    if (r->args && strncmp(r->args, name, sizeof(name) - 1) == 0) {
        return form_by_name(r->args + sizeof(name) - 1);
    }
    return form_by_accept(apr_table_get(r->headers_in, "Accept"));
}

static void send_text(request_rec *r, const char *media_type, const char *text)
{
    stmh_admin_send(r, media_type, text, strlen(text));
}

static const stm_newsroom_t *no_newsroom(const server_rec *server, apr_pool_t *pool)
{
    stm_newsroom_t *newsroom = apr_pcalloc(pool, sizeof(*newsroom));

    newsroom->key = newsroom->root = "";
    newsroom->title = newsroom->identity = server->server_hostname;
    newsroom->lang = "en";
    newsroom->zone = stm_zone_utc();
    newsroom->limits = stm_limits_default;
    newsroom->limits.max_work = MOST_WORK;
    return newsroom;
}

static apr_status_t load_sheet(const stm_stylesheet_t **sheet, stm_problems_t *problems,
                               apr_pool_t *pool)
{
    const char *folder = stmh_config_server()->stylesheet_dir;
    apr_array_header_t *roots = apr_array_make(pool, 1, sizeof(const char *));

    APR_ARRAY_PUSH(roots, const char *) = folder;
    return stm_stylesheet_load(sheet, apr_pstrcat(pool, folder, "/status-html.xsl", NULL), roots,
                               problems, pool);
}

static apr_status_t render(making_t *making, apr_pool_t *pool)
{
    static const stm_format_t format = {.name = "html", .links = STM_LINKS_PATH};
    const stm_render_context_t context = {.newsroom = no_newsroom(making->r->server, pool),
                                          .words = stmh_config_server()->words,
                                          .format = &format,
                                          .base = "",
                                          .self = making->r->uri,
                                          .style = ""};
    stm_problems_t *problems = stm_problems_create(pool);
    const stm_stylesheet_t *sheet;
    apr_status_t status = load_sheet(&sheet, problems, pool);

    if (!status) {
        status = stm_render(&making->page, stm_exposition_document(making->exposition, pool), sheet,
                            &context, problems, pool);
    }
    stmh_log_render(making->r, 0, "the status", problems);
    return status;
}

/* In a thread that renders, see httpd/runtime/workers. */
static void make_page(void *baton)
{
    making_t *making = baton;
    apr_pool_t *pool = stmh_pool_begin(making->r->pool);

    making->status = render(making, pool);
    if (!making->status) {
        making->page.bytes = apr_pmemdup(making->r->pool, making->page.bytes, making->page.size);
        making->page.media_type = apr_pstrdup(making->r->pool, making->page.media_type);
    }
    stmh_pool_end(pool, making->r->pool);
}

static int send_page(request_rec *r, const stm_exposition_t *exposition)
{
    making_t making = {.r = r, .exposition = exposition, .status = APR_EGENERAL};

    if (stmh_config_server()->words) {
        stmh_workers_do(STMH_WORKERS_RENDER, make_page, &making);
    }
    if (making.status) {
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    stmh_admin_send(r, making.page.media_type, making.page.bytes, making.page.size);
    return OK;
}

static int send_measurements(request_rec *r)
{
    const stm_exposition_t *exposition = stmh_measurements_collect(r);

    switch (form_of(r)) {
    case AS_OPENMETRICS:
        send_text(r, OPENMETRICS, stm_exposition_openmetrics(exposition, r->pool));
        return OK;
    case AS_JSON:
        send_text(r, JSON, stm_exposition_json(exposition, r->pool));
        return OK;
    case AS_PAGE:
        return send_page(r, exposition);
    default:
        send_text(r, TEXT, stm_exposition_text(exposition, r->pool));
        return OK;
    }
}

int stmh_status_handler(request_rec *r)
{
    int refusal;

    if (!r->handler || strcmp(r->handler, "statement-status") != 0) {
        return DECLINED;
    }
    refusal = stmh_admin_refusal(r);
    return refusal == OK ? send_measurements(r) : refusal;
}
