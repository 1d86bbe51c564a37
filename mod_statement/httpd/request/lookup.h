/**
 * httpd/request/lookup - what was found for a request in the catalog.
 */
#ifndef HTTPD_REQUEST_LOOKUP_H
#define HTTPD_REQUEST_LOOKUP_H

#include "core/site/newsroom_file.h"
#include "core/site/reference.h"
#include "httpd/request/request.h"
#include "httpd/shared/catalog_handle.h"

/** newsroom.xml, once something of this request has asked for it: a list loads each of its
 * statements with it. Where it has 2 MB, reading it takes 60 ms. */
typedef struct stmh_lookup_shared_t {
    const stm_newsroom_file_t *file; /* NULL: there is none */
    int is_known;
    apr_pool_t *pool; /* of the request */
} stmh_lookup_shared_t;

/** Used by one thread at a time. */
typedef struct stmh_lookup_t {
    stmh_catalog_handle_t *handle; /* NULL: there is no catalog yet, or it has been given back */
    apr_pool_t *handle_pool;       /* with whose end the handle is given back */
    apr_uint64_t marks[2]; /* of core/state/generation, read before the catalog: of the statement,
                              of lists */
    int is_late;           /* a wait was in vain: only 503 may be said, see stmh_lookup_status */
    const char *lang;      /* the newsroom's own, see stmh_language_of; NULL: not asked yet */
    apr_time_t lang_until; /* when that becomes another by itself; STM_NEVER */
    const stm_newsroom_t *newsroom; /* with that language, see stmh_language_newsroom; NULL */
    const stm_mounts_t *mounts;     /* see stmh_exchange_mounts; NULL: not asked yet */
    stmh_lookup_shared_t *shared;   /* see stmh_document_newsroom_file */
} stmh_lookup_t;

/** @a status, or 503 where a wait was in vain: what was not learnt then may be what hides. */
int stmh_lookup_status(const stmh_lookup_t *lookup, int status);

/** Reads the generation numbers, which comes before anything is learnt from the catalog. */
void stmh_lookup_read_generations(const stmh_request_t *request, stmh_lookup_t *lookup);

/** Takes a handle of catalog and history until stmh_lookup_release or the end of the request's
 * pool; lookup->handle stays NULL where there is no catalog yet. OK, or 503, and is_late, where
 * none came free in time. */
int stmh_lookup_acquire(const stmh_request_t *request, stmh_lookup_t *lookup);

/** Gives it back. */
void stmh_lookup_release(stmh_lookup_t *lookup);

/** Has @a work ask the catalog, or sets is_late; in a thread that does such work where this one is
 * for requests: what SQLite has from malloc is of many sizes, of which each thread keeps some, and
 * with it whole pages of memory that others have used. */
void stmh_lookup_run(const stmh_request_t *request, stmh_lookup_t *lookup,
                     void (*work)(void *baton), void *baton);

#endif
