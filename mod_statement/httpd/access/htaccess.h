/**
 * httpd/access/htaccess - .htaccess files as they are written.
 *
 * httpd applies them itself; here they are read only to find out whether their rules can treat
 * documents or readers differently. A faulty one, for which httpd answers 500 for all below it, is
 * noticed by a look-up.
 */
#ifndef HTTPD_ACCESS_HTACCESS_H
#define HTTPD_ACCESS_HTACCESS_H

#include <httpd.h>

#include <apr_tables.h>
#include <http_config.h>

#include "core/base/hash.h"

/** One file. */
typedef struct stmh_htaccess_t {
    const char *path, *folder; /* absolute; no slash at the folder's end */
    const char *stamp;         /* tells that it has changed */
} stmh_htaccess_t;

/** Adds the files that @a server looks for in @a folder (absolute, no slash at its end) to @a files
 * (stmh_htaccess_t), and their stamps to @a stamps. A file that stat() cannot reach counts as
 * present. */
void stmh_htaccess_find(apr_array_header_t *files, stm_hash_t *stamps, const server_rec *server,
                        const char *folder, apr_pool_t *result_pool);

/** The same for @a folder and all above it. */
void stmh_htaccess_find_above(apr_array_header_t *files, stm_hash_t *stamps,
                              const server_rec *server, const char *folder,
                              apr_pool_t *result_pool);

/** Non-zero where a pipe, a device or a folder has the name of such a file in a folder on the way
 * to
 * @a tail below @a root, or in @a tail: a look-up there might never end. */
int stmh_htaccess_is_stuck(const server_rec *server, const char *root, const char *tail,
                           apr_pool_t *scratch_pool);

/** The directives of @a file; *tree is NULL where there are none. An error of the file system where
 * it cannot be read. */
apr_status_t stmh_htaccess_read(ap_directive_t **tree, const stmh_htaccess_t *file,
                                apr_pool_t *result_pool);

#endif
