#include "httpd/handlers/measurements.h"

#include <apr_file_info.h>
#include <apr_strings.h>
#include <http_main.h>
#include <scoreboard.h>
#include <string.h>

#include "core/base/version.h"
#include "core/catalog/totals.h"
#include "httpd/config/settings.h"
#include "httpd/handlers/vitals.h"
#include "httpd/runtime/metrics.h"
#include "httpd/runtime/workers.h"
#include "httpd/shared/catalog_handle.h"
#include "httpd/shared/page_store.h"

/* How long a request waits for a handle of the catalog. */
#define PATIENCE_MSEC 1000

static const char *const total_words[STM_TOTALS] = {"draft",   "refused",   "deleted",  "withdrawn",
                                                    "expired", "embargoed", "published"};

/* What the catalog says of a newsroom. */
typedef struct known_t {
    stm_totals_t totals;
    apr_time_t next_change;
    int is_complete, is_known;
} known_t;

typedef struct collection_t {
    request_rec *r;
    stm_exposition_t *exposition;
    const stmh_metrics_t *rows[1 + STMH_METRICS_ROWS];
    known_t known[1 + STMH_METRICS_ROWS];
    int count;
    stmh_catalog_handle_t *handle;
} collection_t;

static const char *root_of(const stmh_metrics_t *row)
{
    return row == stmh_metrics_others() ? "others" : row->root;
}

/* Up to two further labels; NULL: none. */
static void add(const collection_t *collection, int row, apr_int64_t value, const char *name,
                const char *word, const char *other_name, const char *other_word)
{
    const stmh_metrics_t *metrics = collection->rows[row];
    const char *labels[] = {"newsroom", root_of(metrics), "identity", metrics->identity, name, word,
                            other_name, other_word,       NULL};

    stm_exposition_add(collection->exposition, value, labels);
}

static void add_one(const collection_t *collection, apr_int64_t value, const char *name,
                    const char *word)
{
    const char *const labels[] = {name, word, NULL};

    stm_exposition_add(collection->exposition, value, labels);
}

static void begin(const collection_t *collection, const char *name, stm_family_kind_t kind,
                  const char *help)
{
    stm_exposition_family(collection->exposition, name, kind, help);
}

static apr_int64_t counted(const apr_uint64_t *counter)
{
    return (apr_int64_t)stmh_metrics_get(counter);
}

static void add_requests(const collection_t *collection)
{
    begin(collection, "statement_requests", STM_FAMILY_COUNTER,
          "Answered GET and HEAD requests for addresses of a newsroom");
    for (int i = 0; i < collection->count; i++) {
        for (int kind = 0; kind < STMH_ASKED_KINDS; kind++) {
            for (int outcome = 0; outcome < STMH_ANSWERED_KINDS; outcome++) {
                add(collection, i, counted(&collection->rows[i]->requests[kind][outcome]), "kind",
                    stmh_asked_words[kind], "outcome", stmh_answered_words[outcome]);
            }
        }
    }
}

static void add_pages(const collection_t *collection)
{
    begin(collection, "statement_pages", STM_FAMILY_COUNTER,
          "Requests answered with a page, by where the page came from");
    for (int i = 0; i < collection->count; i++) {
        for (int kind = STMH_CACHE_MEMORY; kind < STMH_CACHE_KINDS; kind++) {
            add(collection, i, counted(&collection->rows[i]->pages[kind]), "source",
                stmh_cache_words[kind], NULL, NULL);
        }
    }
}

static void add_bytes(const collection_t *collection)
{
    begin(collection, "statement_response_bytes", STM_FAMILY_COUNTER,
          "Bytes of response bodies, as %B of an access log counts them");
    for (int i = 0; i < collection->count; i++) {
        add(collection, i, counted(&collection->rows[i]->bytes), NULL, NULL, NULL, NULL);
    }
}

static void add_renders(const collection_t *collection)
{
    begin(collection, "statement_renders", STM_FAMILY_COUNTER,
          "Transformations, for a reader or ahead of the first one");
    for (int i = 0; i < collection->count; i++) {
        for (int kind = 0; kind < STMH_RENDER_KINDS; kind++) {
            add(collection, i, counted(&collection->rows[i]->renders[kind]), "for",
                stmh_render_words[kind], "result", "page");
            add(collection, i, counted(&collection->rows[i]->failed_renders[kind]), "for",
                stmh_render_words[kind], "result", "failed");
        }
    }
    begin(collection, "statement_render_seconds", STM_FAMILY_SPENT,
          "Time that transformations have taken");
    for (int i = 0; i < collection->count; i++) {
        for (int kind = 0; kind < STMH_RENDER_KINDS; kind++) {
            add(collection, i, counted(&collection->rows[i]->render_usec[kind]), "for",
                stmh_render_words[kind], NULL, NULL);
        }
    }
}

