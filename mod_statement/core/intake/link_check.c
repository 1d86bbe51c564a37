/* Checks links and groups of translations at the end of a scan, when all documents are known. */
#include <apr_strings.h>
#include <string.h>

#include "core/intake/dead_links.h"
#include "core/intake/internal.h"

/* Statements in one transaction. */
#define BATCH 100

static stm_link_target_t find(void *baton, const char *name, apr_pool_t *result_pool)
{
    stm_scan_t *scan = baton;
    stm_link_target_t target = {0};
    stm_entry_t *entry;
    if (!stm_catalog_known(&entry, scan->intake->catalog, scan->newsroom->key, name, result_pool) &&
        entry->state != STM_STATE_DELETED) {
        target.is_known = 1;
        target.is_public = stm_catalog_is_shown(entry, scan->moment);
        target.lang = entry->lang;
    }
    return target;
}

static stm_dead_links_query_t targets_of(stm_scan_t *scan, const char *name,
                                         const stm_document_t *document,
                                         const stm_statement_t *statement)
{
    return (stm_dead_links_query_t){scan->newsroom, name, document, statement, scan, find};
}

apr_status_t stm_link_check_note(stm_scan_t *scan, const char *name, const stm_document_t *document,
                                 const stm_statement_t *statement, apr_pool_t *pool)
{
    const stm_dead_links_query_t targets = targets_of(scan, name, document, statement);
    int is_doubtful = statement && document && stm_dead_links_is_doubtful(&targets, pool);
    /* A new entry has no links that were found to lead nowhere. */
    return is_doubtful || !scan->is_new
               ? stm_catalog_recheck_links(scan->intake->catalog, scan->newsroom->key, name,
                                           is_doubtful)
               : APR_SUCCESS;
}

/* Where the statement names its translations; at its root where it names none. */
static void warn_doubled(const stm_dead_links_query_t *targets, const char *lang,
                         stm_problems_t *problems)
{
    const apr_array_header_t *edges = targets->statement->edges;
    int line, column;
    stm_document_position(xmlDocGetRootElement(targets->document->xml), &line, &column);
    for (int i = edges->nelts - 1; i >= 0; i--) {
        const stm_edge_t *edge = &APR_ARRAY_IDX(edges, i, const stm_edge_t);
        if (edge->kind == STM_EDGE_TRANSLATION) {
            line = edge->line;
            column = edge->column;
        }
    }
    stm_problems_add(problems, STM_SEVERITY_WARNING, "translation-twice", targets->document->name,
                     line, column, "Name the one that this page is to offer in a translation.",
                     "There is more than one translation into “%s”", lang);
}

/* Where the file has changed since the index read it, nothing is found: the next scan reads it.
 * @a doubled may be NULL. */
static const stm_problems_t *check(stm_scan_t *scan, const stm_entry_t *entry, const char *doubled,
                                   apr_pool_t *pool)
{
    stm_problems_t *problems = stm_problems_create(pool);
    const char *path = stm_newsroom_path(scan->newsroom, entry->name, pool);
    const char *label = path + strlen(scan->newsroom->root) + 1;
    stm_document_t *document;
    stm_dead_links_query_t targets;
    stm_file_stamp_t stamp;
    if (!stm_scan_stat(&stamp, scan, entry->name) ||
        !stm_file_stamp_equals(&stamp, &entry->stamp) ||
        stm_document_read(&document, path, label, &scan->newsroom->limits,
                          stm_problems_create(pool), pool)) {
        return problems;
    }
    stm_scan_expand(scan, document, entry->name, NULL);
    targets = targets_of(scan, entry->name, document,
                         stm_statement_extract(document, scan->newsroom->zone, pool));
    stm_dead_links_check(&targets, problems, pool);
    if (doubled) {
        warn_doubled(&targets, doubled, problems);
    }
    return problems;
}

/* Reads no document that there is nothing to say of, however many are joined in groups. */
static apr_status_t find_problems(const stm_problems_t **problems, stm_scan_t *scan,
                                  stm_translation_groups_t *groups, const stm_due_links_t *due,
                                  apr_pool_t *pool)
{
    const char *doubled;
    apr_status_t status = stm_translation_groups_doubled(&doubled, groups, due->entry, pool);
    *problems = due->is_group_alone && !doubled && !due->entry->problems
                    ? stm_problems_create(pool)
                    : check(scan, due->entry, doubled, pool);
    return status;
}

static stm_intake_outcome_t outcome_of(const stm_entry_t *entry)
{
    return entry->state == STM_STATE_FINAL ? STM_OUTCOME_PUBLISHED : STM_OUTCOME_REFUSED;
}

static apr_status_t check_one(stm_scan_t *scan, stm_translation_groups_t *groups,
                              const stm_due_links_t *due)
{
    const stm_entry_t *entry = due->entry;
    apr_pool_t *pool;
    const stm_problems_t *problems;
    const char *json;
    apr_status_t status;
    apr_pool_create(&pool, scan->pool);
    status = find_problems(&problems, scan, groups, due, pool);
    json = stm_problems_at(problems, 0) ? stm_problems_json(problems, pool) : NULL;
    if (!status) {
        status = stm_batch_begin(scan);
    }
    if (!status) {
        status =
            stm_catalog_put_links(scan->intake->catalog, scan->newsroom->key, entry->name, json);
    }
    if (!status && !stm_scan_is_text_same(json, entry->problems)) {
        stm_problems_t *kept = stm_problems_create(scan->batch_pool);
        stm_problems_append(kept, problems);
        stm_report_note_later(scan, entry->name, STM_ABOUT_LINKS, outcome_of(entry), kept,
                              entry->problems);
    }
    apr_pool_destroy(pool);
    return status;
}

static apr_status_t check_some(int *count, const char **after, stm_scan_t *scan,
                               stm_translation_groups_t *groups, apr_pool_t *pool)
{
    const stm_intake_t *intake = scan->intake;
    apr_array_header_t *entries;
    apr_status_t status =
        stm_catalog_due_links(&entries, intake->catalog, scan->newsroom->key, *after, BATCH, pool);
    *count = status ? 0 : entries->nelts;
    for (int i = 0; !status && i < *count && !stm_scan_is_over(scan); i++) {
        const stm_due_links_t *due = &APR_ARRAY_IDX(entries, i, const stm_due_links_t);
        status =
            intake->stop && intake->stop(intake->baton) ? APR_EINTR : check_one(scan, groups, due);
    }
    if (*count) {
        const stm_due_links_t *last = &APR_ARRAY_IDX(entries, *count - 1, const stm_due_links_t);
        *after = apr_pstrdup(scan->pool, last->entry->name);
    }
    return status;
}

apr_status_t stm_link_check_run(stm_scan_t *scan)
{
    const char *after = "";
    int count = BATCH;
    apr_pool_t *pool, *groups_pool;
    stm_translation_groups_t *groups;
    apr_status_t status = APR_SUCCESS, kept = APR_SUCCESS;
    apr_pool_create(&pool, scan->pool);
    apr_pool_create(&groups_pool, scan->pool);
    groups = stm_translation_groups_make(scan, groups_pool);
    while (!status && !kept && count == BATCH && !stm_scan_is_over(scan)) {
        status = check_some(&count, &after, scan, groups, pool);
        kept = status && status != APR_EINTR ? APR_SUCCESS : stm_batch_commit(scan);
        apr_pool_clear(pool);
    }
    apr_pool_destroy(groups_pool);
    apr_pool_destroy(pool);
    return status ? status : kept;
}
