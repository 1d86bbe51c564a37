/**
 * core/state/generation - generation numbers by which readers tell, without a database, that
 * nothing has changed.
 *
 * STATEDIR/changes is a file of counters that every process maps. The hash of a newsroom and a
 * statement's name selects one; several statements may share it. The writer bumps it after its
 * commit. A reader gets the generation before it queries the catalog and keeps it with the result,
 * which holds while the generation is the same: a shared counter costs a query and nothing else.
 *
 * Without the file (a full disk, a read-only directory) there are no generations, and readers query
 * each time. Any thread; opened after fork only.
 */
#ifndef CORE_STATE_GENERATION_H
#define CORE_STATE_GENERATION_H

#include <apr_pools.h>

typedef struct stm_generation_t stm_generation_t;

/** No generation has this value: query the catalog. */
#define STM_GENERATION_UNKNOWN 0

/** Maps the counters below @a state_dir, creating them where they are missing. An error of the file
 * system where they cannot be used. */
apr_status_t stm_generation_open(stm_generation_t **generation, const char *state_dir,
                                 apr_pool_t *result_pool);

/** The counter of the statement @a name of the newsroom; NULL: of the newsroom as a whole, which
 * each of its changes bumps. Cheap to keep for repeated use. */
apr_uint32_t stm_generation_slot(const char *newsroom, const char *name);

/** The generation of @a slot: equal to an earlier one where nothing has changed in between.
 * STM_GENERATION_UNKNOWN where @a generation is NULL. */
apr_uint64_t stm_generation_get(const stm_generation_t *generation, apr_uint32_t slot);

/** Writer only, after its commit: what @a slot stands for has changed. Does nothing where
 * @a generation is NULL. */
void stm_generation_bump(stm_generation_t *generation, apr_uint32_t slot);

/** A new writer calls it at its start, since it does not know what the last one had no time to
 * bump: all slots get a new generation. */
void stm_generation_bump_all(stm_generation_t *generation);

/** Writer only: the file has been unlinked, and nobody will bump it any more. All of its
 * generations are STM_GENERATION_UNKNOWN until stm_generation_bump_all. */
void stm_generation_abandon(stm_generation_t *generation);

#endif
