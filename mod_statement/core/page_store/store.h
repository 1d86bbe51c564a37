/**
 * core/page_store/store - rendered pages as files that all processes map.
 *
 * STATEDIR/pages/xx/… has one file for each slot: what is asked for, in the view of one kind of
 * reader. A slot's name is made of its key, which says what is asked; what the page was made of
 * stands in the file, so that a page that comes out the same after a change keeps its entity tag
 * and the moment since which it is the same. Files are written under another name and renamed,
 * never changed in place; a mapping outlives its file. One that is short, damaged or of another
 * version of this code is as if it were not there.
 *
 * Bounded in bytes for all processes together: the number of bytes is counted in a shared file, and
 * one process takes away what was not asked for the longest. Any thread; opened after fork only.
 */
#ifndef CORE_PAGE_STORE_STORE_H
#define CORE_PAGE_STORE_STORE_H

#include <apr_pools.h>
#include <apr_time.h>

#include "core/base/file_stamp.h"
#include "core/http/coding.h"

typedef struct stm_page_store_t stm_page_store_t;

typedef struct stm_page_body_t {
    const char *bytes; /* NULL: not kept in this form */
    apr_size_t size;
} stm_page_body_t;

/** What a page was made of. Two that are equal give the same page while the moment is within its
 * bounds. */
typedef struct stm_page_origin_t {
    apr_int64_t instance, version; /* of the index; below zero, and falling as time goes by, where
                                      it does not know the document's file yet */
    stm_file_stamp_t stamp;        /* of the document's file; zeros where there is none */
    const char *stylesheet_digest; /* of stylesheets, words and libraries */
} stm_page_origin_t;

typedef struct stm_page_record_t {
    const char *key;
    stm_page_origin_t origin;
    const char *content;                /* digest of what was transformed; NULL: unknown */
    apr_time_t valid_from, valid_until; /* moments within which it stays the same by itself */
    apr_time_t changed_at;              /* since when its bytes are these; never goes back */
    int status;                         /* of HTTP: 200 or 410 */
    const char *media_type;             /* with charset */
    const char *lang;                   /* NULL: none */
    const char *etag;                   /* quoted, of the plain form */
    const char *link;                   /* of its headers; NULL: none */
    const char *negotiated_link;        /* the same where Accept chose this page, */
    const char *location;               /* and where it is then found without */
    const char *files; /* that it was made with, see core/edition/attachments; NULL: none */
    stm_page_body_t bodies[STM_CODINGS];
} stm_page_record_t;

/** A mapped page. A child keeps thousands of them, and what stands in the file is read there. */
typedef struct stm_page_mapping_t {
    char *address;
    apr_size_t file_size;
    apr_time_t asked_at; /* as the file has it; raised by stm_page_store_touch, any thread */
    struct stm_page_mapping_t *next; /* of those that wait to be unmapped */
    apr_uint32_t users;              /* atomic */
} stm_page_mapping_t;

/** Makes the store's folder where it is missing. @a max_bytes: of all files; 0 keeps none. An error
 * of the file system where the store cannot be used. */
apr_status_t stm_page_store_open(stm_page_store_t **store, const char *state_dir,
                                 apr_off_t max_bytes, apr_pool_t *result_pool);

/** Maps the page in the slot of @a key, whatever it was made of; the caller is a user of it.
 * APR_ENOENT where there is none that can be used. */
apr_status_t stm_page_store_find(stm_page_mapping_t **mapping, const stm_page_store_t *store,
                                 const char *key);

/** What stands in a mapped page; @a record points into it. */
void stm_page_mapping_read(stm_page_record_t *record, const stm_page_mapping_t *mapping);

void stm_page_mapping_retain(stm_page_mapping_t *mapping);
void stm_page_mapping_release(stm_page_mapping_t *mapping);

/** From now on mappings that nobody uses any more wait for stm_page_mapping_sweep, up to some
 * megabytes: to unmap one, a process of several threads has to stop all of them for a moment. @a
 * on_much is called, by any thread, whenever a megabyte has come together. NULL, as at first: each
 * is unmapped at once. To be called before there are threads. */
typedef void (*stm_page_mapping_wake_t)(void);
void stm_page_mapping_defer(stm_page_mapping_wake_t on_much);

/** Whether a megabyte waits. Any thread. */
int stm_page_mapping_is_sweep_due(void);

/** Unmaps all that waits. Any thread. */
void stm_page_mapping_sweep(void);

/** Notes that the page was asked for at @a moment, once a minute at most. */
void stm_page_store_touch(const stm_page_store_t *store, stm_page_mapping_t *mapping,
                          apr_time_t moment);

/** Non-zero where a page that was made of record->origin still is what @a origin would give at
 * @a moment, or what a newer view of the index has given. */
int stm_page_store_is_current(const stm_page_record_t *record, const stm_page_origin_t *origin,
                              apr_time_t moment);

/** Puts @a record, of whose bodies only the plain one has to be set, in its slot, and adds those
 * compressed ones that are missing. @a asked_at: when it was last asked for. APR_SUCCESS, an error
 * of the file system, or APR_EBUSY: there is no room until the next trimming. */
apr_status_t stm_page_store_put(const stm_page_store_t *store, stm_page_record_t *record,
                                apr_time_t asked_at, apr_pool_t *scratch_pool);

/** The moment since which a page is what it is: that of @a former (NULL: there is none) where the
 * bytes are the same, later than it where they are not; @a floor where nothing is known. In whole
 * seconds beyond the floor, as dates in headers are. */
apr_time_t stm_page_store_changed_at(const stm_page_record_t *former, const char *etag,
                                     apr_time_t floor, apr_time_t moment);

/** For a slot in which nothing was found: no earlier than any moment of change that a page in it
 * may have had before it was taken away or lost; @a moment where that could be any. */
apr_time_t stm_page_store_latest_change(const stm_page_store_t *store, const char *key,
                                        apr_time_t moment);

/** One renderer for a slot over all processes and threads. */
typedef struct stm_render_lock_t {
    int file; /* -1: none */
} stm_render_lock_t;

/** APR_SUCCESS: the caller holds the lock until stm_render_lock_release; APR_EAGAIN: another
 * renders; an error: no lock can be taken. Never waits. */
apr_status_t stm_render_lock_try(stm_render_lock_t *lock, const stm_page_store_t *store,
                                 const char *key);
void stm_render_lock_release(stm_render_lock_t *lock);

/** For one process: counts anew where @a is_due, and where there are too many bytes takes away
 * those that were not asked for the longest. */
void stm_page_store_trim(stm_page_store_t *store, int is_due, apr_time_t moment,
                         apr_pool_t *scratch_pool);

/** Calls @a visit for each key in the store that starts with @a prefix, last asked for first, until
 * it returns non-zero. */
typedef int (*stm_page_store_visit_t)(void *baton, const stm_page_mapping_t *mapping);
void stm_page_store_each(const stm_page_store_t *store, const char *prefix,
                         stm_page_store_visit_t visit, void *baton, apr_pool_t *scratch_pool);

#endif
