/**
 * command/export_state - the records that an export is made of. For command/export_site.c only.
 */
#ifndef COMMAND_EXPORT_STATE_H
#define COMMAND_EXPORT_STATE_H

#include "command/export_site.h"

/** Opens site->records: those of the server, as far as it has seen the folder as it is, or where
 * there is no state directory, those of a first scan into a folder that goes with site->pool.
 * COMMAND_CLEAN, or COMMAND_PROBLEMS after saying why not. */
int export_state_open(export_site_t *site);

/** APR_EINTR once a signal has asked the command to end while there is such a folder. */
apr_status_t export_state_interrupted(void);

#endif
