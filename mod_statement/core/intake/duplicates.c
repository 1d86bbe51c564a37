/* Which of two files that are one statement counts, and which file is a copy of another. */
#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "core/i18n/language.h"
#include "core/intake/internal.h"
#include "core/intake/new_duplicate.h"

/* Taken in by this very scan, and not public before it. */
static int is_of_this_scan(const stm_scan_t *scan, const stm_past_t *past)
{
    return past->changed_at == scan->moment &&
           (!past->first_public_at || past->first_public_at >= scan->moment);
}

/* Files that are copied together get dates in the order in which that happened to come. */
#define COPY_SPAN apr_time_from_sec(2)

/* By their dates, as far as these tell: below 0, 0 or above as strcmp() does. A file system may
 * keep whole seconds or less. */
static int compare_dates(apr_time_t date, apr_time_t other_date, int has_id)
{
    int is_near = has_id ? apr_time_sec(date) == apr_time_sec(other_date)
                         : date < other_date + COPY_SPAN && other_date < date + COPY_SPAN;
    return is_near ? 0 : date < other_date ? -1 : 1;
}

/* The shorter name, which is the one that the other may contain; the last resort is their order. */
static int compare_names(const char *name, const char *other_name)
{
    apr_size_t length = strlen(apr_filepath_name_get(name)),
               other_length = strlen(apr_filepath_name_get(other_name));
    return length != other_length ? (length < other_length ? -1 : 1) : strcmp(name, other_name);
}

int stm_duplicates_is_older(const char *name, apr_time_t date, const char *other_name,
                            apr_time_t other_date, int has_id)
{
    int order = compare_dates(date, other_date, has_id);
    return (order ? order : compare_names(name, other_name)) < 0;
}

static int is_older(const stm_claim_t *claim, const stm_entry_t *other)
{
    return stm_duplicates_is_older(claim->name, claim->stamp->mtime, other->name,
                                   other->stamp.mtime, claim->statement->id != NULL);
}

static int is_public(apr_time_t from, int is_draft, apr_time_t moment)
{
    return !is_draft && from <= moment;
}

int stm_duplicates_precedes(stm_scan_t *scan, const stm_claim_t *claim, const stm_entry_t *other)
{
    int is_now = is_public(claim->statement->published_at,
                           claim->statement->status == STM_STATUS_DRAFT, scan->moment);
    int is_other_now =
        is_public(other->published_at, other->state != STM_STATE_FINAL, scan->moment);
    stm_past_t past;
    if (stm_history_by_identity(&past, scan->intake->history, scan->newsroom->key, other->identity,
                                STM_BYTES_WITHOUT, scan->pool)) {
        return 0;
    }
    if (past.first_public_at && past.first_public_at < scan->moment) {
        return 0;
    }
    if (is_now != is_other_now) {
        return is_now;
    }
    return is_of_this_scan(scan, &past) && is_older(claim, other);
}

apr_status_t stm_duplicates_displace(stm_scan_t *scan, const stm_entry_t *entry)
{
    stm_catalog_t *catalog = scan->intake->catalog;
    const char *key = scan->newsroom->key;
    stm_file_t place, *file;
    apr_status_t status = stm_batch_begin(scan);
    stm_scan_split(&place, entry->name, scan->batch_pool);
    if (!status) {
        status = stm_catalog_remove(catalog, key, entry->name);
    }
    if (!status) {
        status = stm_catalog_file(&file, catalog, key, place.folder, place.stem, scan->batch_pool);
    }
    if (!status) {
        file->is_due = 1;
        status = stm_catalog_put_file(catalog, key, file);
    }
    scan->is_changed = scan->is_again = 1;
    return status == APR_ENOENT ? APR_SUCCESS : status;
}

static int are_issuers_same(const apr_array_header_t *one, const apr_array_header_t *other)
{
    if (one->nelts != other->nelts) {
        return 0;
    }
    for (int i = 0; i < one->nelts; i++) {
        if (strcmp(APR_ARRAY_IDX(one, i, const char *), APR_ARRAY_IDX(other, i, const char *))) {
            return 0;
        }
    }
    return 1;
}

static int has_stem(const char *name, const char *other, apr_pool_t *pool)
{
    return strstr(stm_language_fold(apr_filepath_name_get(name), pool),
                  stm_language_fold(apr_filepath_name_get(other), pool)) != NULL;
}

/* Title, date and language are the same already. */
static int is_repeated(stm_scan_t *scan, const stm_claim_t *claim, const stm_entry_t *entry,
                       apr_pool_t *pool)
{
    stm_statement_t *other = NULL;
    stm_past_t past;
    if (!strcmp(entry->name, claim->name) || entry->withdrawn_at != STM_NEVER ||
        !stm_scan_stat(NULL, scan, entry->name) ||
        stm_history_by_identity(&past, scan->intake->history, scan->newsroom->key, entry->identity,
                                STM_BYTES_WITH, pool) ||
        !stm_scan_entry_of_past(&other, scan, &past, pool)) {
        return 0;
    }
    return are_issuers_same(claim->statement->issuers, other->issuers) &&
           (has_stem(claim->name, entry->name, pool) ||
            stm_scan_is_text_same(claim->statement->text, other->text));
}

/* In a walk where each name is new, only what was met can be repeated. */
static int is_met(stm_scan_t *scan, const stm_statement_t *statement, apr_pool_t *pool)
{
    const char *key = apr_pstrcat(pool, "copy\n", statement->title, "\n", statement->published_text,
                                  "\n", statement->lang, NULL);
    return !scan->is_new || stm_scan_meet(scan, key);
}

/* One that is public stays so, whatever comes to lie beside it. */
static int was_public(stm_scan_t *scan, const char *identity)
{
    stm_past_t past;
    return !stm_history_by_identity(&past, scan->intake->history, scan->newsroom->key, identity,
                                    STM_BYTES_WITHOUT, scan->pool) &&
           past.first_public_at && past.first_public_at < scan->moment;
}

apr_status_t stm_duplicates_find_original(stm_entry_t **original, stm_scan_t *scan,
                                          const stm_claim_t *claim, apr_pool_t *result_pool)
{
    const stm_statement_t *statement = claim->statement;
    apr_array_header_t *entries;
    apr_status_t status;
    *original = NULL;
    if (!statement->title || !statement->published_text || !statement->lang ||
        !is_met(scan, statement, result_pool) || statement->id ||
        statement->status == STM_STATUS_DRAFT || was_public(scan, claim->identity)) {
        return APR_SUCCESS;
    }
    status =
        stm_catalog_alike(&entries, scan->intake->catalog, scan->newsroom->key,
                          statement->published_at, statement->title, statement->lang, result_pool);
    for (int i = 0; !status && !*original && i < entries->nelts; i++) {
        stm_entry_t *entry = APR_ARRAY_IDX(entries, i, stm_entry_t *);
        if (is_repeated(scan, claim, entry, result_pool)) {
            *original = entry;
        }
    }
    return status;
}
