/**
 * core/state/history - primary data: what cannot be rebuilt from the directory.
 *
 * First published and when, the names an identity has had, withdrawals, last good bytes, when each
 * list last changed. SQLite in a file of its own, `history.db` in the state directory, with
 * journal_mode=WAL and synchronous=FULL; opened after fork only. One thread uses a handle at a
 * time.
 */
#ifndef CORE_STATE_HISTORY_H
#define CORE_STATE_HISTORY_H

#include <apr_pools.h>
#include <apr_tables.h>
#include <apr_time.h>

#include "core/base/problem.h"
#include "core/state/open_mode.h"

typedef struct stm_history_t stm_history_t;

typedef struct stm_past_t {
    const char *identity;
    const char *name;           /* its newest name, "2026/name" */
    apr_time_t first_public_at; /* 0: never was public */
    apr_time_t deleted_at;      /* 0: is not */
    apr_time_t changed_at;      /* when its last good bytes came in */
    const char *bytes;          /* last good version; NULL where not asked for or none */
    apr_size_t size;
} stm_past_t;

typedef enum { STM_BYTES_UNSET = 0, STM_BYTES_WITHOUT, STM_BYTES_WITH } stm_past_bytes_t;

/** Opens the history below @a state_dir; closed with @a result_pool. A writer saves what it can of
 * a damaged history (stm_salvage) and adds a problem that says so; STM_ESTATE with a problem where
 * none can be written. A reader always gets a handle: while there is no history, which the writer
 * may be about to create, or none that can be read just now, stm_history_by_* return APR_EBUSY. */
apr_status_t stm_history_open(stm_history_t **history, const char *state_dir, stm_access_t access,
                              stm_problems_t *problems, apr_pool_t *result_pool);

/** Gives memory back, see stm_database_release_idle. */
void stm_history_release_idle(stm_history_t *history);

/** The past of the identity that has or had @a name in the newsroom; APR_ENOENT: none. Where
 * past->name differs from @a name, the statement was renamed. */
apr_status_t stm_history_by_name(stm_past_t *past, stm_history_t *history, const char *newsroom,
                                 const char *name, stm_past_bytes_t bytes, apr_pool_t *result_pool);
apr_status_t stm_history_by_identity(stm_past_t *past, stm_history_t *history, const char *newsroom,
                                     const char *identity, stm_past_bytes_t bytes,
                                     apr_pool_t *result_pool);

typedef enum {
    STM_RECENT_UNSET = 0,
    STM_RECENT_PUBLISHED, /* by first_public_at */
    STM_RECENT_CHANGED    /* by changed_at, of those that were public before */
} stm_recent_t;

/** The pasts (stm_past_t, without bytes) of statements that were public last or changed last, as
 * @a which says, the last one first, at most @a limit; deleted ones are left out. Reads one row for
 * each statement that the newsroom has had. APR_ENOENT: there is no history yet. */
apr_status_t stm_history_recent(apr_array_header_t **pasts, stm_history_t *history,
                                const char *newsroom, stm_recent_t which, int limit,
                                apr_pool_t *result_pool);

/** Takes a name under which a statement was known that has another by now, or is deleted; it lives
 * until the call returns. */
typedef void stm_history_former_t(void *baton, const char *name, const stm_past_t *past,
                                  apr_pool_t *scratch_pool);

/** Calls @a visit for all such names of statements that were public, by name. APR_ENOENT: there is
 * no history yet. */
apr_status_t stm_history_former_names(stm_history_t *history, const char *newsroom,
                                      stm_history_former_t *visit, void *baton,
                                      apr_pool_t *scratch_pool);

/** Calls @a visit, with a name that lives until the call returns, for at most @a most names that
 * statements of the newsroom have or had, in any order. APR_ENOENT: there is no history yet. */
apr_status_t stm_history_each_name(stm_history_t *history, const char *newsroom, int most,
                                   void (*visit)(void *baton, const char *name), void *baton);

/** The last good bytes of newsroom.xml; APR_ENOENT: there has been none. */
apr_status_t stm_history_newsroom_file(const char **bytes, apr_size_t *size, stm_history_t *history,
                                       const char *newsroom, apr_pool_t *result_pool);

/** Writers only: a transaction. Nothing is kept without its commit. */
apr_status_t stm_history_begin(stm_history_t *history);
apr_status_t stm_history_commit(stm_history_t *history);
apr_status_t stm_history_rollback(stm_history_t *history);

/** Writers only. Keeps @a moment as the greatest at which a statement came into @a list ("1:tag",
 * see stm_catalog_moved), changed there or left it, unless a greater one is kept. */
apr_status_t stm_history_touch(stm_history_t *history, const char *newsroom, const char *list,
                               apr_time_t moment);
/** The list in which the moment is kept at which the newsroom was first known whole: a feed that
 * never held anything is as old as that. */
#define STM_HISTORY_BEGUN "begun"

/** The list in which the moment is kept up to which it was told what ended by itself. */
#define STM_HISTORY_TOLD "told"

/** The moment that is kept of a list; 0: none is known. */
apr_time_t stm_history_touched(stm_history_t *history, const char *newsroom, const char *list);

/** Keeps @a bytes as those of newsroom.xml that have been in order since @a moment. */
apr_status_t stm_history_keep_newsroom_file(stm_history_t *history, const char *newsroom,
                                            const char *bytes, apr_size_t size, apr_time_t moment);

/** Keeps @a past (bytes NULL: the stored ones stay) and its name; first_public_at is never moved
 * once set. */
apr_status_t stm_history_keep(stm_history_t *history, const char *newsroom, const stm_past_t *past);

#endif
