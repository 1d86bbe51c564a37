/**
 * httpd/newsroom/mount - which newsroom a request means, and under which address it sees it.
 *
 * The newsroom of a request and that of the watchdog task come from the same function, so that
 * their keys agree.
 */
#ifndef HTTPD_NEWSROOM_MOUNT_H
#define HTTPD_NEWSROOM_MOUNT_H

#include "httpd/config/settings.h"
#include "httpd/runtime/metrics.h"

/** A newsroom as requests of one kind see it; immutable. Most live as long as their child, so that
 * their address names them; those beyond the bounds of httpd/newsroom/mounts live with a request.
 */
typedef struct stmh_mount_t {
    const stmh_config_t *config; /* settled */
    const stm_newsroom_t *newsroom;
    const apr_array_header_t *formats; /* stm_format_t; those that a setting replaces included */
    const char *base_path;             /* decoded, with a slash at both ends: "/statements/" */
    const char *base;                  /* absolute URL, encoded, with a slash at its end */
    const char *style;                 /* address of statement.css */
    const char *digest;                /* of all of the above that a page shows */
    int is_lasting;                    /* lives as long as the child */
    struct stmh_known_language_t *language; /* see httpd/request/language.h */
    struct stmh_listed_values_t *values;    /* see httpd/request/listed_values.h */
    struct stmh_known_names_t *names;       /* see httpd/request/known_names.h */
    int is_from_start;                      /* the start has found the newsroom */
    const struct stmh_variance_t *variance; /* see httpd/access/variance.h */
    stmh_metrics_t *metrics;                /* where its requests are counted */
} stmh_mount_t;

/** What a layer above keeps of each mount: fills in its member of @a mount, once, in @a pool. Any
 * thread. */
typedef void (*stmh_mount_fill_t)(stmh_mount_t *mount, const server_rec *server, apr_pool_t *pool);

/** Has @a fill called for each mount from now on. Once per child, before its threads. */
void stmh_mount_fill_with(stmh_mount_fill_t fill);

/** The newsroom with @a root (no slash at its end) under the settled @a config of @a server. */
const stm_newsroom_t *stmh_newsroom_make(const char *root, const stmh_config_t *config,
                                         const server_rec *server, apr_pool_t *result_pool);

/** What a newsroom under the settled @a config can give (stm_format_t). */
const apr_array_header_t *stmh_newsroom_formats(const stmh_config_t *config,
                                                apr_pool_t *result_pool);

/** @a path with one slash for several in a row; itself where there are none. */
const char *stmh_newsroom_merge_slashes(const char *path, apr_pool_t *result_pool);

/** What of @a path lies below @a root, without the slash; NULL: nothing, the root itself. */
const char *stmh_newsroom_tail(const char *root, const char *path);

/** Where a request for the file name @a path (as translated, before any walk) stands.
 * APR_SUCCESS; APR_ENOENT: in no newsroom; APR_EGENERAL: in one, but the request's address says
 * nothing about the newsroom's own (an internal rewrite without StatementBaseURL). */
apr_status_t stmh_newsroom_locate(const stmh_mount_t **mount, request_rec *r,
                                  const stmh_config_t *config, const char *path);

/** The setting that made @a sheet_path a format's stylesheet; NULL for a built-in one. */
const stmh_format_setting_t *stmh_newsroom_setting(const stmh_mount_t *mount,
                                                   const char *sheet_path);

#endif
