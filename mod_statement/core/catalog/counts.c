/* How many listed entries have each facet value, and when a list with it last changed. */
#include <apr_strings.h>
#include <string.h>

#include "core/catalog/facet_values.h"

/* An entry as counts know it. */
typedef struct counted_t {
    apr_int64_t id;
    stm_state_t state;
    apr_time_t visible_from, shown_from, listed_until;
    int is_counted, is_listed; /* at the moment at which is counted */
    apr_array_header_t *values;
} counted_t;

/* By how much a count has to change. */
typedef struct step_t {
    apr_int64_t value;
    int step;
} step_t;

const char *stm_catalog_tie(const stm_entry_t *entry, apr_pool_t *result_pool)
{
    return apr_psprintf(result_pool, "%016" APR_UINT64_T_HEX_FMT "%s",
                        (apr_uint64_t)(APR_INT64_MAX - entry->first_public_at), entry->name);
}

static apr_status_t read_counted(counted_t *counted, stm_catalog_t *catalog, const char *newsroom,
                                 const char *name, apr_pool_t *pool)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_first(
        &query, catalog->database,
        "SELECT e.id, visible_from, shown_from, listed_until, state, is_counted,"
        " state = 3 AND " STM_LISTED("counted_at") ", facet_values FROM newsrooms n"
                                                   " JOIN entries e ON e.newsroom = n.id"
                                                   " AND e.name = ?2 WHERE n.key = ?1",
        STM_VALUES(STM_TEXT(newsroom), STM_TEXT(name)));

    if (status) {
        return status;
    }
    counted->id = sqlite3_column_int64(query, 0);
    counted->visible_from = sqlite3_column_int64(query, 1);
    counted->shown_from = sqlite3_column_int64(query, 2);
    counted->listed_until = sqlite3_column_int64(query, 3);
    counted->state = (stm_state_t)sqlite3_column_int(query, 4);
    counted->is_counted = sqlite3_column_int(query, 5);
    counted->is_listed = sqlite3_column_int(query, 6);
    counted->values = stm_facet_values_read(query, 7, pool);
    stm_database_leave(query);
    return APR_SUCCESS;
}

static void count(stm_catalog_t *catalog, const apr_array_header_t *values, int by)
{
    for (int i = 0; i < values->nelts; i++) {
        apr_int64_t id = APR_ARRAY_IDX(values, i, stm_facet_value_t).id;
        step_t *step = apr_hash_get(catalog->counts, &id, sizeof(id));

        if (!step) {
            step = apr_pcalloc(catalog->change_pool, sizeof(*step));
            step->value = id;
            apr_hash_set(catalog->counts, &step->value, sizeof(step->value), step);
        }
        step->step += by;
    }
}

apr_status_t stm_counts_write(stm_catalog_t *catalog)
{
    apr_status_t status = APR_SUCCESS;

    if (!catalog->counts) {
        return APR_SUCCESS;
    }
    for (apr_hash_index_t *index = apr_hash_first(catalog->change_pool, catalog->counts);
         !status && index; index = apr_hash_next(index)) {
        const step_t *step = apr_hash_this_val(index);

        if (step->step) {
            status = stm_database_run(
                catalog->database, "UPDATE facet_values SET count = count + ?2 WHERE id = ?1",
                STM_VALUES(STM_NUMBER(step->value), STM_NUMBER(step->step)), NULL);
        }
    }
    apr_hash_clear(catalog->counts);
    return status;
}

void stm_catalog_tell(stm_catalog_t *catalog, apr_time_t moment)
{
    catalog->event_at = moment;
}

/* Something with the value @a value came, changed or left at @a moment. */
static void touch_one(stm_catalog_t *catalog, apr_int64_t value, apr_time_t moment)
{
    stm_touched_value_t *touched = apr_hash_get(catalog->touched, &value, sizeof(value));

    if (!touched) {
        touched = apr_pcalloc(catalog->change_pool, sizeof(*touched));
        touched->value = value;
        apr_hash_set(catalog->touched, &touched->value, sizeof(touched->value), touched);
    }
    if (moment > touched->moment) {
        touched->moment = moment;
    }
}

/* Lists of these two kinds nobody asks for. */
static void touch(stm_catalog_t *catalog, const apr_array_header_t *values, apr_time_t moment)
{
    for (int i = 0; moment && i < values->nelts; i++) {
        const stm_facet_value_t *value = &APR_ARRAY_IDX(values, i, stm_facet_value_t);

        if (value->kind != STM_KIND_LANG && value->kind != STM_KIND_FOLDER) {
            touch_one(catalog, value->id, moment);
        }
    }
}

/* The visible statement @a name, with these values, did so at the moment that was told. */
static void touch_all(stm_catalog_t *catalog, const char *name, const apr_array_header_t *values)
{
    if (catalog->event_at) {
        touch(catalog, values, catalog->event_at);
        name = apr_pstrdup(catalog->change_pool, name);
        apr_hash_set(catalog->told, name, APR_HASH_KEY_STRING, name);
        catalog->told_at = catalog->event_at;
    }
}

