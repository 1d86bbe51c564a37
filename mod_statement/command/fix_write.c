#include "command/fix_write.h"

#include <apr_strings.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static apr_status_t write_all(int file, const char *bytes, apr_size_t size)
{
    while (size > 0) {
        ssize_t written = write(file, bytes, size);

        if (written < 0 && errno != EINTR) {
            return errno;
        }
        if (written > 0) {
            bytes += written;
            size -= (apr_size_t)written;
        }
    }
    return APR_SUCCESS;
}

/* The owner before the mode: a change of owner takes bits of the mode away. */
static apr_status_t write_like(int file, const struct stat *was, const fix_text_t *text)
{
    struct stat is;
    apr_status_t status = write_all(file, text->bytes, text->size);

    if (status != APR_SUCCESS) {
        return status;
    }
    if (fstat(file, &is) != 0 ||
        ((is.st_uid != was->st_uid || is.st_gid != was->st_gid) &&
         fchown(file, was->st_uid, was->st_gid) != 0) ||
        fchmod(file, was->st_mode & 07777) != 0 || fsync(file) != 0) {
        return errno;
    }
    return APR_SUCCESS;
}

/* A crash after the rename then finds it done. */
static void settle(const char *path, apr_pool_t *pool)
{
    const char *folder = apr_pstrmemdup(pool, path, (apr_size_t)(strrchr(path, '/') - path + 1));
    int directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (directory >= 0) {
        fsync(directory);
        close(directory);
    }
}

static apr_status_t replace(const char *path, const char *written, const struct stat *was)
{
    struct stat is;

    if (lstat(path, &is) != 0) {
        return errno;
    }
    if (!is_same(&is, was)) {
        return APR_EBUSY;
    }
    return rename(written, path) == 0 ? APR_SUCCESS : errno;
}

apr_status_t fix_write(const char *path, const struct stat *was, const fix_text_t *text,
                       apr_pool_t *pool)
{
    char real[PATH_MAX], *slash, *written;
    apr_status_t status;
    int file;

    if (realpath(path, real) == NULL) {
        return errno;
    }
    slash = strrchr(real, '/');
    written = apr_psprintf(pool, "%.*s/.%s.XXXXXX", (int)(slash - real), real, slash + 1);
    signal(SIGXFSZ, SIG_IGN); /* write() tells */
    file = mkostemp(written, O_CLOEXEC);
    if (file < 0) {
        return errno;
    }
    status = write_like(file, was, text);
    if (close(file) != 0 && status == APR_SUCCESS) {
        status = errno;
    }
    if (status == APR_SUCCESS) {
        status = replace(real, written, was);
    }
    if (status != APR_SUCCESS) {
        unlink(written);
        return status;
    }
    settle(real, pool);
    return APR_SUCCESS;
}
