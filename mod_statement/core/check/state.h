/**
 * core/check/state - what is in a state directory, and what is wrong with it.
 *
 * It only reads, and takes no lock that a server waits for.
 */
#ifndef CORE_CHECK_STATE_H
#define CORE_CHECK_STATE_H

#include <apr_pools.h>
#include <apr_tables.h>

#include "core/base/problem.h"

/** A newsroom that the history has had: its last settings of these. */
typedef struct stm_state_newsroom_t {
    const char *root, *identity;                /* NULL: a damaged history has lost them */
    apr_int64_t statements, published, deleted; /* published: ever */
} stm_state_newsroom_t;

typedef struct stm_state_facts_t {
    int is_in_use;                       /* a server writes there */
    int layout;                          /* of the history; 0: it cannot be read */
    apr_off_t history_size, log_size;    /* of history.db and history.db-wal */
    const char *index;                   /* the name of its file; NULL: there is none */
    apr_int64_t pages;                   /* rendered ones, */
    apr_off_t page_bytes;                /* and their size */
    const apr_array_header_t *newsrooms; /* stm_state_newsroom_t */
} stm_state_facts_t;

/** Looks at all that is in the folder @a state_dir, and adds what is wrong with it and what to do.
 * An error is what keeps a server from having all that it knew, or from writing. */
void stm_check_state(stm_state_facts_t *facts, const char *state_dir, stm_problems_t *problems,
                     apr_pool_t *result_pool);

/** The part of that which needs no database: the folder, names, owners, modes, pages, the key of
 * previews. */
void stm_check_state_files(stm_state_facts_t *facts, const char *state_dir,
                           stm_problems_t *problems, apr_pool_t *scratch_pool);

#endif
