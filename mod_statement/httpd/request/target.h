/**
 * httpd/request/target - takes the addresses of newsrooms before any other module can.
 *
 * In map_to_storage: GET and HEAD of main requests only. A request that is ours gets a regular file
 * as its target (the document, or the newsroom's folder in the guise of a file), so that neither an
 * index, a fallback resource, negotiation nor a rewrite rule for missing files wants it.
 */
#ifndef HTTPD_REQUEST_TARGET_H
#define HTTPD_REQUEST_TARGET_H

#include "core/site/address.h"
#include "httpd/newsroom/mount.h"

/** What is kept with a request that lies in a newsroom. */
typedef struct stmh_target_t {
    const stmh_place_t *place;
    stm_address_t address;
    const char *other_handler; /* who would have answered without us */
    int is_vanished;           /* the newsroom's folder is gone */
    int is_looking_up;         /* a sub-request is ours, not another module's */
    const char *looked_up;     /* the file that it leads to; NULL: to none */
} stmh_target_t;

/** Once per child, before its threads. */
void stmh_address_child(void);

/** NULL: not ours. */
stmh_target_t *stmh_target_of(const request_rec *r);

int stmh_address_map(request_rec *r);   /* map_to_storage, last but core's */
int stmh_address_claim(request_rec *r); /* fixups, really last */

#endif
