/**
 * mod_statement_render - a document or a list, in a format, to a page.
 */
#ifndef MOD_STATEMENT_RENDER_H
#define MOD_STATEMENT_RENDER_H

#include "mod_statement_response.h"
#include "mod_statement_sheets.h"

/** The format for a request that leaves it to Accept: of a statement, or of a feed (@a is_list).
 * *format is one of place->formats with its media type known. */
apr_status_t stm_render_choose(const stm_format_t **format, stm_job_t *job, int is_list);

/** Renders @a document (used up) with the stylesheet @a sheet_path as the page @a self. Fills
 * answer->page and raises answer->changed_at to the stylesheet's. */
apr_status_t stm_render_page(stm_answer_t *answer, stm_job_t *job, const stm_document_t *document,
                             const stm_format_t *format, const char *sheet_path, const char *self,
                             const char *name);

/** Answers an edition's or a transformation's failure: its problems go to the log. */
int stm_render_failure(stm_job_t *job, const char *name, apr_status_t status);

#endif
