#include "core/catalog/index.h"

#include <apr_file_io.h>
#include <apr_strings.h>
#include <errno.h>
#include <unistd.h>

#include "core/catalog/pointer.h"
#include "core/catalog/writer.h"

static void close_file(stm_catalog_t *catalog)
{
    if (catalog->database_pool) {
        apr_pool_destroy(catalog->database_pool);
    }
    catalog->database = NULL;
    catalog->database_pool = NULL;
    catalog->found = NULL;
}

/* Takes the place of what is open. */
static apr_status_t take_file(stm_catalog_t *catalog, stm_database_t *database, const char *file,
                              apr_pool_t *pool)
{
    apr_status_t status;
    if (catalog->database_pool != pool) {
        close_file(catalog);
    }
    catalog->database = database;
    catalog->database_pool = pool;
    catalog->file = apr_pstrdup(pool, file);
    status = stm_database_number(&catalog->instance, database,
                                 "SELECT ifnull(max(number), 0) FROM instance", NULL);
    if (status) {
        close_file(catalog);
    }
    return status;
}

static apr_status_t open_file(stm_catalog_t *catalog, const char *file, const char **detail)
{
    stm_database_t *database;
    apr_status_t status;
    apr_pool_t *pool;
    close_file(catalog);
    apr_pool_create(&pool, catalog->pool);
    catalog->database_pool = pool;
    catalog->file = apr_pstrdup(pool, file);
    status = stm_database_open(&database, stm_catalog_path(catalog, file, pool),
                               &stm_catalog_layout, catalog->access, detail, pool);
    /* Its pool goes where the file cannot be used, and it is told after that. */
    if (detail != NULL) {
        *detail = apr_pstrdup(catalog->pool, *detail);
    }
    return status ? status : take_file(catalog, database, file, pool);
}

apr_status_t stm_catalog_ready(stm_catalog_t *catalog)
{
    stm_file_stamp_t pointer;
    apr_pool_t *pool;
    const char *file;
    apr_status_t status;
    if (catalog->access == STM_ACCESS_WRITE || catalog->is_held) {
        return APR_SUCCESS;
    }
    if (catalog->is_view_left && stm_database_rollback(catalog->database)) {
        return STM_ESTATE;
    }
    catalog->is_view_left = 0;
    status = stm_catalog_pointer_stamp(&pointer, catalog);
    if (status) {
        return catalog->database ? APR_SUCCESS : APR_ENOENT;
    }
    if (catalog->database && stm_file_stamp_equals(&pointer, &catalog->pointer)) {
        return APR_SUCCESS;
    }
    apr_pool_create(&pool, catalog->pool);
    file = stm_catalog_read_pointer(catalog, pool);
    if (file) {
        status = open_file(catalog, file, NULL);
    }
    else {
        status = catalog->database ? APR_SUCCESS : APR_ENOENT;
    }
    apr_pool_destroy(pool);
    catalog->pointer = pointer;
    /* Of another version: its writer has yet to make one that this reader knows. */
    return status == APR_EINCOMPLETE || status == APR_EINIT ? APR_ENOENT : status;
}

apr_status_t stm_catalog_begin_reading(stm_catalog_t *catalog)
{
    apr_status_t status = stm_catalog_ready(catalog);
    return status ? status : stm_database_run(catalog->database, "SAVEPOINT reading", NULL, NULL);
}

/* Where that fails, a reader would see for ever what there is now. */
void stm_catalog_end_reading(stm_catalog_t *catalog)
{
    if (stm_database_run(catalog->database, "RELEASE reading", NULL, NULL) &&
        catalog->access != STM_ACCESS_WRITE) {
        catalog->is_view_left = stm_database_rollback(catalog->database) != APR_SUCCESS;
    }
}

apr_status_t stm_catalog_hold(stm_catalog_t *catalog)
{
    apr_status_t status = stm_catalog_ready(catalog);
    catalog->is_held = !status;
    return status;
}

void stm_catalog_release(stm_catalog_t *catalog)
{
    catalog->is_held = 0;
}

static apr_status_t start_new(stm_catalog_t *catalog, const char **detail)
{
    apr_pool_t *pool;
    apr_status_t status;
    apr_pool_create(&pool, catalog->pool);
    status = open_file(catalog, stm_catalog_next_file(catalog, pool), detail);
    apr_pool_destroy(pool);
    return status;
}

int stm_catalog_is_damaged(stm_catalog_t *catalog)
{
    return stm_database_check(catalog->database) != APR_SUCCESS;
}

