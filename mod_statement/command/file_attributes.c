#include "command/file_attributes.h"

#ifdef __linux__

#include <errno.h>
#include <string.h>
#include <sys/xattr.h>

#define ACL "system.posix_acl_access"

/* What belongs to the user: of the rest the system may have its own opinion. */
static int is_needed(const char *name)
{
    return strcmp(name, ACL) == 0 || strncmp(name, "user.", 5) == 0;
}

static apr_status_t copy(int to, const char *from, const char *name, apr_pool_t *pool)
{
    ssize_t size = lgetxattr(from, name, NULL, 0);
    char *value = apr_palloc(pool, size > 0 ? (apr_size_t)size : 1);

    if (size > 0) {
        size = lgetxattr(from, name, value, (size_t)size);
    }
    if (size < 0 || fsetxattr(to, name, value, (size_t)size, 0) != 0) {
        return is_needed(name) ? APR_FROM_OS_ERROR(errno) : APR_SUCCESS;
    }
    return APR_SUCCESS;
}

static apr_status_t drop_list(int to)
{
    return fremovexattr(to, ACL) == 0 || errno == ENODATA || errno == ENOTSUP
               ? APR_SUCCESS
               : APR_FROM_OS_ERROR(errno);
}

apr_status_t file_attributes_copy(int to, const char *from, apr_pool_t *scratch_pool)
{
    ssize_t size = llistxattr(from, NULL, 0);
    char *names = apr_pcalloc(scratch_pool, size > 0 ? (apr_size_t)size + 1 : 1);
    apr_status_t status = APR_SUCCESS;
    int has_list = 0;

    if (size > 0) {
        size = llistxattr(from, names, (size_t)size);
    }
    if (size < 0) {
        return errno == ENOTSUP ? APR_SUCCESS : APR_FROM_OS_ERROR(errno);
    }
    for (const char *name = names; name < names + size && status == APR_SUCCESS;
         name += strlen(name) + 1) {
        has_list |= strcmp(name, ACL) == 0;
        status = copy(to, from, name, scratch_pool);
    }
    return status == APR_SUCCESS && !has_list ? drop_list(to) : status;
}

#else

apr_status_t file_attributes_copy(int to, const char *from, apr_pool_t *scratch_pool)
{
    (void)to;
    (void)from;
    (void)scratch_pool;
    return APR_SUCCESS;
}

#endif
