/**
 * mod_statement_lists_parts - the steps of one list; for mod_statement_lists*.c only.
 */
#ifndef MOD_STATEMENT_LISTS_PARTS_H
#define MOD_STATEMENT_LISTS_PARTS_H

#include "mod_statement_archives.h"
#include "mod_statement_lists.h"
#include "stm_list.h"

/* What one list is made of. */
typedef struct stm_contents_t {
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
    int is_short; /* an entry is missing: the history may have it, which is not there yet; or nobody
                     waits for the list any more */
    stm_list_cursor_t cursor;     /* where query.after points to */
    int is_asked;                 /* what belongs in it is known */
    const stm_entry_t *following; /* of a list that is not counted, behind its entries; or NULL */
    stm_chapter_t previous;       /* of such a feed, the document before it; no name: none */
    apr_array_header_t *failed; /* entries (const char *) with which it cannot be rendered; NULL */
} stm_contents_t;

/** Non-zero for a feed, zero for the page of an archive or of a feed. */
static inline int stm_lists_is_feed(const stm_contents_t *contents)
{
    return contents->extent == STM_EXTENT_WHOLE;
}

/** What the list, whose format is known, is asked for, and which folders this reader does not see.
 */
apr_status_t stm_lists_ask_query(stm_contents_t *contents, stm_job_t *job);

/** What belongs in it, and how many others there are, unless that is known already. APR_ENOENT
 * where stm_lists_know says so. */
apr_status_t stm_lists_ask_catalog(stm_contents_t *contents, stm_job_t *job);

/** APR_ENOENT where the list whose entries have been asked for is none: a page or document
 * behind its end, a folder without statements, or the archive of a value that no statement which
 * this reader may know of has had. */
apr_status_t stm_lists_know(const stm_contents_t *contents, stm_job_t *job);

/** What of the query string counts, in its one form, for the document @a chapter of a feed. */
const char *stm_lists_query(const stm_contents_t *contents, const stm_chapter_t *chapter,
                            apr_pool_t *pool);

/** After the list could not be rendered: has the pages of its entries rendered of which that was
 * not tried yet, and where all are well, a list of each entry alone, and gives the handle of the
 * catalog back for it. How many fail; they are remembered, and noted in @a contents. */
int stm_lists_find_failures(stm_contents_t *contents, stm_job_t *job);

/** Non-zero where @a entry is one of these. */
int stm_lists_leaves_out(const stm_contents_t *contents, const stm_entry_t *entry);

/** The document to render, with all that has room in it. */
apr_status_t stm_lists_compose(stm_document_t **document, stm_contents_t *contents, stm_job_t *job);

#endif
