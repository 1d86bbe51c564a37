/**
 * httpd/request/known_names - which names catalog or history may know, as a child knows it without
 * them.
 *
 * There is no end of names that strangers make up. A request for a statement that has no file and
 * never had one has its child read all names of the newsroom, once a second at most; the next one
 * is refused without a query. What is kept grows with the newsroom, not with what is asked for:
 * eight bytes for each name. It holds until the newsroom changes.
 *
 * It only ever says that a name is unknown; whatever it does not rule out is asked of the catalog.
 *
 * Processor time of a request in a newsroom of 200 statements, where httpd's own 404 takes 24 us:
 * NAME 44 us before, NAME.rss, which may be two names, 54; 28 and 29 with it (prefork, schedstat,
 * median).
 */
#ifndef HTTPD_REQUEST_KNOWN_NAMES_H
#define HTTPD_REQUEST_KNOWN_NAMES_H

#include "httpd/request/lookup.h"

/** Once per child, before its threads and its mounts. */
void stmh_known_names_child(void);

/** Non-zero where neither the catalog nor the history knows @a name, nor, where it ends like a
 * format ("a.rss"), what it would be in that format. Any thread. */
int stmh_known_names_lack(const stmh_request_t *request, const char *name);

/** Reads them, where that has not been done since the newsroom changed: after a name without a file
 * was answered with 404. Any thread. */
void stmh_known_names_learn(const stmh_request_t *request, const stmh_lookup_t *lookup);

#endif
