#include <apr_strings.h>
#include <string.h>

#include "core/catalog/hits.h"
#include "core/catalog/query.h"

/* Up to here a walk over what comes before a page costs no more than a look at the blocks. */
#define WALK_MAX 128

#define PAGE  " LIMIT ?11 OFFSET ?12"
#define WHOLE "SELECT " STM_ENTRY_COLUMNS

/* Where a page of one list starts: in the block that holds its first entry. */
typedef struct start_t {
    const void *place;
    apr_size_t size;
    int offset;
} start_t;

static int is_before(const stm_correction_t *correction, const void *place, apr_size_t size)
{
    apr_size_t least = correction->size < size ? correction->size : size;
    int order = memcmp(correction->place, place, least);
    return order < 0 || (order == 0 && correction->size < size);
}

/* What the corrections before @a place make of the count. */
static int correct(const stm_ask_t *ask, const stm_choice_t *choice, const void *place,
                   apr_size_t size)
{
    int i, sum = 0;
    for (i = 0; i < ask->corrections->nelts; i++) {
        const stm_correction_t *correction = &APR_ARRAY_IDX(ask->corrections, i, stm_correction_t);
        if (!is_before(correction, place, size)) {
            break;
        }
        sum += stm_ask_concerns(correction, choice) ? correction->step : 0;
    }
    return sum;
}

/* How many of these are more than were counted, wherever they stand. */
static int most_added(const stm_ask_t *ask, const stm_choice_t *choice)
{
    int i, sum = 0;
    for (i = 0; i < ask->corrections->nelts; i++) {
        const stm_correction_t *correction = &APR_ARRAY_IDX(ask->corrections, i, stm_correction_t);
        sum += correction->step > 0 && stm_ask_concerns(correction, choice);
    }
    return sum;
}

static void start_at(start_t *start, const stm_ask_t *ask, const stm_choice_t *choice,
                     sqlite3_stmt *block, int before)
{
    const void *place = sqlite3_column_blob(block, 1);
    start->size = (apr_size_t)sqlite3_column_bytes(block, 1);
    start->place = apr_pmemdup(ask->pool, place ? place : "", start->size);
    start->offset -= before + correct(ask, choice, start->place, start->size);
}

/* Goes on to the last block before which there are surely no more than come before the page. Of
 * hundreds of blocks only the counts are read. */
