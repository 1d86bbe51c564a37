/* What the statements of a list have in common with others. */
#include <apr_hash.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "core/catalog/hits.h"
#include "core/catalog/query.h"

/* A label while it is counted. */
typedef struct candidate_t {
    stm_facet_t facet;
    apr_int64_t list;
    int is_own;         /* the filter's own value */
    int is_varied;      /* the text is that of the newest, which is still to be looked for */
    apr_int64_t newest; /* the id of that one; 0: not known yet */
} candidate_t;

typedef struct counting_t {
    const stm_ask_t *ask;
    stm_facet_kind_t kind;
    stm_choice_t choice; /* without the filter of that kind */
    apr_hash_t *by_list; /* candidate_t */
    apr_array_header_t *all;
    apr_pool_t *result_pool;
} counting_t;

static candidate_t *add_candidate(counting_t *counting, sqlite3_stmt *row)
{
    const char *own = counting->ask->query->filter.values[counting->kind];
    candidate_t *candidate = apr_pcalloc(counting->ask->pool, sizeof(*candidate));
    candidate->list = sqlite3_column_int64(row, 0);
    candidate->facet.kind = counting->kind;
    candidate->facet.value = stm_database_text(row, 1, counting->result_pool);
    candidate->facet.text = stm_database_text(row, 2, counting->result_pool);
    candidate->facet.count = sqlite3_column_int(row, 3);
    candidate->is_varied = sqlite3_column_int(row, 4);
    candidate->is_own = own && !strcmp(own, candidate->facet.value);
    apr_hash_set(counting->by_list, &candidate->list, sizeof(candidate->list), candidate);
    APR_ARRAY_PUSH(counting->all, candidate_t *) = candidate;
    return candidate;
}

/* How many of the most frequent may matter: any of those that a correction names may fall behind.
 * 0: all, as with years, which go by value, and languages, which are added up. */
static int needed(const counting_t *counting)
{
    const stm_ask_t *ask = counting->ask;
    int i, count = STM_FACETS_MAX;
    if (counting->kind == STM_FACET_YEAR || counting->kind == STM_FACET_LANG ||
        ask->has_folders_out) {
        return 0;
    }
    for (i = 0; i < ask->corrections->nelts; i++) {
        count += APR_ARRAY_IDX(ask->corrections, i, stm_correction_t).labels->nelts;
    }
    return count;
}

