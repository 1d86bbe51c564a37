/* Checks links and groups of translations at the end of a look, when all documents are known. */
#include <apr_strings.h>
#include <string.h>

#include "core/intake/dead_links.h"
#include "core/intake/internal.h"

/* Statements in one transaction. */
#define BATCH 100

static stm_target_t find(void *baton, const char *name, apr_pool_t *result_pool)
{
    stm_look_t *look = baton;
    stm_target_t target = {0};
    stm_entry_t *entry;
    if (!stm_catalog_known(&entry, look->intake->catalog, look->newsroom->key, name, result_pool) &&
        entry->state != STM_STATE_DELETED) {
        target.is_known = 1;
        target.is_public = stm_catalog_is_shown(entry, look->moment);
        target.lang = entry->lang;
    }
    return target;
}

static stm_targets_t targets_of(stm_look_t *look, const char *name, const stm_document_t *document,
                                const stm_statement_t *statement)
{
    return (stm_targets_t){look->newsroom, name, document, statement, look, find};
}

apr_status_t stm_look_doubt_links(stm_look_t *look, const char *name,
                                  const stm_document_t *document, const stm_statement_t *statement,
                                  apr_pool_t *pool)
{
    const stm_targets_t targets = targets_of(look, name, document, statement);
    int is_doubtful = statement && document && stm_targets_is_doubtful(&targets, pool);
    /* A new entry has no links that were found to lead nowhere. */
    return is_doubtful || !look->is_new
               ? stm_catalog_call_links(look->intake->catalog, look->newsroom->key, name,
                                        is_doubtful)
               : APR_SUCCESS;
}

/* Where the statement names its translations; at its root where it names none. */
static void warn_doubled(const stm_targets_t *targets, const char *lang, stm_problems_t *problems)
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

/* Where the file has changed since the index read it, nothing is found: the next look reads it.
 * @a doubled may be NULL. */
static const stm_problems_t *check(stm_look_t *look, const stm_entry_t *entry, const char *doubled,
                                   apr_pool_t *pool)
{
    stm_problems_t *problems = stm_problems_create(pool);
    const char *path = stm_newsroom_path(look->newsroom, entry->name, pool);
    const char *label = path + strlen(look->newsroom->root) + 1;
    stm_document_t *document;
    stm_targets_t targets;
    stm_file_stamp_t stamp;
    if (!stm_look_stat(&stamp, look, entry->name) ||
        !stm_file_stamp_equals(&stamp, &entry->stamp) ||
        stm_document_read(&document, path, label, &look->newsroom->limits,
                          stm_problems_create(pool), pool)) {
        return problems;
    }
    targets = targets_of(look, entry->name, document,
                         stm_statement_extract(document, look->newsroom->zone, pool));
    stm_targets_check(&targets, problems, pool);
    if (doubled) {
        warn_doubled(&targets, doubled, problems);
    }
    return problems;
}

/* Reads no document that there is nothing to say of, however many are joined in groups. */
static apr_status_t find_problems(const stm_problems_t **problems, stm_look_t *look,
                                  stm_groups_t *groups, const stm_due_links_t *due,
                                  apr_pool_t *pool)
{
    const char *doubled;
    apr_status_t status = stm_groups_doubled(&doubled, groups, due->entry, pool);
    *problems = due->is_group_alone && !doubled && !due->entry->problems
                    ? stm_problems_create(pool)
                    : check(look, due->entry, doubled, pool);
    return status;
}

static stm_fate_t fate_of(const stm_entry_t *entry)
{
    return entry->state == STM_STATE_FINAL ? STM_FATE_PUBLISHED : STM_FATE_REFUSED;
}

static apr_status_t check_one(stm_look_t *look, stm_groups_t *groups, const stm_due_links_t *due)
{
    const stm_entry_t *entry = due->entry;
    apr_pool_t *pool;
    const stm_problems_t *problems;
    const char *json;
    apr_status_t status;
    apr_pool_create(&pool, look->pool);
    status = find_problems(&problems, look, groups, due, pool);
    json = stm_problems_at(problems, 0) ? stm_problems_json(problems, pool) : NULL;
    if (!status) {
        status = stm_look_write(look);
    }
    if (!status) {
        status =
            stm_catalog_put_links(look->intake->catalog, look->newsroom->key, entry->name, json);
    }
    if (!status && !stm_look_is_text_same(json, entry->problems)) {
        stm_problems_t *kept = stm_problems_create(look->batch_pool);
        stm_problems_append(kept, problems);
        stm_look_note_later(look, entry->name, STM_ABOUT_LINKS, fate_of(entry), kept,
                            entry->problems);
    }
    apr_pool_destroy(pool);
    return status;
}

static apr_status_t check_some(int *count, const char **after, stm_look_t *look,
                               stm_groups_t *groups, apr_pool_t *pool)
{
    const stm_intake_t *intake = look->intake;
    apr_array_header_t *entries;
    apr_status_t status =
        stm_catalog_due_links(&entries, intake->catalog, look->newsroom->key, *after, BATCH, pool);
    *count = status ? 0 : entries->nelts;
    for (int i = 0; !status && i < *count && !stm_look_is_over(look); i++) {
        const stm_due_links_t *due = &APR_ARRAY_IDX(entries, i, const stm_due_links_t);
        status =
            intake->stop && intake->stop(intake->baton) ? APR_EINTR : check_one(look, groups, due);
    }
    if (*count) {
        const stm_due_links_t *last = &APR_ARRAY_IDX(entries, *count - 1, const stm_due_links_t);
        *after = apr_pstrdup(look->pool, last->entry->name);
    }
    return status;
}

apr_status_t stm_look_check_links(stm_look_t *look)
{
    const char *after = "";
    int count = BATCH;
    apr_pool_t *pool, *groups_pool;
    stm_groups_t *groups;
    apr_status_t status = APR_SUCCESS, kept = APR_SUCCESS;
    apr_pool_create(&pool, look->pool);
    apr_pool_create(&groups_pool, look->pool);
    groups = stm_look_groups(look, groups_pool);
    while (!status && !kept && count == BATCH && !stm_look_is_over(look)) {
        status = check_some(&count, &after, look, groups, pool);
        kept = status && status != APR_EINTR ? APR_SUCCESS : stm_look_commit(look);
        apr_pool_clear(pool);
    }
    apr_pool_destroy(groups_pool);
    apr_pool_destroy(pool);
    return status ? status : kept;
}
