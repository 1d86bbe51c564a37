/**
 * core/state/btree_leaf - rows straight from the leaves of a damaged SQLite file.
 *
 * Where a page higher up in the tree is lost, SQLite finds nothing below it any more, though all of
 * it is there. Here each page that looks like a leaf of a table is read by itself, as the file
 * format has it (https://www.sqlite.org/fileformat2.html, sections 1.6 and 2.1). To which table a
 * row belongs only its columns tell; it may also be one that was deleted long ago.
 */
#ifndef CORE_STATE_BTREE_LEAF_H
#define CORE_STATE_BTREE_LEAF_H

#include "core/state/database.h"

#define STM_LEAF_COLUMNS 8

/** Called for each row that makes sense: @a columns ends with STM_VALUE_END, texts end with a zero
 * byte, a column without a value is a NULL text; valid until it returns. Another status than
 * APR_SUCCESS ends the scan. */
typedef apr_status_t (*stm_leaf_row_t)(void *baton, apr_int64_t id, const stm_value_t *columns,
                                       int count);

/** Scans the whole file, which nobody may write to meanwhile. What @a row returned, or an error of
 * the file system. */
apr_status_t stm_leaf_scan(const char *path, stm_leaf_row_t row, void *baton,
                           apr_pool_t *scratch_pool);

#endif
