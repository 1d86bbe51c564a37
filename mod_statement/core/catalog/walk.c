/* The walk along a list. */
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "core/catalog/listing.h"

/* ?1 the newsroom, ?2 and ?3 the last and the first moment of the span, ?4 the moment of the query,
 * ?5 to ?7 the cursor (NULL: from the start), ?8 whether what is over is listed, too. Generated
 * columns would have SQLite read the whole row: these are their parts. */
#define WALK(at, states)                                                                           \
    "SELECT e.id, e." at ", e.facet_values FROM entries e WHERE e.newsroom = " STM_NEWSROOM_ID     \
    " AND e.state " states " AND e." at " <= ?2 AND e." at " >= ?3"                                \
    " AND (?8 OR (e.expires_at > ?4 AND e.withdrawn_at > ?4))"                                     \
    " AND (?5 IS NULL OR e." at " < ?5 OR (e." at " = ?5 AND (e.first_public_at < ?6"              \
    " OR (e.first_public_at = ?6 AND e.name > ?7))))"
#define ORDER(at) " ORDER BY e." at " DESC, e.first_public_at DESC, e.name"

#define PUBLISHED                                                                                  \
    WALK("visible_from", "= 3")                                                                    \
    " AND (e.visible_from <= ?4 OR"                                                                \
    " (e.first_public_at <> 0 AND e.visible_from <= e.first_public_at))" ORDER("visible_from")
#define ALL WALK("published_at", "IN (1, 3)") ORDER("published_at")

static int has_id(const stm_ids_t *ids, apr_int64_t id)
{
    return id < ids->size && ids->bits[id / 8] & (1 << (id % 8));
}

