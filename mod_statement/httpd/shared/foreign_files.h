/**
 * httpd/shared/foreign_files - remembers which XML files are not statements.
 *
 * Only parsing a file to its end shows that (core/xml/root), which takes some 10 ms for the
 * largest. A child remembers the result for some files, by path and stamp, so that requests for
 * them do not parse them again.
 */
#ifndef HTTPD_SHARED_FOREIGN_FILES_H
#define HTTPD_SHARED_FOREIGN_FILES_H

#include "core/catalog/index.h"

/** Once per child, before its threads. */
void stmh_foreign_files_child(void);

/** Non-zero where the file was noted with this stamp. */
int stmh_foreign_files_knows(const char *path, const stm_file_stamp_t *stamp,
                             apr_pool_t *scratch_pool);

/** Remembers that the file is no statement while it has this stamp. Does nothing where the file
 * changed so shortly before @a moment that it may change again without getting another stamp. */
void stmh_foreign_files_note(const char *path, const stm_file_stamp_t *stamp, apr_time_t moment,
                             apr_pool_t *scratch_pool);

#endif
