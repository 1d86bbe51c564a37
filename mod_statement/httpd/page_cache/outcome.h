/**
 * httpd/page_cache/outcome - what a background rendering has come to, for the reader who waits for
 * it.
 *
 * The store has most pages afterwards. Those that it does not take, and failures that it does not
 * remember, would be lost: the reader would have waited for nothing, and would have all of it done
 * once more.
 */
#ifndef HTTPD_PAGE_CACHE_OUTCOME_H
#define HTTPD_PAGE_CACHE_OUTCOME_H

#include "httpd/page_cache/get_or_render.h"

typedef struct stmh_outcome_t {
    apr_pool_t *pool;  /* in which all of it lies, also after the rendering */
    int is_known;      /* else nothing was rendered: by then it was no page any more */
    int needs_request; /* nothing was rendered because only a request can */
    int is_kept;       /* the store has the page, or its failure */
    int has_failed;
    int status;                  /* of HTTP; OK: there is a page */
    stm_page_mapping_t *mapping; /* the page; NULL: it was not kept, and answer has it */
    stmh_response_t response;
    apr_time_t next_change;
} stmh_outcome_t;

/** Makes all that @a response points to, its bytes included, last as long as @a pool. */
void stmh_outcome_copy(stmh_response_t *response, apr_pool_t *pool);

/** Says in request->outcome that rendering the page of @a slot has come to @a status, with the
 * response of @a answer or (NULL: none) as @a mapping, of which the outcome becomes a user. */
void stmh_outcome_give(const stmh_request_t *request, const stmh_answer_t *answer,
                       const stmh_page_slot_t *slot, int status, stm_page_mapping_t *mapping);

/** Says in request->outcome, if there is one, that there is no such page any more: @a status. */
void stmh_outcome_refuse(const stmh_request_t *request, int status);

/** Fills in the response, and notes when it changes, from an outcome without a mapping. Returns
 * its status. */
int stmh_outcome_take(const stmh_exchange_t *exchange, const stmh_outcome_t *outcome);

#endif
