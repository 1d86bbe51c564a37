/**
 * stm_descent - opens a folder as root may: step by step, through no link that others can have
 * made.
 *
 * Who may write in a folder above can exchange a name there at any time, by a link to /etc, for
 * instance; chown() and chmod() by path would then follow it. Here each step is opened from the
 * descriptor of the one before with O_NOFOLLOW, and what comes of it is a descriptor. A link counts
 * only where nobody but root or this process's own user can have made it: it is theirs, in a folder
 * of theirs that others cannot write, or whose sticky bit keeps them from replacing it.
 */
#ifndef STM_DESCENT_H
#define STM_DESCENT_H

#include <apr_pools.h>

/** Opens the folder @a path (absolute). @a makes: how many of its last steps are made where they
 * are missing, the last one for its owner alone, those above for all to pass. APR_SUCCESS, and
 * *folder is closed with @a pool; ELOOP: *link is a link of others, or one of too many; else
 * what the system says. */
apr_status_t stm_descent_open(int *folder, const char **link, const char *path, int makes,
                              apr_pool_t *pool);

#endif
