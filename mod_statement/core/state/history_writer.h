/**
 * core/state/history_writer - the history's inside: its handle, and what only the intake asks of
 * it.
 */
#ifndef CORE_STATE_HISTORY_WRITER_H
#define CORE_STATE_HISTORY_WRITER_H

#include <apr_tables.h>
#include <sys/types.h>

#include "core/site/newsroom.h"
#include "core/state/database.h"
#include "core/state/history.h"

/* What stands for newsroom.xml among the identities of a newsroom: no statement can have it, and it
 * has no name. */
#define STM_HISTORY_NEWSROOM_FILE "newsroom.xml"

extern const stm_layout_t stm_history_layout;

struct stm_history_t {
    stm_database_t *database; /* NULL: a reader that found none that it can read */
    stm_access_t access;
    const char *path;
    ino_t file;               /* of that name when it was opened */
    char newsroom_key[64];    /* of the newsroom that the open transaction has entered, "": none */
    apr_int64_t newsroom_id;  /* its id */
    int is_in_log;            /* something may be in the write-ahead log alone */
    apr_time_t checkpoint_at; /* when it was last copied from there */
    apr_pool_t *pool, *database_pool;
};

/** Adds a problem that says why the history in the file @a path cannot be opened, and what to do:
 * @a status and @a detail are stm_database_open's. */
void stm_history_report_unusable(stm_problems_t *problems, const char *path, apr_status_t status,
                                 const char *detail);

#define STM_HISTORY_NEWSROOM_ID "(SELECT id FROM newsrooms WHERE key = ?1)"

/* The columns that stm_history_read_past reads, of the table "statements s". */
#define STM_HISTORY_PAST "SELECT s.identity, s.name, s.first_public_at, s.deleted_at, s.changed_at"

/** Readers: has the database of now open; an error where there is none that can be read. */
apr_status_t stm_history_ready(stm_history_t *history);

/** Reads a row of STM_HISTORY_PAST, with the bytes in the column behind it. */
void stm_history_read_past(stm_past_t *past, sqlite3_stmt *query, stm_past_bytes_t bytes,
                           apr_pool_t *result_pool);

/** Makes an empty one for a single scan, in a file without a name; closed with
 * @a result_pool. */
apr_status_t stm_history_make_private(stm_history_t **history, apr_pool_t *result_pool);

/** A number that each transaction raises by one; that of any other history is far from it. 0: none.
 */
apr_int64_t stm_history_mark(stm_history_t *history);

/** Copies into history.db what is in its write-ahead log alone. stm_history_commit does so a second
 * after the last time, and whoever has the history open calls this once a second: a copy of
 * history.db without its -wal lacks the last second or two. */
void stm_history_checkpoint(stm_history_t *history);

/** Non-zero where a process has met damage: opening it for writing repairs it. */
int stm_history_is_suspect(const stm_history_t *history);
/** Non-zero where the path of the open file names no file, or another one. */
int stm_history_is_lost(const stm_history_t *history);
/** Puts a copy of a lost one where stm_history_open finds it; the directory has to be there. */
apr_status_t stm_history_rescue(stm_history_t *history);

/** Non-zero where it does not hold the newsroom's key. */
int stm_history_is_unknown(stm_history_t *history, const stm_newsroom_t *newsroom);

/** Enters a newsroom under its key. A key changes with zone or validation: what the same folder
 * and identity had under its latest key is copied, so that nothing is forgotten. */
apr_status_t stm_history_adopt(stm_history_t *history, const stm_newsroom_t *newsroom);

/** The next statements that still own their latest name (stm_past_t, without bytes) behind the name
 * @a after
 * ("": from the first), by name; @a limit of them, fewer at the end. */
apr_status_t stm_history_owners(apr_array_header_t **pasts, stm_history_t *history,
                                const char *newsroom, const char *after, int limit,
                                apr_pool_t *result_pool);

/** Forgets a statement that nobody has been shown. */
apr_status_t stm_history_forget(stm_history_t *history, const char *newsroom, const char *identity);

/** Non-zero where it holds nothing of the newsroom. */
int stm_history_is_blank(stm_history_t *history, const char *newsroom);

/** Non-zero where one of its statements is public, or where that cannot be found out. */
int stm_history_has_public(stm_history_t *history, const char *newsroom);

#endif
