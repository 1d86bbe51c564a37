#include <apr_strings.h>
#include <string.h>

#include "stm_catalog.h"
#include "stm_catalog_writer.h"
#include "stm_search.h"

static void put_json_string(char **to, const char *from)
{
    char *end = *to;
    *end++ = '"';
    for (; *from; from++) {
        if (*from == '"' || *from == '\\') {
            *end++ = '\\';
        }
        else if ((unsigned char)*from < 0x20) {
            end += apr_snprintf(end, 7, "\\u%04x", *from);
            continue;
        }
        *end++ = *from;
    }
    *end++ = '"';
    *to = end;
}

/* A list as one bound value: the statement stays the same however long the list is. */
static const char *json_array(const apr_array_header_t *texts, apr_pool_t *result_pool)
{
    apr_size_t size = 3;
    char *json, *end;
    int i;
    for (i = 0; texts && i < texts->nelts; i++) {
        size += 6 * strlen(APR_ARRAY_IDX(texts, i, const char *)) + 3;
    }
    json = end = apr_palloc(result_pool, size);
    *end++ = '[';
    for (i = 0; texts && i < texts->nelts; i++) {
        if (i) {
            *end++ = ',';
        }
        put_json_string(&end, APR_ARRAY_IDX(texts, i, const char *));
    }
    *end++ = ']';
    *end = '\0';
    return json;
}

/* ?1 newsroom, ?2 moment, ?3 folder, ?4 the first folder past it, ?5 and ?6 what is left out. */
#define PUBLISHED "state = 3 AND visible_from <= ?2"
#define ALL       "state IN (1, 3)"
#define COMMON                                                                                     \
    " AND newsroom = " STM_ROOM " AND expires_at > ?2 AND withdrawn_at > ?2"                       \
    " AND folder >= ?3 AND folder < ?4"                                                            \
    " AND folder NOT IN (SELECT value FROM json_each(?5))"                                         \
    " AND name NOT IN (SELECT value FROM json_each(?6))"
#define COMMON_VALUES 6

/* Of a filter: ?7 tag, ?8 year, ?9 language, ?10 issuer, ?11 words. */
#define LABELED(kind, given, found)                                                                \
    given " IS NULL OR EXISTS (SELECT 1 FROM labels WHERE entry = entries.id AND kind = " kind     \
          " AND " found ")"
#define TAG           LABELED("1", "?7", "value = ?7")
#define YEAR          LABELED("2", "?8", "value = ?8")
#define LANG          LABELED("3", "?9", "(value = ?9 OR (value > ?9 || '-' AND value < ?9 || '.'))")
#define ISSUER        LABELED("4", "?10", "value = ?10")
#define WORDS         " AND (?11 IS NULL OR entries.id IN (SELECT rowid FROM words WHERE words MATCH ?11))"
#define FILTER        " AND (" TAG ") AND (" YEAR ") AND (" LANG ") AND (" ISSUER ")"
#define FILTER_VALUES 11

/* Hits in a title count more; differences that no reader sees are none. The hits come first: the
 * planner would ask for them once for each entry. */
#define RANKED                                                                                     \
    "(SELECT rowid AS hit, round(bm25(words, 4.0, 1.0), 1) AS score FROM words"                    \
    " WHERE words MATCH ?11) CROSS JOIN entries ON entries.id = hit"

/* One set of statements for what is published, one for all. */
typedef struct questions_t {
    const char *count, *page;
    const char *filtered_count, *filtered_page, *ranked_page;
    const char *facets;
} questions_t;

