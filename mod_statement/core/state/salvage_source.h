/**
 * core/state/salvage_source - opens what is left of a damaged database, as a copy.
 */
#ifndef CORE_STATE_SALVAGE_SOURCE_H
#define CORE_STATE_SALVAGE_SOURCE_H

#include <apr_pools.h>
#include <sqlite3.h>

/** Bytes of a page of the history. */
#define STM_SALVAGE_PAGE 4096

/** Copies the file at @a path and its log to @a copy, so that nothing is written to the former, and
 * opens that. If its first page is lost, without which SQLite reads nothing, it gets that of the
 * new, empty database at @a fresh. NULL: SQLite can read nothing of it. Closed with @a pool. */
sqlite3 *stm_salvage_source(const char *path, const char *copy, const char *fresh,
                            apr_pool_t *pool);

#endif
