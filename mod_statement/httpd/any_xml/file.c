#include "httpd/any_xml/file.h"

#include <apr_strings.h>
#include <http_core.h>
#include <http_protocol.h>
#include <string.h>

#include "core/base/bounded_table.h"
#include "core/base/fingerprint.h"
#include "core/xml/document.h"
#include "httpd/any_xml/address.h"
#include "httpd/any_xml/fetch.h"
#include "httpd/any_xml/filter.h"
#include "httpd/any_xml/freshness.h"
#include "httpd/any_xml/headers.h"
#include "httpd/any_xml/negotiate.h"
#include "httpd/any_xml/page.h"
#include "httpd/any_xml/page_index.h"
#include "httpd/any_xml/source_query.h"
#include "httpd/any_xml/state.h"
#include "httpd/request/target.h"
#include "httpd/response/conditions.h"

/* Room for what the beginnings of two thousand files say. */
#define ROWS 512

/* The coarsest stamps are of whole seconds. */
#define SETTLED apr_time_from_sec(2)

/* By path and stamp: whether a file names a stylesheet (no text: it does not), and the local name
 * of its root. */
static stm_bounded_table_t *prologs;

void stmh_any_file_child(void)
{
    apr_pool_t *pool;

    /* Not below the child's pool, which may go while requests still run. */
    apr_pool_create(&pool, NULL);
    apr_pool_tag(pool, "statement_any_file");
    prologs = stm_bounded_table_create(ROWS, pool);
}

static apr_time_t changed_at(const request_rec *r)
{
    return r->finfo.mtime > r->finfo.ctime ? r->finfo.mtime : r->finfo.ctime;
}

/* Names the file as it is now, by path and stamp. */
static const char *stamp_of(const request_rec *r)
{
    const apr_int64_t numbers[] = {(apr_int64_t)r->finfo.inode, (apr_int64_t)r->finfo.size,
                                   r->finfo.mtime, r->finfo.ctime};
    stm_fingerprint_t *fingerprint = stm_fingerprint_start(r->pool);

    stm_fingerprint_add(fingerprint, numbers, sizeof(numbers));
    stm_fingerprint_add(fingerprint, r->filename, strlen(r->filename));
    return stm_fingerprint_hex(fingerprint);
}

static int read_some(char *bytes, apr_size_t *size, const request_rec *r)
{
    apr_file_t *file;
    apr_status_t status =
        apr_file_open(&file, r->filename, APR_READ | APR_BINARY, APR_OS_DEFAULT, r->pool);

    if (status) {
        return 0;
    }
    status = apr_file_read_full(file, bytes, *size, size);
    apr_file_close(file);
    return !status || APR_STATUS_IS_EOF(status);
}

/* What the beginning of the file says. */
static void read_prolog(stm_prolog_t *prolog, const request_rec *r)
{
    apr_size_t size = r->finfo.size < STM_PROLOG_MOST ? (apr_size_t)r->finfo.size : STM_PROLOG_MOST;
    char *bytes = apr_palloc(r->pool, size + 1);

    memset(prolog, 0, sizeof(*prolog));
    if (read_some(bytes, &size, r)) {
        stm_prolog_read(prolog, bytes, size, r->pool);
    }
}

/* The same, as it was found before where the file is what it was. Zero: it names no stylesheet. */
static int find_prolog(stm_prolog_t *prolog, const request_rec *r, const char *stamp)
{
    struct iovec value = {NULL, 0};

    if (prologs && stm_bounded_table_get(&value, prologs, stamp, r->pool)) {
        memset(prolog, 0, sizeof(*prolog));
        prolog->root_local = value.iov_len ? value.iov_base : NULL;
        return value.iov_len != 0;
    }
    read_prolog(prolog, r);
    if (prologs && r->request_time - changed_at(r) > SETTLED) {
        value.iov_base = (void *)(prolog->root_local ? prolog->root_local : "");
        value.iov_len = strlen(value.iov_base) + 1;
        stm_bounded_table_put(prologs, stamp, &value, prolog->href != NULL);
    }
    return prolog->href != NULL;
}

/* What the engine has left of the request in a newsroom. */
static void take_over(request_rec *r)
{
    const stmh_target_t *target = stmh_target_of(r);
    stmh_any_state_t *state;

    if (!target) {
        return;
    }
    state = stmh_any_state_make(r);
    state->is_source |= stmh_any_source_is_in(r->args);
    if (target->is_foreign_page) {
        state->is_page = !state->is_source;
        state->page_of =
            apr_pstrcat(r->pool, apr_pstrmemdup(r->pool, r->uri, strlen(r->uri) - 5), ".xml", NULL);
    }
}

