#include "command/export_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/copy_file.h"
#include "core/base/fingerprint.h"

static apr_status_t last_error(void)
{
    return APR_FROM_OS_ERROR(errno);
}

static apr_time_t mtime_of(const struct stat *found)
{
    return apr_time_make((apr_int64_t)found->st_mtim.tv_sec, found->st_mtim.tv_nsec / 1000);
}

static int has_bytes(const char *path, const manifest_file_t *file, apr_pool_t *pool)
{
    const size_t size = (size_t)file->size;
    int opened = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), is_same;
    void *bytes =
        opened >= 0 && size > 0 ? mmap(NULL, size, PROT_READ, MAP_PRIVATE, opened, 0) : MAP_FAILED;

    if (opened >= 0) {
        close(opened);
    }
    if (opened < 0 || (size > 0 && bytes == MAP_FAILED)) {
        return 0;
    }
    is_same = strcmp(stm_fingerprint(size > 0 ? bytes : "", size, pool), file->fingerprint) == 0;
    if (size > 0) {
        munmap(bytes, size);
    }
    return is_same;
}

int export_file_is(const char *path, manifest_file_t *file, apr_pool_t *scratch_pool)
{
    struct stat found;

    if (lstat(path, &found) != 0 || !S_ISREG(found.st_mode) || found.st_size != file->size) {
        return 0;
    }
    if (mtime_of(&found) == file->mtime) {
        return 1;
    }
    if (!has_bytes(path, file, scratch_pool)) {
        return 0;
    }
    file->mtime = mtime_of(&found);
    return 1;
}

/* Where a file system keeps another date, the next run reads the bytes. */
static void date(int file, apr_time_t mtime)
{
    const struct timespec times[2] = {
        {.tv_nsec = UTIME_OMIT},
        {.tv_sec = (time_t)apr_time_sec(mtime), .tv_nsec = (long)apr_time_usec(mtime) * 1000}};

    futimens(file, times);
}

apr_status_t export_file_write(const char *path, const char *bytes, apr_size_t size,
                               apr_time_t mtime)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    apr_status_t status = file < 0 ? last_error() : stm_write_all(file, bytes, size);

    if (status == APR_SUCCESS) {
        date(file, mtime);
    }
    if (file >= 0 && close(file) != 0 && status == APR_SUCCESS) {
        status = last_error();
    }
    return status;
}
