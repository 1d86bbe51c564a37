/**
 * httpd/request/request - what the steps of one answer share.
 */
#ifndef HTTPD_REQUEST_REQUEST_H
#define HTTPD_REQUEST_REQUEST_H

#include "core/page_store/store.h"
#include "core/site/reference.h"
#include "httpd/request/target.h"
#include "httpd/shared/catalog_handle.h"

struct stmh_access_check_t; /* see httpd/access/check.h */
struct stmh_outcome_t;      /* see httpd/page_cache/outcome.h */

typedef struct stmh_job_t {
    /* The request: what is asked for, by whom, and when. Set once, before the first step. */
    request_rec *r;    /* NULL: it is prerendered, or rendered in the background */
    apr_pool_t *pool;  /* the request's own */
    const char *label; /* what the log calls it: the path that was asked for */
    const char *query; /* the query string; NULL: none */
    stmh_target_t *target;
    const stmh_mount_t *mount;
    apr_time_t moment;
    apr_time_t patience;                /* when a wait is in vain; 0: nobody asks */
    struct stmh_access_check_t *access; /* NULL: nobody asks, and all may read all */
    int documents_differ;   /* access may depend on the document, see stmh_access_start */
    int is_background;      /* a reader has asked for it, whose request need not be there any more;
                               it has the lock of the page */
    const int *is_unwanted; /* atomic: it shall be given up; NULL: never */
    struct stmh_outcome_t
        *outcome; /* where a background rendering puts what it comes to; or NULL */

    /* The lookup: what the catalog says of it. */
    stmh_catalog_handle_t *handle; /* NULL: there is no catalog yet, or it has been given back */
    apr_uint64_t marks[2]; /* of core/state/generation, read before the catalog: of the statement,
                              of lists */
    const char *lang;      /* the newsroom's own, see stmh_language_of; NULL: not asked yet */
    apr_time_t lang_until; /* when that becomes another by itself; STM_NEVER */
    const stm_newsroom_t *newsroom; /* with that language, see stmh_language_newsroom; NULL */
    const stm_mounts_t *mounts;     /* see stmh_job_mounts */
    const char *scope;              /* the folder that is listed; NULL: none */
    const char *subject;            /* the statement that is answered; NULL: a list */
    const stm_page_record_t
        *former; /* the page that was made before with the same digest; NULL: none */

    /* The answer: what the steps find out of it beside its bytes. */
    int is_late;         /* a wait was in vain: only 503 may be said, see stmh_job_status */
    int has_failed;      /* rendering it came to no end, and would not if it was tried again */
    int readers_differ;  /* another reader may get another verdict: it is private */
    int is_for_one;      /* what was made depends on this reader, or on bytes that may change */
    int needs_request;   /* httpd has to be asked, or to answer: only a request can make it, and
                            it is for one, too */
    const char *readers; /* what of a list this reader sees, see stmh_list_access_key; "": all */
    apr_array_header_t *files; /* of which what was made tells something, see
                                  core/edition/attachments; NULL: not noted */
    apr_time_t last_change;    /* when anything else that is shown last changed; 0: not known */
    apr_time_t next_change;    /* when what is shown may change by itself; STM_NEVER */
    stm_problems_t *problems;
} stmh_job_t;

/** For nobody yet: what asks for @a target, which the log calls @a label, in @a pool. */
stmh_job_t *stmh_job_create(stmh_target_t *target, const char *label, apr_pool_t *pool);

/** For the reader who has sent @a r, and waits for less than two seconds. */
stmh_job_t *stmh_job_start(request_rec *r, stmh_target_t *target);

/** Non-zero where no reader has asked for the page. */
static inline int stmh_job_is_prerender(const stmh_job_t *job)
{
    return !job->r && !job->is_background;
}

/** Non-zero where what was made is not for others. */
static inline int stmh_job_is_for_one(const stmh_job_t *job)
{
    return job->is_for_one || job->needs_request;
}

static inline int stmh_job_is_unwanted(const stmh_job_t *job)
{
    return job->is_unwanted && __atomic_load_n(job->is_unwanted, __ATOMIC_SEQ_CST);
}

/** So long the job may still wait for others, one wait after the other; a little while always. */
int stmh_job_patience(const stmh_job_t *job);

/** Non-zero where only that little while is left. */
int stmh_job_is_out_of_patience(const stmh_job_t *job);

/** @a status, or 503 where a wait was in vain: what was not learnt then may be what hides. */
int stmh_job_status(const stmh_job_t *job, int status);

/** Takes a handle of catalog and history into job->handle, or finds it late. Where there is none
 * yet, job->handle stays NULL. OK, or 503. */
int stmh_job_take(stmh_job_t *job);

/** Gives it back. */
void stmh_job_release(stmh_job_t *job);

/** Reads the generation numbers, which comes before anything is learnt from the catalog, and then
 * does what stmh_job_take does. */
int stmh_job_open(stmh_job_t *job);

/** Has @a work ask the catalog, or finds the job late; in a thread that does such work where this
 * one is for requests: what SQLite has from malloc is of many sizes, of which each thread keeps
 * some, and with it whole pages of memory that others have used. */
void stmh_job_ask(stmh_job_t *job, void (*work)(void *baton), void *baton);

/** Where the newsroom is mounted. What httpd has to be asked about makes the answer this reader's.
 */
const stm_mounts_t *stmh_job_mounts(stmh_job_t *job);

#endif
