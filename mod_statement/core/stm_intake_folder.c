/* What a folder holds, and what says whether a file is the same. */
#include <apr_strings.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libxml/xmlstring.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stm_intake_look.h"

/* APR's moments, so that these stamps equal those made from apr_finfo_t. */
static apr_time_t moment_of(const struct timespec *time)
{
    return apr_time_from_sec((apr_time_t)time->tv_sec) + time->tv_nsec / 1000;
}

static stm_stamp_t stamp_of(const struct stat *found)
{
    stm_stamp_t stamp = {(apr_int64_t)found->st_ino, found->st_size, moment_of(&found->st_mtim),
                         moment_of(&found->st_ctim)};
    return stamp;
}

int stm_look_stat(stm_stamp_t *stamp, const stm_look_t *look, const char *name)
{
    struct stat found;
    char path[8192];
    apr_snprintf(path, sizeof(path), "%s/%s.xml", look->newsroom->root, name);
    if (stat(path, &found) || !S_ISREG(found.st_mode)) {
        return 0;
    }
    if (stamp) {
        *stamp = stamp_of(&found);
    }
    return 1;
}

static int by_name(const void *one, const void *other)
{
    return strcmp(((const stm_step_t *)one)->name, ((const stm_step_t *)other)->name);
}

static int is_document_name(const char *name)
{
    apr_size_t length = strlen(name);
    return length > 4 && !strcmp(name + length - 4, ".xml");
}

/* Adds the entry where it is a folder or a document. Pipes, sockets and devices are never opened;
 * what is gone since the folder was read is left out. */
static void add_step(apr_array_header_t *steps, int *is_left_out, int fd,
                     const struct dirent *found, apr_pool_t *pool)
{
    struct stat status;
    stm_step_t *step;
    int is_document = is_document_name(found->d_name);
    if ((found->d_type == DT_REG && !is_document) || stm_newsroom_is_companion(found->d_name) ||
        fstatat(fd, found->d_name, &status, 0) ||
        !(S_ISDIR(status.st_mode) || (S_ISREG(status.st_mode) && is_document))) {
        return;
    }
    if (!xmlCheckUTF8((const unsigned char *)found->d_name)) {
        *is_left_out = 1;
        return;
    }
    step = apr_array_push(steps);
    step->is_folder = S_ISDIR(status.st_mode);
    step->is_link = found->d_type == DT_LNK;
    step->stamp = stamp_of(&status);
    step->name = step->is_folder ? apr_pstrcat(pool, found->d_name, "/", NULL)
                                 : apr_pstrmemdup(pool, found->d_name, strlen(found->d_name) - 4);
}

int stm_look_list(apr_array_header_t **steps, struct stat *place, int *is_left_out,
                  const char *path, apr_pool_t *pool)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    struct dirent *found;
    int error;
    if (!dir || fstat(fd, place)) {
        error = errno;
        if (dir) {
            closedir(dir);
        }
        else if (fd >= 0) {
            close(fd);
        }
        return error;
    }
    *is_left_out = 0;
    *steps = apr_array_make(pool, 32, sizeof(stm_step_t));
    while (errno = 0, (found = readdir(dir))) {
        add_step(*steps, is_left_out, fd, found, pool);
    }
    error = errno;
    closedir(dir);
    qsort((*steps)->elts, (size_t)(*steps)->nelts, sizeof(stm_step_t), by_name);
    return error;
}
