/**
 * httpd/page_cache/failures - pages whose rendering failed, remembered until something changes.
 *
 * A page that exceeds the limits of work costs that much work for each request. So a failure is
 * kept in the page store like a page, under a key of its own and with the same origin: a change of
 * the document, of what it shows, or of the stylesheet invalidates it. Each failure of a statement,
 * as a page or within a list, also touches STATEDIR/failures, so that lists, which leave such
 * statements out, are rendered again.
 */
#ifndef HTTPD_PAGE_CACHE_FAILURES_H
#define HTTPD_PAGE_CACHE_FAILURES_H

#include "httpd/page_cache/get_or_render.h"

/** Remembers that the page of @a slot, whose digest is known, cannot be rendered; or with another
 * @a status than 500, for a second at most, that a file which the catalog does not know yet is
 * answered with it: all who wait for its page need not parse it one after the other. */
void stmh_failures_note(const stmh_page_slot_t *slot, const stmh_request_t *request,
                        const stmh_answer_t *answer, int status);

/** The status noted for it, where nothing has changed since; OK: none. */
int stmh_failures_noted(const stmh_page_slot_t *slot, const stmh_request_t *request);

/** Non-zero where @a former, the page that was made for @a slot before, may be shown in place of
 * one that fails: stylesheets have changed and nothing else, so that it shows nothing that is
 * hidden by now. */
int stmh_failures_may_show(const stm_page_record_t *former, const stmh_page_slot_t *slot);

/** When a failure was last noted, and with which stylesheets pages are made now; zeros: none ever
 * was. The second, too, while nothing can be written (see httpd/request/unwritten). To be a part
 * of the origin of what leaves such statements out. */
stm_file_stamp_t stmh_failures_stamp(const stmh_request_t *request, stmh_lookup_t *lookup);

/** Which pages of a newsroom cannot be rendered, as far as anybody has tried. */
typedef struct stmh_failures_t stmh_failures_t;

/** Those that one list in @a format (NULL: one without a stylesheet) has to ask for, in the pool of
 * @a request, for which there is a handle of the catalog; NULL where nothing ever failed. */
stmh_failures_t *stmh_failures_of(const stmh_request_t *request, stmh_lookup_t *lookup,
                                  const stm_format_t *format);

/** Remembers that lists in @a format cannot be rendered with @a entry, whose page may be well.
 * There is a handle of the catalog. */
void stmh_failures_note_entry(const stmh_exchange_t *exchange, const stm_format_t *format,
                              const stm_entry_t *entry);

/** Non-zero where the page of @a entry is answered with an error, or lists in the format cannot be
 * rendered with it; zero where @a failures is NULL. */
int stmh_failures_has(const stmh_failures_t *failures, const stm_entry_t *entry);

#endif
