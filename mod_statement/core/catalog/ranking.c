/* In which order the hits of a search are listed, and with what words around them. */
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "core/catalog/listing.h"
#include "core/search/score.h"
#include "core/search/snippet.h"

/* Hits whose scores differ by less are equal. */
#define SCORES_IN_ONE 10

typedef struct ranked_t {
    const stm_hit_t *hits; /* by id */
    int count;
} ranked_t;

static int compare_ids(const void *one, const void *other)
{
    const stm_hit_t *a = one, *b = other;

    return (a->id > b->id) - (a->id < b->id);
}

static int wants_score(const void *baton, apr_int64_t id)
{
    const ranked_t *ranked = baton;
    const stm_hit_t wanted = {.id = id};

    return bsearch(&wanted, ranked->hits, (size_t)ranked->count, sizeof(wanted), compare_ids) !=
           NULL;
}

/* Both are by id. */
static void set_score(apr_array_header_t *hits, int *at, sqlite3_stmt *row)
{
    apr_int64_t id = sqlite3_column_int64(row, 0);

    while (*at < hits->nelts && APR_ARRAY_IDX(hits, *at, stm_hit_t).id < id) {
        ++*at;
    }
    if (*at < hits->nelts && APR_ARRAY_IDX(hits, *at, stm_hit_t).id == id) {
        APR_ARRAY_IDX(hits, *at, stm_hit_t).score =
            (int)(sqlite3_column_double(row, 1) * SCORES_IN_ONE + 0.5);
    }
}

static apr_status_t set_scores(apr_array_header_t *hits, const stm_listing_t *listing)
{
    stm_database_t *database = listing->catalog->database;
    const ranked_t ranked = {(const stm_hit_t *)hits->elts, hits->nelts};
    stm_score_t wanted = {wants_score, &ranked, (const int *)listing->owners->elts,
                          listing->owners->nelts};
    sqlite3_stmt *query;
    int at = 0;
    apr_status_t status =
        stm_database_query(&query, database,
                           "SELECT rowid, score(words, ?2) FROM words WHERE words MATCH ?1"
                           " ORDER BY rowid",
                           STM_VALUES(STM_TEXT(listing->match)));

    if (!status) {
        sqlite3_bind_pointer(query, 2, &wanted, STM_SCORE_POINTER, NULL);
    }
    while (!status && !(status = stm_database_next(database, query))) {
        set_score(hits, &at, query);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

/* Equal ones are in the order of the list. */
static int compare_hits(const void *one, const void *other)
{
    const stm_hit_t *a = one, *b = other;

    return a->score != b->score ? b->score - a->score : a->position - b->position;
}

apr_status_t stm_listing_rank(apr_array_header_t **page, const stm_listing_t *listing,
                              const stm_found_t *found)
{
    const stm_query_t *query = listing->query;
    apr_array_header_t *hits = apr_array_copy(listing->pool, found->hits);
    apr_status_t status;

    *page = apr_array_make(listing->pool, 20, sizeof(apr_int64_t));
    qsort(hits->elts, (size_t)hits->nelts, sizeof(stm_hit_t), compare_ids);
    status = set_scores(hits, listing);
    qsort(hits->elts, (size_t)hits->nelts, sizeof(stm_hit_t), compare_hits);
    for (int i = query->offset; !status && i < hits->nelts && i - query->offset < query->limit;
         i++) {
        APR_ARRAY_PUSH(*page, apr_int64_t) = APR_ARRAY_IDX(hits, i, stm_hit_t).id;
    }
    return status;
}

/* Without a look at the index again: for a word's beginning that would gather all that have it. */
apr_status_t stm_listing_add_snippet(stm_entry_t *entry, const stm_listing_t *listing,
                                     apr_int64_t id, apr_pool_t *result_pool)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_first(&query, listing->catalog->database,
                                             "SELECT title, text FROM words WHERE rowid = ?1",
                                             STM_VALUES(STM_NUMBER(id)));
    if (!status) {
        const char *title = (const char *)sqlite3_column_text(query, 0);
        const char *text = (const char *)sqlite3_column_text(query, 1);
        entry->marked_title =
            title ? stm_snippet_title(title, listing->phrases, result_pool) : NULL;
        entry->snippet = text ? stm_snippet(text, listing->phrases, result_pool) : NULL;
        stm_database_leave(query);
    }
    return status == APR_ENOENT ? APR_SUCCESS : status;
}
