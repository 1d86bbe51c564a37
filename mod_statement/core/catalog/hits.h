/**
 * core/catalog/hits - the catalog's inside: what a search finds, and what that has in common.
 *
 * Words give a set of ids, and one pass over the cards of these (core/catalog/forward_index) tells
 * which of them the query lists and counts their labels: all are counted, however many there are. A
 * handle keeps what its last search found, so that a list and its facets are of one pass.
 */
#ifndef CORE_CATALOG_HITS_H
#define CORE_CATALOG_HITS_H

#include "core/catalog/forward_index.h"
#include "core/catalog/query.h"

typedef struct stm_hit_t {
    apr_int64_t id;
    apr_time_t moment; /* by which lists go */
    int score;         /* the best have the highest */
} stm_hit_t;

typedef struct stm_hit_label_t {
    apr_int64_t list, newest; /* the newest entry of them */
    int kind, count;
} stm_hit_label_t;

typedef struct stm_hits_t {
    const char *key;     /* all that was asked for */
    apr_int64_t version; /* of the index */
    int total;
    stm_ids_t ids;
    apr_array_header_t *few;    /* stm_hit_t by id: the first STM_RANKED_MAX */
    apr_array_header_t *labels; /* stm_hit_label_t of kinds of facets: each count is what the list
                                   has with that value in place of its kind's own filter */
    apr_pool_t *pool;
} stm_hits_t;

/** What @a ask finds; there are words to search for. Valid until the next search. */
apr_status_t stm_catalog_find_hits(const stm_hits_t **hits, const stm_ask_t *ask);

/** One page of it, with snippets. */
apr_status_t stm_catalog_list_hits(apr_array_header_t **entries, const stm_ask_t *ask,
                                   const stm_hits_t *hits, const stm_choice_t *choice,
                                   apr_pool_t *result_pool);

#endif
