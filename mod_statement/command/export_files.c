/* The style sheet, and the files that pages show or link to. */
#include <apr_file_info.h>
#include <apr_strings.h>
#include <string.h>

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

/* Whether what is at *path is a file of the newsroom that anybody may have. */
static int find(apr_finfo_t *finfo, const char **path, const char **source, const files_t *files)
{
    const stm_newsroom_t *newsroom = &files->site->newsroom;
    const char *real;

    *source = apr_pstrcat(files->pool, newsroom->root, "/", *path, NULL);
    if (apr_stat(finfo, *source, APR_FINFO_MIN | APR_FINFO_IDENT, files->pool) ||
        finfo->filetype != APR_REG) {
        *path = foreign_file(files, *path);
        *source = apr_pstrcat(files->pool, newsroom->root, "/", *path, NULL);
    }
    if (!*path || is_companion(*path, files->pool) ||
        apr_stat(finfo, *source, APR_FINFO_MIN | APR_FINFO_IDENT, files->pool)) {
        return 0;
    }
    real = command_real_path(*source, files->pool);
    if (real && strncmp(real, files->real_root, strlen(files->real_root)) == 0) {
        return 1;
    }
    stm_problems_add(files->site->problems, STM_SEVERITY_WARNING, "link-outside", *path, 0, 0, NULL,
                     "It is a link to a file outside of the newsroom, and is not copied");
    return 0;
}

static void copy(void *baton, const char *path)
{
    const files_t *files = baton;
    export_site_t *site = files->site;
    const char *source, *key, *stamp;
    const export_group_t *former;
    apr_finfo_t finfo;
    apr_status_t status;

    if (!find(&finfo, &path, &source, files)) {
        return;
    }
    key = apr_pstrcat(files->pool, "file ", path, NULL);
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

static void copy_one(void *baton, const char *path)
{
    const files_t *files = baton;
    files_t one = *files;

    apr_pool_create(&one.pool, files->pool);
    copy(&one, path);
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