#define QUESTIONS(which, moment)                                                                   \
    {                                                                                              \
        "SELECT count(*) FROM entries WHERE " which COMMON,                                        \
            "SELECT " STM_ENTRY_COLUMNS " FROM entries WHERE " which COMMON " ORDER BY " moment    \
            " DESC, identity LIMIT ?7 OFFSET ?8",                                                  \
            "SELECT count(*) FROM entries WHERE " which COMMON FILTER WORDS,                       \
            "SELECT " STM_ENTRY_COLUMNS " FROM entries WHERE " which COMMON FILTER WORDS           \
            " ORDER BY " moment " DESC, identity LIMIT ?12 OFFSET ?13",                            \
            "SELECT " STM_ENTRY_COLUMNS " FROM " RANKED " WHERE " which COMMON FILTER              \
            " ORDER BY score, " moment " DESC, identity LIMIT ?12 OFFSET ?13",                     \
            "SELECT l.kind, l.value, l.text, count(*), max(" moment ") FROM entries"               \
            " JOIN labels l ON l.entry = entries.id WHERE " which COMMON WORDS                     \
            " AND (l.kind = 1 OR " TAG ") AND (l.kind = 2 OR " YEAR ")"                            \
            " AND (l.kind = 3 OR " LANG ") AND (l.kind = 4 OR " ISSUER ")"                         \
            " GROUP BY l.kind, l.value"                                                            \
            " ORDER BY l.kind, CASE l.kind WHEN 2 THEN l.value END DESC, count(*) DESC, l.value"   \
    }

static const questions_t published_questions = QUESTIONS(PUBLISHED, "visible_from");
static const questions_t all_questions = QUESTIONS(ALL, "published_at");

static const questions_t *questions_of(const stm_query_t *query)
{
    return query->show == STM_SHOW_ALL ? &all_questions : &published_questions;
}

/* The least text past all that start with @a folder; '0' follows '/'. No UTF-8 holds 0xff. */
static const char *past_folder(const char *folder, apr_pool_t *result_pool)
{
    apr_size_t length = strlen(folder);
    return length
               ? apr_pstrcat(result_pool, apr_pstrndup(result_pool, folder, length - 1), "0", NULL)
               : "\xff";
}

static void bind_text(stm_value_t *value, const char *text)
{
    *value = (stm_value_t)STM_TEXT(text);
}

static void bind_common(stm_value_t *values, const char *newsroom, const stm_query_t *query,
                        apr_pool_t *pool)
{
    bind_text(&values[0], newsroom);
    values[1] = (stm_value_t)STM_NUMBER(query->moment);
    bind_text(&values[2], query->folder);
    bind_text(&values[3], past_folder(query->folder, pool));
    bind_text(&values[4], json_array(query->without_folders, pool));
    bind_text(&values[5], json_array(query->without_names, pool));
}

static void bind_filter(stm_value_t *values, const stm_filter_t *filter, const char *match)
{
    int kind;
    for (kind = STM_FACET_TAG; kind < STM_FACET_KINDS; kind++) {
        bind_text(&values[COMMON_VALUES + kind - 1], filter->values[kind]);
    }
    bind_text(&values[FILTER_VALUES - 1], match);
}

static void bind_page(stm_value_t *values, const stm_query_t *query)
{
    values[0] = (stm_value_t)STM_NUMBER(query->limit);
    values[1] = (stm_value_t)STM_NUMBER(query->offset);
}

static apr_status_t add_snippets(apr_array_header_t *entries, stm_catalog_t *catalog,
                                 const char *newsroom, const char *match, apr_pool_t *result_pool)
{
    apr_status_t status = APR_SUCCESS;
    int i;
    for (i = 0; !status && i < entries->nelts; i++) {
        stm_entry_t *entry = APR_ARRAY_IDX(entries, i, stm_entry_t *);
        sqlite3_stmt *query;
        status = stm_database_query(
            &query, catalog->database,
            "SELECT snippet(words, 1, char(1), char(2), '…', 32) FROM words WHERE words MATCH ?3"
            " AND rowid = (SELECT id FROM entries WHERE newsroom = " STM_ROOM " AND name = ?2)",
            STM_VALUES(STM_TEXT(newsroom), STM_TEXT(entry->name), STM_TEXT(match)));
        if (!status && !(status = stm_database_next(catalog->database, query))) {
            entry->snippet = stm_database_text(query, 0, result_pool);
            stm_database_leave(query);
        }
        status = status == APR_EOF ? APR_SUCCESS : status;
    }
    return status;
}

