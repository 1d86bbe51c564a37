/*
 * Edges: what the addresses in a statement lead to.
 *
 * An address that means the same wherever the newsroom is mounted is kept as its target. Of any
 * other the last step is the target, to find it by, and the whole is kept beside it as the
 * reference, to decide by once a mount is known (core/site/reference).
 */
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "core/catalog/index.h"
#include "core/catalog/writer.h"
#include "core/edition/make.h"
#include "core/site/reference.h"
#include "core/site/spelling.h"

/* An entry whose edges are written. */
typedef struct writing_t {
    stm_catalog_t *catalog;
    apr_int64_t room, id;
    const char *name;
    apr_pool_t *pool;
} writing_t;

static apr_status_t insert_edge(const writing_t *writing, const stm_edge_t *edge,
                                stm_edge_kind_t kind, const char *target, const char *reference)
{
    return stm_database_run(
        writing->catalog->database,
        "INSERT INTO edges (newsroom, entry, kind, target, reference, line, col, href, lang)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
        " ON CONFLICT DO UPDATE SET times = times + 1",
        STM_VALUES(
            STM_NUMBER(writing->room), STM_NUMBER(writing->id), STM_NUMBER(kind), STM_TEXT(target),
            STM_TEXT(reference), STM_NUMBER(edge->line), STM_NUMBER(edge->column),
            STM_TEXT(kind == STM_EDGE_TRANSLATION ? edge->href : NULL), STM_TEXT(edge->lang)),
        NULL);
}

static const char *leaf_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static apr_status_t insert_reference(const writing_t *writing, const stm_edge_t *edge,
                                     stm_edge_kind_t kind, const char *reference)
{
    return stm_reference_is_certain(reference)
               ? insert_edge(writing, edge, kind, reference, "")
               : insert_edge(writing, edge, kind, leaf_of(reference), reference);
}

/* "name" where @a reference is "name.ext", which may be a format of it; NULL. */
static const char *stem_of(const char *reference, apr_pool_t *pool)
{
    const char *leaf = leaf_of(reference), *dot = strrchr(leaf, '.');

    return dot && dot > leaf ? apr_pstrmemdup(pool, reference, (apr_size_t)(dot - reference))
                             : NULL;
}

/* The other side of a translation shows it. */
static void note_link(const writing_t *writing, const stm_edge_t *edge, const char *reference)
{
    const apr_array_header_t *ends;
    int i;

    if (edge->kind != STM_EDGE_TRANSLATION && edge->kind != STM_EDGE_LINK) {
        return;
    }
    if (stm_reference_is_certain(reference)) {
        stm_catalog_note_link(writing->catalog, reference);
    }
    else if (edge->kind == STM_EDGE_TRANSLATION) {
        ends = stm_reference_ends(reference, writing->pool);
        for (i = 0; i < ends->nelts; i++) {
            stm_catalog_note_link(writing->catalog, APR_ARRAY_IDX(ends, i, const char *));
        }
    }
}

static apr_status_t write_source(const writing_t *writing, const stm_edge_t *edge)
{
    const char *target = stm_edition_name(edge->href, writing->name, writing->pool);

    /* One that leads out of the newsroom is no statement's name, so it counts as missing. */
    return insert_edge(writing, edge, edge->kind,
                       target ? target : apr_pstrcat(writing->pool, "/", edge->href, NULL), "");
}

static int is_hidden(stm_edge_kind_t kind)
{
    return kind == STM_EDGE_INTERNAL || kind == STM_EDGE_NEXT;
}

static apr_status_t write_edge(const writing_t *writing, const stm_edge_t *edge)
{
    const char *reference, *stem;
    apr_status_t status;

    if (edge->kind == STM_EDGE_SOURCE) {
        return write_source(writing, edge);
    }
    if (strcmp(edge->href, STM_EDGE_ANY_FILE) == 0) {
        return insert_edge(writing, edge, edge->kind, STM_EDGE_ANY_FILE, "");
    }
    reference = stm_reference_make(edge->href, writing->name, writing->pool);
    if (!reference) {
        return APR_SUCCESS;
    }
    reference = stm_reference_name(reference, writing->pool);
    stem = is_hidden(edge->kind) ? NULL : stem_of(reference, writing->pool);
    note_link(writing, edge, reference);
    status = insert_reference(writing, edge, edge->kind, reference);
    return status || !stem ? status : insert_reference(writing, edge, STM_EDGE_FORMAT, stem);
}

