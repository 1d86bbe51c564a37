/**
 * core/state/generation - tells readers, without a database, that nothing has changed.
 *
 * STATEDIR/changes is a file of counters that every process maps. A newsroom and a statement's name
 * share one of them with others by chance; who finds a counter raised has to look in the catalog,
 * so a shared counter costs a look and nothing else. The writer raises after its commit; a reader
 * reads the mark before it looks, and keeps it with what it found.
 *
 * Without the file (a full disk, a directory that cannot be written to) there are no marks, and
 * readers look each time. Any thread; opened after fork only.
 */
#ifndef CORE_STATE_GENERATION_H
#define CORE_STATE_GENERATION_H

#include <apr_pools.h>

typedef struct stm_changes_t stm_changes_t;

/** A mark is never this, so that it may stand for "look". */
#define STM_CHANGES_UNKNOWN 0

/** Maps the counters below @a state_dir, made where they are missing. An error of the file system
 * where they cannot be used. */
apr_status_t stm_changes_open(stm_changes_t **changes, const char *state_dir,
                              apr_pool_t *result_pool);

/** Which counter stands for the statement @a name of the newsroom; NULL: for the newsroom as a
 * whole, which each of its changes raises. To be kept by who asks often. */
apr_uint32_t stm_changes_place(const char *newsroom, const char *name);

/** Equal to an earlier answer for the same @a place where nothing has changed in between.
 * STM_CHANGES_UNKNOWN where @a changes is NULL. */
apr_uint64_t stm_changes_mark(const stm_changes_t *changes, apr_uint32_t place);

/** The writer's, after its commit: what is at @a place has changed. Nothing where @a changes is
 * NULL. */
void stm_changes_raise(stm_changes_t *changes, apr_uint32_t place);

/** Whatever readers remember may have changed: a new writer does not know what the last one had no
 * time to raise. It raises what changes from now on. */
void stm_changes_raise_all(stm_changes_t *changes);

/** The writer's: the file has lost its name, and nobody will raise it any more. All its marks are
 * STM_CHANGES_UNKNOWN until stm_changes_raise_all. */
void stm_changes_abandon(stm_changes_t *changes);

#endif
