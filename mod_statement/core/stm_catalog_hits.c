#include "stm_catalog_hits.h"

#include <apr_strings.h>
#include <string.h>

/* Of a word that all statements have no more hits than this are looked at, the last taken in. */
#define LOOKED_AT_MAX "200000"

#define RANKED(which) "SELECT " STM_ENTRY_COLUMNS STM_ASK_HITS which
#define PUBLISHED     " AND e.state = 3 AND e.shown_from <= ?3"
#define ALL           " AND e.state IN (1, 3)"
#define PAGE          " LIMIT ?13 OFFSET ?14"

static stm_entry_t *named(const apr_array_header_t *entries, const char *name)
{
    int i;
    for (i = 0; name && i < entries->nelts; i++) {
        stm_entry_t *entry = APR_ARRAY_IDX(entries, i, stm_entry_t *);
        if (!strcmp(entry->name, name)) {
            return entry;
        }
    }
    return NULL;
}

static const char *names_of(const apr_array_header_t *entries, apr_pool_t *pool)
{
    apr_array_header_t *names = apr_array_make(pool, entries->nelts, sizeof(const char *));
    int i;
    for (i = 0; i < entries->nelts; i++) {
        APR_ARRAY_PUSH(names, const char *) = APR_ARRAY_IDX(entries, i, stm_entry_t *)->name;
    }
    return stm_ask_json(names, pool);
}

/* For a word's beginning FTS5 gathers all that have it before it gives the first: so it is asked
 * once for the whole page. */
