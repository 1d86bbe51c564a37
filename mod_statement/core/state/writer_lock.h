/**
 * core/state/writer_lock - who may write in a state directory: whoever has locked its writer.lock.
 */
#ifndef CORE_STATE_WRITER_LOCK_H
#define CORE_STATE_WRITER_LOCK_H

#include <apr_pools.h>

#define STM_WRITER_LOCK "writer.lock"

/** Locks it until @a result_pool ends, or the process. APR_SUCCESS; APR_EBUSY: another process or
 * another call has it; else what the system says, APR_EINVAL where it is no regular file. */
apr_status_t stm_writer_lock_take(const char *state_dir, apr_pool_t *result_pool);

/** Non-zero where somebody has it. Nothing is made. */
int stm_writer_lock_is_taken(const char *state_dir, apr_pool_t *scratch_pool);

#endif