static void add_lag(const collection_t *collection)
{
    const apr_time_t now = apr_time_now();

    begin(collection, "statement_intake_lag_seconds", STM_FAMILY_SPAN,
          "Time since the writer has last looked for changes");
    for (int i = 0; i < collection->count; i++) {
        const apr_time_t watched_at = counted(&collection->rows[i]->watched_at);

        if (watched_at) {
            add(collection, i, now > watched_at ? now - watched_at : 0, NULL, NULL, NULL, NULL);
        }
    }
}

static void add_documents(const collection_t *collection)
{
    begin(collection, "statement_documents", STM_FAMILY_GAUGE, "Documents by state");
    for (int i = 0; i < collection->count; i++) {
        for (int state = 0; collection->known[i].is_known && state < STM_TOTALS; state++) {
            add(collection, i, collection->known[i].totals.of[state], "state", total_words[state],
                NULL, NULL);
        }
    }
    begin(collection, "statement_broken_documents", STM_FAMILY_GAUGE,
          "Documents whose file does not pass the check");
    for (int i = 0; i < collection->count; i++) {
        if (collection->known[i].is_known) {
            add(collection, i, collection->known[i].totals.broken, NULL, NULL, NULL, NULL);
        }
    }
}

static void add_moments(const collection_t *collection)
{
    begin(collection, "statement_first_look_complete", STM_FAMILY_GAUGE,
          "Whether all files have been looked at once");
    for (int i = 0; i < collection->count; i++) {
        if (collection->known[i].is_known) {
            add(collection, i, collection->known[i].is_complete, NULL, NULL, NULL, NULL);
        }
    }
    begin(collection, "statement_next_change_timestamp_seconds", STM_FAMILY_MOMENT,
          "When something appears or goes by itself next");
    for (int i = 0; i < collection->count; i++) {
        const known_t *known = &collection->known[i];

        if (known->is_known && known->next_change != STM_NEVER) {
            add(collection, i, known->next_change, NULL, NULL, NULL, NULL);
        }
    }
}

static void add_log(const collection_t *collection)
{
    const stmh_metrics_server_t *server = stmh_metrics_server();
    const apr_time_t failed_at = counted(&server->last_error_at);

    begin(collection, "statement_log_lines", STM_FAMILY_COUNTER,
          "Lines that the module has written to the error log");
    add_one(collection, counted(&server->errors), "level", "error");
    add_one(collection, counted(&server->warnings), "level", "warn");
    begin(collection, "statement_last_error_timestamp_seconds", STM_FAMILY_MOMENT,
          "When the module last logged an error, and its tag");
    if (failed_at) {
        add_one(collection, failed_at, "tag",
                apr_psprintf(collection->r->pool, "STM%04d",
                             (int)stmh_metrics_get(&server->last_error_tag)));
    }
}

static void add_writer(const collection_t *collection)
{
    const apr_time_t seen = counted(&stmh_metrics_server()->writer_at);

    begin(collection, "statement_writer_alive", STM_FAMILY_GAUGE,
          "Whether the writer takes in what editors change");
    add_one(collection, stmh_vitals_has_writer(), NULL, NULL);
    begin(collection, "statement_writer_seen_timestamp_seconds", STM_FAMILY_MOMENT,
          "When the writer last showed that it is alive");
    if (seen) {
        add_one(collection, seen, NULL, NULL);
    }
    begin(collection, "statement_state_writable", STM_FAMILY_GAUGE,
          "Whether history and catalog can be written");
    add_one(collection, stmh_vitals_is_writable(), NULL, NULL);
}

/* "history.db-wal" belongs to the history, "index-3.db" to the index. */
static apr_off_t size_of_files(const char *start, apr_pool_t *pool)
{
    apr_off_t bytes = 0;
    apr_finfo_t finfo;
    apr_dir_t *folder;

    if (apr_dir_open(&folder, stmh_config_server()->state_dir, pool)) {
        return 0;
    }
    while (!apr_dir_read(&finfo, APR_FINFO_NAME | APR_FINFO_TYPE | APR_FINFO_SIZE, folder)) {
        if (finfo.filetype == APR_REG && strncmp(finfo.name, start, strlen(start)) == 0) {
            bytes += finfo.size;
        }
    }
    apr_dir_close(folder);
    return bytes;
}