apr_status_t stm_catalog_write_edges(stm_catalog_t *catalog, apr_int64_t room, apr_int64_t id,
                                     const char *name, const apr_array_header_t *edges,
                                     apr_pool_t *scratch_pool)
{
    const writing_t writing = {catalog, room, id, name, scratch_pool};
    apr_status_t status = APR_SUCCESS;
    int i;

    for (i = 0; !status && i < edges->nelts; i++) {
        status = write_edge(&writing, &APR_ARRAY_IDX(edges, i, stm_edge_t));
    }
    return status;
}

apr_status_t stm_catalog_put_next(stm_catalog_t *catalog, const char *newsroom, const char *name,
                                  const apr_array_header_t *edges)
{
    writing_t writing = {.catalog = catalog, .name = name};
    stm_catalog_newsroom_t *room;
    apr_status_t status = stm_catalog_newsroom(&room, catalog, newsroom);

    if (!status) {
        writing.room = room->id;
        status = stm_database_number(&writing.id, catalog->database,
                                     "SELECT id FROM entries WHERE newsroom = ?1 AND name = ?2",
                                     STM_VALUES(STM_NUMBER(room->id), STM_TEXT(name)));
    }
    if (!status) {
        status =
            stm_database_run(catalog->database, "DELETE FROM edges WHERE entry = ?1 AND kind = 7",
                             STM_VALUES(STM_NUMBER(writing.id)), NULL);
    }
    apr_pool_create(&writing.pool, catalog->database_pool);
    for (int i = 0; !status && i < edges->nelts; i++) {
        stm_edge_t edge = APR_ARRAY_IDX(edges, i, stm_edge_t);

        if (edge.kind != STM_EDGE_SOURCE) {
            edge.kind = STM_EDGE_NEXT;
            status = write_edge(&writing, &edge);
        }
    }
    apr_pool_destroy(writing.pool);
    return status;
}

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
                                                  STM_TEXT(leaf_of(name)), STM_NUMBER(moment)));
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

/* Most statements have no translations, and each page asks. What tells all of them takes 180,000
 * instructions, an eighth of a page of 4 KB; this takes 14,000. A name that is not plain may
 * be in another form, too. */
static int has_no_translations(stm_catalog_t *catalog, const char *newsroom, const char *name)
{
    apr_int64_t one;

    return stm_spelling_is_plain(name) &&
           stm_database_number(
               &one, catalog->database,
               "SELECT 1 FROM newsrooms n WHERE key = ?1 AND (" IS_NAMED_BY(
                   "?2") " OR " IS_NAMED_BY("?3") " OR " IS_NAMED_BY("''") " OR " IS_TRANSLATED("en"
                                                                                                "tr"
                                                                                                "y "
                                                                                                "= "
                                                                                                "(S"
                                                                                                "EL"
                                                                                                "EC"
                                                                                                "T "
                                                                                                "id"
                                                                                                " F"
                                                                                                "RO"
                                                                                                "M "
                                                                                                "en"
                                                                                                "tr"
                                                                                                "ie"
                                                                                                "s "
                                                                                                "WH"
                                                                                                "ER"
                                                                                                "E "
                                                                                                "ne"
                                                                                                "ws"
                                                                                                "ro"
                                                                                                "om"
                                                                                                " ="
                                                                                                " n"
                                                                                                ".i"
                                                                                                "d"
                                                                                                " A"
                                                                                                "ND"
                                                                                                " n"
                                                                                                "am"
                                                                                                "e "
                                                                                                "= "
                                                                                                "?2"
                                                                                                ")") ")",
               STM_VALUES(STM_TEXT(newsroom), STM_TEXT(name), STM_TEXT(leaf_of(name)))) ==
               APR_ENOENT;
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
