/**
 * core/edition/attachments - the files that a page says something of without holding them: how long
 * an attachment is, how large a picture.
 *
 * While a page is made each is noted as it is then; the page is right as long as all still are so.
 * A noted file that is not there may come.
 */
#ifndef CORE_EDITION_ATTACHMENTS_H
#define CORE_EDITION_ATTACHMENTS_H

#include <apr_file_info.h>
#include <apr_tables.h>

/** What is noted: lines of text. */
apr_array_header_t *stm_attachments_create(apr_pool_t *result_pool);

/** Looks at the file @a path ("images/a.png") below @a root, and notes it in @a files (NULL:
 * nowhere). Non-zero where it is a regular file. */
int stm_attachments_stat(apr_finfo_t *finfo, apr_array_header_t *files, const char *root,
                         const char *path, apr_pool_t *scratch_pool);

/** All that is noted, each file once, to be kept; NULL where that is nothing. */
const char *stm_attachments_text(const apr_array_header_t *files, apr_pool_t *result_pool);

/** Non-zero where the files in @a text (may be NULL) still are what they were. */
int stm_attachments_are_same(const char *text, const char *root, apr_pool_t *scratch_pool);

#endif
