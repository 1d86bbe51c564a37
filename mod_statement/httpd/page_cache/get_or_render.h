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

/** What is wanted, and what it would be made of now. */
typedef struct stmh_page_slot_t {
    const char *key;                 /* NULL: not to be kept */
    stm_page_origin_t origin;        /* its digest is filled in by stmh_page_cache_answer */
    const char *sheet;               /* the stylesheet's path, as the format has it */
    const char *name;                /* as the log calls it */
    const stm_format_t *format;      /* of what is rendered by itself */
    void (*render)(stmh_job_t *job); /* renders it without its request: looks up what @a job is
                                        about, and gets the page as for a reader; NULL: never */
} stmh_page_slot_t;

/** Fills in all of an answer but what the request alone decides. OK, or the status to answer with
 * instead. */
typedef int (*stmh_page_make_t)(stmh_answer_t *answer, stmh_job_t *job, void *baton);

/** The key for @a what ("statement", "archive", "feed") in @a format; @a name of the statement or
 * folder; @a query: of a list, in its one form; @a readers: see stmh_list_access_key, "" where all
 * see the same. NULL where such a page is never kept. */
const char *stmh_page_cache_key(const stmh_job_t *job, const char *what, const stm_format_t *format,
                                const char *name, const char *query, const char *readers);

/** The page of @a slot: the kept one where it is what @a make would give now, else rendered by one
 * of those who want it, while the others wait. Fills @a answer, and sends it to job->r where there
 * is one. OK, or a status to answer with. */
int stmh_page_cache_answer(stmh_answer_t *answer, stmh_job_t *job, stmh_page_slot_t *slot,
                           stmh_page_make_t make, void *baton);

/** A hash of the stylesheet @a sheet, the words, the settings of the job's mount and the newsroom's
 * own language, with which a page is made now; *looked_at: when these were last looked at.
 * STM_ESTYLESHEET where the sheet cannot be used. */
apr_status_t stmh_page_cache_digest(const char **digest, apr_time_t *looked_at, stmh_job_t *job,
                                    const char *sheet);

/** Non-zero where the files that the page was made with still are what they were. */
int stmh_page_cache_has_files(const stmh_job_t *job, const stm_page_record_t *record);

/** Fills @a answer from a mapped page, in which @a record stands; its bytes in the coding that the
 * request takes. */
void stmh_page_cache_fill(stmh_answer_t *answer, const stmh_job_t *job, stm_page_mapping_t *mapping,
                          const stm_page_record_t *record);

#endif
