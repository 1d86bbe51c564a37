/* Which statements have had a value, gone ones too. */
#include "core/catalog/query.h"

typedef struct wanted_t {
    int kind;
    const char *value;
} wanted_t;

static wanted_t want(const stm_query_t *query, stm_facet_kind_t kind)
{
    switch (kind) {
    case STM_FACET_UNSET:
        return (wanted_t){STM_LIST_BELOW, query->folder};
    case STM_FACET_LANG:
        return (wanted_t){STM_LIST_RANGE, query->filter.values[kind]};
    default:
        return (wanted_t){(int)kind, query->filter.values[kind]};
    }
}

/* APR_ENOENT: no statement, hidden ones included, has ever been in it. */
static apr_status_t find_list(apr_int64_t *list, stm_catalog_t *catalog, const char *newsroom,
                              const wanted_t *wanted)
{
    return wanted->value
               ? stm_database_number(list, catalog->database,
                                     "SELECT id FROM lists WHERE newsroom = " STM_ROOM
                                     " AND kind = ?2 AND value = ?3",
                                     STM_VALUES(STM_TEXT(newsroom), STM_NUMBER(wanted->kind),
                                                STM_TEXT(wanted->value)))
               : APR_ENOENT;
}

#define FOR_READER " AND e.folder NOT IN (SELECT value FROM json_each(?4)) "

#define LISTED                                                                                     \
    "SELECT e.name FROM members m CROSS JOIN entries e ON e.id = m.entry WHERE m.list = ?2"        \
    " AND ?1 IS NOT NULL AND m.shown_from <= ?3" FOR_READER "ORDER BY m.place LIMIT ?5"
#define DELETED                                                                                    \
    "SELECT e.name FROM entries e WHERE e.newsroom = " STM_ROOM                                    \
    " AND e.state IN (3, 4) AND e.state = 4 AND e.first_public_at <> 0"                            \
    " AND e.withdrawn_at < " STM_NEVER_TEXT " AND ?3 IS NOT NULL"                                  \
    " AND EXISTS (SELECT 1 FROM labels WHERE entry = e.id AND list = ?2)" FOR_READER               \
    "ORDER BY e.withdrawn_at DESC LIMIT ?5"
#define ALL                                                                                        \
    "SELECT e.name FROM entries e WHERE e.newsroom = " STM_ROOM                                    \
    " AND e.state IN (1, 3, 4) AND ?3 IS NOT NULL"                                                 \
    " AND EXISTS (SELECT 1 FROM labels WHERE entry = e.id AND list = ?2)" FOR_READER "LIMIT ?5"

apr_status_t stm_catalog_had(apr_array_header_t **names, stm_catalog_t *catalog,
                             const char *newsroom, const stm_query_t *query, stm_facet_kind_t kind,
                             int limit, apr_pool_t *result_pool)
{
    const wanted_t wanted = want(query, kind);
    const int is_all = query->show == STM_SHOW_ALL;
    const char *without = stm_ask_json(query->without_folders, result_pool);
    apr_int64_t list = 0;
    apr_array_header_t *deleted;
    apr_status_t status = stm_catalog_ready(catalog);

    *names = apr_array_make(result_pool, 1, sizeof(const char *));
    if (!status) {
        status = find_list(&list, catalog, newsroom, &wanted);
    }
    if (!status) {
        const stm_value_t *values =
            STM_VALUES(STM_TEXT(newsroom), STM_NUMBER(list), STM_NUMBER(query->moment),
                       STM_TEXT(without), STM_NUMBER(limit));
        status = stm_catalog_rows(names, catalog, is_all ? ALL : LISTED, values, 0, result_pool);
        if (!status && !is_all && (*names)->nelts < limit) {
            status = stm_catalog_rows(&deleted, catalog, DELETED, values, 0, result_pool);
            if (!status) {
                apr_array_cat(*names, deleted);
            }
        }
    }
    return status == APR_ENOENT ? APR_SUCCESS : status;
}
