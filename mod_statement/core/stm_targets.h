/**
 * stm_targets - whether the addresses in a document lead anywhere in its newsroom.
 *
 * Pictures, attachments, links, translations, and the part of a page behind "#". Only addresses
 * that mean the same wherever the newsroom is mounted are looked at, and none to what is there but
 * not public yet: that is for its moment to show. All is read from the folder; of other statements
 * only what a "#" leads into is parsed.
 */
#ifndef STM_TARGETS_H
#define STM_TARGETS_H

#include "stm_newsroom.h"
#include "stm_problem.h"
#include "stm_statement.h"

/** What is known of a statement. */
typedef struct stm_target_t {
    int is_known;
    int is_public;    /* and its page is shown */
    const char *lang; /* NULL: it names none */
} stm_target_t;

typedef struct stm_targets_t {
    const stm_newsroom_t *newsroom;
    const char *name; /* of the statement whose addresses these are, "2026/name" */
    const stm_document_t *document;
    const stm_statement_t *statement; /* of the document */
    void *baton;
    stm_target_t (*find)(void *baton, const char *name, apr_pool_t *result_pool);
} stm_targets_t;

/** Non-zero where stm_targets_check may find something, now or once more is known. Some system
 * calls for each address. */
int stm_targets_is_doubtful(const stm_targets_t *targets, apr_pool_t *scratch_pool);

/** Adds a warning for each address that leads nowhere, or to another language than it says. */
void stm_targets_check(const stm_targets_t *targets, stm_problems_t *problems,
                       apr_pool_t *scratch_pool);

#endif
