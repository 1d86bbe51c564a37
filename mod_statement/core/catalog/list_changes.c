/* When something last came into a list, changed there or left it. */
#include <apr_strings.h>

#include "core/base/table.h"
#include "core/catalog/listing.h"

static apr_status_t add_sourcing(apr_array_header_t *names, apr_hash_t *seen, const char *name,
                                 stm_catalog_t *catalog, const char *newsroom)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(
        &query, catalog->database,
        "SELECT e.name FROM edges x JOIN entries e ON e.id = x.entry WHERE x.newsroom "
        "= " STM_NEWSROOM_ID " AND x.kind = 1 AND x.target IN (" STM_FORMS("?2") ")",
        STM_VALUES(STM_TEXT(newsroom), STM_TEXT(name)));

    while (!status && !(status = stm_database_next(catalog->database, query))) {
        const char *found = stm_database_text(query, 0, catalog->change_pool);

        if (!apr_hash_get(seen, found, APR_HASH_KEY_STRING)) {
            apr_hash_set(seen, found, APR_HASH_KEY_STRING, found);
            APR_ARRAY_PUSH(names, const char *) = found;
        }
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

static apr_status_t find_sources(apr_int64_t *is_there, stm_catalog_t *catalog,
                                 const char *newsroom)
{
    return stm_database_number(
        is_there, catalog->database,
        "SELECT EXISTS (SELECT 1 FROM edges WHERE newsroom = " STM_NEWSROOM_ID " AND kind = 1)",
        STM_VALUES(STM_TEXT(newsroom)));
}

/* The statements that were told of themselves. */
static apr_array_header_t *list_told(const stm_catalog_t *catalog)
{
    apr_array_header_t *names = apr_array_make(
        catalog->change_pool, (int)apr_hash_count(catalog->told) + 1, sizeof(const char *));

    for (apr_hash_index_t *index = apr_hash_first(catalog->change_pool, catalog->told); index;
         index = apr_hash_next(index)) {
        APR_ARRAY_PUSH(names, const char *) = apr_hash_this_val(index);
    }
    return names;
}

apr_status_t stm_catalog_spread_events(stm_catalog_t *catalog, const char *newsroom)
{
    apr_array_header_t *names;
    apr_int64_t is_there = 0;
    apr_status_t status;
    int told;

    if (!catalog->told || !apr_hash_count(catalog->told)) {
        return APR_SUCCESS;
    }
    status = find_sources(&is_there, catalog, newsroom);
    if (status || !is_there) {
        return status;
    }
    names = list_told(catalog);
    told = names->nelts;
    for (int i = 0; !status && i < names->nelts; i++) {
        const char *name = APR_ARRAY_IDX(names, i, const char *);

        status = add_sourcing(names, catalog->told, name, catalog, newsroom);
        if (!status && i >= told) {
            status = stm_catalog_touch_entry(catalog, newsroom, name, catalog->told_at);
        }
    }
    return status;
}

static const char *name_list(int kind, const char *value, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%d:%s", kind, value);
}

static apr_status_t name_touched(apr_array_header_t *all, const stm_touched_value_t *touched,
                                 stm_catalog_t *catalog, apr_pool_t *pool)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_first(&query, catalog->database,
                                             "SELECT kind, value FROM facet_values WHERE id = ?1",
                                             STM_VALUES(STM_NUMBER(touched->value)));

    if (!status) {
        stm_touched_t *one = apr_array_push(all);

        one->list = name_list(sqlite3_column_int(query, 0),
                              (const char *)sqlite3_column_text(query, 1), pool);
        one->moment = touched->moment;
        stm_database_leave(query);
    }
    return status == APR_ENOENT ? APR_SUCCESS : status;
}

apr_status_t stm_catalog_touched(apr_array_header_t **touched, stm_catalog_t *catalog,
                                 apr_pool_t *result_pool)
{
    apr_status_t status = APR_SUCCESS;

    *touched = apr_array_make(result_pool, 16, sizeof(stm_touched_t));
    if (!catalog->touched) {
        return APR_SUCCESS;
    }
    for (apr_hash_index_t *index = apr_hash_first(result_pool, catalog->touched); !status && index;
         index = apr_hash_next(index)) {
        status = name_touched(*touched, apr_hash_this_val(index), catalog, result_pool);
    }
    return status;
}

typedef struct moving_t {
    apr_time_t until, *moved;
} moving_t;

static int take_moved(void *baton, const stm_row_t *row)
{
    const moving_t *moving = baton;

    if (!row->lacks && row->moment <= moving->until && row->moment > *moving->moved) {
        *moving->moved = row->moment;
    }
    return 0;
}

/* When it last appeared or went, of each that is not counted as the moment ?2 finds it. */
#define MOVED_SINCE                                                                                \
    "SELECT id, CASE WHEN is_listed THEN visible_from ELSE listed_until END, facet_values FROM"    \
    " (SELECT *, state = 3 AND " STM_LISTED(                                                       \
        "?2") " AS is_listed FROM entries WHERE id IN (" STM_MOVED("min(?2, ?3)",                  \
                                                                   "max(?2, ?3)") ")) WHERE "      \
                                                                                  "is_listed <> "  \
                                                                                  "is_counted"

/* Statements also enter and leave lists by themselves, at an embargo's or an expiry's moment, which
 * no commit records. */
static apr_status_t find_moved(apr_time_t *moved, stm_catalog_t *catalog, const char *newsroom,
                               const stm_query_t *query, apr_pool_t *pool)
{
    moving_t moving = {query->moment, moved};
    apr_time_t counted_at;
    stm_listing_t listing;
    apr_status_t status = stm_listing_start(&listing, catalog, newsroom, query, pool);

    if (!status) {
        status = stm_database_number(&counted_at, catalog->database,
                                     "SELECT counted_at FROM newsrooms WHERE key = ?1",
                                     STM_VALUES(STM_TEXT(newsroom)));
    }
    if (status || query->show == STM_SHOW_ALL || query->filter.q) {
        return status == APR_ENOENT ? APR_SUCCESS : status;
    }
    return stm_listing_rows(
        &listing, MOVED_SINCE,
        STM_VALUES(STM_TEXT(newsroom), STM_NUMBER(query->moment), STM_NUMBER(counted_at)),
        take_moved, &moving);
}

static apr_time_t earlier(apr_time_t one, apr_time_t other)
{
    return one < other ? one : other;
}

/* The query asks for what several lists have in common: it changed no later than any of them. */
static apr_time_t find_touched(stm_history_t *history, const char *newsroom,
                               const stm_query_t *query, apr_pool_t *pool)
{
    apr_time_t touched =
        stm_history_touched(history, newsroom, name_list(STM_KIND_BELOW, query->folder, pool));

    for (int kind = STM_FACET_TAG; kind < STM_FACET_KINDS; kind++) {
        const char *value = query->filter.values[kind];

        if (value) {
            touched = earlier(
                touched,
                stm_history_touched(
                    history, newsroom,
                    name_list(kind == STM_FACET_LANG ? (int)STM_KIND_RANGE : kind, value, pool)));
        }
    }
    return touched;
}

apr_status_t stm_catalog_moved(apr_time_t *moved, stm_catalog_t *catalog, stm_history_t *history,
                               const char *newsroom, const stm_query_t *query,
                               apr_pool_t *scratch_pool)
{
    apr_status_t status = stm_catalog_begin_reading(catalog);

    if (!status) {
        *moved = find_touched(history, newsroom, query, scratch_pool);
        status = find_moved(moved, catalog, newsroom, query, scratch_pool);
        stm_catalog_end_reading(catalog);
    }
    return status;
}
