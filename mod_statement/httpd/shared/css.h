/**
 * httpd/shared/css - statement.css as this child has read it, checked for changes like the
 * stylesheets.
 *
 * Pages link to it with the fingerprint of its bytes, so that caches may keep it for ever.
 */
#ifndef HTTPD_SHARED_CSS_H
#define HTTPD_SHARED_CSS_H

#include "core/page_store/store.h"
#include "httpd/newsroom/mount.h"

typedef struct stmh_css_file_t {
    const char *fingerprint; /* of its bytes; "": there is no such file that can be read */
    const char *etag;
    stm_page_body_t bodies[STM_CODINGS];
    apr_time_t written_at;             /* when its content was last changed */
    apr_time_t changed_at, checked_at; /* when anything of the file was, and when that was seen */
} stmh_css_file_t;

/** Once per child, before its threads. */
void stmh_css_child(void);

/** To be used until the end of @a pool. A look at the file is at most @a refresh old. Any thread.
 */
void stmh_css_acquire(stmh_css_file_t *style, apr_interval_time_t refresh, apr_pool_t *pool);

/** The address under which pages of @a mount name @a style. */
const char *stmh_css_address(const stmh_mount_t *mount, const stmh_css_file_t *style,
                             apr_pool_t *pool);

/** Non-zero where @a query, of a request for statement.css, names these very bytes. */
int stmh_css_is_named(const stmh_css_file_t *style, const char *query);

#endif
