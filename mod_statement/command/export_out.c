#include "command/export_out.h"

#include <apr_file_info.h>
#include <apr_mmap.h>
#include <apr_strings.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command/export_file.h"
#include "command/export_link.h"
#include "command/export_manifest.h"
#include "core/base/fingerprint.h"
#include "core/site/statement.h"

#define LIST     ".statement-export"
#define NEW_LIST ".statement-export.new"

struct export_out_t {
    const char *path;
    const char *settings;
    manifest_t *former;       /* of the last run, and of one that has ended early */
    apr_hash_t *unfinished;   /* the files of that one alone */
    apr_hash_t *wanted;       /* paths of this run's files, to themselves */
    apr_hash_t *stamps;       /* keys of this run's groups, to their stamps */
    apr_hash_t *folders;      /* that are known to be there, to themselves */
    apr_file_t *list;         /* that of this run */
    apr_status_t list_status; /* the first error in writing it */
    export_counts_t counts;
    apr_pool_t *pool, *scratch_pool;
};

static const char *below(const export_out_t *out, const char *path, apr_pool_t *pool)
{
    return apr_pstrcat(pool, out->path, "/", path, NULL);
}

static apr_status_t last_error(void)
{
    return APR_FROM_OS_ERROR(errno);
}

/* APR_SUCCESS: nothing is in it. */
static apr_status_t probe_empty(const char *path, apr_pool_t *pool)
{
    apr_dir_t *dir;
    apr_finfo_t finfo;
    apr_status_t status = apr_dir_open(&dir, path, pool);
    int is_empty = 1;

    if (status) {
        return status;
    }
    while (is_empty && !apr_dir_read(&finfo, APR_FINFO_NAME, dir)) {
        is_empty = strcmp(finfo.name, ".") == 0 || strcmp(finfo.name, "..") == 0;
    }
    apr_dir_close(dir);
    return is_empty ? APR_SUCCESS : APR_FROM_OS_ERROR(ENOTEMPTY);
}

/* What a run wrote that has ended early is ours, and nothing is known of how it was made. */
static apr_status_t read_lists(export_out_t *out)
{
    manifest_t *unfinished = manifest_make(out->pool);
    apr_status_t whole = manifest_read(out->former, below(out, LIST, out->pool), out->pool);
    apr_status_t part = manifest_read(unfinished, below(out, NEW_LIST, out->pool), out->pool);

    if (APR_STATUS_IS_ENOENT(whole) && APR_STATUS_IS_ENOENT(part)) {
        return probe_empty(out->path, out->pool);
    }
    if ((whole && !APR_STATUS_IS_ENOENT(whole)) || (part && !APR_STATUS_IS_ENOENT(part))) {
        return whole && !APR_STATUS_IS_ENOENT(whole) ? whole : part;
    }
    out->unfinished = unfinished->files;
    out->former->files = apr_hash_overlay(out->pool, unfinished->files, out->former->files);
    return APR_SUCCESS;
}

/* What a run that has ended early wrote is repeated, as a group of which nothing is known. */
static apr_status_t repeat_unfinished(export_out_t *out)
{
    const export_group_t unknown = {.key = "", .stamp = "", .until = STM_NEVER};
    apr_hash_index_t *index = out->unfinished ? apr_hash_first(out->pool, out->unfinished) : NULL;
    apr_status_t status = APR_SUCCESS;

    for (; !status && index; index = apr_hash_next(index)) {
        status = manifest_write_file(out->list, apr_hash_this_val(index), out->scratch_pool);
    }
    return status ? status : manifest_write_group(out->list, &unknown, out->scratch_pool);
}

static apr_status_t start_list(export_out_t *out)
{
    apr_status_t status = export_link_is(out->path, NEW_LIST, out->scratch_pool)
                              ? APR_FROM_OS_ERROR(ELOOP)
                              : APR_SUCCESS;

    if (!status) {
        status = apr_file_open(&out->list, below(out, NEW_LIST, out->pool),
                               APR_FOPEN_WRITE | APR_FOPEN_CREATE | APR_FOPEN_BUFFERED,
                               APR_FPROT_UREAD | APR_FPROT_UWRITE, out->pool);
    }
    if (!status) {
        status = apr_file_lock(out->list, APR_FLOCK_EXCLUSIVE | APR_FLOCK_NONBLOCK);
        status = APR_STATUS_IS_EAGAIN(status) ? APR_EBUSY : status;
    }
    if (!status) {
        status = apr_file_trunc(out->list, 0);
    }
    if (!status) {
        status = manifest_write_start(out->list, out->settings, out->scratch_pool);
    }
    if (!status) {
        status = repeat_unfinished(out);
    }
    return status ? status : apr_file_flush(out->list);
}

