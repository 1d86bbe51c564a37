#include "httpd/any_xml/page.h"

#include <apr_strings.h>
#include <http_log.h>
#include <http_main.h>
#include <stdlib.h>
#include <string.h>

#include "httpd/access/readers.h"
#include "httpd/any_xml/headers.h"
#include "httpd/any_xml/origin.h"
#include "httpd/any_xml/page_index.h"
#include "httpd/any_xml/stored.h"
#include "httpd/any_xml/xml_catalog.h"
#include "httpd/response/codings.h"
#include "httpd/runtime/idle_trim.h"
#include "httpd/runtime/log_once.h"
#include "httpd/runtime/pool.h"
#include "httpd/runtime/thread.h"
#include "httpd/shared/page_store.h"

APLOG_USE_MODULE(statement);

/* How long a request waits for another that makes its page, or for its turn. */
#define PATIENCE_MSEC 2000

/* Pauses between two looks at what another makes, from the first to the last. */
#define FIRST_PAUSE 2000
#define LAST_PAUSE  50000

/* Compiled stylesheets of one child. */
#define MOST_SHEETS      256
#define MOST_SHEET_BYTES ((apr_size_t)32 * 1024 * 1024)

static stm_stylesheet_cache_t *sheets;

static void release_idle(void)
{
    stm_stylesheet_cache_clear(sheets);
}

void stmh_any_page_child(void)
{
    apr_pool_t *pool;

    /* Not below the child's pool, which goes before requests that are cut off by its end. */
    apr_pool_create(&pool, NULL);
    apr_pool_tag(pool, "statement_any_xml");
    sheets = stm_stylesheet_cache_create(MOST_SHEETS, MOST_SHEET_BYTES, pool);
    if (sheets) {
        stmh_idle_trim_register(release_idle);
    }
}

static stm_transform_limits_t limits_of(const stmh_config_t *config)
{
    stm_transform_limits_t limits = stm_transform_limits_default;

    limits.max_bytes = config->max_bytes ? (apr_size_t)config->max_bytes : limits.max_bytes;
    limits.max_depth = config->max_depth ? config->max_depth : limits.max_depth;
    limits.max_work = config->max_work ? config->max_work : limits.max_work;
    return limits;
}

apr_size_t stmh_any_page_most(const stmh_config_t *config)
{
    return limits_of(config).max_bytes;
}

/* --- rendering */

static const char *text_of(const stmh_any_attempt_t *attempt, const stm_problems_t *problems)
{
    const stm_problem_t *problem = stm_problems_at(problems, 0);
    const char *refused = attempt->fetcher->refused;
    int i;

    for (i = 0; problem && problem->severity != STM_SEVERITY_ERROR; i++) {
        problem = stm_problems_at(problems, i);
    }
    return apr_pstrcat(attempt->pool,
                       problem ? stm_problem_text(problem, attempt->pool) : "it cannot be made",
                       refused ? " (" : "", refused ? refused : "", refused ? ")" : "", NULL);
}

void stmh_any_page_complain(request_rec *r, const char *name, const char *why)
{
    if (stmh_log_once_is_first(apr_pstrcat(r->pool, "any-xml ", name, " ", why, NULL))) {
        ap_log_rerror(APLOG_MARK, APLOG_WARNING, 0, r,
                      "STM0902: %s has no page, and browsers get the XML: %s", name, why);
    }
}

static void keep_unstored(stmh_response_t *response, const stmh_any_attempt_t *attempt,
                          const stm_transform_page_t *page)
{
    apr_pool_t *request_pool = attempt->document->r->pool;
    const char *bytes = apr_pmemdup(request_pool, page->bytes, page->size);

    response->page = stmh_response_page(
        bytes, page->size,
        apr_pstrcat(request_pool, page->media_type, "; charset=", page->charset, NULL),
        request_pool);
}

/* What can be found out once and holds until something else goes in. */
static int is_lasting(apr_status_t status)
{
    return status == STM_EMALFORMED || status == STM_ELIMIT || status == STM_ESTYLESHEET;
}

