#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "shim.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

/* What glibc calls its own; its headers do not declare them. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);

#define EXPORT __attribute__((visibility("default")))
#define CALLER __builtin_return_address(0)

/* The next function of that name, looked up once; threads may do so twice. */
#define REAL(name)    ((__typeof__(&name))find_real(&real_##name, #name))
#define DECLARE(name) static void *real_##name

static fault_control_t *control;

static void *find_real(void **real, const char *name)
{
    if (*real == NULL) {
        *real = dlsym(RTLD_NEXT, name);
    }
    return *real;
}

DECLARE(open);
DECLARE(open64);
DECLARE(openat);
DECLARE(openat64);
DECLARE(read);
DECLARE(pread);
DECLARE(pread64);
DECLARE(write);
DECLARE(pwrite);
DECLARE(pwrite64);
DECLARE(writev);
DECLARE(fsync);
DECLARE(fdatasync);
DECLARE(posix_fallocate);
DECLARE(posix_fallocate64);
DECLARE(rename);
DECLARE(renameat);
DECLARE(mmap);
DECLARE(mmap64);
DECLARE(stat);
DECLARE(stat64);
DECLARE(lstat);
DECLARE(lstat64);
DECLARE(fstatat);
DECLARE(fstatat64);
DECLARE(pthread_create);
DECLARE(inotify_init1);
DECLARE(inotify_add_watch);
DECLARE(sqlite3_step);
DECLARE(sqlite3_exec);
DECLARE(sqlite3_extended_errcode);

__attribute__((constructor)) static void map_control(void)
{
    const char *name = getenv("STATEMENT_FAULTS");
    int file = name == NULL ? -1 : REAL(open)(name, O_RDWR | O_CLOEXEC);
    void *address = REAL(mmap)(NULL, sizeof(*control), PROT_READ | PROT_WRITE,
                               file < 0 ? MAP_SHARED | MAP_ANONYMOUS : MAP_SHARED, file, 0);

    control = address == MAP_FAILED ? NULL : address;
    if (file >= 0) {
        close(file);
    }
}

fault_control_t *fault_control(void)
{
    return control;
}

void fault_arm(fault_kind_t kind, int at, int lasting)
{
    __atomic_store_n(&control->kind, FAULT_NONE, __ATOMIC_SEQ_CST);
    control->at = at;
    control->lasting = lasting;
    control->seen = control->failed = 0;
    __atomic_store_n(&control->kind, (int)kind, __ATOMIC_SEQ_CST);
}

static int is_armed(fault_kind_t kind)
{
    return control != NULL && __atomic_load_n(&control->kind, __ATOMIC_RELAXED) == (int)kind;
}

/* Counts a call that is to fail in its turn. */
static int is_due(void)
{
    int number = __atomic_add_fetch(&control->seen, 1, __ATOMIC_SEQ_CST);

    if (number == control->at || (control->lasting && number > control->at)) {
        __atomic_add_fetch(&control->failed, 1, __ATOMIC_SEQ_CST);
        return 1;
    }
    return 0;
}

static int is_path_ours(const char *path)
{
    for (int i = 0; i < FAULT_ROOTS; i++) {
        size_t length = strlen(control->roots[i]);

        if (length > 0 && strncmp(path, control->roots[i], length) == 0) {
            return 1;
        }
    }
    return 0;
}

static int is_file_ours(int file)
{
    char name[64], path[PATH_MAX];
    ssize_t length;

    snprintf(name, sizeof(name), "/proc/self/fd/%d", file);
    length = readlink(name, path, sizeof(path) - 1);
    if (length <= 0) {
        return 0;
    }
    path[length] = '\0';
    return is_path_ours(path);
}

static int is_caller_ours(void *caller)
{
    Dl_info found;

    return dladdr(caller, &found) != 0 && found.dli_fname != NULL &&
           strstr(found.dli_fname, control->object) != NULL;
}

static int fails_on_path(fault_kind_t kind, int folder, const char *path)
{
    int error = errno;
    int is_ours =
        is_armed(kind) &&
        (*path == '/' || folder == AT_FDCWD ? is_path_ours(path) : is_file_ours(folder)) &&
        is_due();

    errno = error;
    return is_ours;
}

static int fails_on_file(fault_kind_t kind, int file)
{
    int error = errno;
    int is_ours = is_armed(kind) && is_file_ours(file) && is_due();

    errno = error;
    return is_ours;
}

static int fails_in_ours(fault_kind_t kind, void *caller)
{
    return is_armed(kind) && is_caller_ours(caller) && is_due();
}

