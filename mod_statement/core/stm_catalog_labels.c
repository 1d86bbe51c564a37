/* In which lists an entry stands. */
#include <apr_strings.h>
#include <string.h>

#include "stm_catalog_lists.h"
#include "stm_filter.h"

#define PLACE_MOMENT_SIZE 8

/* An entry as lists know it. */
typedef struct member_t {
    apr_int64_t id;
    const char *place;
    apr_size_t place_size;
    apr_int64_t shown_from, listed_until;
    int is_final, is_counted, is_listed; /* at the moment at which is counted */
} member_t;

typedef struct label_t {
    apr_int64_t list;
    int kind;
} label_t;

const char *stm_catalog_place(apr_size_t *size, apr_time_t visible_from, const char *identity,
                              apr_pool_t *result_pool)
{
    apr_uint64_t rest = (apr_uint64_t)APR_INT64_MAX - (apr_uint64_t)visible_from;
    apr_size_t length = identity ? strlen(identity) : 0;
    char *place = apr_palloc(result_pool, PLACE_MOMENT_SIZE + length + 1);
    int i;
    for (i = 0; i < PLACE_MOMENT_SIZE; i++) {
        place[i] = (char)(rest >> (8 * (PLACE_MOMENT_SIZE - 1 - i)));
    }
    memcpy(place + PLACE_MOMENT_SIZE, identity ? identity : "", length + 1);
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
                                const char *name, apr_pool_t *pool)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(
        &query, catalog->database,
        "SELECT e.id, visible_from, identity, shown_from, listed_until, state = 3, is_counted,"
        " state = 3 AND " STM_LISTED("counted_at") " FROM newsrooms n JOIN entries e"
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
    member->place = stm_catalog_place(&member->place_size, sqlite3_column_int64(query, 1),
                                      (const char *)sqlite3_column_text(query, 2), pool);
    member->shown_from = sqlite3_column_int64(query, 3);
    member->listed_until = sqlite3_column_int64(query, 4);
    member->is_final = sqlite3_column_int(query, 5);
    member->is_counted = sqlite3_column_int(query, 6);
    member->is_listed = sqlite3_column_int(query, 7);
    stm_database_leave(query);
    return APR_SUCCESS;
}

static apr_status_t read_labels(apr_array_header_t **labels, stm_catalog_t *catalog, apr_int64_t id,
                                apr_pool_t *pool)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(&query, catalog->database,
                                             "SELECT list, kind FROM labels WHERE entry = ?1",
                                             STM_VALUES(STM_NUMBER(id)));
    *labels = apr_array_make(pool, 16, sizeof(label_t));
    while (!status && !(status = stm_database_next(catalog->database, query))) {
        label_t *label = apr_array_push(*labels);
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
        const label_t *label = &APR_ARRAY_IDX(labels, i, label_t);
        stm_catalog_count(catalog, label->list, 0, 0, step);
        if (has_members(label->kind)) {
            stm_catalog_count_place(catalog, label->list, member->place, member->place_size, step);
        }
        for (j = 0; j < labels->nelts; j++) {
            const label_t *other = &APR_ARRAY_IDX(labels, j, label_t);
            if (is_pair(label->kind, other->kind)) {
                stm_catalog_count(catalog, label->list, other->list, other->kind, step);
            }
        }
    }
}

static apr_status_t write_member(stm_catalog_t *catalog, const member_t *member,
                                 const label_t *label)
{
    return stm_database_run(catalog->database,
                            "INSERT INTO members (list, place, entry, shown_from, listed_until)"
                            " VALUES (?1, ?2, ?3, ?4, ?5)",
                            STM_VALUES(STM_NUMBER(label->list),
                                       STM_BLOB(member->place, member->place_size),
                                       STM_NUMBER(member->id), STM_NUMBER(member->shown_from),
                                       STM_NUMBER(member->listed_until)),
                            NULL);
}

static apr_status_t delete_member(stm_catalog_t *catalog, const member_t *member,
                                  const label_t *label)
{
    return stm_database_run(
        catalog->database, "DELETE FROM members WHERE list = ?1 AND place = ?2 AND entry = ?3",
        STM_VALUES(STM_NUMBER(label->list), STM_BLOB(member->place, member->place_size),
                   STM_NUMBER(member->id)),
        NULL);
}

typedef apr_status_t for_label_t(stm_catalog_t *catalog, const member_t *member,
                                 const label_t *label);

