/**
 * httpd/request/target - which newsroom and which address in it a request means.
 */
#ifndef HTTPD_REQUEST_TARGET_H
#define HTTPD_REQUEST_TARGET_H

#include "core/site/address.h"
#include "httpd/newsroom/mount.h"

/** What is kept with a request that lies in a newsroom. */
typedef struct stmh_target_t {
    const stmh_mount_t *mount;
    stm_address_t address;
    const char *other_handler; /* who would have answered without us */
    int is_vanished;           /* the newsroom's folder is gone */
    int is_foreign_page;       /* NAME.html, where NAME.xml is no statement; see httpd/any_xml */
    int is_looking_up;         /* a sub-request is ours, not another module's */
    const char *looked_up;     /* the file that it leads to; NULL: to none */
    int is_told;               /* what becomes of it is told to the error log */
    stmh_cache_t cache;        /* where the page came from */
    apr_interval_time_t rendering; /* how long this request has waited for a rendering */
} stmh_target_t;

/** NULL: not ours. */
stmh_target_t *stmh_target_of(const request_rec *r);

/** This request has waited since @a started_at for a rendering, which gave a page or not. */
void stmh_target_note_rendering(stmh_target_t *target, apr_time_t started_at, int is_page);

/** Makes @a r ours. */
void stmh_target_set(request_rec *r, stmh_target_t *target);

#endif
