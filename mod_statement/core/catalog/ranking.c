/* In which order the hits of a search are listed, and with what words around them. */
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "core/catalog/hits.h"
#include "core/search/score.h"
#include "core/search/snippet.h"

/* Hits whose scores differ by less are equal. */
#define SCORES_IN_ONE 10

static int wants_score(const void *baton, apr_int64_t id)
{
    return stm_ids_has(baton, id);
}

/* Both are by id. */
static void set_score(apr_array_header_t *ranked, int *at, sqlite3_stmt *row)
{
    apr_int64_t id = sqlite3_column_int64(row, 0);
    while (*at < ranked->nelts && APR_ARRAY_IDX(ranked, *at, stm_hit_t).id < id) {
        ++*at;
    }
    if (*at < ranked->nelts && APR_ARRAY_IDX(ranked, *at, stm_hit_t).id == id) {
        APR_ARRAY_IDX(ranked, *at, stm_hit_t).score =
            (int)(sqlite3_column_double(row, 1) * SCORES_IN_ONE + 0.5);
    }
}

static apr_status_t set_scores(apr_array_header_t *ranked, const stm_ask_t *ask,
                               const stm_ids_t *ids)
{
    stm_database_t *database = ask->catalog->database;
    stm_score_t wanted = {wants_score, ids, (const int *)ask->owners->elts, ask->owners->nelts};
    sqlite3_stmt *query;
    int at = 0;
    apr_status_t status =
        stm_database_query(&query, database,
                           "SELECT rowid, score(words, ?2) FROM words WHERE words MATCH ?1"
                           " ORDER BY rowid",
                           STM_VALUES(STM_TEXT(ask->match)));
    if (!status) {
        sqlite3_bind_pointer(query, 2, &wanted, STM_SCORE_POINTER, NULL);
    }
    while (!status && !(status = stm_database_next(database, query))) {
        set_score(ranked, &at, query);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

static int compare_hits(const void *one, const void *other)
{
    const stm_hit_t *a = one, *b = other;
    if (a->score != b->score) {
        return b->score - a->score;
    }
    return (a->moment < b->moment) - (a->moment > b->moment);
}

typedef struct tie_t {
    stm_hit_t hit;
    const char *words;
} tie_t;

static int compare_ties(const void *one, const void *other)
{
    return strcmp(((const tie_t *)one)->words, ((const tie_t *)other)->words);
}

static apr_status_t read_tie(const char **words, const stm_ask_t *ask, apr_int64_t id)
{
    stm_database_t *database = ask->catalog->database;
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(&query, database,
                                             "SELECT tie FROM entries WHERE"
                                             " id = ?1",
                                             STM_VALUES(STM_NUMBER(id)));
    *words = "";
    if (!status && !(status = stm_database_next(database, query))) {
        *words = stm_database_text(query, 0, ask->pool);
        stm_database_leave(query);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

/* Sorts @a count equal hits as lists do. */
static apr_status_t break_tie(stm_hit_t *hits, int count, const stm_ask_t *ask)
{
    tie_t *ties = apr_palloc(ask->pool, (apr_size_t)count * sizeof(*ties));
    apr_status_t status = APR_SUCCESS;
    int i;
    for (i = 0; !status && i < count; i++) {
        ties[i].hit = hits[i];
        status = read_tie(&ties[i].words, ask, hits[i].id);
    }
    if (!status) {
        qsort(ties, (size_t)count, sizeof(*ties), compare_ties);
    }
    for (i = 0; !status && i < count; i++) {
        hits[i] = ties[i].hit;
    }
    return status;
}

/* Only of those that are equal on this page. */
static apr_status_t break_ties(apr_array_header_t *ranked, const stm_ask_t *ask)
{
    apr_int64_t end = (apr_int64_t)ask->query->offset + ask->query->limit;
    stm_hit_t *hits = (stm_hit_t *)ranked->elts;
    apr_status_t status = APR_SUCCESS;
    int i, next;
    for (i = 0; !status && i < ranked->nelts && i < end; i = next) {
        for (next = i + 1; next < ranked->nelts && !compare_hits(&hits[i], &hits[next]); next++) {
        }
        if (next - i > 1 && next > ask->query->offset) {
            status = break_tie(&hits[i], next - i, ask);
        }
    }
    return status;
}

/* Without a look at the index again: for a word's beginning that would gather all that have it. */
static apr_status_t add_snippet(stm_entry_t *entry, const stm_ask_t *ask, apr_int64_t id,
                                apr_pool_t *result_pool)
{
    stm_database_t *database = ask->catalog->database;
    sqlite3_stmt *query;
    apr_status_t status =
        stm_database_query(&query, database, "SELECT title, text FROM words WHERE rowid = ?1",
                           STM_VALUES(STM_NUMBER(id)));
    if (!status && !(status = stm_database_next(database, query))) {
        const char *title = (const char *)sqlite3_column_text(query, 0);
        const char *text = (const char *)sqlite3_column_text(query, 1);
        entry->marked_title = title ? stm_snippet_title(title, ask->phrases, result_pool) : NULL;
        entry->snippet = text ? stm_snippet(text, ask->phrases, result_pool) : NULL;
        stm_database_leave(query);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

static apr_status_t add_entry(apr_array_header_t *entries, const stm_ask_t *ask, apr_int64_t id,
                              apr_pool_t *result_pool)
{
    apr_array_header_t *rows;
    apr_status_t status = stm_catalog_rows(
        &rows, ask->catalog, "SELECT " STM_ENTRY_COLUMNS " FROM entries WHERE id = ?1",
        STM_VALUES(STM_NUMBER(id)), 1, result_pool);
    if (!status && rows->nelts) {
        status = add_snippet(APR_ARRAY_IDX(rows, 0, stm_entry_t *), ask, id, result_pool);
    }
    apr_array_cat(entries, rows);
    return status;
}

static apr_status_t list_ranked(apr_array_header_t *ids, const stm_ask_t *ask,
                                const stm_hits_t *hits)
{
    apr_array_header_t *ranked = apr_array_copy(ask->pool, hits->few);
    const stm_query_t *query = ask->query;
    apr_status_t status = set_scores(ranked, ask, &hits->ids);
    int i;
    if (!status) {
        qsort(ranked->elts, (size_t)ranked->nelts, sizeof(stm_hit_t), compare_hits);
        status = break_ties(ranked, ask);
    }
    for (i = query->offset; !status && i < ranked->nelts && i - query->offset < query->limit; i++) {
        APR_ARRAY_PUSH(ids, apr_int64_t) = APR_ARRAY_IDX(ranked, i, stm_hit_t).id;
    }
    return status;
}

/* The order of lists, from the query's cursor on. */
static apr_status_t walk(sqlite3_stmt **query, const stm_ask_t *ask, const stm_choice_t *choice)
{
    stm_value_t values[STM_ASK_VALUES] = {{0}}, all[5] = {{0}};
    stm_ask_bind(values, ask, choice);
    memcpy(all, values, 2 * sizeof(*values));
    if (ask->query->show != STM_SHOW_ALL) {
        return stm_database_query(query, ask->catalog->database,
                                  "SELECT entry FROM members WHERE list = ?1 AND place >= ?2"
                                  " ORDER BY place",
                                  all);
    }
    stm_ask_bind_cursor(&all[2], ask);
    return stm_database_query(query, ask->catalog->database,
                              "SELECT e.id FROM entries e WHERE e.newsroom = " STM_ROOM
                              " AND e.state IN (1, 3) AND e.published_at <= ?2" STM_ASK_AFTER(
                                  "?3", "?4") " ORDER BY e.published_at DESC, e.tie",
                              all);
}

/* Along the order of lists: the shortest of those that hold all hits. */
static apr_status_t list_newest(apr_array_header_t *ids, const stm_ask_t *ask,
                                const stm_hits_t *hits, const stm_choice_t *choice)
{
    stm_database_t *database = ask->catalog->database;
    int skipped = 0;
    sqlite3_stmt *query;
    apr_status_t status = walk(&query, ask, choice);
    while (!status && !(status = stm_database_next(database, query))) {
        apr_int64_t id = sqlite3_column_int64(query, 0);
        if (!stm_ids_has(&hits->ids, id) || skipped++ < ask->query->offset) {
            continue;
        }
        APR_ARRAY_PUSH(ids, apr_int64_t) = id;
        if (ids->nelts == ask->query->limit) {
            stm_database_leave(query);
            return APR_SUCCESS;
        }
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

apr_status_t stm_catalog_list_hits(apr_array_header_t **entries, const stm_ask_t *ask,
                                   const stm_hits_t *hits, const stm_choice_t *choice,
                                   apr_pool_t *result_pool)
{
    apr_array_header_t *ids = apr_array_make(ask->pool, 20, sizeof(apr_int64_t));
    int is_by_date = hits->total > STM_RANKED_MAX || ask->query->order == STM_ORDER_NEWEST ||
                     ask->query->filter.order == STM_FOUND_NEWEST;
    apr_status_t status =
        is_by_date ? list_newest(ids, ask, hits, choice) : list_ranked(ids, ask, hits);
    int i;
    *entries = apr_array_make(result_pool, 20, sizeof(stm_entry_t *));
    for (i = 0; !status && i < ids->nelts; i++) {
        status = add_entry(*entries, ask, APR_ARRAY_IDX(ids, i, apr_int64_t), result_pool);
    }
    return status;
}
