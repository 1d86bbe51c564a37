/**
 * core/check/sources - what a page would hold with all that it reproduces by `src`.
 *
 * The files of one folder are looked into as often as each other names them, and read once: what
 * each weighs is kept. Only what is needed for that is read of them; their own mistakes are found
 * when they are checked themselves.
 */
#ifndef CORE_CHECK_SOURCES_H
#define CORE_CHECK_SOURCES_H

#include "core/i18n/zone.h"
#include "core/xml/document.h"

typedef struct stm_check_sources_t stm_check_sources_t;

/** For the folder @a root; a withdrawn statement, as of @a moment, weighs nothing. */
stm_check_sources_t *stm_check_sources_make(const char *root, const stm_zone_t *zone,
                                            apr_time_t moment, apr_pool_t *result_pool);

/** Adds what is wrong with the sources of @a document, the statement @a name ("2026/name"): one
 * leads back to it, or makes the page larger than core/xml/bounds has it. One that is not there may
 * be elsewhere in the newsroom. */
void stm_check_sources(stm_check_sources_t *sources, const stm_document_t *document,
                       const char *name, stm_problems_t *problems, apr_pool_t *scratch_pool);

#endif
