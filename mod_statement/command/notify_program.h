/**
 * command/notify_program - another program, run to its end.
 */
#ifndef COMMAND_NOTIFY_PROGRAM_H
#define COMMAND_NOTIFY_PROGRAM_H

#include <apr_pools.h>

/** Runs @a argv, found in PATH, with @a input on its standard input. *status is its exit status, or
 * 128 and the signal that ended it; *output (may be NULL) what it wrote, of two megabytes at most.
 * APR_SUCCESS, or why it cannot be started. */
apr_status_t notify_program_run(int *status, char **output, const char *const *argv,
                                const char *input, apr_pool_t *result_pool);

#endif
