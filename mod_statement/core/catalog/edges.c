/*
 * Edges: what the addresses in a statement lead to.
 *
 * An address that means the same wherever the newsroom is mounted is kept as its target. Of any
 * other the last step is the target, to find it by, and the whole is kept beside it as the
 * reference, to decide by once a mount is known (core/site/reference).
 */
#include <apr_lib.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "core/catalog/index.h"
#include "core/catalog/writer.h"
#include "core/edition/make.h"
#include "core/site/reference.h"
#include "core/site/spelling.h"

/* Whether an edge of @a target or, where that is not empty, @a reference leads to @a name. */
static int is_edge_to(const char *name, const char *target, const char *reference,
                      const stm_mounts_t *mounts, apr_pool_t *pool)
{
    return !*target     ? 1
           : *reference ? stm_reference_leads(reference, name, mounts, pool)
                        : stm_spelling_is_same(target, name, pool);
}

static const char *column(sqlite3_stmt *query, int index)
{
    const char *text = (const char *)sqlite3_column_text(query, index);

    return text ? text : "";
}

/* Rows of which the first two columns are target and reference. */
static apr_status_t query_edges(sqlite3_stmt **query, stm_catalog_t *catalog, const char *newsroom,
                                const char *sql, const char *name, apr_time_t moment)
{
    apr_status_t status = stm_catalog_ready(catalog);

    return status ? status
                  : stm_database_query(query, catalog->database, sql,
                                       STM_VALUES(STM_TEXT(newsroom), STM_TEXT(name),
                                                  STM_TEXT(apr_filepath_name_get(name)),
                                                  STM_NUMBER(moment)));
}

#define EDGES_TO                                                                                   \
    " FROM edges x JOIN entries e ON e.id = x.entry WHERE x.newsroom = " STM_NEWSROOM_ID           \
    " AND x.target IN (" STM_FORMS("?2") ", " STM_FORMS("?3") ", '')"

/* Whoever asks has no pool that lives shorter than a request. */
static apr_pool_t *make_pool(const stm_catalog_t *catalog)
{
    apr_pool_t *pool;

    apr_pool_create(&pool, catalog->pool);
    return pool;
}

static void read_named_by(stm_named_by_t *by, sqlite3_stmt *query)
{
    by->name = column(query, 2);
    by->is_shown = sqlite3_column_int(query, 3);
    by->stamp.inode = sqlite3_column_int64(query, 4);
    by->stamp.size = sqlite3_column_int64(query, 5);
    by->stamp.mtime = sqlite3_column_int64(query, 6);
    by->stamp.ctime = sqlite3_column_int64(query, 7);
    by->is_any = !*column(query, 0);
}

