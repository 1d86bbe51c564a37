/* One file of the newsroom, as it is now, into history and index. */
#include <apr_strings.h>
#include <string.h>
#include <unistd.h>

#include "core/intake/internal.h"
#include "core/xml/file_name.h"
#include "core/xml/press.h"

/* A file changed this shortly before it was read may change again within the same stamp: it is read
 * once more in the next scan. File systems that keep whole seconds only need longer. */
#define FINE_TICK   apr_time_from_msec(20)
#define COARSE_TICK apr_time_from_sec(2)

typedef struct intake_file_t {
    stm_scan_t *scan;
    stm_file_t file;         /* as it is now, and as it will be remembered */
    const stm_file_t *known; /* as it was remembered; NULL: new */
    const char *name;
    const char *bytes;
    apr_size_t size;
    stm_document_t *document;
    stm_statement_t *statement; /* NULL where it cannot be read */
    stm_problems_t *problems;
    stm_entry_t *entry; /* of this name in the index; NULL: none */
    int is_written;     /* and now another */
    int is_event;       /* readers of lists are told of what it has become */
    apr_pool_t *pool;
} intake_file_t;

static int is_too_fresh(const stm_file_stamp_t *stamp)
{
    apr_interval_time_t age = apr_time_now() - stamp->ctime;
    int is_coarse = apr_time_usec(stamp->ctime) == 0 && apr_time_usec(stamp->mtime) == 0;
    apr_interval_time_t tick = is_coarse ? COARSE_TICK : FINE_TICK;
    return age < tick && age > -tick;
}

static apr_status_t remember(intake_file_t *in)
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

/* A file that is remembered, and of which there was nothing else to remember. */
static int was_foreign(const intake_file_t *in)
{
    return in->known && !in->entry;
}

static stm_intake_outcome_t fate_of(const stm_entry_t *entry)
{
    if (entry->state != STM_STATE_FINAL) {
        return STM_OUTCOME_REFUSED;
    }
    return entry->is_broken ? STM_OUTCOME_KEPT : STM_OUTCOME_PUBLISHED;
}

static apr_status_t put_entry(intake_file_t *in, stm_entry_t *entry,
                              const stm_statement_t *statement, int is_new_bytes)
{
    stm_scan_t *scan = in->scan;
    const char *before = in->entry ? in->entry->problems : was_foreign(in) ? "" : NULL;
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
        stm_report_note(scan, in->name, fate_of(entry), in->problems);
    }
    return status;
}

/* Those that claim what this one had may have it now. */
static apr_status_t release(intake_file_t *in, const char *identity)
{
    stm_scan_t *scan = in->scan;
    int count = 0;
    apr_status_t status = stm_batch_begin(scan);
    if (!status) {
        status = stm_catalog_call_claimants(&count, scan->intake->catalog, scan->newsroom->key,
                                            identity, &in->file);
    }
    scan->is_again |= count > 0;
    return status;
}

static stm_entry_t *invalid_entry(const intake_file_t *in)
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

/* Where each name is new, only what this walk has met can have an identity. */
static apr_status_t find_holder(stm_entry_t **entry, const intake_file_t *in, const char *identity)
{
    const stm_scan_t *scan = in->scan;
    return scan->is_new && !stm_fingerprint_set_add(scan->identities, identity)
               ? APR_ENOENT
               : stm_catalog_holder(entry, scan->intake->catalog, scan->newsroom->key, identity,
                                    in->pool);
}

/* Another file that has this identity and is still there; NULL: none. *holder: an entry that has it
 * though its file is gone. */
static const char *find_rival(stm_entry_t **holder, intake_file_t *in, const char *identity)
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

/* The file was renamed: its old place is forgotten by the index, not by the history. */
static apr_status_t take_over(intake_file_t *in, const stm_entry_t *holder)
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

static apr_status_t keep_past(intake_file_t *in, const stm_past_t *past)
{
    apr_status_t status = stm_batch_begin(in->scan);
    return status ? status
                  : stm_history_keep(in->scan->intake->history, in->scan->newsroom->key, past);
}

/* What stands in the index or the history for this name and was accepted; NULL: nothing. Where the
 * statement was renamed and broken at once, that of its old name. */
static apr_status_t find_last_good(stm_entry_t **good, stm_statement_t **statement,
                                   intake_file_t *in)
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
    if (!in->file.identity || find_rival(&holder, in, in->file.identity) || !holder ||
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
    return take_over(in, holder) ? APR_EGENERAL : keep_past(in, &past);
}

