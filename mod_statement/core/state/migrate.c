/* The layout of a database: its tables and indexes, its version, and how an older one is raised. */
#include <apr_strings.h>

#include "core/state/database_internal.h"

apr_status_t stm_database_index(stm_database_t *database)
{
    apr_status_t status =
        database->indexes ? stm_database_script(database, database->indexes) : APR_SUCCESS;
    if (!status) {
        database->indexes = NULL;
    }
    return status;
}

apr_status_t stm_database_make_tables(stm_database_t *database, const stm_layout_t *layout)
{
    char *mark =
        apr_psprintf(database->pool, "PRAGMA application_id = %d; PRAGMA user_version = %d;",
                     layout->application, layout->version);
    apr_status_t status = stm_database_script(database, "BEGIN IMMEDIATE");
    database->indexes = layout->indexes;
    if (!status) {
        status = stm_database_script(database, layout->tables);
    }
    if (!status && !database->is_unfinished) {
        status = stm_database_index(database);
    }
    if (!status) {
        status = stm_database_script(database, mark);
    }
    if (!status) {
        return stm_database_script(database, "COMMIT");
    }
    stm_database_script(database, "ROLLBACK");
    return status;
}

/* APR_ENOENT: the file is blank. It only reads. */
apr_status_t stm_database_compare(apr_int64_t *version, stm_database_t *database,
                                  const stm_layout_t *layout)
{
    apr_int64_t application, pages;
    apr_status_t status =
        stm_database_number(&application, database, "PRAGMA application_id", NULL);
    if (!status) {
        status = stm_database_number(version, database, "PRAGMA user_version", NULL);
    }
    if (!status) {
        status = stm_database_number(&pages, database, "PRAGMA page_count", NULL);
    }
    if (status) {
        return status;
    }
    if (application == 0 && *version == 0 && pages <= 1) {
        return APR_ENOENT;
    }
    if (application != layout->application || *version > layout->version) {
        return APR_EINIT;
    }
    return *version < layout->version ? APR_EINCOMPLETE : APR_SUCCESS;
}

/* All steps or none: a file is never left between two versions. */
apr_status_t stm_database_upgrade(stm_database_t *database, apr_int64_t version,
                                  const stm_layout_t *layout)
{
    apr_status_t status = stm_database_script(database, "BEGIN IMMEDIATE");
    for (; version < layout->version && !status; version++) {
        status = stm_database_script(database, layout->upgrades[version - 1]);
    }
    if (!status) {
        status = stm_database_script(
            database, apr_psprintf(database->pool, "PRAGMA user_version = %d", layout->version));
    }
    if (!status) {
        return stm_database_script(database, "COMMIT");
    }
    stm_database_script(database, "ROLLBACK");
    return status;
}
