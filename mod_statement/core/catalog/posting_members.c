/* Entries as members of lists. */
#include <apr_strings.h>
#include <string.h>

#include "core/catalog/forward_index.h"
#include "core/catalog/postings.h"

#define PLACE_MOMENT_SIZE 8

/* An entry as lists know it. */
typedef struct member_t {
    apr_int64_t id;
    const char *place;
    apr_size_t place_size;
    stm_state_t state;
    apr_time_t visible_from, published_at, shown_from, listed_until;
    int is_counted, is_listed; /* at the moment at which is counted */
} member_t;

/* The same as the column of that name. */
const char *stm_catalog_tie(const stm_entry_t *entry, apr_pool_t *result_pool)
{
    return apr_psprintf(result_pool, "%016" APR_UINT64_T_HEX_FMT "%s",
                        (apr_uint64_t)(APR_INT64_MAX - entry->first_public_at), entry->name);
}

const char *stm_catalog_place(apr_size_t *size, apr_time_t visible_from, const char *tie,
                              apr_pool_t *result_pool)
{
    apr_uint64_t rest = (apr_uint64_t)APR_INT64_MAX - (apr_uint64_t)visible_from;
    apr_size_t length = tie ? strlen(tie) : 0;
    char *place = apr_palloc(result_pool, PLACE_MOMENT_SIZE + length + 1);
    int i;
    for (i = 0; i < PLACE_MOMENT_SIZE; i++) {
        place[i] = (char)(rest >> (8 * (PLACE_MOMENT_SIZE - 1 - i)));
    }
    memcpy(place + PLACE_MOMENT_SIZE, tie ? tie : "", length + 1);
    *size = PLACE_MOMENT_SIZE + length;
    return place;
}

static int has_members(int kind)
{
    return kind != STM_LIST_LANG && kind != STM_LIST_IN;
}

/* Nobody asks for two values of one kind at once, and folders are no facets. */
static int is_pair(int kind, int other)
{
    int group = kind == STM_LIST_RANGE ? STM_LIST_LANG : kind;
    int other_group = other == STM_LIST_RANGE ? STM_LIST_LANG : other;
    return kind != STM_LIST_LANG && other <= STM_LIST_RANGE && group != other_group;
}

static apr_status_t read_member(member_t *member, stm_catalog_t *catalog, const char *newsroom,
                                const char *name)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(
        &query, catalog->database,
        "SELECT e.id, visible_from, tie, shown_from, listed_until, state, is_counted,"
        " state = 3 AND " STM_LISTED("counted_at") ", published_at FROM newsrooms n JOIN entries e"
                                                   " ON e.newsroom = n.id AND e.name = ?2"
                                                   " WHERE n.key = ?1",
        STM_VALUES(STM_TEXT(newsroom), STM_TEXT(name)));
    if (!status) {
        status = stm_database_next(catalog->database, query);
    }
    if (status) {
        return status == APR_EOF ? APR_ENOENT : status;
    }
    member->id = sqlite3_column_int64(query, 0);
    member->visible_from = sqlite3_column_int64(query, 1);
    member->place =
        stm_catalog_place(&member->place_size, member->visible_from,
                          (const char *)sqlite3_column_text(query, 2), catalog->change_pool);
    member->shown_from = sqlite3_column_int64(query, 3);
    member->listed_until = sqlite3_column_int64(query, 4);
    member->state = (stm_state_t)sqlite3_column_int(query, 5);
    member->is_counted = sqlite3_column_int(query, 6);
    member->is_listed = sqlite3_column_int(query, 7);
    member->published_at = sqlite3_column_int64(query, 8);
    stm_database_leave(query);
    return APR_SUCCESS;
}

