#include "httpd/shared/page_store.h"

#include <apr_strings.h>
#include <http_log.h>
#include <http_main.h>
#include <string.h>

#include "core/edition/attachments.h"
#include "core/render/build.h"
#include "httpd/request/language.h"
#include "httpd/response/codings.h"
#include "httpd/runtime/log_once.h"
#include "httpd/shared/css.h"
#include "httpd/shared/messages.h"
#include "httpd/shared/stylesheets.h"

APLOG_USE_MODULE(statement);

/* How often the writer counts what is kept, beside counting what comes and goes. */
#define COUNTING apr_time_from_sec(300)

/* Set before the child's threads start. */
static stm_page_store_t *pages; /* NULL: none are kept, or none can be */
static stm_page_store_t *store; /* the same, there also where its pages are only to go */
static stm_generation_t *changes;

void stmh_slots_complain(apr_status_t status)
{
    if (stmh_once_is_first("pages cannot be kept")) {
        ap_log_error(
            APLOG_MARK, APLOG_ERR, status, ap_server_conf,
            "STM0701: pages cannot be kept in %s/pages, and each is rendered for each request; "
            "check that the disk has room and that the folder belongs to the server's user",
            stmh_config_server()->state_dir);
    }
}

static void open_changes(const char *state_dir, apr_pool_t *pool)
{
    apr_status_t status = stm_generation_open(&changes, state_dir, pool);

    if (status && stmh_once_is_first("changes cannot be used")) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, status, ap_server_conf,
                     "STM0702: %s/changes cannot be used, and every request asks the catalog; "
                     "check that the disk has room and that the file belongs to the server's user",
                     state_dir);
    }
}

void stmh_slots_child(apr_pool_t *child_pool)
{
    const stmh_server_t *server = stmh_config_server();
    apr_status_t status;
    apr_pool_t *pool;

    /* Not below the child's pool, which goes before requests that are cut off by its end. */
    (void)child_pool;
    apr_pool_create(&pool, NULL);
    apr_pool_tag(pool, "statement_slots");
    open_changes(server->state_dir, pool);
    status = stm_page_store_open(&store, server->state_dir, server->cache_bytes, pool);
    if (status && server->cache_bytes) {
        stmh_slots_complain(status);
    }
    pages = server->cache_bytes ? store : NULL;
}

void stmh_slots_trim(apr_pool_t *scratch_pool)
{
    static apr_time_t counted_at; /* the writer's */
    apr_time_t now = apr_time_now();
    int is_due = now < counted_at || now - counted_at >= COUNTING;

    if (store) {
        counted_at = is_due ? now : counted_at;
        stm_page_store_trim(store, is_due, now, scratch_pool);
    }
}

stm_page_store_t *stmh_slots_pages(void)
{
    return pages;
}

stm_generation_t *stmh_slots_changes(void)
{
    return changes;
}

apr_status_t stmh_slots_looks(const char **looks, apr_time_t *looked_at, stmh_job_t *job,
                              const char *sheet)
{
    const stmh_place_t *place = job->place;
    apr_pool_t *result_pool = job->pool;
    stmh_words_use_t words;
    stmh_style_file_t style;
    const char *digest;
    apr_status_t status = stmh_sheets_digest(&digest, looked_at, place, sheet, result_pool);

    if (status) {
        return status;
    }
    stmh_words_acquire(&words, place, result_pool);
    if (words.looked_at < *looked_at) {
        *looked_at = words.looked_at;
    }
    stmh_style_acquire(&style, place->config->refresh, result_pool);
    if (style.looked_at < *looked_at) {
        *looked_at = style.looked_at;
    }
    *looks = apr_pstrcat(result_pool, digest, "-", words.digest, "-", style.fingerprint, "-",
                         place->digest, "-", stmh_language_of(job), "-", stm_build_digest(), NULL);
    return APR_SUCCESS;
}

int stmh_slots_has_files(const stmh_job_t *job, const stm_page_record_t *record)
{
    return stm_attachments_are_same(record->files, job->place->newsroom->root, job->pool);
}

void stmh_slots_fill(stmh_answer_t *answer, const stmh_job_t *job, stm_page_mapping_t *mapping,
                     const stm_page_record_t *record)
{
    stmh_codings_fill(answer, job->r, record->bodies, record->etag, job->pool);
    answer->page.media_type = record->media_type;
    answer->mapping = mapping;
    answer->status = record->status;
    answer->lang = record->lang;
    answer->link = record->link;
    answer->negotiated_link = record->negotiated_link;
    answer->content_location = record->location;
    answer->changed_at = record->changed_at;
    answer->is_recorded = 1;
}
