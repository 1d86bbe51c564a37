/**
 * core/state/generation - tells readers, without a database, that nothing has changed.
 *
 * STATEDIR/changes is a file of counters that every process maps. A newsroom and a statement's name
 * share one of them with others by chance; who finds a counter changed has to look in the catalog,
 * so a shared counter costs a look and nothing else. The writer bumps it after its commit; a reader
 * reads the generation before it looks, and keeps it with what it found.
 *
 * Without the file (a full disk, a directory that cannot be written to) there are no generations,
 * and readers look each time. Any thread; opened after fork only.
 */
#ifndef CORE_STATE_GENERATION_H
#define CORE_STATE_GENERATION_H

#include <apr_pools.h>

typedef struct stm_generation_t stm_generation_t;

/** A generation is never this: it means "look". */
#define STM_GENERATION_UNKNOWN 0

/** Maps the counters below @a state_dir, made where they are missing. An error of the file system
 * where they cannot be used. */
apr_status_t stm_generation_open(stm_generation_t **generation, const char *state_dir,
                                 apr_pool_t *result_pool);

/** Which counter stands for the statement @a name of the newsroom; NULL: for the newsroom as a
 * whole, which each of its changes bumps. To be kept by who asks often. */
apr_uint32_t stm_generation_slot(const char *newsroom, const char *name);

/** Equal to an earlier answer for the same @a slot where nothing has changed in between.
 * STM_GENERATION_UNKNOWN where @a generation is NULL. */
apr_uint64_t stm_generation_get(const stm_generation_t *generation, apr_uint32_t slot);

/** The writer's, after its commit: what is at @a slot has changed. Nothing where @a generation is
 * NULL. */
void stm_generation_bump(stm_generation_t *generation, apr_uint32_t slot);

/** Whatever readers remember may have changed: a new writer does not know what the last one had no
 * time to bump. It bumps what changes from now on. */
void stm_generation_bump_all(stm_generation_t *generation);

/** The writer's: the file has lost its name, and nobody will bump it any more. All of its
 * generations are STM_GENERATION_UNKNOWN until stm_generation_bump_all. */
void stm_generation_abandon(stm_generation_t *generation);

#endif
