/* The writer's transactions, and the moment from which readers have what they wrote. */
#include "core/catalog/facet_values.h"
#include "core/catalog/pointer.h"

int stm_catalog_is_blank(const stm_catalog_t *catalog)
{
    return catalog->is_blank;
}

static int is_blank(const stm_catalog_t *catalog)
{
    apr_int64_t room;
    return !catalog->is_pending &&
           stm_database_number(&room, catalog->database, "SELECT id FROM newsrooms LIMIT 1",
                               NULL) == APR_ENOENT;
}

static apr_status_t show(stm_catalog_t *catalog)
{
    apr_status_t status = stm_database_finish(catalog->database);
    if (!status) {
        status = stm_catalog_write_pointer(catalog);
    }
    if (!status && catalog->is_first) {
        catalog->is_first = 0;
        stm_catalog_remove_unused(catalog, catalog->database_pool);
    }
    return status;
}

apr_status_t stm_catalog_publish(stm_catalog_t *catalog)
{
    return catalog->is_pending && catalog->is_first && !stm_database_is_spoilt(catalog->database)
               ? show(catalog)
               : APR_SUCCESS;
}

apr_status_t stm_catalog_begin(stm_catalog_t *catalog)
{
    stm_catalog_forget(catalog);
    catalog->is_blank = is_blank(catalog);
    return stm_database_begin(catalog->database);
}

/* Whether the commit of the open transaction lets readers have a new index. */
static int will_publish(const stm_catalog_t *catalog)
{
    return catalog->is_pending && catalog->is_looked && !catalog->is_private;
}

apr_status_t stm_catalog_commit(stm_catalog_t *catalog)
{
    apr_status_t status = stm_counts_write(catalog);
    if (!status) {
        status = stm_database_commit(catalog->database);
    }
    return !status && will_publish(catalog) ? show(catalog) : status;
}

apr_status_t stm_catalog_rollback(stm_catalog_t *catalog)
{
    catalog->is_looked = 0;
    stm_catalog_forget(catalog);
    return stm_database_rollback(catalog->database);
}
