/**
 * mod_statement_failures - pages whose rendering failed, remembered until something changes.
 *
 * A page that exceeds the limits of work costs that much work for each request. So a failure is
 * kept in the page store like a page, under a key of its own and with the same origin: a change of
 * the document, of what it shows, or of the stylesheet invalidates it. Each failure of a statement,
 * as a page or within a list, also touches STATEDIR/failures, so that lists, which leave such
 * statements out, are rendered again.
 */
#ifndef MOD_STATEMENT_FAILURES_H
#define MOD_STATEMENT_FAILURES_H

#include "mod_statement_slots.h"

/** Remembers that the page of @a slot, whose looks are known, cannot be rendered; or with another
 * @a status than 500, for a second at most, that a file which the catalog does not know yet is
 * answered with it: all who wait for its page need not parse it one after the other. */
void stm_failures_note(const stm_slot_t *slot, const stm_job_t *job, int status);

/** The status noted for it, where nothing has changed since; OK: none. */
int stm_failures_noted(const stm_slot_t *slot, const stm_job_t *job);

/** Non-zero where @a former, the page that was made for @a slot before, may be shown in place of
 * one that fails: stylesheets have changed and nothing else, so that it shows nothing that is
 * hidden by now. */
int stm_failures_may_show(const stm_record_t *former, const stm_slot_t *slot);

/** When a failure was last noted, and with which stylesheets pages are made now; zeros: none ever
 * was. The second, too, while nothing can be written (see mod_statement_unwritten). To be a part of
 * the origin of what leaves such statements out. */
stm_stamp_t stm_failures_stamp(stm_job_t *job);

/** Which pages of a newsroom cannot be rendered, as far as anybody has tried. */
typedef struct stm_failures_t stm_failures_t;

/** Those that one list in @a format (NULL: one without a stylesheet) has to ask for, in the pool of
 * @a job, which has a handle of the catalog; NULL where nothing ever failed. */
stm_failures_t *stm_failures_of(stm_job_t *job, const stm_format_t *format);

/** Remembers that lists in @a format cannot be rendered with @a entry, whose page may be well. @a
 * job has a handle of the catalog. */
void stm_failures_note_entry(stm_job_t *job, const stm_format_t *format, const stm_entry_t *entry);

/** Non-zero where the page of @a entry is answered with an error, or lists in the format cannot be
 * rendered with it; zero where @a failures is NULL. */
int stm_failures_has(const stm_failures_t *failures, const stm_entry_t *entry);

#endif