static apr_status_t for_all(stm_catalog_t *catalog, const member_t *member,
                            const apr_array_header_t *labels, for_label_t *act)
{
    apr_status_t status = APR_SUCCESS;
    int i;
    for (i = 0; !status && i < labels->nelts; i++) {
        const label_t *label = &APR_ARRAY_IDX(labels, i, label_t);
        status = has_members(label->kind) ? act(catalog, member, label) : APR_SUCCESS;
    }
    return status;
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
    apr_pool_create(&pool, catalog->database_pool);
    status = read_member(&member, catalog, newsroom, name, pool);
    if (!status) {
        status = read_labels(&labels, catalog, member.id, pool);
    }
    if (!status) {
        status = recount(catalog, &member, labels, 0);
    }
    if (!status && member.is_final) {
        status = for_all(catalog, &member, labels, delete_member);
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
    apr_pool_create(&pool, catalog->database_pool);
    status = read_member(&member, catalog, newsroom, name, pool);
    if (!status) {
        status = read_labels(&labels, catalog, member.id, pool);
    }
    if (!status && member.is_final) {
        status = for_all(catalog, &member, labels, write_member);
    }
    if (!status) {
        status = recount(catalog, &member, labels, member.is_listed);
    }
    apr_pool_destroy(pool);
    return status;
}

typedef struct labeling_t {
    stm_catalog_t *catalog;
    const char *newsroom;
    apr_int64_t id;
    apr_pool_t *pool;
} labeling_t;

/* A list as the transaction knows it. */
typedef struct known_t {
    apr_int64_t id;
    const char *text;
    int is_varied;
} known_t;

static apr_status_t ask_list(known_t *known, const labeling_t *labeling, const stm_value_t *values)
{
    stm_catalog_t *catalog = labeling->catalog;
    sqlite3_stmt *query;
    apr_status_t status = stm_database_run(catalog->database,
                                           "INSERT INTO lists (newsroom, kind, value)"
                                           " VALUES (" STM_ROOM ", ?2, ?3) ON CONFLICT DO NOTHING",
                                           values, NULL);
    if (!status) {
        status = stm_database_query(&query, catalog->database,
                                    "SELECT id, text, is_varied FROM lists WHERE"
                                    " newsroom = " STM_ROOM " AND kind = ?2 AND value = ?3",
                                    values);
    }
    if (!status) {
        status = stm_database_next(catalog->database, query);
    }
    if (!status) {
        known->id = sqlite3_column_int64(query, 0);
        known->text = stm_database_text(query, 1, catalog->change_pool);
        known->is_varied = sqlite3_column_int(query, 2);
        stm_database_leave(query);
    }
    return status;
}

/* A list, which is made where there is none yet. */
static apr_status_t find_list(known_t **known, const labeling_t *labeling, int kind,
                              const char *value)
{
    stm_catalog_t *catalog = labeling->catalog;
    const char *key = apr_psprintf(labeling->pool, "%s %d %s", labeling->newsroom, kind, value);
    apr_status_t status;
    *known = apr_hash_get(catalog->lists, key, APR_HASH_KEY_STRING);
    if (*known) {
        return APR_SUCCESS;
    }
    *known = apr_pcalloc(catalog->change_pool, sizeof(**known));
    status = ask_list(*known, labeling,
                      STM_VALUES(STM_TEXT(labeling->newsroom), STM_NUMBER(kind), STM_TEXT(value)));
    if (!status) {
        apr_hash_set(catalog->lists, apr_pstrdup(catalog->change_pool, key), APR_HASH_KEY_STRING,
                     *known);
    }
    return status;
}

/* Where all that have a label write it alike, its text is not looked for in each of them. */
static apr_status_t note_text(known_t *known, const labeling_t *labeling, const char *text)
{
    if (!text || known->is_varied || (known->text && !strcmp(known->text, text))) {
        return APR_SUCCESS;
    }
    known->is_varied = known->text != NULL;
    if (!known->text) {
        known->text = apr_pstrdup(labeling->catalog->change_pool, text);
    }
    return stm_database_run(
        labeling->catalog->database, "UPDATE lists SET text = ?2, is_varied = ?3 WHERE id = ?1",
        STM_VALUES(STM_NUMBER(known->id), STM_TEXT(known->text), STM_NUMBER(known->is_varied)),
        NULL);
}

/* @a value as the list has it; NULL: no label. */
static apr_status_t write_value(const labeling_t *labeling, int kind, const char *value,
                                const char *text)
{
    known_t *known;
    apr_status_t status = value ? find_list(&known, labeling, kind, value) : APR_EOF;
    if (!status) {
        status = note_text(known, labeling, text);
    }
    if (!status) {
        status = stm_database_run(labeling->catalog->database,
                                  "INSERT INTO labels (entry, list, kind, text)"
                                  " VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                                  STM_VALUES(STM_NUMBER(labeling->id), STM_NUMBER(known->id),
                                             STM_NUMBER(kind), STM_TEXT(text)),
                                  NULL);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

static apr_status_t write_label(const labeling_t *labeling, stm_facet_kind_t kind, const char *text,
                                const char *key)
{
    return write_value(labeling, (int)kind,
                       key ? stm_filter_value(kind, key, labeling->pool) : NULL, text);
}

/* "de-at" is found by "de" and by "de-at". */
static apr_status_t write_ranges(const labeling_t *labeling, const char *lang)
{
    const char *tag = lang ? stm_filter_value(STM_FACET_LANG, lang, labeling->pool) : NULL;
    const char *end = tag;
    apr_status_t status = APR_SUCCESS;
    while (!status && end && *end) {
        end = strchr(end + 1, '-');
        status = write_value(
            labeling, STM_LIST_RANGE,
            end ? apr_pstrmemdup(labeling->pool, tag, (apr_size_t)(end - tag)) : tag, NULL);
    }
    return status;
}

static apr_status_t write_folders(const labeling_t *labeling, const char *folder)
{
    apr_status_t status = write_value(labeling, STM_LIST_IN, folder, NULL);
    const char *end = folder;
    if (!status) {
        status = write_value(labeling, STM_LIST_BELOW, "", NULL);
    }
    while (!status && (end = strchr(end, '/'))) {
        end++;
        status =
            write_value(labeling, STM_LIST_BELOW,
                        apr_pstrmemdup(labeling->pool, folder, (apr_size_t)(end - folder)), NULL);
    }
    return status;
}

static apr_status_t write_facets(const labeling_t *labeling, const stm_statement_t *statement)
{
    const char *year =
        statement->year ? apr_psprintf(labeling->pool, "%04d", statement->year) : NULL;
    apr_status_t status = write_label(labeling, STM_FACET_YEAR, year, year);
    int i;
    if (!status) {
        status = write_label(labeling, STM_FACET_LANG, statement->lang, statement->lang);
    }
    if (!status) {
        status = write_ranges(labeling, statement->lang);
    }
    for (i = 0; !status && statement->tags && i < statement->tags->nelts; i++) {
        const stm_tag_t *tag = &APR_ARRAY_IDX(statement->tags, i, stm_tag_t);
        status = write_label(labeling, STM_FACET_TAG, tag->text, tag->key);
    }
    for (i = 0; !status && statement->issuers && i < statement->issuers->nelts; i++) {
        const char *issuer = APR_ARRAY_IDX(statement->issuers, i, const char *);
        status = write_label(labeling, STM_FACET_ISSUER, issuer, issuer);
    }
    return status;
}

apr_status_t stm_catalog_label(stm_catalog_t *catalog, const char *newsroom, apr_int64_t id,
                               const stm_entry_t *entry, const stm_statement_t *statement,
                               apr_pool_t *scratch_pool)
{
    const labeling_t labeling = {catalog, newsroom, id, scratch_pool};
    apr_status_t status = APR_SUCCESS;
    if (statement) {
        status = stm_database_run(catalog->database, "DELETE FROM labels WHERE entry = ?1",
                                  STM_VALUES(STM_NUMBER(id)), NULL);
    }
    if (!status) {
        status = write_folders(&labeling, entry->folder);
    }
    return !status && statement ? write_facets(&labeling, statement) : status;
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
    apr_status_t status = read_member(&member, catalog, newsroom, name, pool);
    if (!status) {
        status = read_labels(&labels, catalog, member.id, pool);
    }
    return status ? status : recount(catalog, &member, labels, member.is_listed);
}

apr_status_t stm_catalog_count_at(stm_catalog_t *catalog, const char *newsroom, apr_time_t moment)
{
    apr_array_header_t *names;
    apr_int64_t before = moment;
    apr_pool_t *pool, *name_pool;
    int i;
    apr_status_t status = stm_database_number(&before, catalog->database,
                                              "SELECT counted_at FROM newsrooms WHERE key = ?1",
                                              STM_VALUES(STM_TEXT(newsroom)));
    if (status || before == moment) {
        return status == APR_ENOENT ? APR_SUCCESS : status;
    }
    apr_pool_create(&pool, catalog->database_pool);
    apr_pool_create(&name_pool, pool);
    status =
        stm_database_run(catalog->database, "UPDATE newsrooms SET counted_at = ?2 WHERE key = ?1",
                         STM_VALUES(STM_TEXT(newsroom), STM_NUMBER(moment)), NULL);
    if (!status) {
        status = read_names(&names, catalog, newsroom, before, moment, pool);
    }
    for (i = 0; !status && i < names->nelts; i++) {
        status = recount_name(catalog, newsroom, APR_ARRAY_IDX(names, i, const char *), name_pool);
        apr_pool_clear(name_pool);
    }
    apr_pool_destroy(pool);
    return status;
}