apr_status_t export_out_open(export_out_t **out, const char *path, const char *settings,
                             apr_pool_t *result_pool)
{
    export_out_t *opened = apr_pcalloc(result_pool, sizeof(*opened));
    apr_status_t status = apr_dir_make_recursive(path, APR_FPROT_OS_DEFAULT, result_pool);

    opened->path = path;
    opened->settings = settings;
    opened->pool = result_pool;
    opened->former = manifest_make(result_pool);
    opened->wanted = apr_hash_make(result_pool);
    opened->stamps = apr_hash_make(result_pool);
    opened->folders = apr_hash_make(result_pool);
    apr_pool_create(&opened->scratch_pool, result_pool);
    signal(SIGXFSZ, SIG_IGN); /* write() tells */
    if (!status) {
        status = read_lists(opened);
    }
    if (!status) {
        status = start_list(opened);
    }
    *out = opened;
    return status;
}

const export_group_t *export_out_former(const export_out_t *out, const char *key)
{
    const manifest_group_t *former = apr_hash_get(out->former->groups, key, APR_HASH_KEY_STRING);

    return former && out->former->settings && strcmp(out->former->settings, out->settings) == 0
               ? &former->group
               : NULL;
}

const char *export_out_stamp(const export_out_t *out, const char *key)
{
    return apr_hash_get(out->stamps, key, APR_HASH_KEY_STRING);
}

static int is_there(const export_out_t *out, manifest_file_t *file)
{
    return export_file_is(below(out, file->path, out->scratch_pool), file, out->scratch_pool);
}

static void want(export_out_t *out, const manifest_file_t *file)
{
    const char *path = apr_pstrdup(out->pool, file->path);
    apr_status_t status = manifest_write_file(out->list, file, out->scratch_pool);

    apr_hash_set(out->wanted, path, APR_HASH_KEY_STRING, path);
    out->counts.files++;
    out->list_status = out->list_status ? out->list_status : status;
}

int export_out_keep(export_out_t *out, const export_group_t *group)
{
    const manifest_group_t *former = (const manifest_group_t *)group;
    int is_kept = 1;

    for (int i = 0; is_kept && i < former->files->nelts; i++) {
        manifest_file_t *file = APR_ARRAY_IDX(former->files, i, manifest_file_t *);

        is_kept = is_there(out, file) &&
                  apr_hash_get(out->wanted, file->path, APR_HASH_KEY_STRING) == NULL;
    }
    for (int i = 0; is_kept && i < former->files->nelts; i++) {
        want(out, APR_ARRAY_IDX(former->files, i, manifest_file_t *));
    }
    if (is_kept) {
        export_out_end(out, group);
    }
    apr_pool_clear(out->scratch_pool);
    return is_kept;
}

static apr_status_t make_folder(export_out_t *out, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *folder = slash ? apr_pstrmemdup(out->pool, path, (apr_size_t)(slash - path)) : "";
    apr_status_t status = APR_SUCCESS;

    if (*folder && apr_hash_get(out->folders, folder, APR_HASH_KEY_STRING) == NULL) {
        status = apr_dir_make_recursive(below(out, folder, out->scratch_pool), APR_FPROT_OS_DEFAULT,
                                        out->scratch_pool);
        apr_hash_set(out->folders, folder, APR_HASH_KEY_STRING, folder);
    }
    return status;
}

/* The list has the name before the folder has the file, so that it is ours whatever happens. */
static apr_status_t announce(export_out_t *out, const manifest_file_t *file)
{
    apr_status_t status = make_folder(out, file->path);

    want(out, file);
    return status ? status : apr_file_flush(out->list);
}

/* Under a name of this program's, which a run that has ended early may have left. */
static apr_status_t write_file(export_out_t *out, const manifest_file_t *file, const void *bytes)
{
    const char *temporary = below(out, LIST ".part", out->scratch_pool);
    apr_status_t status = export_file_write(temporary, bytes, (apr_size_t)file->size, file->mtime);

    if (!status && rename(temporary, below(out, file->path, out->scratch_pool)) != 0) {
        status = last_error();
    }
    if (status) {
        unlink(temporary);
    }
    out->counts.written += !status;
    return status;
}

