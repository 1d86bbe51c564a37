/**
 * httpd/request/unwritten - hides from lists what an editor hides while nothing can be written.
 *
 * On a full disk the catalog stays as it was, and with it what it says of a statement that has
 * become a draft since. Its own page reads the file. As long as the writer fails, each list looks
 * at the file of each statement that it would show, too. Nothing of that costs anything otherwise.
 */
#ifndef HTTPD_REQUEST_UNWRITTEN_H
#define HTTPD_REQUEST_UNWRITTEN_H

#include "httpd/request/exchange.h"

/** In the parent, with the configuration's pool. */
void stmh_unwritten_start(apr_pool_t *pconf);

/** The writer's: whether it has failed to take in what editors change. */
void stmh_unwritten_set(int has_failed);

/** Non-zero where it has. Any child, any thread. */
int stmh_unwritten_is(void);

/** To be a part of the origin of a list, which is as good as its last look at the files: the second
 * of @a moment, or 0 where all is written. */
apr_time_t stmh_unwritten_second(apr_time_t moment);

/** Non-zero where the file of @a entry is another than the catalog knows, and is not to be shown.
 */
int stmh_unwritten_hides(const stmh_exchange_t *exchange, const stm_entry_t *entry);

#endif
