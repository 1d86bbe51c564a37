/**
 * check_sources - what a page would hold with all that it reproduces by `src`.
 *
 * The files of one folder are looked into as often as each other names them, and read once: what
 * each weighs is kept. Only what is needed for that is read of them; their own mistakes are found
 * when they are checked themselves.
 */
#ifndef CHECK_SOURCES_H
#define CHECK_SOURCES_H

#include "stm_document.h"
#include "stm_zone.h"

typedef struct check_sources_t check_sources_t;

/** What @a root is: only in a whole newsroom a file that is not there is missing. */
typedef enum { CHECK_SOURCES_UNSET = 0, CHECK_SOURCES_PART, CHECK_SOURCES_WHOLE } check_reach_t;

/** For the folder @a root; a withdrawn statement, as of @a moment, weighs nothing. */
check_sources_t *check_sources_make(const char *root, check_reach_t reach, const stm_zone_t *zone,
                                    apr_time_t moment, apr_pool_t *result_pool);

/** Adds what is wrong with the sources of @a document, the statement @a name ("2026/name"): one is
 * missing, leads back to it, or makes the page larger than stm_bounds has it. */
void check_sources(check_sources_t *sources, const stm_document_t *document, const char *name,
                   stm_problems_t *problems, apr_pool_t *scratch_pool);

#endif
