/**
 * stm_catalog_hits - the catalog's inside: what a search finds.
 *
 * Up to STM_RANKED_MAX hits are ranked. Words that more statements have tell them apart no better
 * than their dates: then the newest STM_HITS_MAX stand for all, newest first, and are what is
 * counted.
 */
#ifndef STM_CATALOG_HITS_H
#define STM_CATALOG_HITS_H

#include "stm_catalog_ask.h"

#define STM_RANKED_MAX 2000

/** One page of them, with snippets. */
apr_status_t stm_catalog_list_hits(apr_array_header_t **entries, apr_int64_t *count,
                                   const stm_ask_t *ask, const stm_choice_t *choice,
                                   apr_pool_t *result_pool);

/** Whether there are too many to be ranked. */
apr_status_t stm_catalog_has_many(int *has_many, const stm_ask_t *ask);

/** The newest of many (apr_int64_t: ids of entries). */
apr_status_t stm_catalog_newest(apr_array_header_t **ids, const stm_ask_t *ask,
                                const stm_choice_t *choice);

#endif