/* The last hit has the highest id. */
static apr_status_t find_words(stm_listing_t *listing)
{
    stm_database_t *database = listing->catalog->database;
    stm_ids_t *ids = &listing->ids;
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(
        &query, database, "SELECT rowid FROM words WHERE words MATCH ?1 ORDER BY rowid DESC",
        STM_VALUES(STM_TEXT(listing->match)));

    while (!status && !(status = stm_database_next(database, query))) {
        apr_int64_t id = sqlite3_column_int64(query, 0);

        if (!ids->size) {
            ids->size = id + 1;
            ids->bits = apr_pcalloc(listing->pool, (apr_size_t)id / 8 + 1);
        }
        ids->bits[id / 8] |= (unsigned char)(1 << (id % 8));
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

static int find_lacks(const stm_listing_t *listing, const stm_row_t *row)
{
    const unsigned char *at = row->values;
    stm_facet_value_t value = {0};
    int says = 0;

    if (!listing->wanted && !listing->has_folders_out) {
        return 0;
    }
    while ((at = stm_facet_value_next(&value, at, row->end))) {
        says |= stm_listing_says(listing, value.id);
    }
    return (listing->wanted & ~says) | (says & STM_LACKS_ACCESS);
}

static int lacks_several(int lacks)
{
    return lacks & STM_LACKS_ACCESS || lacks & (lacks - 1);
}

static int take_row(const stm_listing_t *listing, sqlite3_stmt *query, stm_row_take_t *take,
                    void *baton)
{
    stm_row_t row = {.id = sqlite3_column_int64(query, 0)};

    if (listing->ids.size && !has_id(&listing->ids, row.id)) {
        return 0;
    }
    row.moment = sqlite3_column_int64(query, 1);
    row.values = sqlite3_column_blob(query, 2);
    row.end = row.values + sqlite3_column_bytes(query, 2);
    row.lacks = find_lacks(listing, &row);
    return lacks_several(row.lacks) ? 0 : take(baton, &row);
}

apr_status_t stm_listing_rows(const stm_listing_t *listing, const char *sql,
                              const stm_value_t *values, stm_row_take_t *take, void *baton)
{
    stm_database_t *database = listing->catalog->database;
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(&query, database, sql, values);

    while (!status && !(status = stm_database_next(database, query))) {
        if (take_row(listing, query, take, baton)) {
            stm_database_leave(query);
            return APR_SUCCESS;
        }
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

/* The two parts of a tie, see stm_catalog_tie. What makes no sense comes before all. */
static void read_tie(apr_time_t *first_public_at, const char **name, const char *tie)
{
    char *end;
    char digits[STM_TIE_DIGITS + 1];

    apr_cpystrn(digits, tie, sizeof(digits));
    *first_public_at = APR_INT64_MAX - (apr_time_t)(strtoull(digits, &end, 16) & APR_INT64_MAX);
    *name = end == digits + STM_TIE_DIGITS ? tie + STM_TIE_DIGITS : "";
}

static apr_status_t walk(const stm_listing_t *listing, stm_row_take_t *take, void *baton)
{
    const stm_query_t *query = listing->query;
    const stm_list_cursor_t *after = query->after;
    const stm_value_t none = STM_TEXT(NULL), moment = STM_NUMBER(after ? after->moment : 0);
    apr_time_t last = query->until ? query->until - 1 : STM_NEVER, first_public_at = 0;
    const char *name = NULL;

    if (after) {
        last = after->moment < last ? after->moment : last;
        read_tie(&first_public_at, &name, after->tie);
    }
    return stm_listing_rows(listing, query->show == STM_SHOW_ALL ? ALL : PUBLISHED,
                            STM_VALUES(STM_TEXT(listing->newsroom), STM_NUMBER(last),
                                       STM_NUMBER(query->from ? query->from : APR_INT64_MIN),
                                       STM_NUMBER(query->moment), after ? moment : none,
                                       STM_NUMBER(first_public_at), STM_TEXT(name),
                                       STM_NUMBER(listing->is_with_ended)),
                            take, baton);
}

apr_status_t stm_listing_walk(stm_listing_t *listing, stm_row_take_t *take, void *baton)
{
    apr_status_t status = APR_SUCCESS;

    if (listing->match && !listing->ids.size) {
        status = find_words(listing);
        if (status || !listing->ids.size) {
            return status;
        }
    }
    return walk(listing, take, baton);
}

/* A whole walk, while it goes on. */
typedef struct finding_t {
    const stm_listing_t *listing;
    stm_found_t *found;
    stm_id_map_t values; /* numbers those of found->counts */
} finding_t;

static stm_value_count_t *count_of(finding_t *finding, const stm_facet_value_t *value)
{
    apr_array_header_t *counts = finding->found->counts;
    int number = stm_id_map_add(&finding->values, value->id);

    if (number == counts->nelts) {
        APR_ARRAY_PUSH(counts, stm_value_count_t) =
            (stm_value_count_t){.value = value->id, .kind = value->kind};
    }
    return &APR_ARRAY_IDX(counts, number, stm_value_count_t);
}

/* Those of the kind @a only, or (0) of all. */
static void count_values(finding_t *finding, const stm_row_t *row, int only)
{
    const unsigned char *at = row->values;
    stm_facet_value_t value = {0};

    while ((at = stm_facet_value_next(&value, at, row->end))) {
        stm_value_count_t *counted;

        if (value.kind >= STM_FACET_KINDS || (only && value.kind != only)) {
            continue;
        }
        counted = count_of(finding, &value);
        counted->newest = counted->count++ ? counted->newest : row->id;
    }
}

static void add_hit(finding_t *finding, const stm_row_t *row)
{
    const stm_query_t *query = finding->listing->query;
    stm_found_t *found = finding->found;

    if (found->total >= query->offset && found->page->nelts < query->limit) {
        APR_ARRAY_PUSH(found->page, apr_int64_t) = row->id;
    }
    if (finding->listing->match && found->total < STM_RANKED_MAX) {
        APR_ARRAY_PUSH(found->hits, stm_hit_t) =
            (stm_hit_t){.id = row->id, .position = found->total};
    }
    found->total++;
}

static int take_whole(void *baton, const stm_row_t *row)
{
    finding_t *finding = baton;

    if (!row->lacks) {
        add_hit(finding, row);
        count_values(finding, row, 0);
        return 0;
    }
    for (int kind = STM_FACET_TAG; kind < STM_FACET_KINDS; kind++) {
        if (row->lacks == 1 << kind) {
            count_values(finding, row, kind);
        }
    }
    return 0;
}

static int compare_values(const void *one, const void *other)
{
    const stm_value_count_t *first = one, *second = other;

    return first->value < second->value ? -1 : first->value > second->value;
}

/* The order of the counts is that of the ids, whatever the list's. */
static apr_status_t find(stm_found_t *found, stm_listing_t *listing)
{
    finding_t finding = {.listing = listing, .found = found};
    apr_status_t status;

    stm_id_map_init(&finding.values, listing->pool);
    status = stm_listing_walk(listing, take_whole, &finding);
    if (!status && found->counts->nelts > 0) {
        qsort(found->counts->elts, (size_t)found->counts->nelts, sizeof(stm_value_count_t),
              compare_values);
    }
    return status;
}

static const char *key_of(const stm_listing_t *listing)
{
    const stm_query_t *query = listing->query;
    const stm_list_cursor_t *after = query->after;
    const char *key = apr_psprintf(listing->pool,
                                   "%s %d %" APR_INT64_T_FMT " %s\n%d %d %" APR_INT64_T_FMT
                                   " %" APR_INT64_T_FMT "\n%" APR_INT64_T_FMT " %s\n%s\n%s",
                                   listing->newsroom, (int)query->show, query->moment,
                                   query->folder, query->offset, query->limit, query->from,
                                   query->until, after ? after->moment : 0, after ? after->tie : "",
                                   stm_listing_json(query->without_folders, listing->pool),
                                   listing->match ? listing->match : "");

    for (int kind = STM_FACET_TAG; kind < STM_FACET_KINDS; kind++) {
        key = apr_pstrcat(listing->pool, key, "\n",
                          query->filter.values[kind] ? query->filter.values[kind] : "", NULL);
    }
    return key;
}

/* No version tells a writer of what itself has written. */
static int is_known(const stm_catalog_t *catalog, const char *key, apr_int64_t version)
{
    return catalog->found && catalog->access != STM_ACCESS_WRITE &&
           catalog->found->version == version && strcmp(catalog->found->key, key) == 0;
}

static stm_found_t *make_found(stm_catalog_t *catalog, const char *key, apr_int64_t version)
{
    stm_found_t *found;
    apr_pool_t *pool;

    apr_pool_create(&pool, catalog->database_pool);
    found = apr_pcalloc(pool, sizeof(*found));
    found->pool = pool;
    found->version = version;
    found->key = apr_pstrdup(pool, key);
    found->page = apr_array_make(pool, 20, sizeof(apr_int64_t));
    found->hits = apr_array_make(pool, 64, sizeof(stm_hit_t));
    found->counts = apr_array_make(pool, 64, sizeof(stm_value_count_t));
    return found;
}

apr_status_t stm_listing_find(const stm_found_t **found, stm_listing_t *listing)
{
    stm_catalog_t *catalog = listing->catalog;
    const char *key = key_of(listing);
    stm_found_t *made;
    apr_int64_t version;
    apr_status_t status =
        stm_database_number(&version, catalog->database, "PRAGMA data_version", NULL);

    *found = catalog->found;
    if (status || is_known(catalog, key, version)) {
        return status;
    }
    if (catalog->found) {
        apr_pool_destroy(catalog->found->pool);
        catalog->found = NULL;
    }
    made = make_found(catalog, key, version);
    status = find(made, listing);
    if (status) {
        apr_pool_destroy(made->pool);
        return status;
    }
    *found = catalog->found = made;
    return APR_SUCCESS;
}
