/**
 * core/base/local_files - files that something was made of, and whether they are still the same.
 *
 * A list of their stamps (core/base/file_stamp), in the order in which they were noted. A name
 * without a file counts as well: what appears there changes the list. Not shared by threads while
 * files are added.
 */
#ifndef CORE_BASE_LOCAL_FILES_H
#define CORE_BASE_LOCAL_FILES_H

#include <apr_tables.h>

#include "core/base/file_stamp.h"
#include "core/base/hash.h"

typedef struct stm_local_file_t {
    const char *path;       /* absolute */
    int is_there;           /* else the stamp is all zero */
    stm_file_stamp_t stamp; /* when it was noted */
} stm_local_file_t;

/** An empty list (stm_local_file_t). */
apr_array_header_t *stm_local_files_create(apr_pool_t *result_pool);

/** Notes the file at @a path as it is now, once. To be called before the file is read: an edit in
 * between leaves the older stamp. */
void stm_local_files_note(apr_array_header_t *files, const char *path);

/** Notes all of @a more as they were when they were noted there. */
void stm_local_files_add(apr_array_header_t *files, const apr_array_header_t *more);

/** Non-zero where each is as it was. */
int stm_local_files_are_current(const apr_array_header_t *files, apr_pool_t *scratch_pool);

/** When one of them last changed, in content or in status; 0: none is there. */
apr_time_t stm_local_files_changed_at(const apr_array_header_t *files);

/** Adds paths and stamps. */
void stm_local_files_hash(stm_hash_t *hash, const apr_array_header_t *files);

#endif
