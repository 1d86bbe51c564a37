#include "core/xml/document_file.h"

#include <apr_strings.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/xml/file_name.h"
#include "core/xml/root.h"

apr_status_t stm_document_file_refuse(const char *name, const stm_limits_t *limits,
                                      stm_problems_t *problems)
{
    stm_problems_add(problems, STM_SEVERITY_ERROR, "too-large", name, 0, 0,
                     "Put pictures and long annexes into files of their own.",
                     "The file is larger than the %" APR_OFF_T_FMT " bytes that one statement may "
                     "have",
                     limits->max_bytes);
    return STM_ELIMIT;
}

/* Until there is no more, which a file of the size that it said tells without being asked again. */
static apr_status_t read_all(int file, char *buffer, apr_size_t room, apr_size_t *size)
{
    *size = 0;
    while (*size < room) {
        ssize_t count = read(file, buffer + *size, room - *size);

        if (count < 0 && errno != EINTR) {
            return errno;
        }
        *size += count > 0 ? (apr_size_t)count : 0;
        if (count == 0 || *size == room - 1) {
            break;
        }
    }
    return APR_SUCCESS;
}

/* One byte more than the limit is asked for: a file may grow while it is read. */
apr_status_t stm_document_bytes_of(const char **bytes, apr_size_t *size, int file,
                                   const stm_limits_t *limits, apr_pool_t *result_pool)
{
    struct stat info;
    apr_size_t room;
    char *buffer;
    apr_status_t status;

    if (fstat(file, &info) != 0) {
        return errno;
    }
    if (!S_ISREG(info.st_mode)) {
        return APR_EINVAL;
    }
    if (info.st_size > limits->max_bytes) {
        return STM_ELIMIT;
    }
    room = (apr_size_t)info.st_size + 1;
    buffer = apr_palloc(result_pool, room + 1);
    status = read_all(file, buffer, room, size);
    buffer[*size] = '\0';
    *bytes = buffer;
    return status == APR_SUCCESS && (apr_off_t)*size > limits->max_bytes ? STM_ELIMIT : status;
}

static apr_time_t moment_of(const struct timespec *time)
{
    return apr_time_from_sec(time->tv_sec) + time->tv_nsec / 1000;
}

static void note_file(apr_finfo_t *after, int file)
{
    struct stat info;

    memset(after, 0, sizeof(*after));
    if (fstat(file, &info) == 0) {
        after->inode = info.st_ino;
        after->size = info.st_size;
        after->mtime = moment_of(&info.st_mtim);
        after->ctime = moment_of(&info.st_ctim);
    }
}

/* O_NONBLOCK: opening a pipe without a writer must not wait. */
static int open_path(const char *path)
{
    return open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
}

/* A document's name may end with ".XML", too. */
static int open_document(const char **path, apr_pool_t *pool)
{
    int file = open_path(*path);
    char *other;

    if (file < 0 && errno == ENOENT && stm_file_name_is_xml(*path)) {
        other = apr_pstrdup(pool, *path);
        file = stm_file_name_respell(other) ? open_path(other) : -1;
        errno = file < 0 ? ENOENT : 0;
        *path = other;
    }
    return file;
}

apr_status_t stm_document_file_read(const char **bytes, apr_size_t *size, apr_finfo_t *after,
                                    const char *path, const char *name, const stm_limits_t *limits,
                                    stm_problems_t *problems, apr_pool_t *result_pool)
{
    int file = open_document(&path, result_pool);
    apr_status_t status = file < 0 ? errno : APR_SUCCESS;
    char words[200];

    if (status == APR_SUCCESS) {
        status = stm_document_bytes_of(bytes, size, file, limits, result_pool);
        if (after != NULL) {
            note_file(after, file);
        }
        close(file);
    }
    if (status == STM_ELIMIT) {
        return stm_root_of_large(path, result_pool) == STM_ROOT_FOREIGN
                   ? STM_EFOREIGN
                   : stm_document_file_refuse(name, limits, problems);
    }
    if (status != APR_SUCCESS && !APR_STATUS_IS_ENOENT(status)) {
        stm_problems_add(problems, STM_SEVERITY_ERROR, "unreadable", name, 0, 0,
                         "Check that it is a regular file and that the server's user may read it "
                         "(chmod a+r); until then files that no published statement names are "
                         "answered 503.",
                         "The file cannot be read: %s", apr_strerror(status, words, sizeof(words)));
    }
    return status;
}

apr_status_t stm_document_bytes(const char **bytes, apr_size_t *size, const char *path,
                                const char *name, const stm_limits_t *limits,
                                stm_problems_t *problems, apr_pool_t *result_pool)
{
    return stm_document_file_read(bytes, size, NULL, path, name, limits, problems, result_pool);
}
