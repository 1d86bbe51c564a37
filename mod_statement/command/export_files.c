/* The style sheet, and the files that pages show or link to. */
#include <apr_file_info.h>
#include <apr_portable.h>
#include <apr_strings.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command/command.h"
#include "command/export_site.h"
#include "core/xml/document.h"

typedef struct files_t {
    export_site_t *site;
    const char *real_root; /* without symbolic links, with a slash at its end */
    apr_pool_t *pool;      /* of one file */
} files_t;

static void put_style(export_site_t *site)
{
    const export_group_t group = {"style", "", STM_NEVER, NULL};
    apr_status_t status = APR_SUCCESS;

    if (site->style_bytes) {
        status = export_out_put(site->out, "statement.css", site->style_bytes, site->style_size);
    }
    if (status) {
        export_site_complain(site, "statement.css", status);
    }
    export_out_end(site->out, &group);
}

/* A step that is never served hides all below it. */
static int is_companion(const char *path, apr_pool_t *pool)
{
    const char *step = path, *slash;

    while ((slash = strchr(step, '/')) != NULL) {
        if (stm_newsroom_is_companion(apr_pstrmemdup(pool, step, (apr_size_t)(slash - step)))) {
            return 1;
        }
        step = slash + 1;
    }
    return stm_newsroom_is_companion(step);
}

/* The index knows "data.xml" as "data": it is a file only where it is no statement, whatever has
 * become of that. */
static const char *foreign_file(const files_t *files, const char *path)
{
    const stm_newsroom_t *newsroom = &files->site->newsroom;
    const char *file = stm_newsroom_path(newsroom, path, files->pool);
    stm_document_t *document;
    stm_entry_t *entry;

    return stm_newsroom_is_there(newsroom, path, files->pool) &&
                   stm_catalog_find(&entry, files->site->records.catalog, newsroom->key, path,
                                    files->pool) == APR_ENOENT &&
                   stm_document_read(&document, file, path, &newsroom->limits,
                                     stm_problems_create(files->pool), files->pool) == STM_EFOREIGN
               ? apr_pstrcat(files->pool, path, ".xml", NULL)
               : NULL;
}

static const char *source_of(const files_t *files, const char *path)
{
    return apr_pstrcat(files->pool, files->site->newsroom.root, "/", path, NULL);
}

static int is_regular(const char *path)
{
    struct stat found;

    return stat(path, &found) == 0 && S_ISREG(found.st_mode);
}

/* Whether @a file is what is below the root now. Asked after it was opened: whoever may write there
 * can put a link to another file in its place at any moment. */
static int is_of_newsroom(int file, const char *source, const files_t *files)
{
    const char *real = command_real_path(source, files->pool);
    struct stat opened, found;

    return real && strncmp(real, files->real_root, strlen(files->real_root)) == 0 &&
           fstat(file, &opened) == 0 && lstat(real, &found) == 0 && opened.st_dev == found.st_dev &&
           opened.st_ino == found.st_ino;
}

/* Opens what is at *path if it is a file of the newsroom that anybody may have; -1. */
static int find(const char **path, const files_t *files)
{
    int file;

    if (!is_regular(source_of(files, *path))) {
        *path = foreign_file(files, *path);
    }
    if (!*path || is_companion(*path, files->pool) || !is_regular(source_of(files, *path))) {
        return -1;
    }
    file = open(source_of(files, *path), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (file < 0) {
        export_site_complain(files->site, *path, APR_FROM_OS_ERROR(errno));
        return -1;
    }
    if (is_of_newsroom(file, source_of(files, *path), files)) {
        return file;
    }
    close(file);
    stm_problems_add(files->site->problems, STM_SEVERITY_WARNING, "link-outside", *path, 0, 0, NULL,
                     "It is a link to a file outside of the newsroom, and is not copied");
    return -1;
}

static void copy(const files_t *files, const char *path, apr_file_t *source)
{
    export_site_t *site = files->site;
    const char *key = apr_pstrcat(files->pool, "file ", path, NULL), *stamp;
    const export_group_t *former;
    apr_finfo_t finfo;
    apr_status_t status =
        apr_file_info_get(&finfo, APR_FINFO_SIZE | APR_FINFO_MTIME | APR_FINFO_CTIME, source);

    if (status) {
        export_site_complain(site, path, status);
        return;
    }
    if (export_out_stamp(site->out, key)) {
        return; /* several addresses lead to it */
    }
    stamp = apr_psprintf(files->pool, "%" APR_OFF_T_FMT " %" APR_TIME_T_FMT " %" APR_TIME_T_FMT,
                         finfo.size, finfo.mtime, finfo.ctime);
    export_site_begin(site, files->pool);
    former = export_site_former(site, key, stamp, files->pool);
    if (former && export_out_keep(site->out, former)) {
        return;
    }
    status = export_out_copy(site->out, path, source);
    if (status) {
        export_site_complain(site, path, status);
    }
    export_site_end(site, key, stamp, files->pool);
}

static void find_and_copy(const files_t *files, const char *path)
{
    apr_file_t *source;
    apr_os_file_t file = find(&path, files);

    if (file < 0) {
        return;
    }
    if (!apr_os_file_put(&source, &file, APR_FOPEN_READ, files->pool)) {
        copy(files, path, source);
    }
    close(file);
}

static void copy_one(void *baton, const char *path)
{
    const files_t *files = baton;
    files_t one = *files;

    apr_pool_create(&one.pool, files->pool);
    find_and_copy(&one, path);
    apr_pool_destroy(one.pool);
}

apr_status_t export_files(export_site_t *site)
{
    files_t files = {site, command_real_path(site->newsroom.root, site->pool), site->pool};

    put_style(site);
    files.real_root = apr_pstrcat(site->pool, files.real_root, "/", NULL);
    return stm_catalog_shown_files(site->records.catalog, site->newsroom.key, site->mounts,
                                   site->moment, copy_one, &files, site->pool);
}