static int refuse(int error)
{
    errno = error;
    return -1;
}

/* --- memory */

#ifndef __SANITIZE_ADDRESS__
EXPORT void *malloc(size_t size)
{
    return fails_in_ours(FAULT_MALLOC, CALLER) ? NULL : __libc_malloc(size);
}

EXPORT void *calloc(size_t count, size_t size)
{
    return fails_in_ours(FAULT_MALLOC, CALLER) ? NULL : __libc_calloc(count, size);
}

EXPORT void *realloc(void *block, size_t size)
{
    return fails_in_ours(FAULT_MALLOC, CALLER) ? NULL : __libc_realloc(block, size);
}
#endif

/* --- files */

#define TAKE_MODE(flags, mode)                                                                     \
    mode_t mode = 0;                                                                               \
    if ((flags) & (O_CREAT | O_TMPFILE)) {                                                         \
        va_list more;                                                                              \
        va_start(more, flags);                                                                     \
        mode = va_arg(more, mode_t);                                                               \
        va_end(more);                                                                              \
    }

#define OPEN(name)                                                                                 \
    EXPORT int name(const char *path, int flags, ...)                                              \
    {                                                                                              \
        TAKE_MODE(flags, mode)                                                                     \
        return fails_on_path(FAULT_OPEN, AT_FDCWD, path) ? refuse(EMFILE)                          \
                                                         : REAL(name)(path, flags, mode);          \
    }

#define OPENAT(name)                                                                               \
    EXPORT int name(int folder, const char *path, int flags, ...)                                  \
    {                                                                                              \
        TAKE_MODE(flags, mode)                                                                     \
        return fails_on_path(FAULT_OPEN, folder, path) ? refuse(EMFILE)                            \
                                                       : REAL(name)(folder, path, flags, mode);    \
    }

OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

static size_t half(size_t size)
{
    return size > 1 ? size / 2 : size;
}

EXPORT ssize_t read(int file, void *bytes, size_t size)
{
    if (fails_on_file(FAULT_READ, file)) {
        return refuse(EIO);
    }
    return REAL(read)(file, bytes, fails_on_file(FAULT_READ_SHORT, file) ? half(size) : size);
}

#define PREAD(name, offset_t)                                                                      \
    EXPORT ssize_t name(int file, void *bytes, size_t size, offset_t at)                           \
    {                                                                                              \
        if (fails_on_file(FAULT_READ, file)) {                                                     \
            return refuse(EIO);                                                                    \
        }                                                                                          \
        return REAL(name)(file, bytes, fails_on_file(FAULT_READ_SHORT, file) ? half(size) : size,  \
                          at);                                                                     \
    }

PREAD(pread, off_t)
PREAD(pread64, off64_t)

/* -1: it fails with errno set; else how much of it is to be written. */
static ssize_t writable(int file, size_t size)
{
    if (fails_on_file(FAULT_WRITE, file)) {
        return refuse(EIO);
    }
    if (fails_on_file(FAULT_WRITE_FULL, file)) {
        return refuse(ENOSPC);
    }
    return (ssize_t)(fails_on_file(FAULT_WRITE_SHORT, file) ? half(size) : size);
}

EXPORT ssize_t write(int file, const void *bytes, size_t size)
{
    ssize_t wanted = writable(file, size);

    return wanted < 0 ? wanted : REAL(write)(file, bytes, (size_t)wanted);
}

#define PWRITE(name, offset_t)                                                                     \
    EXPORT ssize_t name(int file, const void *bytes, size_t size, offset_t at)                     \
    {                                                                                              \
        ssize_t wanted = writable(file, size);                                                     \
        return wanted < 0 ? wanted : REAL(name)(file, bytes, (size_t)wanted, at);                  \
    }

PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

EXPORT ssize_t writev(int file, const struct iovec *pieces, int count)
{
    /* A piece less is a short write, too. */
    ssize_t wanted = writable(file, (size_t)count);

    return wanted < 0 ? wanted : REAL(writev)(file, pieces, (int)wanted);
}

#define RESERVE(name, offset_t)                                                                    \
    EXPORT int name(int file, offset_t at, offset_t size)                                          \
    {                                                                                              \
        return fails_on_file(FAULT_WRITE_FULL, file) ? ENOSPC : REAL(name)(file, at, size);        \
    }

RESERVE(posix_fallocate, off_t)
RESERVE(posix_fallocate64, off64_t)

#define SYNC(name)                                                                                 \
    EXPORT int name(int file)                                                                      \
    {                                                                                              \
        return fails_on_file(FAULT_SYNC, file) ? refuse(EIO) : REAL(name)(file);                   \
    }

