/* What the statements of a list have in common with others. */
#include <apr_hash.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "core/catalog/listing.h"

typedef struct facet_t {
    stm_facet_t facet;
    apr_int64_t value, newest; /* ids; 0: the newest is not known */
    int is_own;                /* the filter's own value */
    int is_varied;             /* its text is that of the newest */
} facet_t;

/* The values of one kind. */
typedef struct kind_t {
    const stm_listing_t *listing;
    stm_facet_kind_t kind;
    apr_array_header_t *all; /* facet_t * */
    apr_pool_t *result_pool;
} kind_t;

static apr_status_t add_facet(kind_t *kind, const stm_value_count_t *counted)
{
    const stm_listing_t *listing = kind->listing;
    const char *own = listing->query->filter.values[kind->kind];
    sqlite3_stmt *query;
    facet_t *facet;
    apr_status_t status =
        stm_database_first(&query, listing->catalog->database,
                           "SELECT value, text, is_varied FROM facet_values WHERE id = ?1",
                           STM_VALUES(STM_NUMBER(counted->value)));

    if (!status) {
        facet = apr_pcalloc(listing->pool, sizeof(*facet));
        facet->facet.kind = kind->kind;
        facet->facet.value = stm_database_text(query, 0, kind->result_pool);
        facet->facet.text = stm_database_text(query, 1, kind->result_pool);
        facet->facet.count = counted->count;
        facet->value = counted->value;
        facet->newest = counted->newest;
        facet->is_varied = sqlite3_column_int(query, 2);
        facet->is_own = own && strcmp(own, facet->facet.value) == 0;
        APR_ARRAY_PUSH(kind->all, facet_t *) = facet;
        stm_database_leave(query);
    }
    return status == APR_ENOENT ? APR_SUCCESS : status;
}

static int compare_counts(const void *one, const void *other)
{
    return *(const int *)other - *(const int *)one;
}

/* How many a value has at least that may be kept: a newsroom may have thousands of tags. */
static int least_count(const kind_t *kind, const apr_array_header_t *all)
{
    apr_array_header_t *counts = apr_array_make(kind->listing->pool, 64, sizeof(int));

    for (int i = 0; i < all->nelts; i++) {
        const stm_value_count_t *counted = &APR_ARRAY_IDX(all, i, stm_value_count_t);

        if (counted->kind == (int)kind->kind) {
            APR_ARRAY_PUSH(counts, int) = counted->count;
        }
    }
    if (counts->nelts <= STM_FACETS_MAX ||
        (kind->kind != STM_FACET_TAG && kind->kind != STM_FACET_ISSUER)) {
        return 0;
    }
    qsort(counts->elts, (size_t)counts->nelts, sizeof(int), compare_counts);
    return APR_ARRAY_IDX(counts, STM_FACETS_MAX - 1, int);
}

static int is_filters_own(const stm_listing_t *listing, const stm_value_count_t *counted)
{
    return (stm_listing_says(listing, counted->value) & 1 << counted->kind) != 0;
}

static apr_status_t add_facets(kind_t *kind, const apr_array_header_t *all)
{
    int least = least_count(kind, all);
    apr_status_t status = APR_SUCCESS;

    for (int i = 0; !status && i < all->nelts; i++) {
        const stm_value_count_t *counted = &APR_ARRAY_IDX(all, i, stm_value_count_t);

        if (counted->kind == (int)kind->kind &&
            (counted->count >= least || is_filters_own(kind->listing, counted))) {
            status = add_facet(kind, counted);
        }
    }
    return status;
}

static int compare_facets(const void *one, const void *other)
{
    const stm_facet_t *a = &(*(facet_t *const *)one)->facet;
    const stm_facet_t *b = &(*(facet_t *const *)other)->facet;
    if (a->kind == STM_FACET_YEAR) {
        return strcmp(b->value, a->value);
    }
    return a->count != b->count ? b->count - a->count : strcmp(a->value, b->value);
}

static int compare_values(const void *one, const void *other)
{
    const facet_t *a = *(facet_t *const *)one, *b = *(facet_t *const *)other;
    return strcmp(a->facet.value, b->facet.value);
}