static void add_sizes(const collection_t *collection)
{
    const stm_page_store_t *pages = stmh_page_store_pages();
    const apr_int64_t left = stmh_vitals_disk_left();

    begin(collection, "statement_state_bytes", STM_FAMILY_GAUGE,
          "Size of what is in the state directory");
    add_one(collection, size_of_files("history.", collection->r->pool), "part", "history");
    add_one(collection, size_of_files("index", collection->r->pool), "part", "index");
    add_one(collection, pages ? stm_page_store_size(pages) : 0, "part", "pages");
    begin(collection, "statement_disk_free_bytes", STM_FAMILY_GAUGE,
          "Room that is left on the disk of the state directory");
    if (left >= 0) {
        add_one(collection, left, NULL, NULL);
    }
}

static void add_use(const collection_t *collection)
{
    apr_int64_t handles, workers;
    int children;

    handles = (apr_int64_t)stmh_metrics_busy(STMH_BUSY_HANDLES, &children);
    workers = (apr_int64_t)stmh_metrics_busy(STMH_BUSY_WORKERS, NULL);
    begin(collection, "statement_children", STM_FAMILY_GAUGE, "Child processes of httpd");
    add_one(collection, children, NULL, NULL);
    begin(collection, "statement_catalog_handles_in_use", STM_FAMILY_GAUGE,
          "Catalog handles that requests hold, in all children");
    add_one(collection, handles, NULL, NULL);
    begin(collection, "statement_workers_in_use", STM_FAMILY_GAUGE,
          "Worker threads that render or query, in all children");
    add_one(collection, workers, NULL, NULL);
}

static void add_build(const collection_t *collection)
{
    const global_score *global = ap_get_scoreboard_global();

    begin(collection, "statement_build", STM_FAMILY_INFO, "The version that runs");
    add_one(collection, 1, "version", STM_VERSION);
    begin(collection, "statement_restart_timestamp_seconds", STM_FAMILY_MOMENT,
          "When httpd was last started or restarted; counters go on through restarts");
    if (global) {
        add_one(collection, global->restart_time, NULL, NULL);
    }
}

static void ask_about(known_t *known, stm_catalog_t *catalog, const char *key)
{
    const apr_time_t now = apr_time_now();
    apr_int64_t generation;

    known->is_known = !stm_catalog_generation(&generation, &known->is_complete, catalog, key) &&
                      !stm_catalog_totals(&known->totals, catalog, key, now) &&
                      !stm_catalog_next_change(&known->next_change, catalog, key, now);
}

/* In a thread that queries, see httpd/runtime/workers. */
static void ask(void *baton)
{
    collection_t *collection = baton;

    for (int i = 0; i < collection->count; i++) {
        if (*collection->rows[i]->key) {
            ask_about(&collection->known[i], collection->handle->catalog, collection->rows[i]->key);
        }
    }
}

static void ask_catalog(collection_t *collection)
{
    request_rec *r = collection->r;

    if (!stmh_catalog_handle_acquire(&collection->handle, PATIENCE_MSEC, r->uri, r->pool)) {
        stmh_workers_do(STMH_WORKERS_READ, ask, collection);
        stmh_catalog_handle_release(collection->handle, r->pool);
    }
}

static void find_rows(collection_t *collection)
{
    for (int i = 0; i <= STMH_METRICS_ROWS; i++) {
        const stmh_metrics_t *row = stmh_metrics_at(i);

        if (row) {
            collection->rows[collection->count++] = row;
        }
    }
}

stm_exposition_t *stmh_measurements_collect(request_rec *r)
{
    collection_t *collection = apr_pcalloc(r->pool, sizeof(*collection));

    collection->r = r;
    collection->exposition = stm_exposition_create(r->pool);
    find_rows(collection);
    ask_catalog(collection);
    add_build(collection);
    add_requests(collection);
    add_pages(collection);
    add_bytes(collection);
    add_renders(collection);
    add_lag(collection);
    add_documents(collection);
    add_moments(collection);
    add_writer(collection);
    add_log(collection);
    add_sizes(collection);
    add_use(collection);
    return collection->exposition;
}