static void fail(stmh_any_attempt_t *attempt, const stm_problems_t *problems)
{
    static const stm_transform_page_t none = {"-", 1, "text/plain", "us-ascii"};

    if (is_lasting(attempt->status)) {
        stmh_any_page_complain(attempt->document->r, attempt->document->name,
                               text_of(attempt, problems));
        if (stmh_page_store_pages()) {
            stmh_any_stored_put(attempt, &none, HTTP_INTERNAL_SERVER_ERROR);
        }
    }
    else if (attempt->fetcher->is_late) {
        attempt->status = APR_TIMEUP;
    }
}

/* What a thread is given to do. */
typedef struct work_t {
    stmh_any_attempt_t *attempt;
    stmh_response_t *response;
} work_t;

static void transform(void *data)
{
    const work_t *work = data;
    stmh_any_attempt_t *attempt = work->attempt;
    const stmh_any_document_t *document = attempt->document;
    const stm_transform_source_t source = {.bytes = document->bytes,
                                           .size = document->size,
                                           .url = attempt->url,
                                           .name = document->name,
                                           .fetch = stmh_any_fetch_for_transform,
                                           .baton = attempt->fetcher,
                                           .dtds = attempt->dtds,
                                           .sheets = sheets,
                                           .link = attempt->link,
                                           .limits = &attempt->limits};
    stm_problems_t *problems = stm_problems_create(attempt->pool);
    stm_transform_page_t page;

    if (!stmh_any_fetcher_begin(attempt->fetcher, PATIENCE_MSEC)) {
        attempt->status = APR_TIMEUP;
        return;
    }
    attempt->status = stm_transform(&page, &source, problems, attempt->pool);
    stmh_any_fetcher_end(attempt->fetcher);
    if (attempt->status) {
        fail(attempt, problems);
        return;
    }
    if (stmh_page_store_pages()) {
        stmh_any_stored_put(attempt, &page, HTTP_OK);
    }
    if (!attempt->mapping) {
        keep_unstored(work->response, attempt, &page);
    }
}

/* By a thread with stack enough. */
static void render(stmh_any_attempt_t *attempt, stmh_response_t *response)
{
    work_t work = {attempt, response};

    if (stmh_thread_mpm_has_stack()) {
        transform(&work);
    }
    else {
        stmh_thread_do(transform, &work);
    }
    stmh_idle_trim_note();
}

/* Returns non-zero where the page has come meanwhile; else this request makes it, or has waited in
 * vain (APR_TIMEUP). */
static int wait_for_lock(stmh_any_attempt_t *attempt)
{
    const apr_time_t until = apr_time_now() + PATIENCE_MSEC * 1000;
    apr_interval_time_t pause = FIRST_PAUSE;
    apr_status_t status;

    while (APR_STATUS_IS_EAGAIN(status = stm_render_lock_try(
                                    &attempt->lock, stmh_page_store_pages(), attempt->list_key)) &&
           apr_time_now() < until) {
        apr_sleep(pause);
        pause = pause * 2 < LAST_PAUSE ? pause * 2 : LAST_PAUSE;
        if (stmh_any_stored_find(attempt)) {
            return 1;
        }
    }
    attempt->status = APR_STATUS_IS_EAGAIN(status) ? APR_TIMEUP : APR_SUCCESS;
    return attempt->status == APR_SUCCESS && stmh_any_stored_find(attempt);
}

/* --- the answer */

static apr_status_t let_go(void *mapping)
{
    stm_page_mapping_release(mapping);
    return APR_SUCCESS;
}

/* Zero: of some of it, nobody knows. */
static void raise_change(stmh_any_indexed_t *sum, apr_time_t changed_at)
{
    if (sum->changed_at && (!changed_at || changed_at > sum->changed_at)) {
        sum->changed_at = changed_at;
    }
}

/* Of all that went in: the latest change, and whether any of it is for this reader alone. Returns
 * when the first of it was read. */
