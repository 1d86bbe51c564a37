#include "stm_catalog_hits.h"

#include <apr_strings.h>
#include <string.h>

/* Of a word that all statements have no more hits than this are looked at, the last taken in. */
#define LOOKED_AT_MAX "200000"

#define RANKED(which) "SELECT " STM_ENTRY_COLUMNS STM_ASK_HITS which
#define PUBLISHED     " AND e.state = 3 AND e.shown_from <= ?3"
#define ALL           " AND e.state IN (1, 3)"
#define PAGE          " LIMIT ?13 OFFSET ?14"

static apr_status_t add_snippets(apr_array_header_t *entries, const stm_ask_t *ask,
                                 apr_pool_t *result_pool)
{
    stm_database_t *database = ask->catalog->database;
    apr_status_t status = APR_SUCCESS;
    int i;
    for (i = 0; !status && i < entries->nelts; i++) {
        stm_entry_t *entry = APR_ARRAY_IDX(entries, i, stm_entry_t *);
        sqlite3_stmt *query;
        status = stm_database_query(
            &query, database,
            "SELECT snippet(words, 1, char(1), char(2), '…', 32) FROM words WHERE words MATCH ?3"
            " AND rowid = (SELECT id FROM entries WHERE newsroom = " STM_ROOM " AND name = ?2)",
            STM_VALUES(STM_TEXT(ask->newsroom), STM_TEXT(entry->name), STM_TEXT(ask->match)));
        if (!status && !(status = stm_database_next(database, query))) {
            entry->snippet = stm_database_text(query, 0, result_pool);
            stm_database_leave(query);
        }
        status = status == APR_EOF ? APR_SUCCESS : status;
    }
    return status;
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

apr_status_t stm_catalog_has_many(int *has_many, const stm_ask_t *ask)
{
    apr_int64_t count = 0;
    apr_status_t status = stm_database_number(
        &count, ask->catalog->database,
        "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ?1 LIMIT ?2)",
        STM_VALUES(STM_TEXT(ask->match), STM_NUMBER(STM_RANKED_MAX + 1)));
    *has_many = count > STM_RANKED_MAX;
    return status;
}

typedef struct bits_t {
    unsigned char *bytes;
    apr_int64_t size; /* in bits */
} bits_t;

static int has_bit(const bits_t *bits, apr_int64_t at)
{
    return at < bits->size && bits->bytes[at / 8] & (1 << (at % 8));
}

/* The last hit has the highest number. */
static apr_status_t read_hits(bits_t *bits, const stm_ask_t *ask)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(&query, ask->catalog->database,
                                             "SELECT rowid FROM words WHERE words MATCH ?1"
                                             " ORDER BY rowid DESC LIMIT " LOOKED_AT_MAX,
                                             STM_VALUES(STM_TEXT(ask->match)));
    bits->size = 0;
    while (!status && !(status = stm_database_next(ask->catalog->database, query))) {
        apr_int64_t id = sqlite3_column_int64(query, 0);
        if (!bits->size) {
            bits->size = id + 1;
            bits->bytes = apr_pcalloc(ask->pool, (apr_size_t)id / 8 + 1);
        }
        bits->bytes[id / 8] |= (unsigned char)(1 << (id % 8));
    }
    return status == APR_EOF ? APR_SUCCESS : status;
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
    sqlite3_stmt *query;
    bits_t bits = {0};
    apr_status_t status = read_hits(&bits, ask);
    *ids = apr_array_make(ask->pool, 64, sizeof(apr_int64_t));
    if (!status) {
        status = start_walk(&query, ask, choice);
    }
    while (!status && !(status = stm_database_next(ask->catalog->database, query))) {
        apr_int64_t id = sqlite3_column_int64(query, 0);
        if (has_bit(&bits, id)) {
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
