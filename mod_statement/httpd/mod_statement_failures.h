/**
 * mod_statement_failures - pages whose rendering failed, remembered until something changes.
 *
 * What a stylesheet cannot render costs its whole limit of work each time somebody asks. So a
 * failure is kept in the page store like a page, under a key of its own and with the same origin:
 * a change of the document, of what it shows, or of the stylesheet makes it void. STATEDIR/failures
 * is touched with each, so that lists, which leave such statements out, are made anew.
 */
#ifndef MOD_STATEMENT_FAILURES_H
#define MOD_STATEMENT_FAILURES_H

#include "mod_statement_slots.h"

/** Remembers that the page of @a slot, whose looks are known, cannot be rendered. */
void stm_failures_note(const stm_slot_t *slot, const stm_job_t *job);

/** Non-zero where rendering it has failed and nothing has changed since. */
int stm_failures_is_noted(const stm_slot_t *slot, const stm_job_t *job);

/** When a failure was last noted, as the stamp of a file; zeros: never. To be a part of the origin
 * of what leaves such statements out. */
stm_stamp_t stm_failures_stamp(void);

/** Non-zero where the page of @a entry cannot be rendered. Cheap where nothing ever failed. */
int stm_failures_has_entry(const stm_entry_t *entry, stm_job_t *job);

#endif