/* Another file of this run has the name, or something that this program did not write. */
static int is_taken(const export_out_t *out, const char *path)
{
    struct stat found;

    return apr_hash_get(out->wanted, path, APR_HASH_KEY_STRING) != NULL ||
           (apr_hash_get(out->former->files, path, APR_HASH_KEY_STRING) == NULL &&
            lstat(below(out, path, out->scratch_pool), &found) == 0);
}

static apr_status_t put(export_out_t *out, const char *path, const void *bytes, apr_size_t size)
{
    manifest_file_t file = {path, (apr_off_t)size, stm_fingerprint(bytes, size, out->scratch_pool),
                            apr_time_now()};
    manifest_file_t *former = apr_hash_get(out->former->files, path, APR_HASH_KEY_STRING);
    apr_status_t status;

    if (is_taken(out, path)) {
        return APR_EEXIST;
    }
    if (former && strcmp(former->fingerprint, file.fingerprint) == 0 && is_there(out, former)) {
        want(out, former);
        return APR_SUCCESS;
    }
    if (export_link_leads_to(out->path, path, out->scratch_pool)) {
        return APR_FROM_OS_ERROR(ELOOP);
    }
    status = announce(out, &file);
    return status ? status : write_file(out, &file, bytes);
}

apr_status_t export_out_put(export_out_t *out, const char *path, const void *bytes, apr_size_t size)
{
    apr_status_t status = put(out, path, bytes, size);

    apr_pool_clear(out->scratch_pool);
    return status;
}

apr_status_t export_out_copy(export_out_t *out, const char *path, apr_file_t *source)
{
    apr_finfo_t finfo;
    apr_mmap_t *map;
    apr_pool_t *pool;
    apr_status_t status = apr_file_info_get(&finfo, APR_FINFO_SIZE, source);

    if (status) {
        return status;
    }
    if (finfo.size == 0) {
        return export_out_put(out, path, "", 0);
    }
    apr_pool_create(&pool, out->pool);
    status = apr_mmap_create(&map, source, 0, (apr_size_t)finfo.size, APR_MMAP_READ, pool);
    status = status ? status : export_out_put(out, path, map->mm, map->size);
    apr_pool_destroy(pool);
    return status;
}

void export_out_end(export_out_t *out, const export_group_t *group)
{
    apr_status_t status = manifest_write_group(out->list, group, out->scratch_pool);

    apr_hash_set(out->stamps, apr_pstrdup(out->pool, group->key), APR_HASH_KEY_STRING,
                 apr_pstrdup(out->pool, group->stamp));
    out->list_status = out->list_status ? out->list_status : status;
    apr_pool_clear(out->scratch_pool);
}

/* The folders around it go with the last file in them. */
static void remove_folders(const export_out_t *out, const char *path, apr_pool_t *pool)
{
    char *folder = apr_pstrdup(pool, path), *slash;

    while ((slash = strrchr(folder, '/')) != NULL) {
        *slash = '\0';
        if (rmdir(below(out, folder, pool)) != 0) {
            return;
        }
    }
}

static void drop(export_out_t *out, manifest_file_t *file)
{
    const char *path = below(out, file->path, out->scratch_pool);
    struct stat found;

    if (lstat(path, &found) != 0) {
        return;
    }
    if (export_link_leads_to(out->path, file->path, out->scratch_pool) || !is_there(out, file) ||
        unlink(path) != 0) {
        out->counts.kept++;
        return;
    }
    out->counts.deleted++;
    remove_folders(out, file->path, out->scratch_pool);
}

static void drop_unwanted(export_out_t *out)
{
    for (apr_hash_index_t *index = apr_hash_first(out->pool, out->former->files); index;
         index = apr_hash_next(index)) {
        manifest_file_t *file = apr_hash_this_val(index);

        if (apr_hash_get(out->wanted, file->path, APR_HASH_KEY_STRING) == NULL) {
            drop(out, file);
        }
        apr_pool_clear(out->scratch_pool);
    }
}

static apr_status_t settle_list(export_out_t *out)
{
    apr_status_t status = apr_file_flush(out->list);

    if (!status) {
        status = apr_file_sync(out->list);
    }
    if (!status && rename(below(out, NEW_LIST, out->pool), below(out, LIST, out->pool)) != 0) {
        status = last_error();
    }
    return status;
}

apr_status_t export_out_finish(export_counts_t *counts, export_out_t *out)
{
    apr_status_t status = out->list_status;

    if (!status) {
        drop_unwanted(out);
        status = settle_list(out);
    }
    *counts = out->counts;
    return status;
}