/* All that are as frequent as the last one that is needed may come before it. */
static apr_status_t read_pairs(counting_t *counting)
{
    stm_database_t *database = counting->ask->catalog->database;
    int most = needed(counting), last = 0;
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(
        &query, database,
        "SELECT s.id, s.value, s.text, p.count, s.is_varied FROM pairs p"
        " CROSS JOIN lists s ON s.id = p.other WHERE p.list = ?1 AND p.kind = ?2"
        " ORDER BY p.count DESC",
        STM_VALUES(STM_NUMBER(counting->choice.lists[0].id), STM_NUMBER(counting->kind)));
    while (!status && !(status = stm_database_next(database, query))) {
        if (most && counting->all->nelts >= most && sqlite3_column_int(query, 3) < last) {
            stm_database_leave(query);
            return APR_SUCCESS;
        }
        last = add_candidate(counting, query)->facet.count;
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

/* One label; @a list or, where that is 0, that of @a value. *found NULL: there is none. */
static apr_status_t find_candidate(candidate_t **found, counting_t *counting, apr_int64_t list,
                                   const char *value)
{
    stm_database_t *database = counting->ask->catalog->database;
    sqlite3_stmt *query;
    apr_status_t status;
    *found = list ? apr_hash_get(counting->by_list, &list, sizeof(list)) : NULL;
    if (*found) {
        return APR_SUCCESS;
    }
    status = stm_database_query(
        &query, database,
        "SELECT s.id, s.value, s.text, ifnull(p.count, 0), s.is_varied FROM lists s"
        " LEFT JOIN pairs p ON p.list = ?1 AND p.other = s.id WHERE CASE ?2 WHEN 0 THEN s.id ="
        " (SELECT id FROM lists WHERE newsroom = (SELECT id FROM newsrooms WHERE key = ?3)"
        " AND kind = ?4 AND value = ?5) ELSE s.id = ?2 END",
        STM_VALUES(STM_NUMBER(counting->choice.lists[0].id), STM_NUMBER(list),
                   STM_TEXT(counting->ask->newsroom), STM_NUMBER(counting->kind), STM_TEXT(value)));
    if (!status) {
        status = stm_database_next(database, query);
    }
    if (!status) {
        list = sqlite3_column_int64(query, 0);
        *found = apr_hash_get(counting->by_list, &list, sizeof(list));
        *found = *found ? *found : add_candidate(counting, query);
        stm_database_leave(query);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

static apr_status_t take_off_folders(counting_t *counting)
{
    const stm_ask_t *ask = counting->ask;
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(
        &query, ask->catalog->database,
        "SELECT p.other, sum(p.count) FROM lists s JOIN pairs p ON p.list = s.id AND p.kind = ?5"
        " WHERE s.newsroom = " STM_ROOM " AND s.kind = 7"
        " AND s.value IN (SELECT value FROM json_each(?2)) AND s.value >= ?3 AND s.value < ?4"
        " GROUP BY p.other",
        STM_VALUES(STM_TEXT(ask->newsroom), STM_TEXT(ask->without_folders),
                   STM_TEXT(ask->query->folder), STM_TEXT(ask->past_folder),
                   STM_NUMBER(counting->kind)));
    while (!status && !(status = stm_database_next(ask->catalog->database, query))) {
        apr_int64_t list = sqlite3_column_int64(query, 0);
        candidate_t *candidate = apr_hash_get(counting->by_list, &list, sizeof(list));
        if (candidate) {
            candidate->facet.count -= sqlite3_column_int(query, 1);
        }
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

static apr_status_t correct(counting_t *counting)
{
    const apr_array_header_t *corrections = counting->ask->corrections;
    apr_status_t status = APR_SUCCESS;
    int i, j;
    for (i = 0; i < corrections->nelts; i++) {
        const stm_correction_t *correction = &APR_ARRAY_IDX(corrections, i, stm_correction_t);
        int is_of_it = stm_ask_concerns(correction, &counting->choice);
        for (j = 0; is_of_it && !status && j < correction->labels->nelts; j++) {
            const stm_ask_label_t *label = &APR_ARRAY_IDX(correction->labels, j, stm_ask_label_t);
            candidate_t *candidate = NULL;
            if (label->kind == (int)counting->kind) {
                status = find_candidate(&candidate, counting, label->list, NULL);
            }
            if (candidate) {
                candidate->facet.count += correction->step;
            }
        }
    }
    return status;
}

static apr_status_t count_by_pairs(counting_t *counting)
{
    const char *own = counting->ask->query->filter.values[counting->kind];
    candidate_t *ignored;
    apr_status_t status = read_pairs(counting);
    if (!status && counting->ask->has_folders_out) {
        status = take_off_folders(counting);
    }
    if (!status && own) {
        status = find_candidate(&ignored, counting, 0, own);
    }
    return status ? status : correct(counting);
}

#define LABELED(newest, from)                                                                      \
    "SELECT s.id, s.value, l.text, count(*), 0, " newest ", q.id FROM (SELECT " from ") q"         \
    " CROSS JOIN labels l ON l.entry = q.id AND l.kind = ?11 JOIN lists s ON s.id = l.list"        \
    " GROUP BY s.id"

static apr_status_t read_counted(counting_t *counting, const char *sql, const stm_value_t *values)
{
    stm_database_t *database = counting->ask->catalog->database;
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(&query, database, sql, values);
    while (!status && !(status = stm_database_next(database, query))) {
        add_candidate(counting, query)->newest = sqlite3_column_int64(query, 6);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

static apr_status_t count_by_walk(counting_t *counting)
{
    stm_value_t values[STM_ASK_VALUES + 2] = {{0}};
    stm_ask_bind(values, counting->ask, &counting->choice);
    values[STM_ASK_VALUES] = (stm_value_t)STM_NUMBER(counting->kind);
    return read_counted(counting,
                        counting->ask->query->show == STM_SHOW_ALL
                            ? LABELED("max(q.at)", "e.id AS id, e.published_at AS at" STM_ASK_ALL)
                            : LABELED("min(q.at)", "e.id AS id, m.place AS at" STM_ASK_PUBLISHED),
                        values);
}

static apr_status_t add_hit_label(counting_t *counting, const stm_hit_label_t *label)
{
    stm_database_t *database = counting->ask->catalog->database;
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(
        &query, database,
        "SELECT s.id, s.value, CASE WHEN s.is_varied THEN (SELECT text FROM labels"
        " WHERE entry = ?2 AND list = ?1) ELSE s.text END, ?3, 0 FROM lists s WHERE s.id = ?1",
        STM_VALUES(STM_NUMBER(label->list), STM_NUMBER(label->newest), STM_NUMBER(label->count)));
    if (!status && !(status = stm_database_next(database, query))) {
        add_candidate(counting, query)->newest = label->newest;
        stm_database_leave(query);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

static int compare_counts(const void *one, const void *other)
{
    return *(const int *)other - *(const int *)one;
}

/* How many hits a label has at least that may be kept: a newsroom may have thousands of tags. */
static int least_count(const counting_t *counting, const stm_hits_t *hits)
{
    apr_array_header_t *counts =
        apr_array_make(counting->ask->pool, hits->labels->nelts + 1, sizeof(int));
    int i;
    for (i = 0; i < hits->labels->nelts; i++) {
        const stm_hit_label_t *label = &APR_ARRAY_IDX(hits->labels, i, stm_hit_label_t);
        if (label->kind == (int)counting->kind) {
            APR_ARRAY_PUSH(counts, int) = label->count;
        }
    }
    if (counts->nelts <= STM_FACETS_MAX ||
        (counting->kind != STM_FACET_TAG && counting->kind != STM_FACET_ISSUER)) {
        return 0;
    }
    qsort(counts->elts, (size_t)counts->nelts, sizeof(int), compare_counts);
    return APR_ARRAY_IDX(counts, STM_FACETS_MAX - 1, int);
}

static apr_status_t count_hits(counting_t *counting, const stm_hits_t *hits)
{
    int least = least_count(counting, hits), i;
    apr_int64_t own = counting->ask->lists[counting->kind].id;
    apr_status_t status = APR_SUCCESS;
    for (i = 0; !status && i < hits->labels->nelts; i++) {
        const stm_hit_label_t *label = &APR_ARRAY_IDX(hits->labels, i, stm_hit_label_t);
        if (label->kind == (int)counting->kind && (label->count >= least || label->list == own)) {
            status = add_hit_label(counting, label);
        }
    }
    return status;
}

/* For the members that have the label, found from the shorter of the two lists. */
static void bind_members(stm_value_t *values, const candidate_t *candidate,
                         const counting_t *counting)
{
    const stm_ask_list_t *first = &counting->choice.lists[0];
    int is_first = candidate->facet.kind == STM_FACET_LANG || first->count < candidate->facet.count;
    stm_ask_bind(values, counting->ask, &counting->choice);
    if (!is_first) {
        values[0] = (stm_value_t)STM_NUMBER(candidate->list);
        values[7] = (stm_value_t)STM_NUMBER(first->id);
    }
    values[STM_ASK_VALUES] = (stm_value_t)STM_NUMBER(candidate->list);
}

/* What the newest of them writes. */
static apr_status_t find_text(candidate_t *candidate, const counting_t *counting)
{
    const stm_ask_t *ask = counting->ask;
    stm_value_t values[STM_ASK_VALUES + 2] = {{0}};
    sqlite3_stmt *query;
    apr_status_t status;
    bind_members(values, candidate, counting);
    status = stm_database_query(&query, ask->catalog->database,
                                "SELECT (SELECT text FROM labels WHERE entry = m.entry"
                                " AND list = ?11) AS written" STM_ASK_PUBLISHED
                                " AND written IS NOT NULL ORDER BY m.place LIMIT 1",
                                values);
    if (!status && !(status = stm_database_next(ask->catalog->database, query))) {
        candidate->facet.text = stm_database_text(query, 0, counting->result_pool);
        stm_database_leave(query);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

static apr_status_t find_newest(candidate_t *candidate, const counting_t *counting)
{
    const stm_ask_t *ask = counting->ask;
    stm_value_t values[STM_ASK_VALUES + 2] = {{0}};
    apr_status_t status;
    if (candidate->newest) {
        return APR_SUCCESS;
    }
    bind_members(values, candidate, counting);
    status = stm_database_number(&candidate->newest, ask->catalog->database,
                                 "SELECT m.entry" STM_ASK_PUBLISHED
                                 " AND EXISTS (SELECT 1 FROM labels WHERE entry = m.entry"
                                 " AND list = ?11) ORDER BY m.place LIMIT 1",
                                 values);
    return status == APR_ENOENT ? APR_SUCCESS : status;
}

/* Its name, and what it writes. */
static apr_status_t name_newest(candidate_t *candidate, const counting_t *counting)
{
    stm_database_t *database = counting->ask->catalog->database;
    sqlite3_stmt *query;
    apr_status_t status = find_newest(candidate, counting);
    if (!status) {
        status = stm_database_query(
            &query, database,
            "SELECT e.name, l.text FROM entries e LEFT JOIN labels l ON l.entry = e.id"
            " AND l.list = ?2 WHERE e.id = ?1",
            STM_VALUES(STM_NUMBER(candidate->newest), STM_NUMBER(candidate->list)));
    }
    if (!status && !(status = stm_database_next(database, query))) {
        const char *text = stm_database_text(query, 1, counting->result_pool);
        candidate->facet.newest = stm_database_text(query, 0, counting->result_pool);
        candidate->facet.text = text ? text : candidate->facet.text;
        stm_database_leave(query);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

apr_status_t stm_catalog_facet_text(stm_facet_t *facet, stm_catalog_t *catalog,
                                    const char *newsroom, apr_pool_t *result_pool)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_catalog_ready(catalog);

    if (!status) {
        status = stm_database_query(
            &query, catalog->database,
            "SELECT ifnull(l.text, s.text) FROM lists s JOIN entries e ON e.newsroom = s.newsroom"
            " AND e.name = ?2 JOIN labels l ON l.entry = e.id AND l.list = s.id"
            " WHERE s.newsroom = " STM_ROOM " AND s.kind = ?3 AND s.value = ?4",
            STM_VALUES(STM_TEXT(newsroom), STM_TEXT(facet->newest), STM_NUMBER(facet->kind),
                       STM_TEXT(facet->value)));
    }
    if (!status && !(status = stm_database_next(catalog->database, query))) {
        facet->text = stm_database_text(query, 0, result_pool);
        stm_database_leave(query);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

static int compare_candidates(const void *one, const void *other)
{
    const stm_facet_t *a = &(*(candidate_t *const *)one)->facet;
    const stm_facet_t *b = &(*(candidate_t *const *)other)->facet;
    if (a->kind == STM_FACET_YEAR) {
        return strcmp(b->value, a->value);
    }
    return a->count != b->count ? b->count - a->count : strcmp(a->value, b->value);
}

static int compare_values(const void *one, const void *other)
{
    const candidate_t *a = *(candidate_t *const *)one, *b = *(candidate_t *const *)other;
    return strcmp(a->facet.value, b->facet.value);
}

static int is_range_of(const candidate_t *range, const candidate_t *candidate)
{
    size_t length = strlen(range->facet.value);
    return !strncmp(range->facet.value, candidate->facet.value, length) &&
           candidate->facet.value[length] == '-';
}

/* The filter "de" finds what is "de-at", too. What begins with "de-" comes right behind "de". */
static void add_up_languages(counting_t *counting)
{
    candidate_t **all = (candidate_t **)counting->all->elts;
    int count = counting->all->nelts, i, j;
    qsort(all, (size_t)count, sizeof(*all), compare_values);
    for (i = 0; i < count; i++) {
        for (j = i + 1; all[i]->facet.count > 0 && j < count && is_range_of(all[i], all[j]); j++) {
            all[i]->facet.count += all[j]->facet.count;
        }
    }
}

/* The first ones, and the filter's own. */
static apr_status_t keep(apr_array_header_t *facets, counting_t *counting)
{
    apr_status_t status = APR_SUCCESS;
    int i, kept = 0;
    if (counting->kind == STM_FACET_LANG) {
        add_up_languages(counting);
    }
    qsort(counting->all->elts, (size_t)counting->all->nelts, sizeof(candidate_t *),
          compare_candidates);
    for (i = 0; !status && i < counting->all->nelts; i++) {
        candidate_t *candidate = APR_ARRAY_IDX(counting->all, i, candidate_t *);
        if (candidate->facet.count <= 0 || (kept >= STM_FACETS_MAX && !candidate->is_own)) {
            continue;
        }
        if (counting->ask->query->order == STM_ORDER_NEWEST) {
            status = name_newest(candidate, counting);
        }
        else if (candidate->is_varied) {
            status = find_text(candidate, counting);
        }
        APR_ARRAY_PUSH(facets, stm_facet_t) = candidate->facet;
        kept++;
    }
    return status;
}

/* @a hits NULL: no words are asked for. */
static apr_status_t count_kind(apr_array_header_t *facets, const stm_ask_t *ask,
                               const stm_hits_t *hits, stm_facet_kind_t kind)
{
    counting_t counting = {.ask = ask,
                           .kind = kind,
                           .choice = stm_ask_choose(ask, (int)kind),
                           .by_list = apr_hash_make(ask->pool),
                           .all = apr_array_make(ask->pool, 32, sizeof(candidate_t *)),
                           .result_pool = facets->pool};
    apr_status_t status;
    if (!counting.choice.count) {
        return APR_SUCCESS;
    }
    if (hits) {
        status = count_hits(&counting, hits);
    }
    else {
        status = (stm_ask_is_counted(ask, &counting.choice, 1) ? count_by_pairs
                                                               : count_by_walk)(&counting);
    }
    return status ? status : keep(facets, &counting);
}

static apr_status_t count_kinds(apr_array_header_t *facets, const stm_ask_t *ask)
{
    const stm_hits_t *hits = NULL;
    apr_status_t status = ask->match ? stm_catalog_find_hits(&hits, ask) : APR_SUCCESS;
    int kind;
    for (kind = STM_FACET_TAG; !status && kind < STM_FACET_KINDS; kind++) {
        status = count_kind(facets, ask, hits, (stm_facet_kind_t)kind);
    }
    return status;
}

apr_status_t stm_catalog_facets(apr_array_header_t **facets, stm_catalog_t *catalog,
                                const char *newsroom, const stm_query_t *query,
                                apr_pool_t *result_pool)
{
    stm_query_t whole = *query;
    stm_ask_t ask;
    apr_pool_t *pool;
    apr_status_t status = stm_catalog_ready(catalog);
    whole.after = NULL;
    *facets = apr_array_make(result_pool, 16, sizeof(stm_facet_t));
    if (!status) {
        status = stm_database_run(catalog->database, "SAVEPOINT facets", NULL, NULL);
    }
    if (status) {
        return status;
    }
    apr_pool_create(&pool, result_pool);
    status = stm_ask_start(&ask, catalog, newsroom, &whole, pool);
    if (!status && (!query->filter.q || ask.match)) {
        status = count_kinds(*facets, &ask);
    }
    apr_pool_destroy(pool);
    stm_database_run(catalog->database, "RELEASE facets", NULL, NULL);
    return status;
}
