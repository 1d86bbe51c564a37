/**
 * command/state_owner - work in a state directory as the user that it belongs to.
 *
 * The folder belongs to the server's user, who may put anything there. Root opens it by descriptor
 * (core/base/safe_open), and a child process that has given up root's rights for good does the
 * work. What it makes so belongs to the right user.
 */
#ifndef COMMAND_STATE_OWNER_H
#define COMMAND_STATE_OWNER_H

#include <apr_pools.h>

typedef struct state_place_t {
    const char *path; /* of the state directory */
    const char *user; /* to whom one that belongs to root is given; NULL: to nobody */
    int makes;        /* one that is missing is made */
} state_place_t;

/** Does the work in the folder @a state_dir, an absolute path; returns the exit status. */
typedef int state_work_t(void *baton, const char *state_dir, apr_pool_t *pool);

/** Opens the state directory and has @a work done as its owner. The exit status of that, or
 * COMMAND_PROBLEMS or COMMAND_USAGE after saying why it could not begin. What @a work changes in
 * memory is lost where it is done in a process of its own. */
int state_as_owner(const state_place_t *place, state_work_t *work, void *baton, apr_pool_t *pool);

#endif
