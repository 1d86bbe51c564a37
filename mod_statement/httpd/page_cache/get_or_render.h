/**
 * httpd/page_cache/get_or_render - a page from the store, or rendered once for all who want it.
 *
 * A slot's key says what is asked for and in whose view: folder, its address, format,
 * statement or list, and for a list what of it this reader may see. What a reader adds to
 * an address without effect is not in it, and settings are not: a page is dated by what the same
 * address had before, whatever has changed. Pages that are for one reader's eyes,
 * previews and search results are never kept.
 */
#ifndef HTTPD_PAGE_CACHE_GET_OR_RENDER_H
#define HTTPD_PAGE_CACHE_GET_OR_RENDER_H

#include "core/page_store/store.h"
#include "httpd/response/send.h"

/** Renders a page without its request: looks up what @a exchange asks for, and gets the page as for
 * a reader. */
typedef void (*stmh_page_render_t)(const stmh_exchange_t *exchange);

/** What is wanted, and what it would be made of now. */
typedef struct stmh_page_slot_t {
    const char *key;            /* NULL: not to be kept */
    stm_page_origin_t origin;   /* its digest is filled in by stmh_page_cache_answer */
    const char *sheet;          /* the stylesheet's path, as the format has it */
    const char *name;           /* as the log calls it */
    const char *statement;      /* of whose page it is; NULL: a list's */
    const char *readers;        /* what of a list this reader sees, see stmh_list_access_key; NULL,
                                   "": all */
    const stm_format_t *format; /* of what is rendered by itself */
    stmh_page_render_t render;  /* NULL: never */
} stmh_page_slot_t;

/** Fills in the response but for what the request alone decides. OK, or the status to answer with
 * instead. */
typedef int (*stmh_page_make_t)(const stmh_exchange_t *exchange, void *baton);

/** The key for @a what ("statement", "archive", "feed") in @a format; @a name of the statement or
 * folder; @a query: of a list, in its one form; @a readers: see stmh_list_access_key, "" where all
 * see the same. NULL where such a page is never kept. */
const char *stmh_page_cache_key(const stmh_request_t *request, const char *what,
                                const stm_format_t *format, const char *name, const char *query,
                                const char *readers);

/** The page of @a slot: the kept one where it is what @a make would give now, else rendered by one
 * of those who want it, while the others wait. Fills in the response, and sends it where there is a
 * reader. OK, or a status to answer with. */
int stmh_page_cache_answer(const stmh_exchange_t *exchange, stmh_page_slot_t *slot,
                           stmh_page_make_t make, void *baton);

/** A hash of the stylesheet @a sheet, the words, the settings of the request's mount and the
 * newsroom's own language, with which a page is made now; *checked_at: when these were last looked
 * at. STM_ESTYLESHEET where the sheet cannot be used. */
apr_status_t stmh_page_cache_digest(const char **digest, apr_time_t *checked_at,
                                    const stmh_request_t *request, stmh_lookup_t *lookup,
                                    const char *sheet);

/** Non-zero where the files that the page was made with still are what they were. */
int stmh_page_cache_has_files(const stmh_request_t *request, const stm_page_record_t *record);

/** Fills @a response from a mapped page, in which @a record stands; its bytes in the coding that
 * the request takes. */
void stmh_page_cache_fill(stmh_response_t *response, const stmh_request_t *request,
                          stm_page_mapping_t *mapping, const stm_page_record_t *record);

#endif
