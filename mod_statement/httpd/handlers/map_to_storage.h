/**
 * httpd/handlers/map_to_storage - takes the addresses of newsrooms before any other module can.
 *
 * In map_to_storage: GET and HEAD of main requests only. A request that is ours gets a regular file
 * as its target (the document, or the newsroom's folder in the guise of a file), so that neither an
 * index, a fallback resource, negotiation nor a rewrite rule for missing files wants it.
 */
#ifndef HTTPD_HANDLERS_MAP_TO_STORAGE_H
#define HTTPD_HANDLERS_MAP_TO_STORAGE_H

#include <httpd.h>

/** Once per child, before its threads. */
void stmh_map_child(void);

int stmh_map_to_storage(request_rec *r); /* map_to_storage, last but core's */
int stmh_map_claim(request_rec *r);      /* fixups, really last */

#endif
