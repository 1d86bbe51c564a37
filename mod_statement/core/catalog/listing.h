/**
 * core/catalog/listing - the catalog's inside: a query, and the walk along a covering index that
 * answers it.
 *
 * Each entry of a list is one row of the index entries_listed (of entries_all with STM_SHOW_ALL),
 * in the order of lists, with its facet values. The walk gives each row the kinds of filters that
 * it lacks: none, it is in the list; one alone, it is in the list that has another value of that
 * kind, which facets count. Words to search for are a set of ids that the walk looks up.
 *
 * A walk takes 0.25 us an entry: 2.5 ms for a filter, facets or a page far from the start of 10,000
 * entries, 25 ms of 100,000. Posting lists with counted blocks and counts for pairs of values took
 * 0.1 ms for one filter, in 1,700 more lines, and a fifth of the time of a first intake. Feeds end
 * their walk early.
 */
#ifndef CORE_CATALOG_LISTING_H
#define CORE_CATALOG_LISTING_H

#include "core/catalog/facet_values.h"
#include "core/catalog/id_map.h"

/* What is asked for: one bit for each kind of facet, and for the folder. What has the last one is
 * not for this reader. */
#define STM_LACKS_FOLDER (1 << STM_FACET_KINDS)
#define STM_LACKS_ACCESS 0x80

/* A set of ids as bits. */
typedef struct stm_ids_t {
    unsigned char *bits;
    apr_int64_t size; /* in bits: no higher id is in it */
} stm_ids_t;

typedef struct stm_listing_t {
    stm_catalog_t *catalog;
    const char *newsroom;
    const stm_query_t *query;
    const apr_array_header_t *phrases; /* stm_phrase_t, where words are asked for */
    const char *match;                 /* the same, of the full-text index; NULL: there are none */
    const apr_array_header_t *owners;  /* int, see stm_search_match */
    int is_with_ended;                 /* also what has expired or is withdrawn */
    int wanted;                        /* bits that an entry needs */
    int has_folders_out;
    stm_id_map_t said;        /* facet values that give bits */
    apr_array_header_t *says; /* these bits (unsigned char), by number in said */
    stm_ids_t ids;            /* what has the words, once they were looked for */
    apr_pool_t *pool;
} stm_listing_t;

/** Reads what the query asks for, within one transaction of the reader. */
apr_status_t stm_listing_start(stm_listing_t *listing, stm_catalog_t *catalog, const char *newsroom,
                               const stm_query_t *query, apr_pool_t *pool);

/** Whether nothing can be found, in lists with another value of a facet neither. */
int stm_listing_is_empty(const stm_listing_t *listing);

/* A row of a walk. */
typedef struct stm_row_t {
    apr_int64_t id;
    apr_time_t moment;                 /* by which lists go */
    const unsigned char *values, *end; /* see stm_facet_value_next */
    int lacks;
} stm_row_t;

/** Non-zero ends the walk. */
typedef int stm_row_take_t(void *baton, const stm_row_t *row);

/** Calls @a take for the rows of the list, in its order; those that lack several kinds are left
 * out. */
apr_status_t stm_listing_walk(stm_listing_t *listing, stm_row_take_t *take, void *baton);

/** The same for statements that were public and are deleted. */
apr_status_t stm_listing_walk_deleted(const stm_listing_t *listing, stm_row_take_t *take,
                                      void *baton);

/** The same for the rows of any query: an id, a moment, the facet values. */
apr_status_t stm_listing_rows(const stm_listing_t *listing, const char *sql,
                              const stm_value_t *values, stm_row_take_t *take, void *baton);

/** The bits that the facet value with that id gives; 0: it is not asked for. */
int stm_listing_says(const stm_listing_t *listing, apr_int64_t id);

/** Whether facet_values.count is what the query's list holds: it leaves nothing out, and nothing
 * appeared or went between its moment and the one at which is counted. */
apr_status_t stm_listing_is_counted(int *is_counted, const stm_listing_t *listing);

/* How many of a list have a facet value. */
typedef struct stm_value_count_t {
    apr_int64_t value, newest; /* the newest of these entries; 0: not known */
    int kind, count;
} stm_value_count_t;

typedef struct stm_hit_t {
    apr_int64_t id;
    int position; /* in the order of the list */
    int score;    /* the best have the highest */
} stm_hit_t;

/* What a whole walk has found. */
typedef struct stm_found_t {
    const char *key;     /* all that was asked for */
    apr_int64_t version; /* of the index */
    int total;
    apr_array_header_t *page;   /* apr_int64_t: from the query's offset on, as many as its limit */
    apr_array_header_t *hits;   /* stm_hit_t: with words the first STM_RANKED_MAX */
    apr_array_header_t *counts; /* stm_value_count_t of kinds of facets: each is what the list has
                                   with that value in place of its kind's own filter */
    apr_pool_t *pool;
} stm_found_t;

/** Walks along the whole list. A handle keeps what its last walk found, so that a list and its
 * facets are of one walk. Valid until the next one. */
apr_status_t stm_listing_find(const stm_found_t **found, stm_listing_t *listing);

/** How many of the list have each value of a facet (stm_value_count_t): as counted, or found by a
 * walk. */
apr_status_t stm_listing_counts(const apr_array_header_t **counts, stm_listing_t *listing);

/** Puts @a found->hits into the order of a search, and gives the query's page of them
 * (apr_int64_t). */
apr_status_t stm_listing_rank(apr_array_header_t **page, const stm_listing_t *listing,
                              const stm_found_t *found);

/** The entry's title and text with the words around what was searched for. */
apr_status_t stm_listing_add_snippet(stm_entry_t *entry, const stm_listing_t *listing,
                                     apr_int64_t id, apr_pool_t *result_pool);

/** A list of texts as one value to bind: the statement stays the same however long the list is. */
const char *stm_listing_json(const apr_array_header_t *texts, apr_pool_t *result_pool);

/** The least text past all in @a folder. */
const char *stm_listing_past_folder(const char *folder, apr_pool_t *result_pool);

#endif
