/**
 * httpd/newsroom/settings_digest - names all settings of a newsroom that its pages show.
 */
#ifndef HTTPD_NEWSROOM_SETTINGS_DIGEST_H
#define HTTPD_NEWSROOM_SETTINGS_DIGEST_H

#include "httpd/newsroom/mount.h"

/** A hash of all settings that a page of @a mount shows. */
const char *stmh_settings_digest(const stmh_mount_t *mount, apr_pool_t *result_pool);

#endif
