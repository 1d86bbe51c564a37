/**
 * mod_statement_foreign - XML files that are known to be somebody else's.
 *
 * Only a parse to its end tells that of a file (stm_root), which for the largest takes some 10 ms.
 * A child keeps what it found for so many files, by path and stamp: each request for them would
 * parse them again.
 */
#ifndef MOD_STATEMENT_FOREIGN_H
#define MOD_STATEMENT_FOREIGN_H

#include "stm_catalog.h"

/** Once per child, before its threads. */
void stm_foreign_child(void);

/** Non-zero where the file was noted with this stamp. */
int stm_foreign_knows(const char *path, const stm_stamp_t *stamp);

/** The file is somebody else's as long as it has this stamp. Nothing is kept of one that changed so
 * shortly before @a moment that it may change again within the stamp. */
void stm_foreign_note(const char *path, const stm_stamp_t *stamp, apr_time_t moment);

#endif
