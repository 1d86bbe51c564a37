/* A file that cannot be published: its last good version stays, or httpd serves it as it is. */
#include "core/intake/ingest.h"

#include <apr_strings.h>
#include <string.h>

#include "core/xml/press.h"

static stm_entry_t *invalid_entry(const stm_ingest_t *in)
{
    stm_entry_t *entry = apr_pcalloc(in->pool, sizeof(*entry));
    if (in->statement) {
        entry = stm_scan_entry_of(in->statement, in->name, in->file.identity, in->pool);
    }
    entry->name = in->name;
    entry->folder = in->file.folder;
    entry->identity = in->file.identity;
    entry->state = STM_STATE_INVALID;
    entry->visible_from = STM_NEVER;
    if (!in->statement) {
        entry->published_at = entry->expires_at = entry->withdrawn_at = STM_NEVER;
    }
    return entry;
}

/* Half of an upload does not say whose it is, but a name that was spelt in another form (macOS's
 * NFD, say) and is gone does. */
static const char *identity_of_respelt(const stm_ingest_t *in)
{
    const stm_scan_t *scan = in->scan;
    stm_entry_t *entry;

    return stm_catalog_find_alike(&entry, scan->intake->catalog, scan->newsroom->key, in->name,
                                  in->pool) ||
                   !strcmp(entry->name, in->name) || stm_scan_stat(NULL, scan, entry->name)
               ? NULL
               : entry->identity;
}

/* What stands in the index or the history for this name and was accepted; NULL: nothing. Where the
 * statement was renamed and broken at once, that of its old name. */
static apr_status_t find_last_good(stm_entry_t **good, stm_statement_t **statement,
                                   stm_ingest_t *in)
{
    stm_scan_t *scan = in->scan;
    stm_entry_t *holder;
    stm_past_t past;
    *statement = NULL;
    *good = NULL;
    if (in->entry && in->entry->state != STM_STATE_INVALID) {
        *good = apr_pmemdup(in->pool, in->entry, sizeof(**good));
        return APR_SUCCESS;
    }
    if (!stm_history_by_name(&past, scan->intake->history, scan->newsroom->key, in->name,
                             STM_BYTES_WITH, in->pool) &&
        !strcmp(past.name, in->name)) {
        *good = stm_scan_entry_of_past(statement, scan, &past, in->pool);
        return APR_SUCCESS;
    }
    in->file.identity = in->file.identity ? in->file.identity : identity_of_respelt(in);
    if (!in->file.identity || stm_ingest_find_rival(&holder, in, in->file.identity) || !holder ||
        stm_history_by_identity(&past, scan->intake->history, scan->newsroom->key,
                                in->file.identity, STM_BYTES_WITH, in->pool)) {
        return APR_SUCCESS;
    }
    past.name = in->name;
    *good = stm_scan_entry_of_past(statement, scan, &past, in->pool);
    if (!*good) {
        return APR_SUCCESS;
    }
    past.bytes = NULL;
    return stm_ingest_take_over(in, holder) ? APR_EGENERAL : stm_ingest_keep_past(in, &past);
}

/* Where the history had to be saved row by row, the index may know more of a statement. */
static apr_status_t remind_history(stm_ingest_t *in, const stm_entry_t *entry)
{
    stm_scan_t *scan = in->scan;
    stm_past_t past;
    if (!entry->first_public_at ||
        stm_history_by_identity(&past, scan->intake->history, scan->newsroom->key, entry->identity,
                                STM_BYTES_WITHOUT, in->pool) ||
        past.first_public_at) {
        return APR_SUCCESS;
    }
    past.first_public_at = entry->first_public_at;
    return stm_ingest_keep_past(in, &past);
}

/* The files that it names are as hidden as it is. */
static void read_malformed(stm_ingest_t *in)
{
    if (!in->statement) {
        const char *path =
            apr_pstrcat(in->pool, in->scan->newsroom->root, "/", in->name, ".xml", NULL);

        in->statement = in->bytes ? stm_statement_malformed(in->bytes, in->size, in->pool)
                                  : stm_statement_malformed_file(path, in->pool);
    }
}

/* The last good version is of the newest newsroom.xml, too. *statement: what it then says, where
 * that may be something else than before. */
