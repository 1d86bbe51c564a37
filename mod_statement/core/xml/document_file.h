/**
 * core/xml/document_file - the bytes of a document's file, within the limit of size.
 */
#ifndef CORE_XML_DOCUMENT_FILE_H
#define CORE_XML_DOCUMENT_FILE_H

#include "core/xml/document.h"

/** As stm_document_bytes. *@a after (may be NULL) gets inode, size, mtime and ctime of the file
 * once it has been read; all 0 where that failed. */
apr_status_t stm_document_file_read(const char **bytes, apr_size_t *size, apr_finfo_t *after,
                                    const char *path, const char *name, const stm_limits_t *limits,
                                    stm_problems_t *problems, apr_pool_t *result_pool);

/** Adds the problem of a document past limits->max_bytes; STM_ELIMIT. */
apr_status_t stm_document_file_refuse(const char *name, const stm_limits_t *limits,
                                      stm_problems_t *problems);

#endif
