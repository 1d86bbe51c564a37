/**
 * command/state - the three commands below `statement state`.
 */
#ifndef COMMAND_STATE_H
#define COMMAND_STATE_H

#include "command/state_owner.h"

typedef struct state_options_t {
    const char *file; /* of an export; NULL: check has none */
    const char *state, *user;
    int is_json;
} state_options_t;

/** Each returns an exit status. */
int state_check(const state_options_t *options, apr_pool_t *pool);
int state_export(const state_options_t *options, apr_pool_t *pool);
int state_import(const state_options_t *options, apr_pool_t *pool);

#endif