/* Where the history had to be saved row by row, the index may know more of a statement. */
static apr_status_t remind_history(intake_file_t *in, const stm_entry_t *entry)
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
    return keep_past(in, &past);
}

/* The files that it names are as hidden as it is. */
static void read_torn(intake_file_t *in)
{
    if (!in->statement) {
        const char *path =
            apr_pstrcat(in->pool, in->scan->newsroom->root, "/", in->name, ".xml", NULL);

        in->statement = in->bytes ? stm_statement_torn(in->bytes, in->size, in->pool)
                                  : stm_statement_torn_file(path, in->pool);
    }
}

/* The last good version goes on; without one the statement is not shown. */
static apr_status_t take_broken(intake_file_t *in)
{
    stm_entry_t *entry;
    stm_statement_t *of_good;
    apr_status_t status = find_last_good(&entry, &of_good, in);
    if (status) {
        return status;
    }
    read_torn(in);
    if (entry) {
        entry->is_broken = 1;
        status = remind_history(in, entry);
        if (!status) {
            status = put_entry(in, entry, of_good, of_good != NULL);
        }
        if (!status && in->is_written) {
            status = stm_catalog_put_next(in->scan->intake->catalog, in->scan->newsroom->key,
                                          in->name, in->statement->edges);
        }
    }
    else {
        status = put_entry(in, invalid_entry(in), in->statement, 0);
    }
    return status ? status : remember(in);
}

/* A release in another format is there by mistake. */
static void note_press(intake_file_t *in, const char *label, const char *format)
{
    stm_problems_add(in->problems, STM_SEVERITY_WARNING, STM_PRESS_CODE, label, 1, 1,
                     "Write its words as a statement, or move the file out of the newsroom.",
                     "The file is %s, no statement; the server hands it to everybody as it is",
                     format);
}

static void note_foreign(intake_file_t *in, const char *label)
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
    stm_report_note(in->scan, in->name, STM_OUTCOME_FOREIGN, in->problems);
}

/* Left to httpd, unless a statement of that name was accepted before. */
static apr_status_t take_foreign(intake_file_t *in, const char *label)
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
        return take_broken(in);
    }
    if (in->entry && in->entry->state == STM_STATE_INVALID) {
        status = stm_batch_begin(scan);
        if (!status) {
            status = stm_catalog_remove(scan->intake->catalog, scan->newsroom->key, in->name);
        }
        scan->is_changed = 1;
    }
    if (!was_foreign(in)) {
        note_foreign(in, label);
    }
    in->file.identity = NULL;
    return status ? status : remember(in);
}

/* Where there was no history, the index has met all that is in it now. */
static int has_no_past(const intake_file_t *in, const stm_entry_t *holder)
{
    return in->scan->is_blank && !in->entry && !holder;
}

/* The history of an accepted statement; *is_new_bytes: they differ from its last good ones. */
static apr_status_t write_past(stm_past_t *next, int *is_new_bytes, intake_file_t *in,
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
        status = keep_past(in, next);
    }
    return status;
}

static apr_status_t keep_good(intake_file_t *in, const stm_entry_t *holder)
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
    status = put_entry(in, entry, in->statement, is_new_bytes || holder);
    return status ? status : remember(in);
}

/* Held back until the other is gone or changes, as if it claimed that one's identity. */
static apr_status_t hold_back(intake_file_t *in, const stm_entry_t *original)
{
    stm_problems_add(
        in->problems, STM_SEVERITY_ERROR, "copy", in->document->name, 1, 0,
        "Delete one of the two files, or give this statement an id of its own.",
        "The file has no id and repeats %s.xml (title, issuers, date and language, and "
        "its words or its name): it is taken for a copy",
        original->name);
    in->file.identity = original->identity;
    return take_broken(in);
}

/* Nobody has seen the other yet: it was found a moment ago, and is read again. */
static apr_status_t displace_copy(intake_file_t *in, const stm_entry_t *other)
{
    stm_scan_t *scan = in->scan;
    apr_status_t status = stm_duplicates_displace(scan, other);
    return status ? status
                  : stm_history_forget(scan->intake->history, scan->newsroom->key, other->identity);
}

static apr_status_t refuse_duplicate(intake_file_t *in, const char *rival)
{
    stm_problems_add(
        in->problems, STM_SEVERITY_ERROR, "duplicate-id", in->document->name, 1, 0,
        "Give this statement an id of its own, or delete one of the two files.",
        "%s.xml already has the id of this statement, and counts: it was public first, "
        "or its file is older",
        rival);
    return take_broken(in);
}

