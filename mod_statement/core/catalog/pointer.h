/**
 * core/catalog/pointer - the catalog's inside: which file of the state directory is the index.
 *
 * Each index that is built is a file "index-N.db" with a number of its own; index.current names the
 * one that readers are to open. Whether it names the open one, stm_catalog_is_pointed_at tells.
 */
#ifndef CORE_CATALOG_POINTER_H
#define CORE_CATALOG_POINTER_H

#include "core/catalog/writer.h"

/** The path of @a file in the state directory. */
const char *stm_catalog_path(const stm_catalog_t *catalog, const char *file,
                             apr_pool_t *result_pool);

/** The name for a new one: its number is above all that are there. */
const char *stm_catalog_next_file(const stm_catalog_t *catalog, apr_pool_t *result_pool);

/** Of index.current as it is now, whatever it says. An error of apr_stat where there is none. */
apr_status_t stm_catalog_pointer_stamp(stm_file_stamp_t *stamp, const stm_catalog_t *catalog);

/** The file that index.current names; NULL where there is none, or none that makes sense. */
const char *stm_catalog_read_pointer(const stm_catalog_t *catalog, apr_pool_t *result_pool);

/** Has index.current name the open index, which is pending no more, whether or not that works. */
apr_status_t stm_catalog_write_pointer(stm_catalog_t *catalog);

/** The file that index.current names, or where that says nothing of use, the newest; NULL: none.
 * One that was begun and not finished is of no use and is removed. In the catalog's pool. */
const char *stm_catalog_find_current(const stm_catalog_t *catalog);

/** Removes each index but the open one and the one that index.current names; one that others may
 * have had only once nobody has it open. */
void stm_catalog_remove_unused(const stm_catalog_t *catalog, apr_pool_t *scratch_pool);

#endif