static void renew_last_good(stm_statement_t **statement, stm_ingest_t *in)
{
    const char *tried = in->file.shared, *shared = NULL, *known;
    stm_statement_t *renewed;
    known = in->known ? in->known->shared : NULL;
    if ((!known && !stm_scan_newsroom_file(in->scan)) || !in->entry || !in->entry->identity ||
        stm_scan_share_past(&shared, &renewed, in->scan, in->entry->identity, in->pool)) {
        return;
    }
    in->file.shared = shared && tried ? apr_pstrcat(in->pool, shared, tried, NULL)
                      : shared        ? shared
                                      : tried;
    if (!*statement && in->known && !stm_scan_is_text_same(known, in->file.shared)) {
        *statement = renewed;
    }
}

static void note_broken(const stm_ingest_t *in, const stm_entry_t *entry)
{
    const stm_entry_t *before = in->entry;

    if (before && !before->is_broken && before->first_public_at &&
        stm_catalog_is_shown(before, in->scan->moment)) {
        stm_lifecycle_note(in->scan, &(const stm_lifecycle_t){.kind = STM_LIFECYCLE_BROKEN,
                                                              .name = entry->name,
                                                              .was_shown = 1});
    }
}

apr_status_t stm_ingest_broken(stm_ingest_t *in)
{
    stm_entry_t *entry;
    stm_statement_t *of_good;
    apr_status_t status = find_last_good(&entry, &of_good, in);
    if (status) {
        return status;
    }
    read_malformed(in);
    renew_last_good(&of_good, in);
    if (entry) {
        note_broken(in, entry);
        entry->is_broken = 1;
        status = remind_history(in, entry);
        if (!status) {
            status = stm_ingest_put_entry(in, entry, of_good, of_good != NULL);
        }
        if (!status && in->is_written) {
            status = stm_catalog_put_next(in->scan->intake->catalog, in->scan->newsroom->key,
                                          in->name, in->statement->edges);
        }
    }
    else {
        status = stm_ingest_put_entry(in, invalid_entry(in), in->statement, 0);
    }
    return status ? status : stm_ingest_remember(in);
}

/* A release in another format is there by mistake. */
static void note_press(stm_ingest_t *in, const char *label, const char *format)
{
    stm_problems_add(in->problems, STM_SEVERITY_WARNING, STM_PRESS_CODE, label, 1, 1,
                     "Write its words as a statement, or move the file out of the newsroom.",
                     "The file is %s, no statement; the server hands it to everybody as it is",
                     format);
}

static void note_foreign(stm_ingest_t *in, const char *label)
{
    const char *format = in->bytes ? stm_press_format(in->bytes, in->size, in->pool) : NULL;

    if (format) {
        note_press(in, label, format);
    }
    else {
        stm_problems_add(
            in->problems, STM_SEVERITY_WARNING, "foreign", label, 0, 0,
            "If it is to be one, write <statement> and </statement> around everything.",
            "The file is no statement; the server hands it to everybody as it is");
    }
    in->file.problems = stm_problems_json(in->problems, in->pool);
    if (!stm_ingest_was_foreign(in)) {
        stm_report_note(in->scan, in->name, STM_OUTCOME_FOREIGN, in->problems);
    }
}

apr_status_t stm_ingest_foreign(stm_ingest_t *in, const char *label)
{
    stm_scan_t *scan = in->scan;
    stm_past_t past;
    apr_status_t status = APR_SUCCESS;
    int was_accepted =
        in->entry ? in->entry->state == STM_STATE_FINAL || in->entry->state == STM_STATE_DRAFT
                  : !stm_history_by_name(&past, scan->intake->history, scan->newsroom->key,
                                         in->name, STM_BYTES_WITHOUT, in->pool) &&
                        !strcmp(past.name, in->name) && !past.deleted_at;
    if (was_accepted) {
        stm_problems_add(in->problems, STM_SEVERITY_ERROR, "root-changed", label, 1, 0,
                         "Restore the statement, or delete the file and use another name.",
                         "This file was a statement and now holds something else");
        return stm_ingest_broken(in);
    }
    if (in->entry && in->entry->state == STM_STATE_INVALID) {
        status = stm_batch_begin(scan);
        if (!status) {
            status = stm_catalog_remove(scan->intake->catalog, scan->newsroom->key, in->name);
        }
        scan->is_changed = 1;
    }
    note_foreign(in, label);
    in->file.identity = NULL;
    return status ? status : stm_ingest_remember(in);
}
