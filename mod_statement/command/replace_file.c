#include "command/replace_file.h"

#include <apr_strings.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "command/command.h"
#include "command/file_attributes.h"
#include "core/base/copy_file.h"

static apr_status_t last_error(void)
{
    return APR_FROM_OS_ERROR(errno);
}

/* The owner may do no more with it than the group. */
static int is_shared(const struct stat *old)
{
    return ((old->st_mode >> 6) & 07) == ((old->st_mode >> 3) & 07);
}

/* Only root gives a file away. One that its whole group may write becomes the user's, as where
 * an editor saves it: nobody of the group can do less with it than before. */
static apr_status_t give(int file, mode_t *mode, const struct stat *old)
{
    struct stat made;

    if (fstat(file, &made) != 0) {
        return last_error();
    }
    if ((made.st_uid == old->st_uid && made.st_gid == old->st_gid) ||
        fchown(file, old->st_uid, old->st_gid) == 0) {
        return APR_SUCCESS;
    }
    if (errno != EPERM || !is_shared(old) || fchown(file, (uid_t)-1, old->st_gid) != 0) {
        return last_error();
    }
    *mode &= 0777;
    return APR_SUCCESS;
}

/* chown() clears some bits of the mode, so it comes first. */
static apr_status_t look_like(int file, const char *path, const struct stat *old, apr_pool_t *pool)
{
    mode_t mode = old->st_mode & 07777;
    apr_status_t status = give(file, &mode, old);

    if (status == APR_SUCCESS && fchmod(file, mode) != 0) {
        status = last_error();
    }
    return status == APR_SUCCESS ? file_attributes_copy(file, path, pool) : status;
}

/* Writing clears some bits of the mode, too. */
static apr_status_t write_beside(int file, const char *bytes, apr_size_t size, const char *path,
                                 const struct stat *old, apr_pool_t *pool)
{
    apr_status_t status = stm_write_all(file, bytes, size);

    if (status == APR_SUCCESS) {
        status = look_like(file, path, old, pool);
    }
    if (status == APR_SUCCESS && fsync(file) != 0) {
        status = last_error();
    }
    if (close(file) != 0 && status == APR_SUCCESS) {
        status = last_error();
    }
    return status;
}

static int is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* The old file has two names for a moment: it is never without one. */
static apr_status_t change_places(const char *temporary, const char *path,
                                  const struct stat *before, const char *kept)
{
    struct stat now;
    apr_status_t status;

    if (lstat(path, &now) != 0) {
        return last_error();
    }
    if (!is_same(&now, before)) {
        return APR_EBUSY;
    }
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
                          const struct stat *before, const char *kept, apr_pool_t *scratch_pool)
{
    const char *real = command_real_path(path, scratch_pool), *folder;
    char *temporary;
    struct stat old;
    apr_status_t status;
    int file;

    if (real == NULL || lstat(real, &old) != 0) {
        return last_error();
    }
    folder = apr_pstrcat(scratch_pool, command_folder_of(real, scratch_pool), "/", NULL);
    temporary = apr_pstrcat(scratch_pool, folder, ".statement.XXXXXX", NULL);
    signal(SIGXFSZ, SIG_IGN); /* write() tells */
    file = mkostemp(temporary, O_CLOEXEC);
    if (file < 0) {
        return last_error();
    }
    status = write_beside(file, bytes, size, real, &old, scratch_pool);
    if (status == APR_SUCCESS) {
        status = change_places(temporary, real, before, kept);
    }
    if (status != APR_SUCCESS) {
        unlink(temporary);
        return status;
    }
    keep_rename(folder);
    return APR_SUCCESS;
}

int replace_file_fail(const char *path, apr_status_t status)
{
    if (APR_TO_OS_ERROR(status) == EPERM) {
        command_say(
            stderr,
            "statement: %s belongs to somebody else, and its group may not write it as well: "
            "nothing was written. Ask its owner, or use sudo",
            path);
        return COMMAND_PROBLEMS;
    }
    return command_fail(path, status);
}
