/**
 * httpd/newsroom/mounts - the mounts that a child has found, so that a request finds its own by a
 * few comparisons.
 *
 * A mount follows from the configuration (by its address), the server, the newsroom's root, the
 * path under which it is addressed, and the host, port and scheme that links to it begin with. Host
 * and path come from strangers, so the number of mounts is bounded, and hosts that are none of the
 * server's own names have their own, smaller part of it; beyond, a mount lives with its request.
 */
#ifndef HTTPD_NEWSROOM_MOUNTS_H
#define HTTPD_NEWSROOM_MOUNTS_H

#include "httpd/newsroom/mount.h"

/** What names a mount. */
typedef struct stmh_mount_key_t {
    const stmh_config_t *config; /* lasting, as read */
    const server_rec *server;
    const char *root, *base_path;
    const char *scheme, *host; /* host NULL: the configuration has a StatementBaseURL */
    apr_port_t port;
} stmh_mount_key_t;

/** Makes the mount of @a key in @a pool. */
typedef stmh_mount_t *(*stmh_mount_make_t)(const stmh_mount_key_t *key, apr_pool_t *pool);

/** Once per child, before its threads. */
void stmh_mounts_child(void);

/** The kept mount in which @a path (a file name) and @a uri (decoded) lie, with @a config; NULL:
 * none is kept. Any thread. */
const stmh_mount_t *stmh_mounts_find(request_rec *r, const stmh_config_t *config, const char *path,
                                     const char *uri);

/** The mount of @a key: kept for later requests where the bounds allow that, else in r->pool. Any
 * thread. */
const stmh_mount_t *stmh_mounts_make(request_rec *r, const stmh_mount_key_t *key,
                                     stmh_mount_make_t make);

/** Calls @a visit for each kept mount of @a newsroom (its key) under an address of the server's
 * own. Any thread. */
typedef void (*stmh_mounts_visit_t)(void *baton, const stmh_mount_t *mount);
void stmh_mounts_each(const char *newsroom, stmh_mounts_visit_t visit, void *baton);

/** The host, port and scheme of links in answers to this request (canonical name rules). */
void stmh_mounts_origin(stmh_mount_key_t *key, request_rec *r);

#endif
