/**
 * command/check_options - the arguments of `statement check`.
 */
#ifndef COMMAND_CHECK_OPTIONS_H
#define COMMAND_CHECK_OPTIONS_H

#include <apr_pools.h>
#include <apr_tables.h>

#include "command/report.h"

typedef struct check_options_t {
    report_format_t format;
    int is_watching;
    int is_help; /* which has been printed */
    const char *zone, *stylesheets, *name;
    apr_array_header_t *paths; /* const char * */
} check_options_t;

/** COMMAND_CLEAN, or COMMAND_USAGE after saying what is wrong. Prints the help where it is asked
 * for. */
int check_options_read(check_options_t *options, int argc, const char *const *argv,
                       apr_pool_t *pool);

#endif