apr_status_t stm_catalog_renew(stm_catalog_t *catalog)
{
    stm_database_t *database;
    const char *file;
    apr_pool_t *pool;
    apr_status_t status;
    if (catalog->is_private) {
        return STM_ESTATE;
    }
    apr_pool_create(&pool, catalog->pool);
    file = stm_catalog_next_file(catalog, pool);
    status = stm_database_make(&database, stm_catalog_path(catalog, file, pool),
                               &stm_catalog_layout, pool);
    if (status) {
        apr_file_remove(stm_catalog_path(catalog, file, pool), pool);
        apr_pool_destroy(pool);
        return status;
    }
    catalog->is_pending = 1;
    catalog->is_looked = 0;
    return take_file(catalog, database, file, pool);
}

apr_status_t stm_catalog_bulk_load(stm_catalog_t *catalog)
{
    apr_status_t status = stm_catalog_renew(catalog);
    catalog->is_first = !status;
    return status;
}

/* Its room is needed for the next one; nobody else has it open. */
apr_status_t stm_catalog_mend(stm_catalog_t *catalog)
{
    const char *path;
    if (catalog->is_private || !stm_database_is_spoilt(catalog->database)) {
        return APR_SUCCESS;
    }
    path = stm_catalog_path(catalog, catalog->file, catalog->database_pool);
    if (truncate(path, 0) && errno != ENOENT) {
        return APR_FROM_OS_ERROR(errno);
    }
    unlink(path);
    return stm_catalog_renew(catalog);
}

/* A log that holds something tells of an end that was none: then the whole file is looked at. */
static apr_status_t open_current(stm_catalog_t *catalog, const char *file, const char **detail)
{
    const char *log =
        apr_pstrcat(catalog->pool, stm_catalog_path(catalog, file, catalog->pool), "-wal", NULL);
    apr_finfo_t finfo;
    int was_killed = !apr_stat(&finfo, log, APR_FINFO_SIZE, catalog->pool) && finfo.size;
    apr_status_t status = open_file(catalog, file, detail);
    if (!status && (was_killed || stm_database_is_suspect(catalog->database))) {
        status = stm_database_check(catalog->database);
        if (!status) {
            stm_database_trust(catalog->database);
        }
    }
    return status;
}

int stm_catalog_is_suspect(const stm_catalog_t *catalog)
{
    return stm_database_is_suspect(catalog->database);
}

static apr_status_t open_writing(stm_catalog_t *catalog, stm_problems_t *problems)
{
    const char *file = stm_catalog_find_current(catalog);
    const char *detail = "";
    apr_status_t status = file ? open_current(catalog, file, &detail) : start_new(catalog, &detail);
    if (!status && !stm_catalog_is_pointed_at(catalog)) {
        status = stm_catalog_write_pointer(catalog);
    }
    if (status == STM_ESTATE || status == APR_EINCOMPLETE || status == APR_EINIT) {
        stm_problems_add(problems, STM_SEVERITY_WARNING, "index-rebuilt", NULL, 0, 0,
                         "Nothing needs to be done: a new one is built from the statements.",
                         "The index %s is %s", stm_catalog_path(catalog, file, catalog->pool),
                         status == STM_ESTATE ? "damaged" : "of another version");
        status = stm_catalog_renew(catalog);
    }
    if (status) {
        stm_problems_add(
            problems, STM_SEVERITY_ERROR, "index-unusable", NULL, 0, 0,
            "Make the server's user own the state directory and all in it, and check that "
            "its disk has room.",
            "No index can be opened in %s (%s)", catalog->state_dir, detail);
        return STM_ESTATE;
    }
    stm_catalog_remove_unused(catalog, catalog->database_pool);
    return APR_SUCCESS;
}

apr_status_t stm_catalog_open(stm_catalog_t **catalog, const char *state_dir, stm_access_t access,
                              stm_problems_t *problems, apr_pool_t *result_pool)
{
    stm_catalog_t *opened = apr_pcalloc(result_pool, sizeof(*opened));
    opened->pool = result_pool;
    opened->access = access;
    opened->state_dir = apr_pstrdup(result_pool, state_dir);
    opened->pointer_path = apr_pstrcat(result_pool, state_dir, "/index.current", NULL);
    if (access == STM_ACCESS_WRITE) {
        apr_status_t status = open_writing(opened, problems);
        if (status) {
            return status;
        }
    }
    *catalog = opened;
    return APR_SUCCESS;
}

apr_status_t stm_catalog_make_private(stm_catalog_t **catalog, apr_pool_t *result_pool)
{
    stm_catalog_t *made = apr_pcalloc(result_pool, sizeof(*made));
    stm_database_t *database;
    apr_pool_t *pool;
    apr_status_t status;
    made->pool = result_pool;
    made->access = STM_ACCESS_WRITE;
    made->is_private = made->is_pending = 1;
    apr_pool_create(&pool, result_pool);
    *catalog = made;
    status = stm_database_make_private(&database, &stm_catalog_layout, pool);
    return status ? status : take_file(made, database, "", pool);
}
