/**
 * mod_statement_background - a page is rendered without the request that asked for it.
 *
 * A page that is kept and is the same for all is rendered from a copy of what its request says, by
 * a thread that needs nothing else of the request. So a reader waits for two seconds at most and is
 * then told to come back, while the rendering goes on, within StatementMaxWork, and puts the page
 * or its failure into the store for the next one.
 */
#ifndef MOD_STATEMENT_BACKGROUND_H
#define MOD_STATEMENT_BACKGROUND_H

#include "mod_statement_slots.h"

/** Non-zero where the page of @a slot needs nothing that only the request of @a job can find out.
 */
int stm_background_may(const stm_job_t *job, const stm_slot_t *slot);

/** Has the page of @a slot rendered, whose @a turn goes along and ends with it. Zero where the job
 * is late: somebody is still at it, or nobody has begun. Otherwise the page is in the store, or the
 * failure, or it cannot be kept: then it is the caller's. @a job has no handle of the catalog. */
int stm_background_render(const stm_job_t *job, const stm_slot_t *slot, stm_turn_t *turn);

#endif
