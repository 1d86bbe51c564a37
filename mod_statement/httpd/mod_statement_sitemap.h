/**
 * mod_statement_sitemap - the answer for sitemap.xml.
 *
 * Made from the catalog alone, without reading a statement. What is listed is what an archive lists
 * for the same reader, but never a preview.
 */
#ifndef MOD_STATEMENT_SITEMAP_H
#define MOD_STATEMENT_SITEMAP_H

#include "mod_statement_job.h"

/** OK, or the status to answer with. */
int stm_sitemap_answer(stm_job_t *job);

#endif
