#include "core/edition/attachments.h"

#include <apr_hash.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/file_stamp.h"
#include "core/base/table.h"

#define WANTED                                                                                     \
    (APR_FINFO_TYPE | APR_FINFO_IDENT | APR_FINFO_SIZE | APR_FINFO_MTIME | APR_FINFO_CTIME)

apr_array_header_t *stm_attachments_create(apr_pool_t *result_pool)
{
    return apr_array_make(result_pool, 4, sizeof(const char *));
}

static int look(apr_finfo_t *finfo, const char *root, const char *path, apr_pool_t *pool)
{
    return apr_stat(finfo, apr_pstrcat(pool, root, "/", path, NULL), WANTED, pool) == APR_SUCCESS &&
           finfo->filetype == APR_REG;
}

/* "inode size mtime ctime path" and the end of the line; zeros where the file is not there. */
static const char *line_of(const apr_finfo_t *finfo, const char *path, apr_pool_t *pool)
{
    stm_file_stamp_t stamp = {0};

    if (finfo != NULL) {
        stamp = stm_file_stamp(finfo);
    }
    return apr_psprintf(pool,
                        "%" APR_INT64_T_FMT " %" APR_INT64_T_FMT " %" APR_TIME_T_FMT
                        " %" APR_TIME_T_FMT " %s\n",
                        stamp.inode, stamp.size, stamp.mtime, stamp.ctime, path);
}

int stm_attachments_stat(apr_finfo_t *finfo, apr_array_header_t *files, const char *root,
                         const char *path, apr_pool_t *scratch_pool)
{
    int is_there = strchr(path, '\n') == NULL && look(finfo, root, path, scratch_pool);

    if (files != NULL && strchr(path, '\n') == NULL) {
        APR_ARRAY_PUSH(files, const char *) = line_of(is_there ? finfo : NULL, path, files->pool);
    }
    return is_there;
}

const char *stm_attachments_text(const apr_array_header_t *files, apr_pool_t *result_pool)
{
    apr_array_header_t *lines;
    apr_hash_t *seen;
    int i;

    if (files == NULL || files->nelts == 0) {
        return NULL;
    }
    lines = apr_array_make(result_pool, files->nelts, sizeof(const char *));
    seen = stm_table_make(result_pool);
    for (i = 0; i < files->nelts; i++) {
        const char *line = APR_ARRAY_IDX(files, i, const char *);

        if (apr_hash_get(seen, line, APR_HASH_KEY_STRING) == NULL) {
            apr_hash_set(seen, line, APR_HASH_KEY_STRING, line);
            APR_ARRAY_PUSH(lines, const char *) = line;
        }
    }
    return apr_array_pstrcat(result_pool, lines, '\0');
}

static int is_same(const char *line, size_t size, const char *root, apr_pool_t *pool)
{
    const char *path = line, *now;
    apr_finfo_t finfo;
    int i;

    for (i = 0; i < 4; i++) {
        path = strchr(path, ' ') + 1;
    }
    path = apr_pstrmemdup(pool, path, (size_t)(line + size - path));
    now = line_of(look(&finfo, root, path, pool) ? &finfo : NULL, path, pool);
    return strncmp(now, line, size) == 0;
}

int stm_attachments_are_same(const char *text, const char *root, apr_pool_t *scratch_pool)
{
    apr_pool_t *pool;
    int are_same = 1;

    if (text == NULL) {
        return 1;
    }
    apr_pool_create(&pool, scratch_pool);
    while (are_same && *text != '\0') {
        size_t size = strcspn(text, "\n");

        are_same = is_same(text, size, root, pool);
        apr_pool_clear(pool);
        text += size + 1;
    }
    apr_pool_destroy(pool);
    return are_same;
}