apr_status_t stm_catalog_labels(apr_array_header_t **labels, stm_catalog_t *catalog, apr_int64_t id,
                                apr_pool_t *result_pool)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_catalog_write_rows(catalog);
    if (!status) {
        status = stm_database_query(&query, catalog->database,
                                    "SELECT list, kind FROM labels WHERE entry = ?1",
                                    STM_VALUES(STM_NUMBER(id)));
    }
    *labels = apr_array_make(result_pool, 16, sizeof(stm_label_t));
    while (!status && !(status = stm_database_next(catalog->database, query))) {
        stm_label_t *label = apr_array_push(*labels);
        label->list = sqlite3_column_int64(query, 0);
        label->kind = sqlite3_column_int(query, 1);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

static void count_member(stm_catalog_t *catalog, const member_t *member,
                         const apr_array_header_t *labels, int step)
{
    int i, j;
    for (i = 0; i < labels->nelts; i++) {
        const stm_label_t *label = &APR_ARRAY_IDX(labels, i, stm_label_t);
        stm_catalog_count(catalog, label->list, 0, 0, step);
        if (has_members(label->kind)) {
            stm_catalog_count_place(catalog, label->list, member->place, member->place_size, step);
        }
        for (j = 0; j < labels->nelts; j++) {
            const stm_label_t *other = &APR_ARRAY_IDX(labels, j, stm_label_t);
            if (is_pair(label->kind, other->kind)) {
                stm_catalog_count(catalog, label->list, other->list, other->kind, step);
            }
        }
    }
}

static void touch(stm_catalog_t *catalog, const apr_array_header_t *labels, apr_time_t moment)
{
    int i;
    for (i = 0; moment && i < labels->nelts; i++) {
        const stm_label_t *label = &APR_ARRAY_IDX(labels, i, stm_label_t);
        if (has_members(label->kind)) {
            stm_catalog_touch(catalog, label->list, moment);
        }
    }
}

void stm_catalog_touch_all(stm_catalog_t *catalog, const char *name,
                           const apr_array_header_t *labels)
{
    if (catalog->event_at) {
        touch(catalog, labels, catalog->event_at);
        name = apr_pstrdup(catalog->change_pool, name);
        apr_hash_set(catalog->told, name, APR_HASH_KEY_STRING, name);
        catalog->told_at = catalog->event_at;
    }
}

apr_status_t stm_catalog_touch_entry(stm_catalog_t *catalog, const char *newsroom, const char *name,
                                     apr_time_t moment)
{
    apr_array_header_t *labels;
    member_t member;
    apr_status_t status = read_member(&member, catalog, newsroom, name);
    if (!status && member.is_counted) {
        status = stm_catalog_labels(&labels, catalog, member.id, catalog->change_pool);
        if (!status) {
            touch(catalog, labels, moment);
        }
    }
    return status == APR_ENOENT ? APR_SUCCESS : status;
}

static apr_status_t delete_member(stm_catalog_t *catalog, const member_t *member,
                                  const stm_label_t *label)
{
    return stm_database_run(
        catalog->database, "DELETE FROM members WHERE list = ?1 AND place = ?2 AND entry = ?3",
        STM_VALUES(STM_NUMBER(label->list), STM_BLOB(member->place, member->place_size),
                   STM_NUMBER(member->id)),
        NULL);
}

static apr_status_t delete_members(stm_catalog_t *catalog, const member_t *member,
                                   const apr_array_header_t *labels)
{
    apr_status_t status = APR_SUCCESS;
    int i;
    for (i = 0; !status && i < labels->nelts; i++) {
        const stm_label_t *label = &APR_ARRAY_IDX(labels, i, stm_label_t);
        status = has_members(label->kind) ? delete_member(catalog, member, label) : APR_SUCCESS;
    }
    return status;
}

/* Of an entry that had none. */
static void add_members(stm_catalog_t *catalog, const member_t *member,
                        const apr_array_header_t *labels)
{
    const stm_membership_t membership = {member->place, member->place_size, member->shown_from,
                                         member->listed_until};
    int i;
    for (i = 0; i < labels->nelts; i++) {
        const stm_label_t *label = &APR_ARRAY_IDX(labels, i, stm_label_t);
        if (has_members(label->kind)) {
            stm_catalog_add_member(catalog, member->id, label, &membership);
        }
    }
}

static void put_card(stm_catalog_t *catalog, const member_t *member,
                     const apr_array_header_t *labels)
{
    const stm_card_t card = {.id = member->id,
                             .state = member->state,
                             .visible_from = member->visible_from,
                             .published_at = member->published_at,
                             .is_ever = member->shown_from == APR_INT64_MIN,
                             .listed_until = member->listed_until};
    stm_catalog_put_card(catalog, &card, labels);
}

/* Its page may be seen, or was. */
static void note_seen(stm_catalog_t *catalog, const member_t *member)
{
    catalog->is_seen |= (member->state == STM_STATE_FINAL || member->state == STM_STATE_DELETED) &&
                        member->shown_from <= apr_time_now();
}

void stm_catalog_enlist(stm_catalog_t *catalog, apr_int64_t id, const stm_entry_t *entry,
                        int is_counted, const apr_array_header_t *labels)
{
    /* The rule itself says what is shown at whatever moment. */
    member_t member = {
        .id = id,
        .state = entry->state,
        .visible_from = entry->visible_from,
        .published_at = entry->published_at,
        .shown_from =
            stm_catalog_has_begun(entry, APR_INT64_MIN) ? APR_INT64_MIN : entry->visible_from,
        .listed_until =
            entry->expires_at < entry->withdrawn_at ? entry->expires_at : entry->withdrawn_at};
    note_seen(catalog, &member);
    member.place =
        stm_catalog_place(&member.place_size, entry->visible_from,
                          stm_catalog_tie(entry, catalog->change_pool), catalog->change_pool);
    if (is_counted) {
        count_member(catalog, &member, labels, 1);
        stm_catalog_touch_all(catalog, entry->name, labels);
    }
    put_card(catalog, &member, labels);
    if (entry->state == STM_STATE_FINAL) {
        add_members(catalog, &member, labels);
    }
}

static apr_status_t recount(stm_catalog_t *catalog, const member_t *member,
                            const apr_array_header_t *labels, int is_counted)
{
    if (is_counted == member->is_counted) {
        return APR_SUCCESS;
    }
    count_member(catalog, member, labels, is_counted ? 1 : -1);
    return stm_database_run(catalog->database, "UPDATE entries SET is_counted = ?2 WHERE id = ?1",
                            STM_VALUES(STM_NUMBER(member->id), STM_NUMBER(is_counted)), NULL);
}

apr_status_t stm_catalog_leave(stm_catalog_t *catalog, const char *newsroom, const char *name)
{
    apr_array_header_t *labels;
    member_t member;
    apr_pool_t *pool;
    apr_status_t status;
    if (catalog->is_private) {
        return APR_SUCCESS;
    }
    apr_pool_create(&pool, catalog->database_pool);
    status = read_member(&member, catalog, newsroom, name);
    if (!status) {
        status = stm_catalog_labels(&labels, catalog, member.id, pool);
    }
    if (!status) {
        note_seen(catalog, &member);
        if (member.is_counted) {
            stm_catalog_touch_all(catalog, name, labels);
        }
        status = recount(catalog, &member, labels, 0);
    }
    if (!status && member.state == STM_STATE_FINAL) {
        status = delete_members(catalog, &member, labels);
    }
    if (!status) {
        stm_catalog_drop_card(catalog, member.id);
    }
    apr_pool_destroy(pool);
    return status == APR_ENOENT ? APR_SUCCESS : status;
}

apr_status_t stm_catalog_join(stm_catalog_t *catalog, const char *newsroom, const char *name)
{
    apr_array_header_t *labels;
    member_t member;
    apr_pool_t *pool;
    apr_status_t status;
    if (catalog->is_private) {
        return APR_SUCCESS;
    }
    apr_pool_create(&pool, catalog->database_pool);
    status = read_member(&member, catalog, newsroom, name);
    if (!status) {
        status = stm_catalog_labels(&labels, catalog, member.id, pool);
    }
    if (!status && member.state == STM_STATE_FINAL) {
        add_members(catalog, &member, labels);
    }
    if (!status) {
        note_seen(catalog, &member);
        if (member.is_listed) {
            stm_catalog_touch_all(catalog, name, labels);
        }
        status = recount(catalog, &member, labels, member.is_listed);
    }
    if (!status) {
        put_card(catalog, &member, labels);
    }
    apr_pool_destroy(pool);
    return status;
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
    apr_array_header_t *labels;
    member_t member;
    apr_status_t status = read_member(&member, catalog, newsroom, name);
    if (!status) {
        status = stm_catalog_labels(&labels, catalog, member.id, pool);
    }
    if (!status && member.is_listed != member.is_counted) {
        touch(catalog, labels, member.is_listed ? member.visible_from : member.listed_until);
    }
    return status ? status : recount(catalog, &member, labels, member.is_listed);
}

static apr_status_t recount_moved(stm_catalog_t *catalog, const char *newsroom, apr_time_t one,
                                  apr_time_t other)
{
    apr_array_header_t *names;
    apr_pool_t *pool, *name_pool;
    apr_status_t status;
    int i;
    apr_pool_create(&pool, catalog->database_pool);
    apr_pool_create(&name_pool, pool);
    status = read_names(&names, catalog, newsroom, one, other, pool);
    for (i = 0; !status && i < names->nelts; i++) {
        status = recount_name(catalog, newsroom, APR_ARRAY_IDX(names, i, const char *), name_pool);
        apr_pool_clear(name_pool);
    }
    apr_pool_destroy(pool);
    return status;
}

apr_status_t stm_catalog_count_at(stm_catalog_t *catalog, const char *newsroom, apr_time_t moment)
{
    stm_catalog_room_t *room;
    apr_time_t before;
    apr_status_t status = stm_catalog_room(&room, catalog, newsroom);
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
