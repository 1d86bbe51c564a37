/**
 * stm_catalog - the derived index in SQLite: visibility at a moment, order, pages, edges.
 *
 * `index.db` in the state directory; can be built anew from the directory at any time. One writer
 * (stm_intake); readers never write and never wait for a lock. Opened after fork only; a handle is
 * used by one thread at a time.
 *
 * The one visibility rule: a statement is listed at a moment when its state is FINAL,
 * visible_from <= moment < min(expires_at, withdrawn_at). Its page is shown when the same holds
 * without expires_at. visible_from is the latest of its own `published` and those of all it
 * reproduces by `src`; STM_NEVER while one of them is a draft or invalid.
 */
#ifndef STM_CATALOG_H
#define STM_CATALOG_H

#include <apr_pools.h>
#include <apr_tables.h>
#include <apr_time.h>

#include "stm_history.h"
#include "stm_newsroom.h"
#include "stm_problem.h"
#include "stm_statement.h"

typedef struct stm_catalog_t stm_catalog_t;

typedef enum {
    STM_STATE_UNSET = 0,
    STM_STATE_DRAFT,
    STM_STATE_INVALID, /* never passed the check */
    STM_STATE_FINAL,
    STM_STATE_DELETED /* was public, is gone */
} stm_state_t;

/** What says whether a file is the same as when it was taken in: compared for equality only. */
typedef struct stm_stamp_t {
    apr_int64_t inode, size;
    apr_time_t mtime, ctime;
} stm_stamp_t;

typedef struct stm_entry_t {
    const char *name;   /* "2026/name", relative to the root, without ".xml" */
    const char *folder; /* "2026/" or "" */
    const char *identity;
    stm_state_t state;
    const char *title, *summary, *lang;
    const char *published_text; /* as written */
    apr_time_t published_at, updated_at, visible_from, expires_at, withdrawn_at;
    stm_stamp_t stamp;    /* of the file when it was last looked at */
    int is_broken;        /* the file now there has problems; its last good version is shown */
    const char *problems; /* JSON of its problems; NULL: none */
} stm_entry_t;

apr_status_t stm_catalog_open(stm_catalog_t **catalog, const char *state_dir, stm_access_t access,
                              stm_problems_t *problems, apr_pool_t *result_pool);

/** Whether the newsroom has had its first complete look, and the number of its last commit
 * (raised by each change). APR_ENOENT: never seen. */
apr_status_t stm_catalog_generation(apr_int64_t *generation, int *is_complete,
                                    stm_catalog_t *catalog, const char *newsroom);

/** The entry of @a name whatever its state; APR_ENOENT. */
apr_status_t stm_catalog_find(stm_entry_t **entry, stm_catalog_t *catalog, const char *newsroom,
                              const char *name, apr_pool_t *result_pool);

/** The visibility rule for one entry. */
int stm_catalog_is_listed(const stm_entry_t *entry, apr_time_t moment);
int stm_catalog_is_shown(const stm_entry_t *entry, apr_time_t moment);

typedef struct stm_query_t {
    const char *folder; /* "" : all; "2026/": that folder and below */
    stm_show_t show;    /* ALL: drafts and embargoed ones too */
    apr_time_t moment;
    const apr_array_header_t *without_folders; /* const char *: not for this reader; may be NULL */
    const apr_array_header_t *without_names;   /* const char *; may be NULL */
    int offset, limit;
} stm_query_t;

/** Entries (stm_entry_t *) newest first, ties by identity; *total counts all pages. */
apr_status_t stm_catalog_list(apr_array_header_t **entries, int *total, stm_catalog_t *catalog,
                              const char *newsroom, const stm_query_t *query,
                              apr_pool_t *result_pool);

/** Folders (const char *, "2026/") and names that hold entries, for access decisions. */
apr_status_t stm_catalog_folders(apr_array_header_t **folders, stm_catalog_t *catalog,
                                 const char *newsroom, apr_pool_t *result_pool);
apr_status_t stm_catalog_names(apr_array_header_t **names, stm_catalog_t *catalog,
                               const char *newsroom, apr_pool_t *result_pool);

/** The next moment after @a moment at which some entry appears or goes by itself; STM_NEVER. */
apr_status_t stm_catalog_next_change(apr_time_t *next, stm_catalog_t *catalog, const char *newsroom,
                                     apr_time_t moment);

/** Non-zero where @a file (relative path of an attachment or picture) is shown by hidden
 * statements only at @a moment. */
int stm_catalog_is_hidden_file(stm_catalog_t *catalog, const char *newsroom, const char *file,
                               apr_time_t moment);

/** All entries whose file has problems (stm_entry_t *), for the report. */
apr_status_t stm_catalog_broken(apr_array_header_t **entries, stm_catalog_t *catalog,
                                const char *newsroom, apr_pool_t *result_pool);

/* Writer's side, used by stm_intake only. */
apr_status_t stm_catalog_begin(stm_catalog_t *catalog);
apr_status_t stm_catalog_commit(stm_catalog_t *catalog);
apr_status_t stm_catalog_rollback(stm_catalog_t *catalog);
apr_status_t stm_catalog_put(stm_catalog_t *catalog, const char *newsroom, const stm_entry_t *entry,
                             const stm_statement_t *statement);
apr_status_t stm_catalog_remove(stm_catalog_t *catalog, const char *newsroom, const char *name);
/** Computes visible_from of all that reproduce others, to the fixed point. */
apr_status_t stm_catalog_settle(stm_catalog_t *catalog, const char *newsroom);
/** Raises the generation (where @a is_changed) and marks the newsroom complete. */
apr_status_t stm_catalog_looked(stm_catalog_t *catalog, const char *newsroom, int is_changed);

#endif
