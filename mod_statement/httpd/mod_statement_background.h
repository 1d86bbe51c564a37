/**
 * mod_statement_background - renders a page that outlasts the request for it.
 *
 * Where a page is kept and the same for all readers, a worker thread renders it from a copy of the
 * request's data. The reader waits for two seconds at most and then gets 503; the rendering goes on
 * within StatementMaxWork, and its page or failure is in the store for the next reader.
 */
#ifndef MOD_STATEMENT_BACKGROUND_H
#define MOD_STATEMENT_BACKGROUND_H

#include "mod_statement_slots.h"

/** Non-zero where the page of @a slot can be rendered without the request of @a job: it is kept,
 * and no rule of httpd can make it differ between documents or readers. */
int stm_background_may(const stm_job_t *job, const stm_slot_t *slot);

/** Renders the page of @a slot in another thread, which takes over @a turn and ends it.
 *
 * Returns zero where the caller must answer 503: the rendering goes on, or no thread was free, and
 * then @a turn is the caller's again. Otherwise the page or its failure is in the store; if neither
 * is (no thread could be started, or the page cannot be kept), the caller renders it itself. @a job
 * must not hold a handle of the catalog. */
int stm_background_render(const stm_job_t *job, const stm_slot_t *slot, stm_turn_t *turn);

#endif
