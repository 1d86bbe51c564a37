/**
 * httpd/handlers/lists_internal - the steps of one list; for handlers/list*.c only.
 */
#ifndef HTTPD_HANDLERS_LISTS_INTERNAL_H
#define HTTPD_HANDLERS_LISTS_INTERNAL_H

#include "core/render/list.h"
#include "httpd/handlers/archives.h"
#include "httpd/handlers/lists.h"

/* What one list is made of. */
typedef struct stmh_contents_t {
    stm_list_t list;
    stm_query_t query;
    apr_array_header_t *entries; /* stm_entry_t * */
    apr_array_header_t *facets;  /* stm_facet_t; NULL: not asked for */
    apr_array_header_t *gone;    /* stm_entry_t *; NULL: not asked for */
    const stm_format_t *format;
    stm_extent_t extent;
    stm_chapter_t chapter;  /* of a feed */
    int shown;              /* how many of the entries the document has room for */
    apr_int64_t generation; /* of the newsroom, when it was asked for */
    apr_int64_t instance;   /* of the index, likewise */
    int is_negotiated;
    int is_archive; /* else a feed, or the page of one */
    int is_short;   /* an entry is missing: the history may have it, which cannot be read yet; or
                       nobody   waits for the list any more */
    stm_list_cursor_t cursor;     /* where query.after points to */
    int is_asked;                 /* what belongs in it is known */
    const stm_entry_t *following; /* of a list that is not counted, behind its entries; or NULL */
    stm_chapter_t previous;       /* of such a feed, the document before it; no name: none */
    apr_array_header_t *failed; /* entries (const char *) with which it cannot be rendered; NULL */
} stmh_contents_t;

/** Non-zero for a feed, zero for the page of an archive or of a feed. */
static inline int stmh_lists_is_feed(const stmh_contents_t *contents)
{
    return contents->extent == STM_EXTENT_WHOLE;
}

/** What the list, whose format is known, is asked for, and which folders this reader does not see.
 */
apr_status_t stmh_lists_ask_query(stmh_contents_t *contents, const stmh_request_t *request,
                                  const stmh_lookup_t *lookup);

/** What belongs in it, and how many others there are, unless that is known already. APR_ENOENT
 * where stmh_lists_know says so. */
apr_status_t stmh_lists_ask_catalog(stmh_contents_t *contents, const stmh_exchange_t *exchange);

/** APR_ENOENT where the list whose entries have been asked for is none: a page or document
 * behind its end, a folder without statements, or the archive of a value that no statement which
 * this reader may know of has had. */
apr_status_t stmh_lists_know(const stmh_contents_t *contents, const stmh_request_t *request,
                             const stmh_lookup_t *lookup);

/** Non-zero where what this child knows is enough to say so, and the catalog need not be asked. */
int stmh_lists_are_none(const stmh_request_t *request);

/** What of the query string counts, in its one form, for the document @a chapter of a feed. */
const char *stmh_lists_query(const stmh_contents_t *contents, const stm_chapter_t *chapter,
                             apr_pool_t *pool);

/** After the list could not be rendered: has the pages of its entries rendered of which that was
 * not tried yet, and where all are well, a list of each entry alone, and gives the handle of the
 * catalog back for it. How many fail; they are remembered, and noted in @a contents. */
int stmh_lists_find_failures(stmh_contents_t *contents, const stmh_exchange_t *exchange);

/** The document to render, with all that has room in it. */
apr_status_t stmh_lists_compose(stm_document_t **document, stmh_contents_t *contents,
                                const stmh_exchange_t *exchange);

#endif
