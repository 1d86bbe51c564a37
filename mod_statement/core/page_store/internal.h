/**
 * core/page_store/internal - the inside of the page store: what its parts share.
 */
#ifndef CORE_PAGE_STORE_INTERNAL_H
#define CORE_PAGE_STORE_INTERNAL_H

#include <limits.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include "core/page_store/store.h"

#define STM_PAGE_STORE_PATH 4096 /* bytes for a path below the store */

/* Processes count in one file, so that a lock of one of them would not do. */
#ifndef __GCC_HAVE_SYNC_COMPARE_AND_SWAP_8
#error                                                                                             \
    "no atomic operations on 64 bits for this processor; on x86 compile with -march=i686 or newer"
#endif

/** What all processes know of the store, as the file STATEDIR/pages/used has it; all atomic. */
#define STM_PAGE_STORE_EVICTED 4096
typedef struct stm_page_store_used_t {
    apr_int64_t bytes; /* of all files */
    apr_time_t since;  /* when the store was made */
    /* Later than any moment of change of the pages that were removed, for each beginning of a
     * slot's name. */
    apr_time_t evicted[STM_PAGE_STORE_EVICTED];
} stm_page_store_used_t;

struct stm_page_store_t {
    const char *folder; /* STATEDIR/pages */
    apr_off_t max_bytes;
    stm_page_store_used_t *used; /* mapped */
};

/** A page as a file: what stands before the bodies, then these. */
#define STM_PAGE_STORE_PIECES (1 + STM_CODINGS)

/** The pieces of the file of @a record; the first one is made in the pool. */
void stm_page_record_encode(struct iovec pieces[STM_PAGE_STORE_PIECES],
                            const stm_page_record_t *record, apr_pool_t *result_pool);

/** Zero where the @a size bytes at @a address are no whole page. */
int stm_page_record_is_whole(const char *address, apr_size_t size);

/** The moment of change that stands in the file @a path; @a moment where there is none. */
apr_time_t stm_page_record_changed_at(const char *path, apr_time_t moment);

/** Which one of stm_page_store_used_t.evicted is for the slot @a name. */
int stm_page_store_evicted_at(const char *name);

/** "ab/cdef…", the file for the slot of @a key. */
#define STM_PAGE_STORE_NAME 48
void stm_page_store_name(char name[STM_PAGE_STORE_NAME], const char *key);

/** The path of @a name ("" : the store itself); zero where it is too long. */
int stm_page_store_path(char path[STM_PAGE_STORE_PATH], const stm_page_store_t *store,
                        const char *name);

/** Maps the file @a name. */
apr_status_t stm_page_mapping_open(stm_page_mapping_t **mapping, const stm_page_store_t *store,
                                   const char *name);

/** One file of the store. */
typedef struct stm_page_slot_t {
    char name[STM_PAGE_STORE_NAME];
    apr_time_t asked_at;
    apr_off_t bytes;
} stm_page_slot_t;

/** What a file takes on the disk. */
apr_off_t stm_page_store_bytes(const struct stat *found);

#endif
