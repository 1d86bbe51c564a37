/**
 * command/export_link - symbolic links in the folder of `statement export`.
 *
 * What was a folder of an export may have become a link to somebody else's: nothing is written or
 * deleted behind it.
 */
#ifndef COMMAND_EXPORT_LINK_H
#define COMMAND_EXPORT_LINK_H

#include <apr_pools.h>

/** Non-zero where @a path below @a folder is a symbolic link. */
int export_link_is(const char *folder, const char *path, apr_pool_t *scratch_pool);

/** Non-zero where one of the folders on the way to @a path below @a folder is one. */
int export_link_leads_to(const char *folder, const char *path, apr_pool_t *scratch_pool);

#endif
