/* What a folder holds, and what says whether a file is the same. */
#include <apr_strings.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libxml/xmlstring.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/intake/internal.h"
#include "core/site/newsroom_file.h"
#include "core/xml/file_name.h"

/* APR's moments, so that these stamps equal those made from apr_finfo_t. */
static apr_time_t moment_of(const struct timespec *time)
{
    return apr_time_from_sec((apr_time_t)time->tv_sec) + time->tv_nsec / 1000;
}

static stm_file_stamp_t stamp_of(const struct stat *found)
{
    stm_file_stamp_t stamp = {(apr_int64_t)found->st_ino, found->st_size,
                              moment_of(&found->st_mtim), moment_of(&found->st_ctim)};
    return stamp;
}

int stm_scan_stat_in(stm_file_stamp_t *stamp, const stm_scan_t *scan, const char *folder,
                     const char *stem)
{
    struct stat found;
    char path[8192], *end = path + sizeof(path), *at = path;
    at = apr_cpystrn(at, scan->newsroom->root, (apr_size_t)(end - at));
    at = apr_cpystrn(at, "/", (apr_size_t)(end - at));
    at = apr_cpystrn(at, folder, (apr_size_t)(end - at));
    at = apr_cpystrn(at, stem, (apr_size_t)(end - at));
    apr_cpystrn(at, ".xml", (apr_size_t)(end - at));
    if ((stat(path, &found) && (!stm_file_name_respell(path) || stat(path, &found))) ||
        !S_ISREG(found.st_mode)) {
        return 0;
    }
    if (stamp) {
        *stamp = stamp_of(&found);
    }
    return 1;
}

int stm_scan_stat(stm_file_stamp_t *stamp, const stm_scan_t *scan, const char *name)
{
    return stm_scan_stat_in(stamp, scan, "", name);
}

static int by_name(const void *one, const void *other)
{
    return strcmp(((const stm_dir_entry_t *)one)->name, ((const stm_dir_entry_t *)other)->name);
}

static int is_link(int fd, const struct dirent *found)
{
    struct stat status;
    if (found->d_type != DT_UNKNOWN) {
        return found->d_type == DT_LNK;
    }
    return !fstatat(fd, found->d_name, &status, AT_SYMLINK_NOFOLLOW) && S_ISLNK(status.st_mode);
}

/* DT_REG, DT_DIR or anything else, with a look at the disk only where the folder does not tell. */
static int type_of(int fd, const struct dirent *found)
{
    struct stat status;
    if (found->d_type != DT_LNK && found->d_type != DT_UNKNOWN) {
        return found->d_type;
    }
    if (fstatat(fd, found->d_name, &status, 0)) {
        return DT_UNKNOWN;
    }
    return S_ISDIR(status.st_mode) ? DT_DIR : S_ISREG(status.st_mode) ? DT_REG : DT_UNKNOWN;
}

static void add_step(stm_folder_listing_t *listing, int type, int fd, const struct dirent *found,
                     apr_pool_t *pool)
{
    stm_dir_entry_t *step = apr_array_push(listing->steps);
    apr_size_t length = strlen(found->d_name);
    step->is_folder = type == DT_DIR;
    step->is_link = is_link(fd, found);
    step->name = step->is_folder ? apr_pstrcat(pool, found->d_name, "/", NULL)
                                 : apr_pstrmemdup(pool, found->d_name, length - 4);
    step->ending = step->is_folder ? "" : apr_pstrdup(pool, found->d_name + length - 4);
}

/* Pipes, sockets and devices are never opened; what is gone since the folder was read is left out.
 */
static void add_name(stm_folder_listing_t *listing, int fd, const struct dirent *found,
                     apr_pool_t *pool)
{
    int is_document = stm_file_name_is_xml(found->d_name), type;
    if (stm_newsroom_is_companion(found->d_name)) {
        listing->has_newsroom_file |= !strcmp(found->d_name, STM_NEWSROOM_FILE);
        return;
    }
    type = type_of(fd, found);
    if (!xmlCheckUTF8((const unsigned char *)found->d_name)) {
        listing->is_left_out |= type == DT_DIR || is_document;
    }
    else if (type == DT_DIR || (type == DT_REG && is_document)) {
        add_step(listing, type, fd, found, pool);
    }
    else if (type == DT_REG || is_document) {
        APR_ARRAY_PUSH(is_document ? listing->odd : listing->others, const char *) =
            apr_pstrdup(pool, found->d_name);
    }
}

int stm_scan_list(stm_folder_listing_t *listing, const char *path, apr_pool_t *pool)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    struct dirent *found;
    int error;
    if (!dir || fstat(fd, &listing->place)) {
        error = errno;
        if (dir) {
            closedir(dir);
        }
        else if (fd >= 0) {
            close(fd);
        }
        return error;
    }
    listing->is_left_out = listing->has_newsroom_file = 0;
    listing->steps = apr_array_make(pool, 32, sizeof(stm_dir_entry_t));
    listing->others = apr_array_make(pool, 8, sizeof(const char *));
    listing->odd = apr_array_make(pool, 1, sizeof(const char *));
    while (errno = 0, (found = readdir(dir))) {
        add_name(listing, fd, found, pool);
    }
    error = errno;
    closedir(dir);
    qsort(listing->steps->elts, (size_t)listing->steps->nelts, sizeof(stm_dir_entry_t), by_name);
    return error;
}