static apr_status_t find_start(start_t *start, const stm_ask_t *ask, const stm_choice_t *choice)
{
    sqlite3_stmt *query;
    int most = start->offset - most_added(ask, choice), before = 0;
    apr_status_t status =
        stm_database_query(&query, ask->catalog->database,
                           "SELECT count, place FROM blocks WHERE list = ?1 ORDER BY place",
                           STM_VALUES(STM_NUMBER(choice->lists[0].id)));
    while (!status && !(status = stm_database_next(ask->catalog->database, query))) {
        int count = sqlite3_column_int(query, 0);
        if (most < before + count) {
            start_at(start, ask, choice, query, before);
            stm_database_leave(query);
            return APR_SUCCESS;
        }
        before += count;
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

static apr_status_t list_members(apr_array_header_t **entries, const stm_ask_t *ask,
                                 const stm_choice_t *choice, apr_pool_t *result_pool)
{
    start_t start = {NULL, 0, ask->query->offset};
    stm_value_t values[STM_ASK_VALUES + 3] = {{0}};
    apr_status_t status = APR_SUCCESS;
    if (choice->count == 1 && start.offset > WALK_MAX && !ask->has_folders_out &&
        !stm_ask_has_bounds(ask) && !ask->query->after) {
        status = find_start(&start, ask, choice);
    }
    stm_ask_bind(values, ask, choice);
    if (start.place) {
        values[1] = (stm_value_t)STM_BLOB(start.place, start.size);
    }
    values[STM_ASK_VALUES] = (stm_value_t)STM_NUMBER(ask->query->limit);
    values[STM_ASK_VALUES + 1] = (stm_value_t)STM_NUMBER(start.offset);
    if (status) {
        return status;
    }
    return ask->has_folders_out
               ? stm_catalog_rows(entries, ask->catalog,
                                  WHOLE STM_ASK_PUBLISHED " ORDER BY m.place" PAGE, values, 1,
                                  result_pool)
               : stm_catalog_rows(entries, ask->catalog,
                                  WHOLE
                                  " FROM (SELECT m.entry AS found, m.place AS at" STM_ASK_MEMBERS
                                  " ORDER BY m.place" PAGE
                                  ") CROSS JOIN entries ON entries.id = found ORDER BY at",
                                  values, 1, result_pool);
}

static apr_status_t list_published(apr_array_header_t **entries, apr_int64_t *count,
                                   const stm_ask_t *ask, const stm_choice_t *choice,
                                   apr_pool_t *result_pool)
{
    stm_value_t values[STM_ASK_VALUES + 1] = {{0}};
    apr_status_t status;
    if (ask->query->order == STM_ORDER_NEWEST) {
        return list_members(entries, ask, choice, result_pool);
    }
    if (stm_ask_is_counted(ask, choice, 0)) {
        status = stm_ask_count(count, ask, choice);
    }
    else {
        stm_ask_bind(values, ask, choice);
        status = stm_database_number(count, ask->catalog->database,
                                     "SELECT count(*)" STM_ASK_PUBLISHED, values);
    }
    if (!status && *count <= ask->query->offset) {
        *entries = apr_array_make(result_pool, 1, sizeof(stm_entry_t *));
        return APR_SUCCESS;
    }
    return status ? status : list_members(entries, ask, choice, result_pool);
}

static apr_status_t list_all(apr_array_header_t **entries, apr_int64_t *count, const stm_ask_t *ask,
                             const stm_choice_t *choice, apr_pool_t *result_pool)
{
    stm_value_t values[STM_ASK_VALUES + 5] = {{0}};
    apr_status_t status = APR_SUCCESS;
    stm_ask_bind(values, ask, choice);
    if (ask->query->order != STM_ORDER_NEWEST) {
        status = stm_database_number(count, ask->catalog->database, "SELECT count(*)" STM_ASK_ALL,
                                     values);
    }
    values[STM_ASK_VALUES] = (stm_value_t)STM_NUMBER(ask->query->limit);
    values[STM_ASK_VALUES + 1] = (stm_value_t)STM_NUMBER(ask->query->offset);
    stm_ask_bind_cursor(&values[STM_ASK_VALUES + 2], ask);
    return status ? status
                  : stm_catalog_rows(entries, ask->catalog,
                                     WHOLE STM_ASK_ALL STM_ASK_AFTER(
                                         "?13", "?14") " ORDER BY e.published_at DESC, e.tie" PAGE,
                                     values, 1, result_pool);
}

static apr_status_t list_hits(apr_array_header_t **entries, apr_int64_t *count,
                              const stm_ask_t *ask, const stm_choice_t *choice,
                              apr_pool_t *result_pool)
{
    const stm_hits_t *hits;
    apr_status_t status = stm_catalog_find_hits(&hits, ask);
    if (!status) {
        *count = hits->total;
        status = stm_catalog_list_hits(entries, ask, hits, choice, result_pool);
    }
    return status;
}

static apr_status_t list(apr_array_header_t **entries, apr_int64_t *count, const stm_ask_t *ask,
                         apr_pool_t *result_pool)
{
    const stm_choice_t choice = stm_ask_choose(ask, 0);
    if (!choice.count || (ask->query->filter.q && !ask->match)) {
        *entries = apr_array_make(result_pool, 1, sizeof(stm_entry_t *));
        return APR_SUCCESS;
    }
    if (ask->match) {
        return list_hits(entries, count, ask, &choice, result_pool);
    }
    return (ask->query->show == STM_SHOW_ALL ? list_all : list_published)(entries, count, ask,
                                                                          &choice, result_pool);
}

stm_list_cursor_t stm_catalog_cursor(const stm_entry_t *entry, stm_show_t show,
                                     apr_pool_t *result_pool)
{
    stm_list_cursor_t cursor = {show == STM_SHOW_ALL ? entry->published_at : entry->visible_from,
                                stm_catalog_tie(entry, result_pool)};
    return cursor;
}

apr_status_t stm_catalog_list(apr_array_header_t **entries, int *total, stm_catalog_t *catalog,
                              const char *newsroom, const stm_query_t *query,
                              apr_pool_t *result_pool)
{
    apr_int64_t count = 0;
    stm_ask_t ask;
    apr_status_t status = stm_catalog_ready(catalog);
    if (!status) {
        /* Count and page are of one moment of the index. */
        status = stm_database_run(catalog->database, "SAVEPOINT list", NULL, NULL);
    }
    if (status) {
        return status;
    }
    status = stm_ask_start(&ask, catalog, newsroom, query, result_pool);
    if (!status) {
        status = list(entries, &count, &ask, result_pool);
    }
    *total = !status && query->order == STM_ORDER_NEWEST ? (*entries)->nelts : (int)count;
    stm_database_run(catalog->database, "RELEASE list", NULL, NULL);
    return status;
}
