#include "core/base/local_files.h"

#include <apr_strings.h>
#include <string.h>

#define WANTED (APR_FINFO_IDENT | APR_FINFO_SIZE | APR_FINFO_MTIME | APR_FINFO_CTIME)

apr_array_header_t *stm_local_files_create(apr_pool_t *result_pool)
{
    return apr_array_make(result_pool, 4, sizeof(stm_local_file_t));
}

static const stm_local_file_t *at(const apr_array_header_t *files, int index)
{
    return &APR_ARRAY_IDX(files, index, const stm_local_file_t);
}

static stm_local_file_t look_at(const char *path, apr_pool_t *pool)
{
    stm_local_file_t file = {.path = path};
    apr_finfo_t finfo;

    if (apr_stat(&finfo, path, WANTED, pool) == APR_SUCCESS) {
        file.is_there = 1;
        file.stamp = stm_file_stamp(&finfo);
    }
    return file;
}

static int has(const apr_array_header_t *files, const char *path)
{
    for (int i = 0; i < files->nelts; i++) {
        if (strcmp(at(files, i)->path, path) == 0) {
            return 1;
        }
    }
    return 0;
}

void stm_local_files_note(apr_array_header_t *files, const char *path)
{
    if (!has(files, path)) {
        APR_ARRAY_PUSH(files, stm_local_file_t) =
            look_at(apr_pstrdup(files->pool, path), files->pool);
    }
}

void stm_local_files_add(apr_array_header_t *files, const apr_array_header_t *more)
{
    for (int i = 0; i < more->nelts; i++) {
        stm_local_file_t file = *at(more, i);

        if (!has(files, file.path)) {
            file.path = apr_pstrdup(files->pool, file.path);
            APR_ARRAY_PUSH(files, stm_local_file_t) = file;
        }
    }
}

int stm_local_files_are_current(const apr_array_header_t *files, apr_pool_t *scratch_pool)
{
    for (int i = 0; i < files->nelts; i++) {
        const stm_local_file_t *file = at(files, i);
        const stm_local_file_t now = look_at(file->path, scratch_pool);

        if (now.is_there != file->is_there || !stm_file_stamp_equals(&now.stamp, &file->stamp)) {
            return 0;
        }
    }
    return 1;
}

apr_time_t stm_local_files_changed_at(const apr_array_header_t *files)
{
    apr_time_t latest = 0;

    for (int i = 0; i < files->nelts; i++) {
        const stm_file_stamp_t *stamp = &at(files, i)->stamp;

        latest = stamp->mtime > latest ? stamp->mtime : latest;
        latest = stamp->ctime > latest ? stamp->ctime : latest;
    }
    return latest;
}

void stm_local_files_hash(stm_hash_t *hash, const apr_array_header_t *files)
{
    for (int i = 0; i < files->nelts; i++) {
        const stm_local_file_t *file = at(files, i);
        const apr_int64_t numbers[] = {file->is_there, file->stamp.inode, file->stamp.size,
                                       file->stamp.mtime, file->stamp.ctime};

        stm_hash_text(hash, file->path);
        stm_hash_bytes(hash, numbers, sizeof(numbers));
    }
}
