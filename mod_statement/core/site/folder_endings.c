#include "core/site/folder_endings.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "core/base/bounded_table.h"
#include "core/xml/file_name.h"

/* Room for a thousand folders. */
#define ROWS 256

/* The coarsest clock that a file system goes by has whole seconds, some of them two. */
#define SETTLED apr_time_from_sec(3)

/* What tells that a folder holds the same names. */
typedef struct stamp_t {
    dev_t device;
    ino_t inode;
    struct timespec changed[2];
} stamp_t;

typedef struct row_t {
    stamp_t stamp;
    apr_time_t read_at;
    int is_usual;
} row_t;

struct stm_folder_endings_t {
    stm_bounded_table_t *folders; /* row_t by path */
};

stm_folder_endings_t *stm_folder_endings_create(apr_pool_t *result_pool)
{
    stm_folder_endings_t *endings = apr_palloc(result_pool, sizeof(*endings));

    endings->folders = stm_bounded_table_create(ROWS, result_pool);
    return endings->folders ? endings : NULL;
}

static stamp_t stamp_of(const struct stat *found)
{
    stamp_t stamp;

    memset(&stamp, 0, sizeof(stamp));
    stamp.device = found->st_dev;
    stamp.inode = found->st_ino;
    stamp.changed[0] = found->st_mtim;
    stamp.changed[1] = found->st_ctim;
    return stamp;
}

static int is_same_time(const struct timespec *one, const struct timespec *other)
{
    return one->tv_sec == other->tv_sec && one->tv_nsec == other->tv_nsec;
}

static int is_same(const stamp_t *one, const stamp_t *other)
{
    return one->device == other->device && one->inode == other->inode &&
           is_same_time(&one->changed[0], &other->changed[0]) &&
           is_same_time(&one->changed[1], &other->changed[1]);
}

static int is_settled(const stamp_t *stamp, apr_time_t now)
{
    return now - apr_time_from_sec(stamp->changed[0].tv_sec) > SETTLED &&
           now - apr_time_from_sec(stamp->changed[1].tv_sec) > SETTLED;
}

/* Zero also where it could not be read to its end. */
static int holds_usual_only(DIR *folder)
{
    const struct dirent *entry;
    int is_usual = 1;

    errno = 0;
    while (is_usual && (entry = readdir(folder))) {
        is_usual = !stm_file_name_is_xml(entry->d_name) ||
                   !strcmp(entry->d_name + strlen(entry->d_name) - 4, ".xml");
    }
    return is_usual && !errno;
}

/* Zero where it is not the folder that @a row has the stamp of, or has changed meanwhile. */
static int read_folder(row_t *row, const char *path)
{
    DIR *folder = opendir(path);
    struct stat found;
    stamp_t stamp;
    int is_read;

    if (!folder) {
        return 0;
    }
    row->is_usual = holds_usual_only(folder);
    is_read = !fstat(dirfd(folder), &found);
    closedir(folder);
    if (!is_read) {
        return 0;
    }
    stamp = stamp_of(&found);
    return is_same(&stamp, &row->stamp);
}

static int find(row_t *row, const stm_folder_endings_t *endings, const char *folder,
                apr_time_t moment, apr_interval_time_t lasting, apr_pool_t *pool)
{
    struct iovec value;

    if (!stm_bounded_table_get(&value, endings->folders, folder, pool)) {
        return 0;
    }
    memcpy(row, value.iov_base, sizeof(*row));
    return row->read_at <= moment && moment - row->read_at < lasting;
}

static stm_folder_endings_kind_t look_at(stm_folder_endings_t *endings, const char *folder,
                                         const stamp_t *stamp, apr_time_t moment,
                                         apr_interval_time_t lasting, apr_pool_t *pool)
{
    row_t row;
    const struct iovec piece = {.iov_base = &row, .iov_len = sizeof(row)};

    if (!find(&row, endings, folder, moment, lasting, pool) || !is_same(&row.stamp, stamp)) {
        memset(&row, 0, sizeof(row));
        row.stamp = *stamp;
        row.read_at = moment;
        if (!is_settled(stamp, moment) || !read_folder(&row, folder)) {
            return STM_FOLDER_ENDINGS_UNSET;
        }
        stm_bounded_table_put(endings->folders, folder, &piece, 1);
    }
    return row.is_usual ? STM_FOLDER_ENDINGS_USUAL : STM_FOLDER_ENDINGS_UNSET;
}

stm_folder_endings_kind_t stm_folder_endings_look(stm_folder_endings_t *endings, const char *folder,
                                                  apr_time_t moment, apr_interval_time_t lasting,
                                                  apr_pool_t *scratch_pool)
{
    struct stat found;
    stamp_t stamp;

    if (stat(folder, &found)) {
        return errno == ENOENT || errno == ENOTDIR ? STM_FOLDER_ENDINGS_NONE
                                                   : STM_FOLDER_ENDINGS_UNSET;
    }
    if (!S_ISDIR(found.st_mode)) {
        return STM_FOLDER_ENDINGS_NONE;
    }
    stamp = stamp_of(&found);
    return endings ? look_at(endings, folder, &stamp, moment, lasting, scratch_pool)
                   : STM_FOLDER_ENDINGS_UNSET;
}
