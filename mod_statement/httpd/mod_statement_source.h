/**
 * mod_statement_source - the stored XML itself, where StatementSource lets readers have it.
 */
#ifndef MOD_STATEMENT_SOURCE_H
#define MOD_STATEMENT_SOURCE_H

#include "mod_statement_version.h"

/** Non-zero where the request asks for the stored XML (NAME.xml?source, or Accept) and may get it.
 */
int stm_source_is_wanted(const stm_job_t *job);

/** Sends the document without what is marked internal and without comments. */
int stm_source_answer(stm_job_t *job, const stm_version_t *version);

#endif