static apr_time_t sum_up(stmh_any_indexed_t *sum, const stmh_any_attempt_t *attempt)
{
    apr_time_t read_at = attempt->document->r->request_time;
    const apr_time_t dtds_at = stm_dtd_reader_changed_at(attempt->dtds);
    int i;

    sum->changed_at = attempt->document->changed_at;
    sum->is_private = stmh_readers_may_differ(attempt->document->r);
    if (dtds_at) {
        raise_change(sum, stmh_any_settled(dtds_at, read_at));
    }
    for (i = 0; i < attempt->fetcher->all->nelts; i++) {
        const stmh_any_fetched_t *one =
            APR_ARRAY_IDX(attempt->fetcher->all, i, stmh_any_fetched_t *);

        raise_change(sum, one->changed_at);
        read_at = one->read_at < read_at ? one->read_at : read_at;
        sum->is_private |= one->is_private;
    }
    return read_at;
}

static void take(stmh_any_page_t *page, const request_rec *r, const stmh_any_indexed_t *found)
{
    stmh_response_t *response = &page->response;
    stm_page_record_t record;

    page->is_private = found->is_private;
    response->changed_at = found->changed_at;
    response->is_recorded = 1;
    response->status = HTTP_OK;
    if (found->mapping) {
        stm_page_mapping_read(&record, found->mapping);
        apr_pool_cleanup_register(r->pool, found->mapping, let_go, apr_pool_cleanup_null);
        stmh_codings_fill(response, r, record.bodies, record.etag, r->pool);
        response->page.media_type = record.media_type;
        response->mapping = found->mapping;
    }
}

int stmh_any_page_find(stmh_any_page_t *page, const request_rec *r, const char *index,
                       apr_time_t since)
{
    stmh_any_indexed_t found;

    if (!stmh_any_index_find(&found, index, since)) {
        return 0;
    }
    take(page, r, &found);
    return 1;
}

static apr_status_t finish(stmh_any_page_t *page, const stmh_any_attempt_t *attempt)
{
    const stmh_any_document_t *document = attempt->document;
    stmh_any_indexed_t found = {.mapping = attempt->mapping};
    apr_time_t read_at;

    if (attempt->mapping && attempt->record.status != HTTP_OK) {
        stm_page_mapping_release(attempt->mapping);
        return STM_ESTYLESHEET;
    }
    read_at = sum_up(&found, attempt);
    if (attempt->mapping && document->index) {
        stmh_any_index_put(document->index, &found, read_at);
    }
    take(page, document->r, &found);
    return APR_SUCCESS;
}

static void get(stmh_any_attempt_t *attempt, stmh_response_t *response)
{
    if (!stmh_page_store_pages()) {
        render(attempt, response);
        return;
    }
    stmh_any_stored_begin(attempt);
    if (!stmh_any_stored_find(attempt)) {
        if (!wait_for_lock(attempt) && attempt->status == APR_SUCCESS) {
            render(attempt, response);
        }
        stm_render_lock_release(&attempt->lock);
    }
}

apr_status_t stmh_any_page_get(stmh_any_page_t *page, const stmh_any_document_t *document)
{
    request_rec *r = document->r;
    stmh_any_attempt_t attempt = {.document = document, .lock = {-1}};
    apr_status_t status;

    attempt.pool = stmh_pool_begin(r->pool);
    attempt.limits = limits_of(stmh_config_of(r->per_dir_config));
    attempt.url = stmh_any_origin_url(r);
    attempt.link = stmh_any_headers_link(r, attempt.pool);
    attempt.dtds = stm_dtd_reader_create(stmh_any_catalog(r, attempt.pool), attempt.pool);
    attempt.fetcher = stmh_any_fetcher_create(r, attempt.limits.max_sheet_bytes, attempt.pool);
    get(&attempt, &page->response);
    status = attempt.status ? attempt.status : finish(page, &attempt);
    stmh_pool_end(attempt.pool, r->pool);
    return status;
}