static apr_status_t add_snippets(apr_array_header_t *entries, const stm_ask_t *ask,
                                 apr_pool_t *result_pool)
{
    stm_database_t *database = ask->catalog->database;
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(
        &query, database,
        "WITH page (id, name) AS MATERIALIZED (SELECT id, name FROM entries WHERE newsroom ="
        " " STM_ROOM " AND name IN (SELECT value FROM json_each(?2)))"
        "SELECT (SELECT name FROM page WHERE id = words.rowid),"
        " snippet(words, 1, char(1), char(2), '…', 32) FROM words WHERE words MATCH ?3"
        " AND rowid >= (SELECT min(id) FROM page) AND rowid <= (SELECT max(id) FROM page)"
        " AND +rowid IN (SELECT id FROM page)",
        STM_VALUES(STM_TEXT(ask->newsroom), STM_TEXT(names_of(entries, ask->pool)),
                   STM_TEXT(ask->match)));
    while (!status && !(status = stm_database_next(database, query))) {
        stm_entry_t *entry = named(entries, (const char *)sqlite3_column_text(query, 0));
        if (entry) {
            entry->snippet = stm_database_text(query, 1, result_pool);
        }
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

static apr_status_t list_ranked(apr_array_header_t **entries, apr_int64_t *count,
                                const stm_ask_t *ask, const stm_choice_t *choice,
                                apr_pool_t *result_pool)
{
    int is_all = ask->query->show == STM_SHOW_ALL;
    stm_value_t values[STM_ASK_VALUES + 4] = {{0}};
    apr_status_t status;
    stm_ask_bind(values, ask, choice);
    values[STM_ASK_VALUES] = (stm_value_t)STM_TEXT(ask->match);
    status = stm_database_number(count, ask->catalog->database,
                                 is_all ? "SELECT count(*)" STM_ASK_HITS ALL
                                        : "SELECT count(*)" STM_ASK_HITS PUBLISHED,
                                 values);
    values[STM_ASK_VALUES + 1] = (stm_value_t)STM_NUMBER(ask->query->limit);
    values[STM_ASK_VALUES + 2] = (stm_value_t)STM_NUMBER(ask->query->offset);
    return status
               ? status
               : stm_catalog_rows(
                     entries, ask->catalog,
                     is_all
                         ? RANKED(ALL) " ORDER BY score, e.published_at DESC, e.identity" PAGE
                         : RANKED(
                               PUBLISHED) " ORDER BY score, e.visible_from DESC, e.identity" PAGE,
                     values, 1, result_pool);
}

/* Which statements have the words, as bits by their numbers: a list and its facets ask alike. */
struct stm_hits_t {
    const char *match;
    apr_int64_t version; /* of the index */
    unsigned char *bits;
    apr_int64_t size; /* in bits */
    int count;
    apr_pool_t *pool;
};

static int has_bit(const struct stm_hits_t *hits, apr_int64_t at)
{
    return at < hits->size && hits->bits[at / 8] & (1 << (at % 8));
}

/* The last hit has the highest number. */
static apr_status_t read_hits(struct stm_hits_t *hits, stm_catalog_t *catalog)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(&query, catalog->database,
                                             "SELECT rowid FROM words WHERE words MATCH ?1"
                                             " ORDER BY rowid DESC LIMIT " LOOKED_AT_MAX,
                                             STM_VALUES(STM_TEXT(hits->match)));
    while (!status && !(status = stm_database_next(catalog->database, query))) {
        apr_int64_t id = sqlite3_column_int64(query, 0);
        if (!hits->size) {
            hits->size = id + 1;
            hits->bits = apr_pcalloc(hits->pool, (apr_size_t)id / 8 + 1);
        }
        hits->bits[id / 8] |= (unsigned char)(1 << (id % 8));
        hits->count++;
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

/* No version tells a writer of what itself has written. */
static int is_known(const stm_ask_t *ask, apr_int64_t version)
{
    const stm_catalog_t *catalog = ask->catalog;
    return catalog->hits && catalog->access != STM_ACCESS_WRITE &&
           catalog->hits->version == version && !strcmp(catalog->hits->match, ask->match);
}

static apr_status_t find_hits(const struct stm_hits_t **hits, const stm_ask_t *ask)
{
    stm_catalog_t *catalog = ask->catalog;
    struct stm_hits_t *found;
    apr_int64_t version;
    apr_pool_t *pool;
    apr_status_t status =
        stm_database_number(&version, catalog->database, "PRAGMA data_version", NULL);
    *hits = catalog->hits;
    if (status || is_known(ask, version)) {
        return status;
    }
    if (catalog->hits) {
        apr_pool_destroy(catalog->hits->pool);
        catalog->hits = NULL;
    }
    apr_pool_create(&pool, catalog->database_pool);
    found = apr_pcalloc(pool, sizeof(*found));
    found->pool = pool;
    found->version = version;
    found->match = apr_pstrdup(pool, ask->match);
    status = read_hits(found, catalog);
    if (status) {
        apr_pool_destroy(pool);
        return status;
    }
    *hits = catalog->hits = found;
    return APR_SUCCESS;
}

apr_status_t stm_catalog_has_many(int *has_many, const stm_ask_t *ask)
{
    const struct stm_hits_t *hits;
    apr_status_t status = find_hits(&hits, ask);
    *has_many = !status && hits->count > STM_RANKED_MAX;
    return status;
}

/* Members in the order of lists, asked for without words. */
static apr_status_t start_walk(sqlite3_stmt **query, const stm_ask_t *ask,
                               const stm_choice_t *choice)
{
    stm_value_t values[STM_ASK_VALUES + 1] = {{0}};
    stm_ask_t unmatched = *ask;
    unmatched.match = NULL;
    stm_ask_bind(values, &unmatched, choice);
    return stm_database_query(query, ask->catalog->database,
                              ask->query->show == STM_SHOW_ALL
                                  ? "SELECT e.id" STM_ASK_ALL
                                    " ORDER BY e.published_at DESC, e.identity"
                                  : "SELECT m.entry" STM_ASK_PUBLISHED " ORDER BY m.place",
                              values);
}

apr_status_t stm_catalog_newest(apr_array_header_t **ids, const stm_ask_t *ask,
                                const stm_choice_t *choice)
{
    const struct stm_hits_t *hits;
    sqlite3_stmt *query;
    apr_status_t status = find_hits(&hits, ask);
    *ids = apr_array_make(ask->pool, 64, sizeof(apr_int64_t));
    if (!status) {
        status = start_walk(&query, ask, choice);
    }
    while (!status && !(status = stm_database_next(ask->catalog->database, query))) {
        apr_int64_t id = sqlite3_column_int64(query, 0);
        if (has_bit(hits, id)) {
            APR_ARRAY_PUSH(*ids, apr_int64_t) = id;
        }
        if ((*ids)->nelts == STM_HITS_MAX) {
            stm_database_leave(query);
            return APR_SUCCESS;
        }
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
    apr_array_cat(entries, rows);
    return status;
}

static apr_status_t list_newest(apr_array_header_t **entries, apr_int64_t *count,
                                const stm_ask_t *ask, const stm_choice_t *choice,
                                apr_pool_t *result_pool)
{
    apr_array_header_t *ids;
    apr_status_t status = stm_catalog_newest(&ids, ask, choice);
    int i;
    *count = ids->nelts;
    *entries = apr_array_make(result_pool, 20, sizeof(stm_entry_t *));
    for (i = ask->query->offset;
         !status && i < ids->nelts && i - ask->query->offset < ask->query->limit; i++) {
        status = add_entry(*entries, ask, APR_ARRAY_IDX(ids, i, apr_int64_t), result_pool);
    }
    return status;
}

apr_status_t stm_catalog_list_hits(apr_array_header_t **entries, apr_int64_t *count,
                                   const stm_ask_t *ask, const stm_choice_t *choice,
                                   apr_pool_t *result_pool)
{
    int has_many;
    apr_status_t status = stm_catalog_has_many(&has_many, ask);
    if (!status) {
        status = (has_many ? list_newest : list_ranked)(entries, count, ask, choice, result_pool);
    }
    return status ? status : add_snippets(*entries, ask, result_pool);
}
