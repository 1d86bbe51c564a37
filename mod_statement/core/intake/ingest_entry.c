/* Writes what has become of a file into the index, and finds other files with its identity. */
#include "core/intake/ingest.h"

#include <apr_strings.h>
#include <string.h>

apr_status_t stm_ingest_remember(stm_ingest_t *in)
{
    apr_status_t status;
    if (stm_scan_is_file_same(in->known, &in->file)) {
        return APR_SUCCESS;
    }
    status = stm_batch_begin(in->scan);
    return status ? status
                  : stm_catalog_put_file(in->scan->intake->catalog, in->scan->newsroom->key,
                                         &in->file);
}

int stm_ingest_was_foreign(const stm_ingest_t *in)
{
    return in->known && !in->entry;
}

static stm_intake_outcome_t outcome_of(const stm_entry_t *entry)
{
    if (entry->state != STM_STATE_FINAL) {
        return STM_OUTCOME_REFUSED;
    }
    return entry->is_broken ? STM_OUTCOME_KEPT : STM_OUTCOME_PUBLISHED;
}

apr_status_t stm_ingest_put_entry(stm_ingest_t *in, stm_entry_t *entry,
                                  const stm_statement_t *statement, int is_new_bytes)
{
    stm_scan_t *scan = in->scan;
    const char *before = in->entry ? in->entry->problems : stm_ingest_was_foreign(in) ? "" : NULL;
    apr_status_t status;
    entry->stamp = in->file.stamp;
    entry->problems =
        stm_problems_at(in->problems, 0) ? stm_problems_json(in->problems, in->pool) : NULL;
    if (!is_new_bytes && stm_scan_is_entry_same(in->entry, entry)) {
        return APR_SUCCESS;
    }
    in->is_written = 1;
    status = stm_batch_begin(scan);
    if (!status) {
        stm_catalog_tell(scan->intake->catalog, in->is_event ? scan->moment : 0);
        status = stm_catalog_put(scan->intake->catalog, scan->newsroom->key, entry, statement);
        stm_catalog_tell(scan->intake->catalog, scan->is_complete ? scan->moment : 0);
    }
    scan->is_changed = 1;
    if (!status) {
        status = stm_link_check_note(scan, in->name, in->document, in->statement, in->pool);
    }
    if (!status && !stm_scan_is_text_same(before, entry->problems)) {
        stm_report_note(scan, in->name, outcome_of(entry), in->problems);
    }
    return status;
}

/* Where each name is new, only what this walk has met can have an identity. */
static apr_status_t find_holder(stm_entry_t **entry, const stm_ingest_t *in, const char *identity)
{
    stm_scan_t *scan = in->scan;
    return scan->is_new && !stm_scan_meet(scan, identity)
               ? APR_ENOENT
               : stm_catalog_holder(entry, scan->intake->catalog, scan->newsroom->key, identity,
                                    in->pool);
}

const char *stm_ingest_find_rival(stm_entry_t **holder, stm_ingest_t *in, const char *identity)
{
    stm_scan_t *scan = in->scan;
    const char *key = scan->newsroom->key;
    stm_entry_t *entry;
    stm_past_t past, owner;
    *holder = NULL;
    if (!find_holder(&entry, in, identity)) {
        if (!strcmp(entry->name, in->name)) {
            return NULL;
        }
        *holder = entry;
        return entry->state != STM_STATE_DELETED && stm_scan_stat(NULL, scan, entry->name)
                   ? entry->name
                   : NULL;
    }
    /* An index that is being built anew may not have met the one that had it before. */
    if (scan->is_blank ||
        stm_history_by_identity(&past, scan->intake->history, key, identity, STM_BYTES_WITHOUT,
                                in->pool) ||
        past.deleted_at || !strcmp(past.name, in->name) || !stm_scan_stat(NULL, scan, past.name) ||
        !stm_catalog_known(&entry, scan->intake->catalog, key, past.name, in->pool) ||
        stm_history_by_name(&owner, scan->intake->history, key, past.name, STM_BYTES_WITHOUT,
                            in->pool) ||
        strcmp(owner.identity, identity)) {
        return NULL;
    }
    return past.name;
}

apr_status_t stm_ingest_take_over(stm_ingest_t *in, const stm_entry_t *holder)
{
    stm_scan_t *scan = in->scan;
    stm_file_t old;
    apr_status_t status = stm_batch_begin(scan);
    stm_scan_split(&old, holder->name, in->pool);
    if (!status) {
        status = stm_catalog_remove(scan->intake->catalog, scan->newsroom->key, holder->name);
    }
    scan->is_changed = 1;
    return status ? status
                  : stm_catalog_remove_file(scan->intake->catalog, scan->newsroom->key, &old);
}

apr_status_t stm_ingest_keep_past(stm_ingest_t *in, const stm_past_t *past)
{
    apr_status_t status = stm_batch_begin(in->scan);
    return status ? status
                  : stm_history_keep(in->scan->intake->history, in->scan->newsroom->key, past);
}
