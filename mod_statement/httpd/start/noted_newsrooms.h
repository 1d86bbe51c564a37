/**
 * httpd/start/noted_newsrooms - the newsrooms that only requests can find, as the writer knows
 * them.
 *
 * Requests note them in files (httpd/newsroom/registry). For the watchdog's thread alone.
 */
#ifndef HTTPD_START_NOTED_NEWSROOMS_H
#define HTTPD_START_NOTED_NEWSROOMS_H

#include "core/intake/scan.h"
#include "httpd/config/settings.h"

/** Once per child; what is read lives in subpools of @a pool. */
void stmh_noted_newsrooms_child(apr_pool_t *pool);

/** stmh_known_newsroom_t, as last read; NULL: none were. */
const apr_array_header_t *stmh_noted_newsrooms(void);

/** Reads the notes if one has been added; @a intake (NULL: none) then forgets newsrooms that are no
 * longer noted. Returns non-zero if they were read. */
int stmh_noted_newsrooms_read(const stmh_server_t *shared, stm_intake_t *intake,
                              apr_pool_t *scratch_pool);

/** Once a minute: removes the notes of newsrooms whose root has not been there for a minute. What
 * is known of their statements stays, and the next request finds them again if they come back. */
void stmh_noted_newsrooms_forget_absent(const stmh_server_t *shared, apr_pool_t *scratch_pool);

#endif
