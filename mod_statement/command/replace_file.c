#include "command/replace_file.h"

#include <apr_errno.h>
#include <apr_strings.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static apr_status_t last_error(void)
{
    return APR_FROM_OS_ERROR(errno);
}

static apr_status_t write_whole(int file, const char *bytes, apr_size_t size)
{
    while (size > 0) {
        ssize_t written = write(file, bytes, size);

        if (written < 0 && errno != EINTR) {
            return last_error();
        }
        bytes += written > 0 ? written : 0;
        size -= written > 0 ? (apr_size_t)written : 0;
    }
    return fsync(file) == 0 ? APR_SUCCESS : last_error();
}

/* chown() clears some bits of the mode, so it comes first. */
static apr_status_t look_like(int file, const struct stat *old)
{
    struct stat made;

    if (fstat(file, &made) != 0) {
        return last_error();
    }
    if ((made.st_uid != old->st_uid || made.st_gid != old->st_gid) &&
        fchown(file, old->st_uid, old->st_gid) != 0) {
        return last_error();
    }
    return fchmod(file, old->st_mode & 07777) == 0 ? APR_SUCCESS : last_error();
}

static apr_status_t write_beside(const char *temporary, int file, const char *bytes,
                                 apr_size_t size, const struct stat *old)
{
    apr_status_t status = look_like(file, old);

    status = status ? status : write_whole(file, bytes, size);
    if (close(file) != 0 && status == APR_SUCCESS) {
        status = last_error();
    }
    if (status != APR_SUCCESS) {
        unlink(temporary);
    }
    return status;
}

static int is_unchanged(const char *path, const apr_finfo_t *before, apr_pool_t *pool)
{
    apr_finfo_t now;

    return apr_stat(&now, path, APR_FINFO_INODE | APR_FINFO_SIZE | APR_FINFO_MTIME, pool) ==
               APR_SUCCESS &&
           now.inode == before->inode && now.size == before->size && now.mtime == before->mtime;
}

/* The old file has two names for a moment: it is never without one. */
static apr_status_t change_places(const char *temporary, const char *path, const char *kept)
{
    apr_status_t status;

    if (kept != NULL && link(path, kept) != 0) {
        return last_error();
    }
    if (rename(temporary, path) == 0) {
        return APR_SUCCESS;
    }
    status = last_error();
    if (kept != NULL) {
        unlink(kept);
    }
    return status;
}

static void keep_rename(const char *folder)
{
    int open_folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (open_folder >= 0) {
        fsync(open_folder);
        close(open_folder);
    }
}

apr_status_t replace_file(const char *path, const char *bytes, apr_size_t size,
                          const apr_finfo_t *before, const char *kept, apr_pool_t *scratch_pool)
{
    const char *slash = strrchr(path, '/');
    const char *folder =
        slash ? apr_pstrmemdup(scratch_pool, path, (apr_size_t)(slash + 1 - path)) : "./";
    char *temporary = apr_pstrcat(scratch_pool, folder, ".statement.XXXXXX", NULL);
    struct stat old;
    apr_status_t status;
    int file;

    if (stat(path, &old) != 0 || (file = mkstemp(temporary)) < 0) {
        return last_error();
    }
    status = write_beside(temporary, file, bytes, size, &old);
    if (status != APR_SUCCESS) {
        return status;
    }
    status =
        is_unchanged(path, before, scratch_pool) ? change_places(temporary, path, kept) : APR_EBUSY;
    if (status != APR_SUCCESS) {
        unlink(temporary);
        return status;
    }
    keep_rename(folder);
    return APR_SUCCESS;
}