static apr_status_t list_all(apr_array_header_t **entries, apr_int64_t *count,
                             stm_catalog_t *catalog, const char *newsroom, const stm_query_t *query,
                             apr_pool_t *result_pool)
{
    const questions_t *questions = questions_of(query);
    stm_value_t values[COMMON_VALUES + 3] = {{0}};
    apr_status_t status;
    bind_common(values, newsroom, query, result_pool);
    status = stm_database_number(count, catalog->database, questions->count, values);
    bind_page(values + COMMON_VALUES, query);
    return status ? status
                  : stm_catalog_collect(entries, catalog, questions->page, values, 1, result_pool);
}

static apr_status_t list_filtered(apr_array_header_t **entries, apr_int64_t *count,
                                  stm_catalog_t *catalog, const char *newsroom,
                                  const stm_query_t *query, apr_pool_t *result_pool)
{
    const questions_t *questions = questions_of(query);
    const char *match = query->filter.q ? stm_search_match(query->filter.q, result_pool) : NULL;
    stm_value_t values[FILTER_VALUES + 3] = {{0}};
    apr_status_t status;
    if (query->filter.q && !match) {
        *count = 0;
        *entries = apr_array_make(result_pool, 1, sizeof(stm_entry_t *));
        return APR_SUCCESS;
    }
    bind_common(values, newsroom, query, result_pool);
    bind_filter(values, &query->filter, match);
    status = stm_database_number(count, catalog->database, questions->filtered_count, values);
    bind_page(values + FILTER_VALUES, query);
    if (!status) {
        status = stm_catalog_collect(entries, catalog,
                                     match ? questions->ranked_page : questions->filtered_page,
                                     values, 1, result_pool);
    }
    return !status && match ? add_snippets(*entries, catalog, newsroom, match, result_pool)
                            : status;
}

apr_status_t stm_catalog_list(apr_array_header_t **entries, int *total, stm_catalog_t *catalog,
                              const char *newsroom, const stm_query_t *query,
                              apr_pool_t *result_pool)
{
    apr_int64_t count = 0;
    apr_status_t status = stm_catalog_ready(catalog);
    if (!status) {
        /* Count and page are of one moment of the index. */
        status = stm_database_run(catalog->database, "SAVEPOINT list", NULL, NULL);
    }
    if (status) {
        return status;
    }
    status = (stm_filter_is_set(&query->filter) ? list_filtered : list_all)(
        entries, &count, catalog, newsroom, query, result_pool);
    *total = (int)count;
    stm_database_run(catalog->database, "RELEASE list", NULL, NULL);
    return status;
}

/* The first of each kind, and those that the filter has. */
static void add_facet(apr_array_header_t *facets, sqlite3_stmt *row, int counts[STM_FACET_KINDS],
                      const stm_filter_t *filter, apr_pool_t *result_pool)
{
    stm_facet_t facet = {.kind = (stm_facet_kind_t)sqlite3_column_int(row, 0)};
    facet.value = stm_database_text(row, 1, result_pool);
    facet.text = stm_database_text(row, 2, result_pool);
    facet.count = sqlite3_column_int(row, 3);
    if (counts[facet.kind]++ < STM_FACETS_MAX ||
        (filter->values[facet.kind] && !strcmp(filter->values[facet.kind], facet.value))) {
        APR_ARRAY_PUSH(facets, stm_facet_t) = facet;
    }
}

apr_status_t stm_catalog_facets(apr_array_header_t **facets, stm_catalog_t *catalog,
                                const char *newsroom, const stm_query_t *query,
                                apr_pool_t *result_pool)
{
    const char *match = query->filter.q ? stm_search_match(query->filter.q, result_pool) : NULL;
    stm_value_t values[FILTER_VALUES + 1] = {{0}};
    int counts[STM_FACET_KINDS] = {0};
    sqlite3_stmt *rows;
    apr_status_t status = stm_catalog_ready(catalog);
    *facets = apr_array_make(result_pool, 16, sizeof(stm_facet_t));
    if (status || (query->filter.q && !match)) {
        return status;
    }
    bind_common(values, newsroom, query, result_pool);
    bind_filter(values, &query->filter, match);
    status = stm_database_query(&rows, catalog->database, questions_of(query)->facets, values);
    while (!status && !(status = stm_database_next(catalog->database, rows))) {
        add_facet(*facets, rows, counts, &query->filter, result_pool);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}
