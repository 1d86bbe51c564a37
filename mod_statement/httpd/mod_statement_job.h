/**
 * mod_statement_job - what the steps of one answer share.
 */
#ifndef MOD_STATEMENT_JOB_H
#define MOD_STATEMENT_JOB_H

#include "mod_statement_access.h"
#include "mod_statement_address.h"
#include "mod_statement_catalog.h"

typedef struct stm_job_t {
    request_rec *r;    /* NULL: nobody asks, it is rendered ahead */
    apr_pool_t *pool;  /* the request's own */
    const char *label; /* what the log calls it: the path that was asked for */
    const char *query; /* the query string; NULL: none */
    stm_target_t *target;
    const stm_place_t *place;
    stm_store_t *store; /* NULL: there is no catalog yet, or it has been given back */
    stm_access_check_t *access;
    stm_problems_t *problems;
    apr_time_t moment;
    apr_time_t next_change; /* when what is shown may change by itself; STM_NEVER */
} stm_job_t;

#endif
