/**
 * mod_statement_response - bytes to an HTTP response: validators, freshness, 304, HEAD, ranges.
 */
#ifndef MOD_STATEMENT_RESPONSE_H
#define MOD_STATEMENT_RESPONSE_H

#include "mod_statement_job.h"
#include "stm_render.h"

/** What is sent, and what caches may do with it. */
typedef struct stm_answer_t {
    stm_page_t page;
    int status;            /* HTTP_OK or HTTP_GONE */
    const char *lang;      /* NULL: none */
    apr_time_t changed_at; /* when these bytes last changed */
    int is_negotiated;     /* another Accept may get another answer */
    int is_preview;        /* never stored by anyone */
    int is_list;           /* changed_at goes back when its newest statement is taken away */
} stm_answer_t;

/** A page of @a bytes as they are, with their entity tag. */
stm_page_t stm_response_page(const char *bytes, apr_size_t size, const char *media_type,
                             apr_pool_t *result_pool);

/** Sends. OK, or the status that the request's conditions ask for. */
int stm_response_send(stm_job_t *job, const stm_answer_t *answer);

#endif
