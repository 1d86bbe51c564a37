#include "core/catalog/pointer.h"

#include <apr_file_io.h>
#include <apr_strings.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *stm_catalog_path(const stm_catalog_t *catalog, const char *file, apr_pool_t *pool)
{
    return apr_pstrcat(pool, catalog->state_dir, "/", file, NULL);
}

/* The N of "index-N.db"; 0 for any other name. */
static long index_number(const char *file)
{
    char *end;
    long number;
    if (strncmp(file, "index-", 6)) {
        return 0;
    }
    number = strtol(file + 6, &end, 10);
    return number > 0 && !strcmp(end, ".db") ? number : 0;
}

apr_status_t stm_catalog_pointer_stamp(stm_file_stamp_t *stamp, const stm_catalog_t *catalog)
{
    apr_finfo_t finfo;
    apr_status_t status = apr_stat(&finfo, catalog->pointer_path,
                                   APR_FINFO_IDENT | APR_FINFO_SIZE | APR_FINFO_MTIME, NULL);
    if (!status || status == APR_INCOMPLETE) {
        *stamp = stm_file_stamp(&finfo);
    }
    return status == APR_INCOMPLETE ? APR_SUCCESS : status;
}

const char *stm_catalog_read_pointer(const stm_catalog_t *catalog, apr_pool_t *result_pool)
{
    char text[64] = "";
    int file = open(catalog->pointer_path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (file < 0) {
        return NULL;
    }
    (void)!read(file, text, sizeof(text) - 1);
    close(file);
    text[strcspn(text, "\r\n")] = '\0';
    return index_number(text) ? apr_pstrdup(result_pool, text) : NULL;
}

apr_status_t stm_catalog_write_pointer(stm_catalog_t *catalog)
{
    apr_pool_t *pool;
    apr_file_t *file;
    const char *fresh;
    apr_status_t status;
    apr_pool_create(&pool, catalog->pool);
    fresh = apr_pstrcat(pool, catalog->pointer_path, ".new", NULL);
    apr_file_remove(fresh, pool); /* opening a pipe would wait */
    status = apr_file_open(&file, fresh, APR_FOPEN_WRITE | APR_FOPEN_CREATE | APR_FOPEN_EXCL,
                           APR_FPROT_UREAD | APR_FPROT_UWRITE, pool);
    if (!status) {
        status = apr_file_puts(apr_pstrcat(pool, catalog->file, "\n", NULL), file);
        if (!status) {
            status = apr_file_sync(file);
        }
        apr_file_close(file);
    }
    if (!status) {
        status = apr_file_rename(fresh, catalog->pointer_path, pool);
    }
    catalog->is_pending = catalog->is_looked = 0;
    apr_pool_destroy(pool);
    return status;
}

int stm_catalog_is_pointed_at(const stm_catalog_t *catalog)
{
    const char *file;
    apr_pool_t *pool;
    int is_it;
    apr_pool_create(&pool, catalog->pool);
    file = stm_catalog_read_pointer(catalog, pool);
    is_it = file && !strcmp(file, catalog->file);
    apr_pool_destroy(pool);
    return is_it;
}

int stm_catalog_is_lost(const stm_catalog_t *catalog)
{
    apr_pool_t *pool;
    int is_lost;
    apr_pool_create(&pool, catalog->pool);
    is_lost = access(stm_catalog_path(catalog, catalog->file, pool), F_OK) && errno == ENOENT;
    apr_pool_destroy(pool);
    return is_lost;
}

apr_status_t stm_catalog_point(stm_catalog_t *catalog)
{
    return catalog->is_pending || stm_catalog_is_pointed_at(catalog)
               ? APR_SUCCESS
               : stm_catalog_write_pointer(catalog);
}

static long highest_number(const stm_catalog_t *catalog, apr_pool_t *scratch_pool)
{
    apr_dir_t *dir;
    apr_finfo_t finfo;
    long highest = 0;
    if (apr_dir_open(&dir, catalog->state_dir, scratch_pool)) {
        return 0;
    }
    while (!apr_dir_read(&finfo, APR_FINFO_NAME, dir)) {
        long number = index_number(finfo.name);
        highest = number > highest ? number : highest;
    }
    apr_dir_close(dir);
    return highest;
}

const char *stm_catalog_next_file(const stm_catalog_t *catalog, apr_pool_t *pool)
{
    return apr_psprintf(pool, "index-%ld.db", highest_number(catalog, pool) + 1);
}

const char *stm_catalog_find_current(const stm_catalog_t *catalog)
{
    const char *file = stm_catalog_read_pointer(catalog, catalog->pool), *path;
    long number;
    if (file && !access(stm_catalog_path(catalog, file, catalog->pool), F_OK)) {
        return file;
    }
    while ((number = highest_number(catalog, catalog->pool))) {
        file = apr_psprintf(catalog->pool, "index-%ld.db", number);
        path = stm_catalog_path(catalog, file, catalog->pool);
        if (!stm_database_is_unfinished(path) || apr_file_remove(path, catalog->pool)) {
            return file;
        }
    }
    return NULL;
}

/* SQLite lets a database leave write-ahead logging only for its last user: then it may go. */
static void remove_if_unused(const stm_catalog_t *catalog, const char *file, apr_pool_t *pool)
{
    const char *path = stm_catalog_path(catalog, file, pool);
    sqlite3 *handle = NULL;
    int is_alone;
    is_alone = stm_database_is_file(path) &&
               sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) ==
                   SQLITE_OK &&
               sqlite3_exec(handle, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) == SQLITE_OK;
    sqlite3_close(handle);
    if (is_alone) {
        apr_file_remove(path, pool);
        apr_file_remove(apr_pstrcat(pool, path, ".damaged", NULL), pool);
    }
}

/* One that is newer than what readers have was never theirs: its writer came to an end before. */
void stm_catalog_remove_unused(const stm_catalog_t *catalog, apr_pool_t *scratch_pool)
{
    apr_dir_t *dir;
    apr_finfo_t finfo;
    const char *current = stm_catalog_read_pointer(catalog, scratch_pool);
    if (!current || apr_dir_open(&dir, catalog->state_dir, scratch_pool)) {
        return;
    }
    while (!apr_dir_read(&finfo, APR_FINFO_NAME, dir)) {
        if (!index_number(finfo.name) || !strcmp(finfo.name, current) ||
            !strcmp(finfo.name, catalog->file)) {
            continue;
        }
        if (index_number(finfo.name) > index_number(current)) {
            apr_file_remove(stm_catalog_path(catalog, finfo.name, scratch_pool), scratch_pool);
        }
        else {
            remove_if_unused(catalog, finfo.name, scratch_pool);
        }
    }
    apr_dir_close(dir);
}
