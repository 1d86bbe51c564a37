/**
 * httpd/newsroom/base_urls - the addresses under which a newsroom is reached, for
 * core/site/reference.
 *
 * The address of the request and StatementBaseURL are known. The hosts are those of all virtual
 * hosts, since several may serve one folder, and any numeric address, since it may be this
 * server's. Other mounts, such as a second Alias to the same folder, only httpd knows, and it can
 * be asked only during a request: without one the answer is yes, and the result is not shared.
 */
#ifndef HTTPD_NEWSROOM_BASE_URLS_H
#define HTTPD_NEWSROOM_BASE_URLS_H

#include <httpd.h>

#include "core/base/hash.h"
#include "core/site/reference.h"
#include "httpd/newsroom/mount.h"

/** The mounts of @a mount. @a r: whoever may ask httpd; NULL: nobody. *is_asked (may be NULL) is
 * set once httpd had to be asked. */
const stm_mounts_t *stmh_base_urls_make(const stmh_mount_t *mount, request_rec *r, int *is_asked,
                                        apr_pool_t *result_pool);

/** Adds all hosts that are the server's to what names a page. */
void stmh_base_urls_hash(stm_hash_t *hash);

#endif