static int is_range_of(const facet_t *range, const facet_t *facet)
{
    size_t length = strlen(range->facet.value);
    return !strncmp(range->facet.value, facet->facet.value, length) &&
           facet->facet.value[length] == '-';
}

/* The filter "de" finds what is "de-at", too. What begins with "de-" comes right behind "de". */
static void add_up_languages(kind_t *kind)
{
    facet_t **all = (facet_t **)kind->all->elts;
    int count = kind->all->nelts, i, j;
    qsort(all, (size_t)count, sizeof(*all), compare_values);
    for (i = 0; i < count; i++) {
        for (j = i + 1; all[i]->facet.count > 0 && j < count && is_range_of(all[i], all[j]); j++) {
            all[i]->facet.count += all[j]->facet.count;
        }
    }
}

/* The first ones, and the filter's own. */
static void keep_facets(apr_array_header_t *kept, kind_t *kind)
{
    int number = 0;

    if (kind->kind == STM_FACET_LANG) {
        add_up_languages(kind);
    }
    qsort(kind->all->elts, (size_t)kind->all->nelts, sizeof(facet_t *), compare_facets);
    for (int i = 0; i < kind->all->nelts; i++) {
        facet_t *facet = APR_ARRAY_IDX(kind->all, i, facet_t *);

        if (facet->facet.count > 0 && (number < STM_FACETS_MAX || facet->is_own)) {
            APR_ARRAY_PUSH(kept, facet_t *) = facet;
            number++;
        }
    }
}

/* Facets whose newest statement is looked for. */
typedef struct seeking_t {
    apr_hash_t *by_value; /* facet_t */
    int missing;
} seeking_t;

static int take_newest(void *baton, const stm_row_t *row)
{
    seeking_t *seeking = baton;
    const unsigned char *at = row->values;
    stm_facet_value_t value = {0};

    while ((at = stm_facet_value_next(&value, at, row->end))) {
        facet_t *facet = apr_hash_get(seeking->by_value, &value.id, sizeof(value.id));

        if (facet && !facet->newest) {
            facet->newest = row->id;
            seeking->missing--;
        }
    }
    return seeking->missing <= 0;
}

/* Counts that were not found by a walk do not tell it; it is soon met. */
static apr_status_t find_newest(apr_array_header_t *kept, stm_listing_t *listing)
{
    seeking_t seeking = {apr_hash_make(listing->pool), 0};

    for (int i = 0; i < kept->nelts; i++) {
        facet_t *facet = APR_ARRAY_IDX(kept, i, facet_t *);

        if (facet->is_varied && !facet->newest) {
            apr_hash_set(seeking.by_value, &facet->value, sizeof(facet->value), facet);
            seeking.missing++;
        }
    }
    return seeking.missing ? stm_listing_walk(listing, take_newest, &seeking) : APR_SUCCESS;
}

/* Its name, and what it writes. */
static apr_status_t read_newest(facet_t *facet, const stm_listing_t *listing,
                                apr_pool_t *result_pool)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_first(
        &query, listing->catalog->database,
        "SELECT e.name, s.text FROM entries e LEFT JOIN spellings s ON s.entry = e.id"
        " AND s.facet_value = ?2 WHERE e.id = ?1",
        STM_VALUES(STM_NUMBER(facet->newest), STM_NUMBER(facet->value)));

    if (!status) {
        const char *text = stm_database_text(query, 1, result_pool);

        facet->facet.text = text ? text : facet->facet.text;
        if (listing->query->order == STM_ORDER_NEWEST) {
            facet->facet.newest = stm_database_text(query, 0, result_pool);
        }
        stm_database_leave(query);
    }
    return status == APR_ENOENT ? APR_SUCCESS : status;
}

static apr_status_t name_facets(apr_array_header_t *facets, apr_array_header_t *kept,
                                stm_listing_t *listing)
{
    apr_status_t status = find_newest(kept, listing);

    for (int i = 0; !status && i < kept->nelts; i++) {
        facet_t *facet = APR_ARRAY_IDX(kept, i, facet_t *);

        if (facet->newest && (facet->is_varied || listing->query->order == STM_ORDER_NEWEST)) {
            status = read_newest(facet, listing, facets->pool);
        }
        APR_ARRAY_PUSH(facets, stm_facet_t) = facet->facet;
    }
    return status;
}

