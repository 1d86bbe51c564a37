/**
 * httpd/page_cache/internal - one attempt to get a page; for the other files of this folder only.
 */
#ifndef HTTPD_PAGE_CACHE_INTERNAL_H
#define HTTPD_PAGE_CACHE_INTERNAL_H

#include "httpd/page_cache/get_or_render.h"

/* What an attempt to get a page has come to. */
typedef struct stmh_attempt_t {
    const stmh_exchange_t *exchange;
    stmh_page_slot_t *slot;
    apr_uint32_t epoch;         /* before the digest was made */
    apr_time_t checked_at;      /* when they were */
    stm_page_mapping_t *found;  /* the page; NULL: not yet */
    stm_page_record_t record;   /* what stands in it */
    stm_page_mapping_t *former; /* in the slot, but not what would be made now; NULL: none */
    stm_page_record_t former_record;
    stm_render_lock_t lock;
    int has_waited;   /* for somebody else's */
    int is_stored;    /* what was made now */
    int is_of_others; /* found as another's view of the catalog has it, which may be newer */
} stmh_attempt_t;

/* A rendering, for a thread that does such work. */
typedef struct stmh_rendering_t {
    stmh_attempt_t *attempt;
    int (*render)(stmh_attempt_t *attempt, stmh_page_make_t make, void *baton);
    stmh_page_make_t make;
    void *baton;
    int has_catalog, status;
    int is_limited;  /* it ends when the patience of its request does */
    int is_too_long; /* atomic: it has */
} stmh_rendering_t;

/** Non-zero where the slot holds what is wanted. */
int stmh_page_cache_find(stmh_attempt_t *attempt);

/** Lets go of what the slot holds instead. For a pool's end, too. */
apr_status_t stmh_page_cache_let_former_go(void *attempt);

/** A pool's cleanup: gives back a mapped page of which the pool's owner is a user. */
apr_status_t stmh_page_cache_let_go(void *mapping);

/** Two ways to render: a page that is put into its slot, and one that has none. */
int stmh_page_cache_render_kept(stmh_attempt_t *attempt, stmh_page_make_t make, void *baton);
int stmh_page_cache_render_unkept(stmh_attempt_t *attempt, stmh_page_make_t make, void *baton);

/** Has the rendering done while this thread waits, whose handle of the catalog would be missing to
 * others. OK, or a status to answer with; lookup->is_late where that took too long. */
int stmh_page_cache_have_done(stmh_rendering_t *rendering);

#endif