SYNC(fsync)
SYNC(fdatasync)

EXPORT int rename(const char *from, const char *to)
{
    return fails_on_path(FAULT_RENAME, AT_FDCWD, to) ? refuse(ENOSPC) : REAL(rename)(from, to);
}

EXPORT int renameat(int from_folder, const char *from, int to_folder, const char *to)
{
    return fails_on_path(FAULT_RENAME, to_folder, to)
               ? refuse(ENOSPC)
               : REAL(renameat)(from_folder, from, to_folder, to);
}

/* Memory may come by another way than malloc(), too. */
static int fails_to_map(int file, void *caller)
{
    return file < 0 ? fails_in_ours(FAULT_MALLOC, caller) : fails_on_file(FAULT_MAP, file);
}

#define MAP(name, offset_t)                                                                        \
    EXPORT void *name(void *address, size_t size, int access, int flags, int file, offset_t at)    \
    {                                                                                              \
        if (fails_to_map(file, CALLER)) {                                                          \
            errno = ENOMEM;                                                                        \
            return MAP_FAILED;                                                                     \
        }                                                                                          \
        return REAL(name)(address, size, access, flags, file, at);                                 \
    }

MAP(mmap, off_t)
MAP(mmap64, off64_t)

#define STAT(name, type)                                                                           \
    EXPORT int name(const char *path, struct type *found)                                          \
    {                                                                                              \
        return fails_on_path(FAULT_STAT, AT_FDCWD, path) ? refuse(EIO) : REAL(name)(path, found);  \
    }

#define STATAT(name, type)                                                                         \
    EXPORT int name(int folder, const char *path, struct type *found, int flags)                   \
    {                                                                                              \
        return fails_on_path(FAULT_STAT, folder, path) ? refuse(EIO)                               \
                                                       : REAL(name)(folder, path, found, flags);   \
    }

STAT(stat, stat)
STAT(lstat, stat)
STAT(stat64, stat64)
STAT(lstat64, stat64)
STATAT(fstatat, stat)
STATAT(fstatat64, stat64)

/* --- threads, events, SQLite */

EXPORT int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                          void *data)
{
    return fails_in_ours(FAULT_THREAD, CALLER)
               ? EAGAIN
               : REAL(pthread_create)(thread, attributes, run, data);
}

EXPORT int inotify_init1(int flags)
{
    return fails_in_ours(FAULT_INOTIFY, CALLER) ? refuse(EMFILE) : REAL(inotify_init1)(flags);
}

EXPORT int inotify_add_watch(int events, const char *path, uint32_t mask)
{
    return fails_in_ours(FAULT_INOTIFY, CALLER) ? refuse(ENOSPC)
                                                : REAL(inotify_add_watch)(events, path, mask);
}

static int failing_code(void *caller)
{
    return fails_in_ours(FAULT_STEP_FULL, caller)     ? SQLITE_FULL
           : fails_in_ours(FAULT_STEP_ERROR, caller)  ? SQLITE_IOERR
           : fails_in_ours(FAULT_STEP_MEMORY, caller) ? SQLITE_NOMEM
                                                      : SQLITE_OK;
}

/* What a step gave that was not taken; nobody asks another handle before. */
static __thread int step_code;

static int fails_at_commit(fault_kind_t kind, sqlite3_stmt *statement, void *caller)
{
    const char *sql = is_armed(kind) ? sqlite3_sql(statement) : NULL;

    return sql != NULL && strncmp(sql, "COMMIT", 6) == 0 && fails_in_ours(kind, caller);
}

EXPORT int sqlite3_step(sqlite3_stmt *statement)
{
    if (fails_at_commit(FAULT_KILL, statement, CALLER)) {
        raise(SIGKILL);
    }
    step_code =
        fails_at_commit(FAULT_COMMIT, statement, CALLER) ? SQLITE_FULL : failing_code(CALLER);
    return step_code != SQLITE_OK ? step_code : REAL(sqlite3_step)(statement);
}

EXPORT int sqlite3_exec(sqlite3 *handle, const char *sql, int (*row)(void *, int, char **, char **),
                        void *baton, char **message)
{
    step_code = failing_code(CALLER);
    return step_code != SQLITE_OK ? step_code
                                  : REAL(sqlite3_exec)(handle, sql, row, baton, message);
}

EXPORT int sqlite3_extended_errcode(sqlite3 *handle)
{
    int code = step_code;

    step_code = SQLITE_OK;
    return code != SQLITE_OK ? code : REAL(sqlite3_extended_errcode)(handle);
}
