#include "httpd/any_xml/stored.h"

#include <apr_strings.h>
#include <string.h>

#include "core/base/fingerprint.h"
#include "core/render/build.h"
#include "core/site/statement.h"
#include "httpd/shared/page_store.h"

static void hash_link(stm_hash_t *hash, const stm_source_link_t *link)
{
    if (link) {
        stm_hash_text(hash, link->href);
        stm_hash_text(hash, link->media_type);
        stm_hash_text(hash, link->words);
        stm_hash_text(hash, link->lang);
    }
}

static const char *key_of(const stmh_any_attempt_t *attempt, const char *what, int is_page)
{
    const stmh_any_document_t *document = attempt->document;
    stm_hash_t hash;

    stm_hash_start(&hash);
    stm_hash_text(&hash, attempt->url);
    stm_hash_text(&hash, stm_build_digest());
    stm_hash_text(&hash, stmh_config_server()->xml_catalog);
    hash_link(&hash, attempt->link);
    stm_hash_bytes(&hash, &attempt->limits, sizeof(attempt->limits));
    stm_hash_bytes(&hash, document->bytes, document->size);
    if (is_page) {
        stmh_any_fetcher_hash(&hash, attempt->fetcher);
        stm_dtd_reader_hash(&hash, attempt->dtds);
    }
    return apr_pstrcat(attempt->pool, "any-xml ", what, " ", stm_hash_hex(&hash, attempt->pool),
                       NULL);
}

void stmh_any_stored_begin(stmh_any_attempt_t *attempt)
{
    attempt->list_key = key_of(attempt, "list", 0);
}

static stm_page_mapping_t *find(const stmh_any_attempt_t *attempt, const char *key)
{
    stm_page_store_t *store = stmh_page_store_pages();
    stm_page_mapping_t *mapping;

    if (!store || stm_page_store_find(&mapping, store, key)) {
        return NULL;
    }
    stm_page_store_touch(store, mapping, attempt->document->r->request_time);
    return mapping;
}

/* What was read through the catalogue: lines of "F PATH". One without a path says that it was asked
 * in vain. */
static const char *dtds_of(const stmh_any_attempt_t *attempt)
{
    const apr_array_header_t *files = attempt->dtds->files;
    const char *list = attempt->dtds->is_asked ? "F \n" : "";
    int i;

    for (i = 0; i < files->nelts; i++) {
        list = apr_pstrcat(attempt->pool, list, "F ",
                           APR_ARRAY_IDX(files, i, stm_local_file_t).path, "\n", NULL);
    }
    return list;
}

/* Lines of "S URL" and "D URL": stylesheets, and what document() read; then those of dtds_of. */
static const char *list_of(const stmh_any_attempt_t *attempt)
{
    const apr_array_header_t *all = attempt->fetcher->all;
    char *list = apr_pstrdup(attempt->pool, "");
    int i;

    for (i = 0; i < all->nelts; i++) {
        const stmh_any_fetched_t *one = APR_ARRAY_IDX(all, i, stmh_any_fetched_t *);
        list = apr_pstrcat(attempt->pool, list, one->kind == STM_FETCH_DOCUMENT ? "D " : "S ",
                           one->url, "\n", NULL);
    }
    return apr_pstrcat(attempt->pool, list, dtds_of(attempt), NULL);
}

static void note_file(stm_dtd_reader_t *dtds, const char *path)
{
    dtds->is_asked = 1;
    if (*path) {
        stm_local_files_note(dtds->files, path);
    }
}

static void fetch_listed(const stmh_any_attempt_t *attempt, const char *list)
{
    const char *end;

    for (; *list && (end = strchr(list, '\n')) && end >= list + 2; list = end + 1) {
        const char *what = apr_pstrmemdup(attempt->pool, list + 2, (apr_size_t)(end - list - 2));

        if (*list == 'F') {
            note_file(attempt->dtds, what);
        }
        else {
            stmh_any_fetch(attempt->fetcher, what,
                           *list == 'D' ? STM_FETCH_DOCUMENT : STM_FETCH_STYLESHEET);
        }
    }
}

int stmh_any_stored_find(stmh_any_attempt_t *attempt)
{
    stm_page_mapping_t *list;

    if (!attempt->page_key && (list = find(attempt, attempt->list_key))) {
        stm_page_record_t record;

        stm_page_mapping_read(&record, list);
        attempt->list = apr_pstrdup(attempt->pool, record.files ? record.files : "");
        fetch_listed(attempt, attempt->list);
        attempt->page_key = key_of(attempt, "page", 1);
        stm_page_mapping_release(list);
    }
    if (attempt->page_key && !attempt->mapping) {
        attempt->mapping = find(attempt, attempt->page_key);
    }
    if (attempt->mapping) {
        stm_page_mapping_read(&attempt->record, attempt->mapping);
    }
    return attempt->mapping != NULL;
}

static apr_status_t put(const stmh_any_attempt_t *attempt, stm_page_record_t *record)
{
    record->origin.stylesheet_digest = "-";
    record->valid_until = STM_NEVER;
    record->changed_at = attempt->document->r->request_time;
    record->etag =
        apr_pstrcat(attempt->pool, "\"",
                    stm_fingerprint(record->bodies[0].bytes, record->bodies[0].size, attempt->pool),
                    "\"", NULL);
    return stm_page_store_put(stmh_page_store_pages(), record, attempt->document->r->request_time,
                              attempt->pool);
}

void stmh_any_stored_put(stmh_any_attempt_t *attempt, const stm_transform_page_t *page, int status)
{
    stm_page_record_t list = {.key = attempt->list_key,
                              .status = HTTP_OK,
                              .media_type = "text/plain",
                              .files = list_of(attempt),
                              .bodies = {{"-", 1}}};
    stm_page_record_t record = {.status = status,
                                .media_type = apr_pstrcat(attempt->pool, page->media_type,
                                                          "; charset=", page->charset, NULL),
                                .bodies = {{page->bytes, page->size}}};
    apr_status_t failure;

    attempt->page_key = record.key = key_of(attempt, "page", 1);
    failure = put(attempt, &record);
    /* After an edit of a stylesheet it lists what it listed before. */
    if (!failure && (!attempt->list || strcmp(attempt->list, list.files) != 0)) {
        failure = put(attempt, &list);
    }
    if (failure && !APR_STATUS_IS_EBUSY(failure)) {
        stmh_page_store_complain(failure);
    }
    if (!failure && status == HTTP_OK) {
        stmh_any_stored_find(attempt);
    }
}
