/**
 * httpd/shared/stylesheets - the compiled stylesheets of this process.
 *
 * Children start with those that the server's start has compiled, and share their memory with it as
 * long as these have not changed. Looked at again once they are older than StatementRefresh; one
 * that does not compile any more is reported, and the last good one goes on. A sheet in use
 * outlives its replacement.
 */
#ifndef HTTPD_SHARED_STYLESHEETS_H
#define HTTPD_SHARED_STYLESHEETS_H

#include "core/xslt/stylesheet.h"
#include "httpd/newsroom/mount.h"

typedef struct stmh_stylesheet_use_t {
    const stm_stylesheet_t *sheet;
    apr_time_t changed_at; /* newest of its files */
} stmh_stylesheet_use_t;

/** Once per configuration, before its children. */
void stmh_stylesheets_start(apr_pool_t *pconf);

/** Compiles the stylesheets of @a newsroom, so that the children share their memory. One that
 * cannot be used, is large, or that others than root may write is passed over: children compile it
 * when they are asked for it, and report what is wrong. In the parent, which transforms nothing. */
void stmh_stylesheets_prepare(const stm_newsroom_t *newsroom, const stmh_config_t *config,
                              apr_pool_t *pool);

/** Once per child, before its threads. */
void stmh_stylesheets_child(apr_pool_t *child_pool);

/** The stylesheet @a path of a format (relative: in the stylesheet directory), to be used until the
 * end of @a pool. STM_ESTYLESHEET where there is none, not even a former one; APR_TIMEUP
 * where another thread has kept this one waiting for too long, here and below. Any thread. */
apr_status_t stmh_stylesheets_acquire(stmh_stylesheet_use_t *use, const stmh_mount_t *mount,
                                      const char *path, apr_pool_t *pool);

/** What stmh_stylesheets_acquire would give, by the hash over all its files, without compiling it:
 * many children only send what others have rendered. *checked_at: when that was last looked at. */
apr_status_t stmh_stylesheets_digest(const char **digest, apr_time_t *checked_at,
                                     const stmh_mount_t *mount, const char *path, apr_pool_t *pool);

#endif