apr_status_t stm_catalog_named_by(stm_catalog_t *catalog, const char *newsroom, const char *file,
                                  const stm_mounts_t *mounts, apr_time_t moment,
                                  int (*visit)(void *baton, const stm_named_by_t *by), void *baton,
                                  apr_pool_t *scratch_pool)
{
    const char *name = stm_reference_name(file, scratch_pool);
    sqlite3_stmt *query;
    stm_named_by_t by;
    apr_status_t status =
        query_edges(&query, catalog, newsroom,
                    "SELECT x.target, x.reference, e.name, x.kind NOT IN (5, 7) AND e.state = 3"
                    " AND e.shown_from <= ?4 AND e.withdrawn_at > ?4,"
                    " e.inode, e.size, e.mtime, e.ctime" EDGES_TO " AND x.kind IN (2, 3, 4, 5, 7)",
                    name, moment);

    while (!status && !(status = stm_database_next(catalog->database, query))) {
        if (is_edge_to(name, column(query, 0), column(query, 1), mounts, scratch_pool)) {
            read_named_by(&by, query);
            if (visit(baton, &by)) {
                stm_database_leave(query);
                return APR_SUCCESS;
            }
        }
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

int stm_catalog_shows_file(stm_catalog_t *catalog, const char *newsroom, const char *file)
{
    apr_pool_t *pool = make_pool(catalog);
    const char *name = stm_reference_name(file, pool);
    sqlite3_stmt *query;
    int is_shown =
        !query_edges(&query, catalog, newsroom,
                     "SELECT x.target" EDGES_TO " AND x.kind IN (2, 3, 4, 5, 7) AND"
                     " (x.reference <> '' OR x.target IN (" STM_FORMS("?2") "))"
                                                                            " AND ?4 = 0 LIMIT 1",
                     name, 0) &&
        !stm_database_next(catalog->database, query);

    if (is_shown) {
        stm_database_leave(query);
    }
    apr_pool_destroy(pool);
    return is_shown;
}

static int by_name(const void *one, const void *other)
{
    const stm_entry_t *const *a = one, *const *b = other;
    return strcmp((*a)->name, (*b)->name);
}

/* Sorts @a entries by name, each once, without the one called @a name (NULL: with all). */
static void settle_names(apr_array_header_t *entries, const char *name)
{
    const stm_entry_t **rows = (const stm_entry_t **)entries->elts;
    int index, kept = 0;

    qsort(rows, (size_t)entries->nelts, sizeof(*rows), by_name);
    for (index = 0; index < entries->nelts; index++) {
        if ((kept == 0 || strcmp(rows[kept - 1]->name, rows[index]->name) != 0) &&
            (!name || strcmp(rows[index]->name, name) != 0)) {
            rows[kept++] = rows[index];
        }
    }
    entries->nelts = kept;
}

static apr_status_t add_entry(apr_array_header_t *entries, stm_catalog_t *catalog,
                              const char *newsroom, const char *name, apr_pool_t *pool)
{
    stm_entry_t *entry;
    apr_status_t status = stm_catalog_find_alike(&entry, catalog, newsroom, name, pool);

    if (!status) {
        APR_ARRAY_PUSH(entries, stm_entry_t *) = entry;
    }
    return APR_STATUS_IS_ENOENT(status) ? APR_SUCCESS : status;
}

static apr_status_t add_entries(apr_array_header_t *entries, stm_catalog_t *catalog,
                                const char *newsroom, const apr_array_header_t *names,
                                apr_pool_t *pool)
{
    apr_status_t status = APR_SUCCESS;
    int i;

    for (i = 0; !status && i < names->nelts; i++) {
        status = add_entry(entries, catalog, newsroom, APR_ARRAY_IDX(names, i, const char *), pool);
    }
    return status;
}

/* Names of entries that @a name is a translation of by a reference that a mount decides. */
static apr_status_t names_by_mount(apr_array_header_t *names, stm_catalog_t *catalog,
                                   const char *newsroom, const char *name,
                                   const stm_mounts_t *mounts, apr_pool_t *pool)
{
    sqlite3_stmt *query;
    apr_status_t status = query_edges(&query, catalog, newsroom,
                                      "SELECT x.target, x.reference, e.name" EDGES_TO
                                      " AND x.kind = 4 AND x.reference <> '' AND ?4 = 0",
                                      name, 0);

    while (!status && !(status = stm_database_next(catalog->database, query))) {
        if (stm_reference_leads(column(query, 1), name, mounts, pool)) {
            APR_ARRAY_PUSH(names, const char *) = apr_pstrdup(pool, column(query, 2));
        }
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

/* One way to find names by references that a mount decides. */
typedef apr_status_t (*find_names_t)(apr_array_header_t *names, stm_catalog_t *catalog,
                                     const char *newsroom, const char *name,
                                     const stm_mounts_t *mounts, apr_pool_t *pool);

static apr_status_t add_by_mount(apr_array_header_t *entries, find_names_t find_names,
                                 stm_catalog_t *catalog, const char *newsroom, const char *name,
                                 const stm_mounts_t *mounts, apr_pool_t *pool)
{
    apr_array_header_t *names = apr_array_make(pool, 1, sizeof(const char *));
    apr_status_t status =
        mounts ? find_names(names, catalog, newsroom, name, mounts, pool) : APR_SUCCESS;

    return status ? status : add_entries(entries, catalog, newsroom, names, pool);
}

/* What @a name itself says are translations, by references that a mount decides. */
static apr_status_t own_by_mount(apr_array_header_t *names, stm_catalog_t *catalog,
                                 const char *newsroom, const char *name, const stm_mounts_t *mounts,
                                 apr_pool_t *pool)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(
        &query, catalog->database,
        "SELECT reference FROM edges WHERE kind = 4 AND reference <> ''"
        " AND entry = (SELECT id FROM entries WHERE newsroom = " STM_NEWSROOM_ID " AND name = ?2)",
        STM_VALUES(STM_TEXT(newsroom), STM_TEXT(name)));

    while (!status && !(status = stm_database_next(catalog->database, query))) {
        const char *reference = apr_pstrdup(pool, column(query, 0));
        const char *tail = stm_reference_tail(reference, mounts, pool);

        if (tail) {
            APR_ARRAY_PUSH(names, const char *) = tail;
        }
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

#define OWN_TARGETS(form)                                                                          \
    " UNION SELECT " form " FROM edges WHERE kind = 4 AND reference = '' AND entry ="              \
    " (SELECT id FROM entries WHERE newsroom = " STM_NEWSROOM_ID " AND name = ?2)"

#define IS_TRANSLATED(which) "EXISTS (SELECT 1 FROM edges WHERE kind = 4 AND " which ")"
#define IS_NAMED_BY(target)  IS_TRANSLATED("newsroom = n.id AND target = " target)
#define NAMED_BY_ITS_NAME    IS_NAMED_BY("?2")
#define NAMED_BY_ITS_FILE    IS_NAMED_BY("?3")
#define NAMED_BY_NOTHING     IS_NAMED_BY("''")
#define NAMES_ANOTHER                                                                              \
    IS_TRANSLATED("entry = (SELECT id FROM entries WHERE newsroom = n.id AND name = ?2)")

/* Most statements have no translations, and each page asks. What tells all of them takes 180,000
 * instructions, an eighth of a page of 4 KB; this takes 14,000. A name that is not plain may
 * be in another form, too. */
static int has_no_translations(stm_catalog_t *catalog, const char *newsroom, const char *name)
{
    apr_int64_t one;

    return stm_spelling_is_plain(name) &&
           stm_database_number(&one, catalog->database,
                               "SELECT 1 FROM newsrooms n WHERE key = ?1 AND (" NAMED_BY_ITS_NAME
                               " OR " NAMED_BY_ITS_FILE " OR " NAMED_BY_NOTHING " OR " NAMES_ANOTHER
                               ")",
                               STM_VALUES(STM_TEXT(newsroom), STM_TEXT(name),
                                          STM_TEXT(apr_filepath_name_get(name)))) == APR_ENOENT;
}

apr_status_t stm_catalog_siblings(apr_array_header_t **entries, stm_catalog_t *catalog,
                                  const char *newsroom, const char *name,
                                  const stm_mounts_t *mounts, apr_pool_t *result_pool)
{
    apr_status_t status = stm_catalog_ready(catalog);

    if (!status && has_no_translations(catalog, newsroom, name)) {
        *entries = apr_array_make(result_pool, 1, sizeof(const stm_entry_t *));
        return APR_SUCCESS;
    }
    status = stm_catalog_collect(
        entries, catalog,
        "SELECT " STM_ENTRY_COLUMNS " FROM entries WHERE newsroom = " STM_NEWSROOM_ID
        " AND name <> ?2 AND name IN (SELECT e.name FROM edges x JOIN entries e ON e.id = x.entry"
        " WHERE x.newsroom = " STM_NEWSROOM_ID " AND x.kind = 4 AND x.target IN (" STM_FORMS(
            "?2") ")"
                  " AND x.reference = ''" OWN_TARGETS("target") OWN_TARGETS("composed(target)")
                      OWN_TARGETS("decomposed(target)") ") ORDER BY name",
        STM_VALUES(STM_TEXT(newsroom), STM_TEXT(name)), 1, result_pool);

    if (!status) {
        status =
            add_by_mount(*entries, names_by_mount, catalog, newsroom, name, mounts, result_pool);
    }
    if (!status) {
        status = add_by_mount(*entries, own_by_mount, catalog, newsroom, name, mounts, result_pool);
    }
    settle_names(*entries, name);
    return status;
}

apr_status_t stm_catalog_named_translations(apr_array_header_t **named, stm_catalog_t *catalog,
                                            const char *newsroom, const char *name,
                                            apr_pool_t *result_pool)
{
    sqlite3_stmt *query;
    apr_status_t status =
        query_edges(&query, catalog, newsroom,
                    "SELECT href, lang FROM edges WHERE kind = 4 AND href IS NOT NULL AND entry ="
                    " (SELECT id FROM entries WHERE newsroom = " STM_NEWSROOM_ID " AND name = ?2)"
                    " AND ?3 <> '' AND ?4 = 0 ORDER BY line, col",
                    name, 0);

    *named = apr_array_make(result_pool, 2, sizeof(stm_named_translation_t));
    while (!status && !(status = stm_database_next(catalog->database, query))) {
        stm_named_translation_t *one = apr_array_push(*named);

        one->href = stm_database_text(query, 0, result_pool);
        one->lang = stm_database_text(query, 1, result_pool);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

int stm_catalog_names_file(stm_catalog_t *catalog, const char *newsroom, const char *name,
                           const char *file)
{
    apr_pool_t *pool = make_pool(catalog);
    apr_int64_t is_there = 0;
    apr_status_t status = stm_catalog_ready(catalog);

    if (!status) {
        status = stm_database_number(
            &is_there, catalog->database,
            "SELECT EXISTS (SELECT 1 FROM edges WHERE entry = (SELECT id FROM entries"
            " WHERE newsroom = " STM_NEWSROOM_ID " AND name = ?2 AND state IN (1, 3))"
            " AND kind IN (2, 3) AND reference = '' AND target IN (" STM_FORMS("?3") "))",
            STM_VALUES(STM_TEXT(newsroom), STM_TEXT(name),
                       STM_TEXT(stm_reference_name(file, pool))));
    }
    apr_pool_destroy(pool);
    return !status && is_there;
}
