/**
 * mod_statement_file - what a newsroom's folder holds besides statements.
 */
#ifndef MOD_STATEMENT_FILE_H
#define MOD_STATEMENT_FILE_H

#include "mod_statement_job.h"

/** DECLINED where httpd may serve the file, which is no statement called NAME.xml; 404 for a
 * statement under another name, and for a file that only hidden statements name; 503 where nobody
 * can tell yet who names it (stm_naming), but never for styles, fonts and scripts. What any
 * statement names is as fresh as its page. */
int stm_file_guard(stm_job_t *job);

/** The same for requests whose address is not ours to map: inclusion by another page. */
int stm_file_guard_stored(request_rec *r);

/** statement.css from the stylesheet directory. */
int stm_file_style(stm_job_t *job);

#endif
