/**
 * core/state/salvage - saves what can still be read of a damaged history.
 *
 * Row by row into a new file, which then takes the damaged one's place; that one is kept aside and
 * never touched again. Whatever order a crash leaves behind, the next stm_salvage_finish completes
 * it. Only the writer does this, with no handle of its own open; readers that have the damaged file
 * open go on with it until they see that another one has its name.
 */
#ifndef CORE_STATE_SALVAGE_H
#define CORE_STATE_SALVAGE_H

#include "core/state/database.h"

/** Makes the new history of @a layout and puts it in the place of the one at @a path. *count: how
 * many statements it holds; *aside: the damaged file's new name, in @a result_pool. An error where
 * the new file cannot be written: then all is as it was. */
apr_status_t stm_salvage(int *count, const char **aside, const char *path,
                         const stm_layout_t *layout, apr_pool_t *result_pool);

/** Where a whole history waits to take the place of the one at @a path. */
const char *stm_salvage_path(const char *path, apr_pool_t *result_pool);

/** Completes what a crash has cut short at @a path; nothing where nothing is to be done. */
apr_status_t stm_salvage_finish(const char *path, apr_pool_t *scratch_pool);

#endif
