/**
 * core/state/import_merge - two histories into one.
 *
 * Newsrooms are the same by their key, statements by newsroom and identity. What only one side has
 * is kept. Of a statement that both have:
 * - it was first public at the earlier of both moments;
 * - name, deletion and last good version are those of the side on which it changed or was deleted
 *   last, the history's own where both are equal;
 * - where both have the same bytes, these have been in since the earlier moment.
 * A former name leads where it led before. A list changed last at the later moment; a newsroom was
 * first known whole at the earlier one. Notices of both are yet to be told; a history without any
 * keeps the export's numbers, another one gives new ones.
 */
#ifndef CORE_STATE_IMPORT_MERGE_H
#define CORE_STATE_IMPORT_MERGE_H

#include "core/state/export.h"
#include "core/state/history.h"

/** Merges the history in the file @a path, of the same layout, into @a history, which is open for
 * writing: all in one transaction. */
apr_status_t stm_import_merge(stm_import_t *done, stm_history_t *history, const char *path);

#endif
