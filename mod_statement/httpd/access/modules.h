/**
 * httpd/access/modules - what is known of other modules: which of them judge a request by its
 * address.
 *
 * Unknown modules are taken to do so where they hook a phase that a look-up goes through. Asked
 * when a newsroom is first seen, not per request.
 */
#ifndef HTTPD_ACCESS_MODULES_H
#define HTTPD_ACCESS_MODULES_H

#include <httpd.h>

#include <http_config.h>

/** Non-zero where a module that is not known takes part in decisions about a look-up. */
int stmh_modules_have_stranger(void);

/** Non-zero where all modules that have @a directive are known, or hook no phase of a look-up. Zero
 * for one that no module has. */
int stmh_modules_is_harmless(const char *directive);

/** The name of a loaded module that judges main requests alone, so that what it refuses is in lists
 * all the same; NULL: there is none. */
const char *stmh_modules_for_main_requests(void);

#endif
