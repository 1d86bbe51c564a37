/**
 * httpd/start/intake - the intake of the child that writes.
 *
 * Opens and closes it, checks the state directory once a second, and logs trouble with the state
 * once and once more when it is over. For the watchdog's thread alone.
 */
#ifndef HTTPD_START_INTAKE_H
#define HTTPD_START_INTAKE_H

#include "core/intake/scan.h"
#include "httpd/config/settings.h"

/** Asked between two documents of a scan whether to stop. */
typedef int (*stmh_intake_is_to_stop_t)(void *baton);

/** Once per child; the intake lives in a subpool of @a pool. */
void stmh_intake_child(apr_pool_t *pool);

/** NULL: this child is not (yet) the writer. */
stm_intake_t *stmh_intake(void);

/** Opens it. Returns zero if that failed: the next attempt is due a second later. */
int stmh_intake_open(const stmh_server_t *shared, stmh_intake_is_to_stop_t is_to_stop);

/** Harmless where it is not open. */
void stmh_intake_close(void);

/** Non-zero within a second of a failure. */
int stmh_intake_is_too_early(void);

/** Looks once a second what is wrong with the state as a whole, and closes a damaged one. */
void stmh_intake_check_health(const stmh_server_t *shared);

/** Logs that changes of @a newsroom could not be written, with @a status. */
void stmh_intake_has_failed(const stm_newsroom_t *newsroom, apr_status_t status);

/** Logs that the state is usable again, if it was not. */
void stmh_intake_has_recovered(const stmh_server_t *shared);

#endif
