/**
 * httpd/access/dirconf - where httpd's walk has one outcome, which the start already knows.
 *
 * A directory walk tests all <Directory> sections, looks for .htaccess files and symbolic links,
 * and merges what it finds: a fifth of what a small file costs. Where no .htaccess file counts,
 * links are followed, and sections go by name alone, its outcome depends on nothing but the last
 * section on the way to a folder. Then it is merged once, when the configuration has been read, in
 * the walk's own order.
 */
#ifndef HTTPD_ACCESS_DIRCONF_H
#define HTTPD_ACCESS_DIRCONF_H

#include <httpd.h>

#include <http_config.h>

/** A folder with a section of its own, and all below it as far as the next one. */
typedef struct stmh_dirconf_t {
    const char *folder; /* with a slash at its end */
    apr_size_t size;
    ap_conf_vector_t *vector; /* the walk's outcome; NULL: only a walk can tell */
} stmh_dirconf_t;

/** All of one server, deepest first (stmh_dirconf_t), in @a result_pool. After all sections have
 * been read and sorted. */
const apr_array_header_t *stmh_dirconf_survey(const server_rec *server, apr_pool_t *result_pool);

/** The one to which files in the folder of @a path (absolute, without dots and double slashes)
 * belong, where its outcome is known; else NULL. Any thread. */
const stmh_dirconf_t *stmh_dirconf_of(const server_rec *server, const char *path);

#endif