apr_status_t stm_catalog_touch_entry(stm_catalog_t *catalog, const char *newsroom, const char *name,
                                     apr_time_t moment)
{
    counted_t counted;
    apr_status_t status = read_counted(&counted, catalog, newsroom, name, catalog->change_pool);

    if (!status && counted.is_counted) {
        touch(catalog, counted.values, moment);
    }
    return status == APR_ENOENT ? APR_SUCCESS : status;
}

/* Its page may be seen, or was. */
static void note_seen(stm_catalog_t *catalog, stm_state_t state, apr_time_t shown_from)
{
    catalog->is_seen |=
        (state == STM_STATE_FINAL || state == STM_STATE_DELETED) && shown_from <= apr_time_now();
}

void stm_counts_add_written(stm_catalog_t *catalog, const stm_entry_t *entry, int is_counted,
                            const apr_array_header_t *values)
{
    note_seen(catalog, entry->state,
              stm_catalog_has_begun(entry, APR_INT64_MIN) ? APR_INT64_MIN : entry->visible_from);
    if (is_counted) {
        count(catalog, values, 1);
        touch_all(catalog, entry->name, values);
    }
}

static apr_status_t recount(stm_catalog_t *catalog, const counted_t *counted, int is_counted)
{
    if (is_counted == counted->is_counted) {
        return APR_SUCCESS;
    }
    count(catalog, counted->values, is_counted ? 1 : -1);
    return stm_database_run(catalog->database, "UPDATE entries SET is_counted = ?2 WHERE id = ?1",
                            STM_VALUES(STM_NUMBER(counted->id), STM_NUMBER(is_counted)), NULL);
}

/* Has the entry counted or not, and tells of it where it is or was. */
static apr_status_t change(apr_array_header_t **values, stm_catalog_t *catalog,
                           const char *newsroom, const char *name, int is_added)
{
    counted_t counted;
    apr_pool_t *pool;
    apr_status_t status;

    if (catalog->is_private) {
        return APR_SUCCESS;
    }
    apr_pool_create(&pool, catalog->database_pool);
    status = read_counted(&counted, catalog, newsroom, name, pool);
    if (!status) {
        note_seen(catalog, counted.state, counted.shown_from);
        if (is_added ? counted.is_listed : counted.is_counted) {
            touch_all(catalog, name, counted.values);
        }
        status = recount(catalog, &counted, is_added && counted.is_listed);
    }
    if (!status && values) {
        *values = apr_array_copy(catalog->change_pool, counted.values);
    }
    apr_pool_destroy(pool);
    return status == APR_ENOENT ? APR_SUCCESS : status;
}

apr_status_t stm_counts_remove(apr_array_header_t **values, stm_catalog_t *catalog,
                               const char *newsroom, const char *name)
{
    return change(values, catalog, newsroom, name, 0);
}

apr_status_t stm_counts_add(stm_catalog_t *catalog, const char *newsroom, const char *name)
{
    return change(NULL, catalog, newsroom, name, 1);
}

/* Those that appear or go in between, whichever of the two moments is the later. */
static apr_status_t read_names(apr_array_header_t **names, stm_catalog_t *catalog,
                               const char *newsroom, apr_time_t one, apr_time_t other,
                               apr_pool_t *pool)
{
    return stm_catalog_rows(names, catalog,
                            "SELECT name FROM entries WHERE id IN (" STM_MOVED("?2", "?3") ")",
                            STM_VALUES(STM_TEXT(newsroom), STM_NUMBER(one < other ? one : other),
                                       STM_NUMBER(one < other ? other : one)),
                            0, pool);
}

static apr_status_t recount_name(stm_catalog_t *catalog, const char *newsroom, const char *name,
                                 apr_pool_t *pool)
{
    counted_t counted;
    apr_status_t status = read_counted(&counted, catalog, newsroom, name, pool);

    if (!status && counted.is_listed != counted.is_counted) {
        touch(catalog, counted.values,
              counted.is_listed ? counted.visible_from : counted.listed_until);
    }
    return status ? status : recount(catalog, &counted, counted.is_listed);
}

static apr_status_t recount_moved(stm_catalog_t *catalog, const char *newsroom, apr_time_t one,
                                  apr_time_t other)
{
    apr_array_header_t *names;
    apr_pool_t *pool, *name_pool;
    apr_status_t status;

    apr_pool_create(&pool, catalog->database_pool);
    apr_pool_create(&name_pool, pool);
    status = read_names(&names, catalog, newsroom, one, other, pool);
    for (int i = 0; !status && i < names->nelts; i++) {
        status = recount_name(catalog, newsroom, APR_ARRAY_IDX(names, i, const char *), name_pool);
        apr_pool_clear(name_pool);
    }
    apr_pool_destroy(pool);
    return status;
}

apr_status_t stm_counts_move(stm_catalog_t *catalog, const char *newsroom, apr_time_t moment)
{
    stm_catalog_newsroom_t *room;
    apr_time_t before;
    apr_status_t status = stm_catalog_newsroom(&room, catalog, newsroom);

    if (status || room->counted_at == moment) {
        return status;
    }
    before = room->counted_at;
    room->counted_at = moment;
    status =
        stm_database_run(catalog->database, "UPDATE newsrooms SET counted_at = ?2 WHERE id = ?1",
                         STM_VALUES(STM_NUMBER(room->id), STM_NUMBER(moment)), NULL);
    return status ? status : recount_moved(catalog, newsroom, before, moment);
}
