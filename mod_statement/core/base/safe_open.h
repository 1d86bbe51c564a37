/**
 * core/base/safe_open - opens a folder as root may: step by step, through no link that others can
 * have made; and whether others can have had a hand in a file.
 *
 * A user who can write to a folder above can replace a name there at any time, for instance by a
 * link to /etc; chown() and chmod() by path would follow it. Here each step is opened with
 * O_NOFOLLOW relative to the descriptor of the step before, and the result is a descriptor. A link
 * is followed only where nobody but root or this process's own user can have made it: they own it
 * and its folder, and others cannot write there or are kept from replacing it by the sticky bit.
 */
#ifndef CORE_BASE_SAFE_OPEN_H
#define CORE_BASE_SAFE_OPEN_H

#include <apr_pools.h>

/** Opens the folder @a path (absolute). @a makes: how many of its last steps are made where they
 * are missing, the last one for its owner alone, those above for all to pass. APR_SUCCESS, and
 * *folder is closed with @a pool; ELOOP: *link is a link of others, or one of too many; else
 * what the system says. */
apr_status_t stm_safe_open_folder(int *folder, const char **link, const char *path, int makes,
                                  apr_pool_t *pool);

/** Non-zero where nobody but root can change what the file @a path (absolute) names and holds: root
 * owns each folder, each link and the file, and others can neither write there nor exchange any. */
int stm_safe_open_is_root_only(const char *path, apr_pool_t *scratch_pool);

#endif
