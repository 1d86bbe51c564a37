/**
 * core/page_store/store - rendered pages as files that all processes map.
 *
 * STATEDIR/pages/xx/… holds one file per slot: one requested page as one kind of reader sees it. A
 * slot's file name is a hash of its key. The file also says what the page was made of, so that a
 * page whose bytes stay the same after a change keeps its entity tag and Last-Modified. Files are
 * written under a temporary name and renamed, never changed in place; a mapping outlives its file.
 * A file that is truncated, damaged or of another version counts as missing.
 *
 * A limit in bytes holds for all processes together: a shared file counts them, and one process
 * removes the least recently requested pages. Any thread; opened after fork only.
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

/** What a page was made of. Equal origins give equal pages while the moment is within the page's
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
    const char *cache_keys;             /* see core/site/cache_keys; NULL: not asked for */
    const char *files; /* that it was made with, see core/edition/attachments; NULL: none */
    stm_page_body_t bodies[STM_CODINGS];
} stm_page_record_t;

/** A mapped page. A child keeps thousands of them; stm_page_mapping_read reads from the file. */
typedef struct stm_page_mapping_t {
    char *address;
    apr_size_t file_size;
    apr_time_t asked_at; /* as the file has it; raised by stm_page_store_touch, any thread */
    struct stm_page_mapping_t *next; /* of those that wait to be unmapped */
    apr_uint32_t users;              /* atomic */
} stm_page_mapping_t;

/** Opens the store and creates its folder where it is missing. @a max_bytes: of all files; 0 keeps
 * none. An error of the file system where the store cannot be used. */
apr_status_t stm_page_store_open(stm_page_store_t **store, const char *state_dir,
                                 apr_off_t max_bytes, apr_pool_t *result_pool);

/** Maps the page in the slot of @a key, whatever it was made of; the caller is a user of it.
 * APR_ENOENT where there is none that can be used. */
apr_status_t stm_page_store_find(stm_page_mapping_t **mapping, const stm_page_store_t *store,
                                 const char *key);

/** Reads a mapped page into @a record, which points into the mapping. */
void stm_page_mapping_read(stm_page_record_t *record, const stm_page_mapping_t *mapping);

/** Adds a user, and removes one: the mapping ends with its last user. Any thread. */
void stm_page_mapping_retain(stm_page_mapping_t *mapping);
void stm_page_mapping_release(stm_page_mapping_t *mapping);

/** From now on mappings without users wait for stm_page_mapping_sweep, up to some
 * megabytes: to unmap one, a process of several threads has to stop all of them for a moment. @a
 * on_much is called, by any thread, whenever a megabyte has come together. NULL, as at first: each
 * is unmapped at once. To be called before there are threads. */
typedef void (*stm_page_mapping_wake_t)(void);
void stm_page_mapping_defer(stm_page_mapping_wake_t on_much);

/** Non-zero where a megabyte waits. Any thread. */
int stm_page_mapping_is_sweep_due(void);

/** Unmaps all that waits. Any thread. */
void stm_page_mapping_sweep(void);

/** Records a request for the page at @a moment in its file, once a minute at most. */
void stm_page_store_touch(const stm_page_store_t *store, stm_page_mapping_t *mapping,
                          apr_time_t moment);

/** Non-zero where a page that was made of record->origin still is what @a origin would give at
 * @a moment, or what a newer view of the index has given. */
int stm_page_store_is_current(const stm_page_record_t *record, const stm_page_origin_t *origin,
                              apr_time_t moment);

/** Writes @a record into its slot. Only its plain body has to be set; compressed ones that are
 * missing are added. @a asked_at: its last request. APR_SUCCESS, an error of the file system, or
 * APR_EBUSY: no room until the next trimming. */
apr_status_t stm_page_store_put(const stm_page_store_t *store, stm_page_record_t *record,
                                apr_time_t asked_at, apr_pool_t *scratch_pool);

/** When the bytes of a page last changed: the moment of @a former (NULL: there is none) where they
 * are the same, later than it where they are not; @a floor where nothing is known. In whole
 * seconds beyond the floor, as dates in headers are. */
apr_time_t stm_page_store_changed_at(const stm_page_record_t *former, const char *etag,
                                     apr_time_t floor, apr_time_t moment);

/** For an empty slot: no earlier than any changed_at that a page in it may have had before it was
 * removed or lost; @a moment where that could be any. */
apr_time_t stm_page_store_latest_change(const stm_page_store_t *store, const char *key,
                                        apr_time_t moment);

/** Single flight: one renderer per slot among all processes and threads. */
typedef struct stm_render_lock_t {
    int file; /* -1: none */
} stm_render_lock_t;

/** APR_SUCCESS: the caller holds the lock until stm_render_lock_release; APR_EAGAIN: another
 * renders; an error: no lock can be taken. Never waits. */
apr_status_t stm_render_lock_try(stm_render_lock_t *lock, const stm_page_store_t *store,
                                 const char *key);
/** Gives the lock back; nothing where none is held. */
void stm_render_lock_release(stm_render_lock_t *lock);

/** For one process: recounts the bytes where @a is_due, and where they exceed the limit removes the
 * least recently requested pages. */
void stm_page_store_trim(stm_page_store_t *store, int is_due, apr_time_t moment,
                         apr_pool_t *scratch_pool);

/** About how many bytes its files take on the disk. Any thread. */
apr_off_t stm_page_store_size(const stm_page_store_t *store);

#endif
