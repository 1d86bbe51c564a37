/**
 * httpd/shared/snapshots - what a child has loaded from files, replaced while it is in use.
 *
 * A copy is immutable; it goes when another one has taken its place and its last user has gone.
 * Each replacement raises the epoch, so that who remembers something made with the copies of an
 * epoch can tell whether it would still come out the same.
 */
#ifndef HTTPD_SHARED_SNAPSHOTS_H
#define HTTPD_SHARED_SNAPSHOTS_H

#include <apr_pools.h>
#include <apr_time.h>

typedef struct stmh_snapshot_t {
    const void *content; /* in pool; the creator's to set, as what follows */
    apr_time_t changed_at;
    const char *digest; /* of all that went in */
    apr_pool_t *pool;
    apr_uint32_t users; /* atomic; being the current one is one */
} stmh_snapshot_t;

/** An empty copy with one user. Any thread. */
stmh_snapshot_t *stmh_snapshots_create(void);

/** Lets go; the last one to do so destroys it. Any thread. */
void stmh_snapshots_let_go(stmh_snapshot_t *copy);

/** Puts @a copy where *current was. Under the lock that guards *current. */
void stmh_snapshots_replace(stmh_snapshot_t **current, stmh_snapshot_t *copy);

/** Keeps @a copy until the end of @a pool. Under the lock that guards it as the current one. */
void stmh_snapshots_use(stmh_snapshot_t *copy, apr_pool_t *pool);

/** Rises with each replacement in this child, and with stmh_snapshots_raise. */
apr_uint32_t stmh_snapshots_epoch(void);

/** Something else that pages are made with is another now. Any thread. */
void stmh_snapshots_raise(void);

#endif
