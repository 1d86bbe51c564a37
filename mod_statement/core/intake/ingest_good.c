/* A statement in order: its history, its entry, and what it takes over from another file. */
#include "core/intake/ingest.h"

#include <string.h>

/* Those that claim what this one had may have it now. */
static apr_status_t release(stm_ingest_t *in, const char *identity)
{
    stm_scan_t *scan = in->scan;
    int count = 0;
    apr_status_t status = stm_batch_begin(scan);
    if (!status) {
        status = stm_catalog_recheck_claimants(&count, scan->intake->catalog, scan->newsroom->key,
                                               identity, &in->file);
    }
    scan->is_again |= count > 0;
    return status;
}

/* Where there was no history, the index has met all that is in it now. */
static int has_no_past(const stm_ingest_t *in, const stm_entry_t *holder)
{
    return in->scan->is_blank && !in->entry && !holder;
}

/* The history of an accepted statement; *is_new_bytes: they differ from its last good ones. */
static apr_status_t write_past(stm_past_t *next, int *is_new_bytes, stm_ingest_t *in,
                               const stm_entry_t *holder)
{
    stm_scan_t *scan = in->scan;
    const char *key = scan->newsroom->key;
    const stm_statement_t *statement = in->statement;
    stm_past_t past = {0}, owner;
    int is_past = !has_no_past(in, holder);
    int has_past = is_past && !stm_history_by_identity(&past, scan->intake->history, key,
                                                       in->file.identity, STM_BYTES_WITH, in->pool);
    int has_owner = is_past && !stm_history_by_name(&owner, scan->intake->history, key, in->name,
                                                    STM_BYTES_WITHOUT, in->pool);
    int is_owner = has_owner && !strcmp(owner.identity, in->file.identity);
    int is_public = statement->status != STM_STATUS_DRAFT && !stm_scan_has_sources(statement) &&
                    statement->published_at <= scan->moment;
    apr_status_t status = APR_SUCCESS;
    *is_new_bytes =
        !past.bytes || past.size != in->size || memcmp(past.bytes, in->bytes, in->size) != 0;
    in->was_public = past.first_public_at && !past.deleted_at;
    in->former = has_past && strcmp(past.name, in->name) != 0 ? past.name : NULL;
    *next = past;
    next->identity = in->file.identity;
    next->name = in->name;
    next->deleted_at = 0;
    next->bytes = *is_new_bytes ? in->bytes : NULL;
    next->size = in->size;
    next->changed_at = *is_new_bytes ? scan->moment : past.changed_at;
    if (!next->first_public_at && in->entry && in->entry->state == STM_STATE_FINAL &&
        stm_scan_is_text_same(in->entry->identity, in->file.identity)) {
        /* The history was lost, the index was not. */
        next->first_public_at = in->entry->first_public_at;
    }
    if (!next->first_public_at && is_public) {
        next->first_public_at =
            statement->published_at > next->changed_at ? statement->published_at : next->changed_at;
    }
    /* Of what a first scan finds, nobody knows when it came; of what is known, what has changed. */
    in->is_event = (has_past || in->scan->is_complete) &&
                   (*is_new_bytes || past.deleted_at || strcmp(past.name, in->name) != 0);
    if (has_owner && !is_owner) {
        status = release(in, owner.identity);
    }
    if (!status && has_past && *is_new_bytes) {
        /* What was a copy of the one that it was before may be none now. */
        status = release(in, in->file.identity);
    }
    if (!status && (!has_past || *is_new_bytes || !is_owner || past.deleted_at ||
                    strcmp(past.name, in->name) || past.first_public_at != next->first_public_at)) {
        status = stm_ingest_keep_past(in, next);
    }
    return status;
}

static apr_status_t keep_good(stm_ingest_t *in, const stm_entry_t *holder)
{
    stm_entry_t *entry;
    stm_past_t past;
    int is_new_bytes;
    apr_status_t status = write_past(&past, &is_new_bytes, in, holder);
    if (status) {
        return status;
    }
    entry = stm_scan_entry_of(in->statement, in->name, in->file.identity, in->pool);
    entry->first_public_at = past.first_public_at;
    if (!is_new_bytes && in->entry && in->entry->state == STM_STATE_FINAL &&
        stm_scan_has_sources(in->statement)) {
        entry->visible_from = in->entry->visible_from;
    }
    status =
        stm_ingest_put_entry(in, entry, in->statement, is_new_bytes || holder || in->is_renewed);
    stm_lifecycle_note_taken(in->scan,
                             &(const stm_taken_t){entry, in->entry ? in->entry : holder, in->former,
                                                  in->was_public, is_new_bytes});
    return status ? status : stm_ingest_remember(in);
}

/* Held back until the other is gone or changes, as if it claimed that one's identity. */
static apr_status_t hold_back(stm_ingest_t *in, const stm_entry_t *original)
{
    stm_problems_add(
        in->problems, STM_SEVERITY_ERROR, "copy", in->document->name, 1, 0,
        "Delete one of the two files, or give this statement an id of its own.",
        "The file has no id and repeats %s.xml (title, issuers, date and language, and "
        "its words or its name): it is taken for a copy",
        original->name);
    in->file.identity = original->identity;
    return stm_ingest_broken(in);
}

/* Nobody has seen the other yet: it was found a moment ago, and is read again. */
static apr_status_t displace_copy(stm_ingest_t *in, const stm_entry_t *other)
{
    stm_scan_t *scan = in->scan;
    apr_status_t status = stm_duplicates_displace(scan, other);
    return status ? status
                  : stm_history_forget(scan->intake->history, scan->newsroom->key, other->identity);
}

static apr_status_t refuse_duplicate(stm_ingest_t *in, const char *rival)
{
    stm_problems_add(
        in->problems, STM_SEVERITY_ERROR, "duplicate-id", in->document->name, 1, 0,
        "Give this statement an id of its own, or delete one of the two files.",
        "%s.xml already has the id of this statement, and counts: it was public first, "
        "or its file is older",
        rival);
    return stm_ingest_broken(in);
}

apr_status_t stm_ingest_good(stm_ingest_t *in)
{
    const stm_claim_t claim = {in->name, in->file.identity, &in->file.stamp, in->statement};
    stm_entry_t *holder, *original;
    apr_status_t status = APR_SUCCESS;
    const char *rival = stm_ingest_find_rival(&holder, in, in->file.identity);
    int is_first = rival && holder && stm_duplicates_precedes(in->scan, &claim, holder);
    if (rival && !is_first) {
        return refuse_duplicate(in, rival);
    }
    if (holder) {
        status =
            is_first ? stm_duplicates_displace(in->scan, holder) : stm_ingest_take_over(in, holder);
    }
    if (!status) {
        status = stm_duplicates_find_original(&original, in->scan, &claim, in->pool);
    }
    if (!status && original && !stm_duplicates_precedes(in->scan, &claim, original)) {
        return hold_back(in, original);
    }
    if (!status && original) {
        status = displace_copy(in, original);
    }
    return status ? status : keep_good(in, holder);
}