static int is_for_us(const request_rec *r)
{
    return stmh_config_transforms(stmh_config_of(r->per_dir_config)) && !r->main &&
           r->method_number == M_GET && r->status == HTTP_OK && stmh_any_address_is_file(r) &&
           stmh_any_is_xml(r->content_type) && !r->content_encoding && !stmh_any_filter_has(r);
}

static int is_page(const request_rec *r)
{
    const stmh_any_state_t *state = stmh_any_state_of(r);

    return state && state->is_page;
}

static stmh_any_preference_t preference_of(const request_rec *r)
{
    const stmh_any_state_t *state = stmh_any_state_of(r);

    if (state && (state->is_source || state->is_page)) {
        return state->is_page ? STMH_ANY_PAGE : STMH_ANY_XML;
    }
    return stmh_config_of(r->per_dir_config)->transform == STMH_TRANSFORM_ON
               ? stmh_any_preference(r, r->content_type)
               : STMH_ANY_XML;
}

static int send_page(request_rec *r, const stmh_any_page_t *page)
{
    stmh_any_headers_page(r, r->content_type);
    stmh_any_freshness_set(r, 1, page->is_private);
    return stmh_response_write(r, &page->response);
}

/* The page of an earlier request that was the same. */
static int send_known(request_rec *r, const char *index)
{
    const stmh_config_t *config = stmh_config_settled(stmh_config_of(r->per_dir_config), r->pool);
    stmh_any_page_t page = {0};

    return stmh_any_page_find(&page, r, index, apr_time_now() - config->refresh)
               ? send_page(r, &page)
               : DECLINED;
}

/* NULL: it cannot be read. */
static const char *read_all(apr_size_t *size, request_rec *r, apr_size_t most)
{
    const stm_limits_t limits = {.max_bytes = (apr_off_t)most};
    const char *bytes = NULL;

    if (stm_document_bytes(&bytes, size, r->filename, r->uri, &limits, stm_problems_create(r->pool),
                           r->pool) != APR_SUCCESS) {
        return NULL;
    }
    return bytes;
}

static int send_made(request_rec *r, const char *index)
{
    const apr_size_t most = stmh_any_page_most(stmh_config_of(r->per_dir_config));
    stmh_any_document_t document = {.r = r,
                                    .name = r->filename,
                                    .changed_at = stmh_any_settled(changed_at(r), r->request_time),
                                    .index = index};
    stmh_any_page_t page = {0};
    apr_status_t status = STM_ELIMIT;

    if (r->finfo.size > (apr_off_t)most) {
        stmh_any_page_complain(r, r->filename,
                               "it is larger than StatementMaxSize lets documents be");
    }
    else {
        document.bytes = read_all(&document.size, r, most);
        status = document.bytes ? stmh_any_page_get(&page, &document) : APR_EGENERAL;
    }
    if (status == APR_SUCCESS) {
        return send_page(r, &page);
    }
    if (APR_STATUS_IS_TIMEUP(status)) {
        stmh_any_freshness_set_passing(r);
    }
    return DECLINED;
}

/* The page, where the document is one whose page is preferred. */
static int send_wanted(request_rec *r, const char *stamp, const char *index,
                       stmh_any_preference_t preference)
{
    stm_prolog_t prolog;
    int status = DECLINED;

    if (!find_prolog(&prolog, r, stamp)) {
        return is_page(r) ? HTTP_NOT_FOUND : DECLINED;
    }
    if (stmh_any_prefers_page(preference, &prolog)) {
        status = send_made(r, index);
        if (status == DECLINED) {
            /* The date that the client has may be that of a page. */
            apr_table_unset(r->headers_in, "If-Modified-Since");
        }
    }
    if (status == DECLINED) {
        stmh_any_headers_xml(r, 1);
    }
    return status;
}

int stmh_any_file_handler(request_rec *r)
{
    const char *stamp, *index = NULL;
    stmh_any_preference_t preference;
    int status = DECLINED;

    if (!is_for_us(r)) {
        return DECLINED;
    }
    take_over(r);
    stamp = stamp_of(r);
    preference = preference_of(r);
    if (preference != STMH_ANY_XML) {
        index = stmh_any_index_name(r, stamp, r->pool);
        status = send_known(r, index);
    }
    return status == DECLINED ? send_wanted(r, stamp, index, preference) : status;
}
