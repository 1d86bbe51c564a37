/**
 * command/file_attributes - what a file has beside owner and mode: access control lists, labels,
 * and what programs have noted with it (xattr(7)).
 */
#ifndef COMMAND_FILE_ATTRIBUTES_H
#define COMMAND_FILE_ATTRIBUTES_H

#include <apr_errno.h>
#include <apr_pools.h>

/** Gives the open file @a to those of the file @a from, and takes the access control list from it
 * that its folder gave it where @a from has none. To be called last: a list has the rights of the
 * group in it. APR_SUCCESS, also where the system has no such things; an error where a list, or
 * what a user has noted, cannot be kept. Labels of the system are kept where it allows that. */
apr_status_t file_attributes_copy(int to, const char *from, apr_pool_t *scratch_pool);

#endif
