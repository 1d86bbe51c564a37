/**
 * httpd/start/configtest - what `apachectl configtest` says beyond the syntax of our directives.
 *
 * A missing stylesheet stops one format of a newsroom, an unusable state directory the server: both
 * are better learnt before the restart. These are warnings; the syntax is what the exit code tells.
 */
#ifndef HTTPD_START_CONFIGTEST_H
#define HTTPD_START_CONFIGTEST_H

#include <httpd.h>

/** The test_config hook. */
void stmh_configtest(apr_pool_t *pconf, server_rec *server);

#endif
