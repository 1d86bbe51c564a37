/**
 * core/intake/dead_links - finds addresses in a document that lead nowhere in its newsroom.
 *
 * Pictures, attachments, links, translations, and the part of a page that a fragment names. Checks
 * only addresses that mean the same wherever the newsroom is mounted, and reports none whose target
 * exists but is not public yet. Reads the folder; parses another statement only for a fragment.
 */
#ifndef CORE_INTAKE_DEAD_LINKS_H
#define CORE_INTAKE_DEAD_LINKS_H

#include "core/base/problem.h"
#include "core/site/newsroom.h"
#include "core/site/statement.h"

/** A statement that an address may lead to. */
typedef struct stm_link_target_t {
    int is_known;
    int is_public;    /* and its page is shown */
    const char *lang; /* NULL: it names none */
} stm_link_target_t;

typedef struct stm_dead_links_query_t {
    const stm_newsroom_t *newsroom;
    const char *name; /* of the statement whose addresses these are, "2026/name" */
    const stm_document_t *document;
    const stm_statement_t *statement; /* of the document */
    void *baton;
    stm_link_target_t (*find)(void *baton, const char *name, apr_pool_t *result_pool);
} stm_dead_links_query_t;

/** Non-zero where stm_dead_links_check may find something now, or once all other documents are
 * known. A few system calls for each address. */
int stm_dead_links_is_doubtful(const stm_dead_links_query_t *targets, apr_pool_t *scratch_pool);

/** Adds a warning for each address that leads nowhere or to a statement in another language than it
 * says: at most 50 for one document, of whose fragments the first 100 are checked. */
void stm_dead_links_check(const stm_dead_links_query_t *targets, stm_problems_t *problems,
                          apr_pool_t *scratch_pool);

#endif
