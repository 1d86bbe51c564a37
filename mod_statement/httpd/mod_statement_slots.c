#include "mod_statement_slots.h"

#include <apr_atomic.h>
#include <apr_strings.h>
#include <http_log.h>
#include <http_main.h>
#include <string.h>

#include "mod_statement_codings.h"
#include "mod_statement_language.h"
#include "mod_statement_sheets.h"
#include "mod_statement_style.h"
#include "mod_statement_words.h"
#include "stm_build.h"
#include "stm_files.h"

APLOG_USE_MODULE(statement);

/* How often the writer counts what is kept, beside counting what comes and goes. */
#define COUNTING apr_time_from_sec(300)

/* Set before the child's threads start. */
static stm_pages_t *pages; /* NULL: none are kept, or none can be */
static stm_pages_t *store; /* the same, there also where its pages are only to go */
static stm_changes_t *changes;
static apr_uint32_t has_complained; /* atomic: one line for a store that fails */

void stm_slots_complain(apr_status_t status)
{
    if (!apr_atomic_xchg32(&has_complained, 1)) {
        ap_log_error(APLOG_MARK, APLOG_ERR, status, ap_server_conf,
                     "STM0701: pages cannot be kept in %s/pages, each is rendered when it is asked "
                     "for; see that the disk has room and the folder belongs to the server's user",
                     stm_config_server()->state_dir);
    }
}

static void open_changes(const char *state_dir, apr_pool_t *pool)
{
    apr_status_t status = stm_changes_open(&changes, state_dir, pool);

    if (status) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, status, ap_server_conf,
                     "STM0702: %s/changes cannot be used, every request asks the catalog",
                     state_dir);
    }
}

void stm_slots_child(apr_pool_t *child_pool)
{
    const stm_server_t *server = stm_config_server();
    apr_status_t status;
    apr_pool_t *pool;

    /* Not below the child's pool, which goes before requests that are cut off by its end. */
    (void)child_pool;
    apr_pool_create(&pool, NULL);
    apr_pool_tag(pool, "statement_slots");
    open_changes(server->state_dir, pool);
    status = stm_pages_open(&store, server->state_dir, server->cache_bytes, pool);
    if (status && server->cache_bytes) {
        stm_slots_complain(status);
    }
    pages = server->cache_bytes ? store : NULL;
}

void stm_slots_trim(apr_pool_t *scratch_pool)
{
    static apr_time_t counted_at; /* the writer's */
    apr_time_t now = apr_time_now();
    int is_due = now < counted_at || now - counted_at >= COUNTING;

    if (store) {
        counted_at = is_due ? now : counted_at;
        stm_pages_trim(store, is_due, now, scratch_pool);
    }
}

stm_pages_t *stm_slots_pages(void)
{
    return pages;
}

stm_changes_t *stm_slots_changes(void)
{
    return changes;
}

apr_status_t stm_slots_looks(const char **looks, apr_time_t *looked_at, stm_job_t *job,
                             const char *sheet)
{
    const stm_place_t *place = job->place;
    apr_pool_t *result_pool = job->pool;
    stm_words_use_t words;
    stm_style_file_t style;
    const char *digest;
    apr_status_t status = stm_sheets_digest(&digest, looked_at, place, sheet, result_pool);

    if (status) {
        return status;
    }
    stm_words_acquire(&words, place, result_pool);
    if (words.looked_at < *looked_at) {
        *looked_at = words.looked_at;
    }
    stm_style_acquire(&style, place->config->refresh, result_pool);
    if (style.looked_at < *looked_at) {
        *looked_at = style.looked_at;
    }
    *looks = apr_pstrcat(result_pool, digest, "-", words.digest, "-", style.fingerprint, "-",
                         place->digest, "-", stm_language_of(job), "-", stm_build_digest(), NULL);
    return APR_SUCCESS;
}

int stm_slots_has_files(const stm_job_t *job, const stm_record_t *record)
{
    return stm_files_are_same(record->files, job->place->newsroom->root, job->pool);
}

void stm_slots_fill(stm_answer_t *answer, const stm_job_t *job, stm_mapping_t *mapping,
                    const stm_record_t *record)
{
    stm_codings_fill(answer, job->r, record->bodies, record->etag, job->pool);
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