static apr_status_t take_good(intake_file_t *in)
{
    const stm_claim_t claim = {in->name, in->file.identity, &in->file.stamp, in->statement};
    stm_entry_t *holder, *original;
    apr_status_t status = APR_SUCCESS;
    const char *rival = find_rival(&holder, in, in->file.identity);
    int is_first = rival && holder && stm_duplicates_precedes(in->scan, &claim, holder);
    if (rival && !is_first) {
        return refuse_duplicate(in, rival);
    }
    if (holder) {
        status = is_first ? stm_duplicates_displace(in->scan, holder) : take_over(in, holder);
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

/* Rules may refuse a document only until a moment that it names has come. */
static apr_time_t due_at(const intake_file_t *in)
{
    return in->statement->updated_at > in->scan->moment ? in->statement->updated_at : STM_NEVER;
}

static apr_status_t take_statement(intake_file_t *in)
{
    const stm_newsroom_t *newsroom = in->scan->newsroom;
    const stm_rules_t rules = {.zone = newsroom->set_zone, .moment = in->scan->moment};
    in->statement = stm_statement_extract(in->document, newsroom->set_zone, in->pool);
    in->file.identity =
        stm_statement_identity(in->statement->id, in->name, newsroom->identity, in->pool);
    if (newsroom->validate != STM_VALIDATE_OFF &&
        stm_schema_check(in->scan->intake->schema, in->document, &rules, in->problems, in->pool)) {
        in->file.due_at = due_at(in);
        if (newsroom->validate != STM_VALIDATE_WARN) {
            return take_broken(in);
        }
    }
    return take_good(in);
}

static apr_status_t take_bytes(intake_file_t *in, const char *label)
{
    apr_status_t status = stm_document_parse(&in->document, label, in->bytes, in->size,
                                             &in->scan->newsroom->limits, in->problems, in->pool);
    if (status == STM_EFOREIGN) {
        return take_foreign(in, label);
    }
    return status ? take_broken(in) : take_statement(in);
}

/* As its name is spelt: "NAME.XML", too. */
static const char *path_of(const intake_file_t *in)
{
    char *path = apr_pstrcat(in->pool, in->scan->newsroom->root, "/", in->name, ".xml", NULL);
    if (access(path, F_OK)) {
        stm_file_name_respell(path);
    }
    return path;
}

static apr_status_t take(intake_file_t *in)
{
    stm_scan_t *scan = in->scan;
    const char *path = path_of(in);
    const char *label = path + strlen(scan->newsroom->root) + 1;
    stm_file_stamp_t after;
    apr_status_t status;
    if (!stm_scan_stat(&in->file.stamp, scan, in->name)) {
        return APR_SUCCESS;
    }
    status = stm_document_bytes(&in->bytes, &in->size, path, label, &scan->newsroom->limits,
                                in->problems, in->pool);
    /* Gone, or still being written: the next scan sees what becomes of it. */
    if (APR_STATUS_IS_ENOENT(status) || !stm_scan_stat(&after, scan, in->name) ||
        !stm_file_stamp_equals(&after, &in->file.stamp)) {
        return APR_SUCCESS;
    }
    if (!status) {
        in->file.is_due = is_too_fresh(&after);
        return take_bytes(in, label);
    }
    if (status == STM_EFOREIGN) {
        in->file.is_due = is_too_fresh(&after);
        return take_foreign(in, label);
    }
    /* Too large stays so until it changes; any other fault may pass without a change. */
    in->file.is_due = status != STM_ELIMIT;
    return take_broken(in);
}

apr_status_t stm_ingest_file(stm_scan_t *scan, const stm_file_t *file, const stm_file_t *known)
{
    intake_file_t in = {.scan = scan, .known = known};
    apr_status_t status;
    apr_pool_create(&in.pool, scan->batch_pool);
    in.name = apr_pstrcat(in.pool, file->folder, file->stem, NULL);
    in.problems = stm_problems_create(scan->batch_pool);
    in.file = *file;
    in.file.identity = known ? known->identity : NULL;
    in.file.due_at = STM_NEVER;
    status = scan->is_new ? APR_ENOENT
                          : stm_catalog_known(&in.entry, scan->intake->catalog, scan->newsroom->key,
                                              in.name, in.pool);
    if (!status || status == APR_ENOENT) {
        status = take(&in);
    }
    apr_pool_destroy(in.pool);
    return status;
}