static apr_status_t read_counts(apr_array_header_t *counts, const stm_listing_t *listing)
{
    stm_database_t *database = listing->catalog->database;
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(
        &query, database,
        "SELECT id, kind, count FROM facet_values WHERE newsroom = " STM_NEWSROOM_ID
        " AND kind IN (1, 2, 3, 4) AND count > 0",
        STM_VALUES(STM_TEXT(listing->newsroom)));

    while (!status && !(status = stm_database_next(database, query))) {
        APR_ARRAY_PUSH(counts, stm_value_count_t) =
            (stm_value_count_t){.value = sqlite3_column_int64(query, 0),
                                .kind = sqlite3_column_int(query, 1),
                                .count = sqlite3_column_int(query, 2)};
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

apr_status_t stm_listing_counts(const apr_array_header_t **counts, stm_listing_t *listing)
{
    const stm_found_t *found;
    int is_counted = 0;
    apr_status_t status = listing->query->order == STM_ORDER_NEWEST
                              ? APR_SUCCESS
                              : stm_listing_is_counted(&is_counted, listing);

    if (!status && is_counted) {
        apr_array_header_t *read = apr_array_make(listing->pool, 64, sizeof(stm_value_count_t));

        *counts = read;
        return read_counts(read, listing);
    }
    status = status ? status : stm_listing_find(&found, listing);
    *counts = status ? NULL : found->counts;
    return status;
}

static apr_status_t find_facets(apr_array_header_t *facets, stm_listing_t *listing)
{
    apr_array_header_t *kept = apr_array_make(listing->pool, 64, sizeof(facet_t *));
    const apr_array_header_t *counts;
    apr_status_t status = stm_listing_counts(&counts, listing);

    for (int i = STM_FACET_TAG; !status && i < STM_FACET_KINDS; i++) {
        kind_t kind = {listing, (stm_facet_kind_t)i,
                       apr_array_make(listing->pool, 32, sizeof(facet_t *)), facets->pool};

        status = add_facets(&kind, counts);
        keep_facets(kept, &kind);
    }
    return status ? status : name_facets(facets, kept, listing);
}

apr_status_t stm_catalog_facet_text(stm_facet_t *facet, stm_catalog_t *catalog,
                                    const char *newsroom, apr_pool_t *result_pool)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_catalog_ready(catalog);

    if (!status) {
        status = stm_database_first(
            &query, catalog->database,
            "SELECT ifnull(s.text, v.text) FROM facet_values v JOIN entries e"
            " ON e.newsroom = v.newsroom AND e.name = ?2 LEFT JOIN spellings s"
            " ON s.entry = e.id AND s.facet_value = v.id"
            " WHERE v.newsroom = " STM_NEWSROOM_ID " AND v.kind = ?3 AND v.value = ?4",
            STM_VALUES(STM_TEXT(newsroom), STM_TEXT(facet->newest), STM_NUMBER(facet->kind),
                       STM_TEXT(facet->value)));
    }
    if (!status) {
        facet->text = stm_database_text(query, 0, result_pool);
        stm_database_leave(query);
    }
    return status == APR_ENOENT ? APR_SUCCESS : status;
}

apr_status_t stm_catalog_facets(apr_array_header_t **facets, stm_catalog_t *catalog,
                                const char *newsroom, const stm_query_t *query,
                                apr_pool_t *result_pool)
{
    stm_query_t whole = *query;
    stm_listing_t listing;
    apr_pool_t *pool;
    apr_status_t status = stm_catalog_begin_reading(catalog);
    whole.after = NULL;
    *facets = apr_array_make(result_pool, 16, sizeof(stm_facet_t));
    if (status) {
        return status;
    }
    apr_pool_create(&pool, result_pool);
    status = stm_listing_start(&listing, catalog, newsroom, &whole, pool);
    if (!status && !stm_listing_is_empty(&listing)) {
        status = find_facets(*facets, &listing);
    }
    apr_pool_destroy(pool);
    stm_catalog_end_reading(catalog);
    return status;
}
