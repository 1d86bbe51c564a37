/**
 * mod_statement_refusal - what a reader sees of an address that has nothing to show.
 *
 * Its page is made once and kept. The newsroom's own page says what to do next, unless the
 * administrator has set an ErrorDocument. It is the same for what is hidden and for what was never
 * there.
 */
#ifndef MOD_STATEMENT_REFUSAL_H
#define MOD_STATEMENT_REFUSAL_H

#include "mod_statement_job.h"

/** Sends that page and returns OK. Returns @a status, with nothing sent, where it is another than
 * 404, 410 and 503, where there is an ErrorDocument, or where no page can be made. */
int stm_refusal_answer(stm_job_t *job, int status);

#endif
