/* Entries from statements, and what makes two the same. */
#include <string.h>

#include <apr_strings.h>

#include "core/base/fingerprint.h"
#include "core/intake/internal.h"

int stm_scan_is_text_same(const char *one, const char *other)
{
    return one && other ? !strcmp(one, other) : one == other;
}

int stm_scan_is_file_same(const stm_file_t *one, const stm_file_t *other)
{
    return one && stm_file_stamp_equals(&one->stamp, &other->stamp) &&
           stm_scan_is_text_same(one->identity, other->identity) && one->is_due == other->is_due &&
           one->due_at == other->due_at && one->missing_at == other->missing_at &&
           stm_scan_is_text_same(one->problems, other->problems) &&
           stm_scan_is_text_same(one->shared, other->shared);
}

int stm_scan_is_entry_same(const stm_entry_t *one, const stm_entry_t *other)
{
    return one && one->state == other->state &&
           stm_scan_is_text_same(one->identity, other->identity) &&
           stm_scan_is_text_same(one->title, other->title) &&
           stm_scan_is_text_same(one->summary, other->summary) &&
           stm_scan_is_text_same(one->lang, other->lang) &&
           stm_scan_is_text_same(one->published_text, other->published_text) &&
           one->published_at == other->published_at && one->updated_at == other->updated_at &&
           one->visible_from == other->visible_from && one->expires_at == other->expires_at &&
           one->withdrawn_at == other->withdrawn_at &&
           one->first_public_at == other->first_public_at &&
           stm_file_stamp_equals(&one->stamp, &other->stamp) &&
           one->is_broken == other->is_broken &&
           stm_scan_is_text_same(one->problems, other->problems);
}

int stm_scan_has_sources(const stm_statement_t *statement)
{
    int i;
    for (i = 0; i < statement->edges->nelts; i++) {
        if (APR_ARRAY_IDX(statement->edges, i, stm_edge_t).kind == STM_EDGE_SOURCE) {
            return 1;
        }
    }
    return 0;
}

int stm_scan_meet(stm_scan_t *scan, const char *text)
{
    const apr_uint64_t print = stm_fingerprint_short(text, strlen(text));
    int is_met = apr_hash_get(scan->met, &print, sizeof(print)) != NULL;

    if (!is_met) {
        const apr_uint64_t *kept = apr_pmemdup(scan->pool, &print, sizeof(print));

        apr_hash_set(scan->met, kept, sizeof(*kept), kept);
    }
    return is_met;
}

void stm_scan_split(stm_file_t *file, const char *name, apr_pool_t *result_pool)
{
    const char *slash = strrchr(name, '/');
    apr_size_t length = slash ? (apr_size_t)(slash + 1 - name) : 0;
    file->folder = apr_pstrmemdup(result_pool, name, length);
    file->stem = apr_pstrdup(result_pool, name + length);
}

stm_entry_t *stm_scan_entry_of(const stm_statement_t *statement, const char *name,
                               const char *identity, apr_pool_t *result_pool)
{
    stm_entry_t *entry = apr_pcalloc(result_pool, sizeof(*entry));
    stm_file_t place;
    stm_scan_split(&place, name, result_pool);
    entry->name = name;
    entry->folder = place.folder;
    entry->identity = identity;
    entry->state = statement->status == STM_STATUS_DRAFT ? STM_STATE_DRAFT : STM_STATE_FINAL;
    entry->title = statement->title;
    entry->summary = statement->summary;
    entry->lang = statement->lang;
    entry->published_text = statement->published_text;
    entry->published_at = statement->published_at;
    entry->updated_at = statement->updated_at;
    entry->expires_at = statement->expires_at;
    entry->withdrawn_at = statement->withdrawn_at;
    entry->visible_from = entry->state == STM_STATE_FINAL && !stm_scan_has_sources(statement)
                              ? statement->published_at
                              : STM_NEVER;
    return entry;
}

stm_entry_t *stm_scan_entry_of_past(stm_statement_t **statement, stm_scan_t *scan,
                                    const stm_past_t *past, apr_pool_t *result_pool)
{
    stm_problems_t *ignored = stm_problems_create(result_pool);
    stm_document_t *document;
    stm_entry_t *entry;
    if (!past->bytes || stm_document_parse(&document, past->name, past->bytes, past->size,
                                           &scan->newsroom->limits, ignored, result_pool)) {
        return NULL;
    }
    stm_scan_expand(scan, document, past->name, NULL);
    *statement = stm_statement_extract(document, scan->newsroom->set_zone, result_pool);
    entry = stm_scan_entry_of(*statement, past->name, past->identity, result_pool);
    entry->first_public_at = past->first_public_at;
    if (past->deleted_at) {
        entry->state = STM_STATE_DELETED;
        if (past->deleted_at < entry->withdrawn_at) {
            entry->withdrawn_at = past->deleted_at;
        }
    }
    return entry;
}

apr_status_t stm_scan_share_past(const char **shared, stm_statement_t **statement, stm_scan_t *scan,
                                 const char *identity, apr_pool_t *result_pool)
{
    stm_problems_t *ignored = stm_problems_create(result_pool);
    stm_document_t *document;
    stm_past_t past;
    apr_status_t status = stm_history_by_identity(&past, scan->intake->history, scan->newsroom->key,
                                                  identity, STM_BYTES_WITH, result_pool);
    if (status || !past.bytes) {
        return APR_ENOENT;
    }
    status = stm_document_parse(&document, past.name, past.bytes, past.size,
                                &scan->newsroom->limits, ignored, result_pool);
    if (status) {
        return APR_ENOENT;
    }
    stm_scan_expand(scan, document, past.name, NULL);
    *shared = document->shared_digest;
    *statement = stm_statement_extract(document, scan->newsroom->set_zone, result_pool);
    return APR_SUCCESS;
}
