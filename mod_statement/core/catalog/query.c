#include "core/catalog/query.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "core/search/query.h"
#include "core/search/stem.h"

/* A search knows no more languages of a newsroom; Snowball has stemmers for some thirty. */
#define LANGS_MAX 64

/* No place is longer than its moment and so high. */
#define PAST_ALL "\xff\xff\xff\xff\xff\xff\xff\xff\xff"

static void put_json_string(char **to, const char *from)
{
    char *end = *to;
    *end++ = '"';
    for (; *from; from++) {
        if (*from == '"' || *from == '\\') {
            *end++ = '\\';
        }
        else if ((unsigned char)*from < 0x20) {
            end += apr_snprintf(end, 7, "\\u%04x", *from);
            continue;
        }
        *end++ = *from;
    }
    *end++ = '"';
    *to = end;
}

const char *stm_ask_json(const apr_array_header_t *texts, apr_pool_t *result_pool)
{
    apr_size_t size = 3;
    char *json, *end;
    int i;
    for (i = 0; texts && i < texts->nelts; i++) {
        size += 6 * strlen(APR_ARRAY_IDX(texts, i, const char *)) + 3;
    }
    json = end = apr_palloc(result_pool, size);
    *end++ = '[';
    for (i = 0; texts && i < texts->nelts; i++) {
        if (i) {
            *end++ = ',';
        }
        put_json_string(&end, APR_ARRAY_IDX(texts, i, const char *));
    }
    *end++ = ']';
    *end = '\0';
    return json;
}

/* '0' follows '/'. No UTF-8 holds 0xff. */
static const char *past_folder(const char *folder, apr_pool_t *result_pool)
{
    apr_size_t length = strlen(folder);
    return length
               ? apr_pstrcat(result_pool, apr_pstrndup(result_pool, folder, length - 1), "0", NULL)
               : "\xff";
}

static apr_status_t find_list(stm_ask_t *ask, int group, int kind, const char *value)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(
        &query, ask->catalog->database,
        "SELECT id, count FROM lists WHERE newsroom = " STM_ROOM " AND kind = ?2 AND value = ?3",
        STM_VALUES(STM_TEXT(ask->newsroom), STM_NUMBER(kind), STM_TEXT(value)));
    if (!status) {
        status = stm_database_next(ask->catalog->database, query);
    }
    ask->is_unknown[group] = status == APR_EOF;
    if (!status) {
        ask->lists[group].id = sqlite3_column_int64(query, 0);
        ask->lists[group].count = sqlite3_column_int(query, 1);
        stm_database_leave(query);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

static apr_status_t find_lists(stm_ask_t *ask)
{
    const stm_filter_t *filter = &ask->query->filter;
    apr_status_t status = find_list(ask, STM_ASK_FOLDER, STM_LIST_BELOW, ask->query->folder);
    int kind;
    for (kind = STM_FACET_TAG; !status && kind < STM_FACET_KINDS; kind++) {
        if (filter->values[kind]) {
            status = find_list(ask, kind, kind == STM_FACET_LANG ? (int)STM_LIST_RANGE : kind,
                               filter->values[kind]);
        }
    }
    return status;
}

static apr_status_t read_labels(const apr_array_header_t **labels, stm_ask_t *ask, apr_int64_t id)
{
    apr_array_header_t *all = apr_array_make(ask->pool, 12, sizeof(stm_ask_label_t));
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(
        &query, ask->catalog->database,
        "SELECT list, kind FROM labels WHERE entry = ?1 ORDER BY list", STM_VALUES(STM_NUMBER(id)));
    while (!status && !(status = stm_database_next(ask->catalog->database, query))) {
        stm_ask_label_t *label = apr_array_push(all);
        label->list = sqlite3_column_int64(query, 0);
        label->kind = sqlite3_column_int(query, 1);
    }
    *labels = all;
    return status == APR_EOF ? APR_SUCCESS : status;
}

static int compare_places(const void *one, const void *other)
{
    const stm_correction_t *a = one, *b = other;
    int order = memcmp(a->place, b->place, a->size < b->size ? a->size : b->size);
    return order ? order : (a->size > b->size) - (a->size < b->size);
}

static apr_status_t add_correction(stm_ask_t *ask, sqlite3_stmt *query)
{
    int step = sqlite3_column_int(query, 4) - sqlite3_column_int(query, 3);
    stm_correction_t *correction;
    if (!step) {
        return APR_SUCCESS;
    }
    correction = apr_array_push(ask->corrections);
    correction->step = step;
    correction->moment = sqlite3_column_int64(query, step > 0 ? 1 : 5);
    correction->place = stm_catalog_place(&correction->size, sqlite3_column_int64(query, 1),
                                          (const char *)sqlite3_column_text(query, 2), ask->pool);
    return read_labels(&correction->labels, ask, sqlite3_column_int64(query, 0));
}

/* What is in a folder that is left out is taken off as a whole, see count_out. */
static apr_status_t find_corrections(stm_ask_t *ask, apr_time_t counted_at)
{
    apr_time_t moment = ask->query->moment;
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(
        &query, ask->catalog->database,
        "SELECT id, visible_from, tie,"
        " is_counted AND folder NOT IN (SELECT value FROM json_each(?5)),"
        " state = 3 AND " STM_LISTED("?4") " AND folder NOT IN (SELECT value FROM json_each(?5)),"
                                           " listed_until FROM entries WHERE id IN (" STM_MOVED(
                                               "?2", "?3") ")",
        STM_VALUES(STM_TEXT(ask->newsroom), STM_NUMBER(counted_at < moment ? counted_at : moment),
                   STM_NUMBER(counted_at < moment ? moment : counted_at), STM_NUMBER(moment),
                   STM_TEXT(ask->without_folders)));
    while (!status && !(status = stm_database_next(ask->catalog->database, query))) {
        status = add_correction(ask, query);
    }
    qsort(ask->corrections->elts, (size_t)ask->corrections->nelts, sizeof(stm_correction_t),
          compare_places);
    return status == APR_EOF ? APR_SUCCESS : status;
}

/* The languages (const char *) whose forms of words are looked for: that of the filter, else those
 * of most statements. */
static apr_status_t find_languages(apr_array_header_t **langs, const stm_ask_t *ask)
{
    const char *given = ask->query->filter.values[STM_FACET_LANG];
    sqlite3_stmt *query;
    apr_status_t status;

    *langs = apr_array_make(ask->pool, LANGS_MAX, sizeof(const char *));
    if (given) {
        APR_ARRAY_PUSH(*langs, const char *) = given;
        return APR_SUCCESS;
    }
    status = stm_database_query(&query, ask->catalog->database,
                                "SELECT value FROM lists WHERE newsroom = " STM_ROOM
                                " AND kind = 5 AND instr(value, '-') = 0"
                                " ORDER BY count DESC, value LIMIT ?2",
                                STM_VALUES(STM_TEXT(ask->newsroom), STM_NUMBER(LANGS_MAX)));
    while (!status && !(status = stm_database_next(ask->catalog->database, query))) {
        if (stm_stem_is_there((const char *)sqlite3_column_text(query, 0))) {
            APR_ARRAY_PUSH(*langs, const char *) = stm_database_text(query, 0, ask->pool);
        }
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

static void set_phrases(stm_ask_t *ask, const apr_array_header_t *phrases)
{
    apr_array_header_t *owners = apr_array_make(ask->pool, 16, sizeof(int));

    ask->phrases = phrases;
    ask->match = stm_search_match(phrases, owners, ask->pool);
    ask->owners = owners;
}

/* Longer words are not looked for where more than can be ranked have the word itself. */
static apr_status_t choose_match(stm_ask_t *ask)
{
    apr_array_header_t *phrases, *closed, *langs;
    const char *match;
    apr_int64_t count = 0;
    apr_status_t status = find_languages(&langs, ask);
    if (status) {
        return status;
    }
    phrases = stm_search_phrases(ask->query->filter.q, langs, ask->pool);
    set_phrases(ask, phrases);
    if (!stm_search_is_open(phrases)) {
        return APR_SUCCESS;
    }
    closed = apr_array_copy(ask->pool, phrases);
    stm_search_close(closed);
    match = stm_search_match(closed, NULL, ask->pool);
    status = stm_database_number(
        &count, ask->catalog->database,
        "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ?1 LIMIT ?2)",
        STM_VALUES(STM_TEXT(match), STM_NUMBER(STM_RANKED_MAX + 1)));
    if (count > STM_RANKED_MAX) {
        set_phrases(ask, closed);
    }
    return status;
}

apr_status_t stm_ask_start(stm_ask_t *ask, stm_catalog_t *catalog, const char *newsroom,
                           const stm_query_t *query, apr_pool_t *pool)
{
    apr_int64_t counted_at;
    apr_status_t status;
    memset(ask, 0, sizeof(*ask));
    ask->catalog = catalog;
    ask->newsroom = newsroom;
    ask->query = query;
    ask->pool = pool;
    ask->past_folder = past_folder(query->folder, pool);
    ask->has_folders_out = query->without_folders && query->without_folders->nelts;
    ask->without_folders = stm_ask_json(query->without_folders, pool);
    ask->corrections = apr_array_make(pool, 1, sizeof(stm_correction_t));
    status = query->filter.q ? choose_match(ask) : APR_SUCCESS;
    if (!status) {
        status = find_lists(ask);
    }
    if (status || query->show == STM_SHOW_ALL || query->filter.q) {
        return status;
    }
    status = stm_database_number(&counted_at, catalog->database,
                                 "SELECT counted_at FROM newsrooms WHERE key = ?1",
                                 STM_VALUES(STM_TEXT(newsroom)));
    return status ? (status == APR_ENOENT ? APR_SUCCESS : status)
                  : find_corrections(ask, counted_at);
}

static void add_list(stm_choice_t *choice, const stm_ask_list_t *list)
{
    int at = choice->count++;
    while (at > 0 && choice->lists[at - 1].count > list->count) {
        choice->lists[at] = choice->lists[at - 1];
        at--;
    }
    choice->lists[at] = *list;
}

stm_choice_t stm_ask_choose(const stm_ask_t *ask, int but)
{
    stm_choice_t choice = {0};
    int kind;
    for (kind = STM_FACET_TAG; kind < STM_ASK_KINDS; kind++) {
        if (kind != but && ask->is_unknown[kind]) {
            memset(&choice, 0, sizeof(choice));
            return choice;
        }
        if (kind == STM_ASK_FOLDER) {
            choice.filters = choice.count;
        }
        if (kind != but && ask->lists[kind].id &&
            !(kind == STM_ASK_FOLDER && choice.count && !*ask->query->folder)) {
            add_list(&choice, &ask->lists[kind]);
        }
    }
    return choice;
}

int stm_ask_has_bounds(const stm_ask_t *ask)
{
    return ask->query->from || ask->query->until;
}

int stm_ask_is_counted(const stm_ask_t *ask, const stm_choice_t *choice, int more)
{
    return ask->query->show != STM_SHOW_ALL && !stm_ask_has_bounds(ask) &&
           choice->count + more <= 2 && (!ask->has_folders_out || choice->filters + more <= 1);
}

int stm_ask_concerns(const stm_correction_t *correction, const stm_choice_t *choice)
{
    int i, j, found = 0;
    for (i = 0; i < choice->count; i++) {
        for (j = 0; j < correction->labels->nelts; j++) {
            found +=
                APR_ARRAY_IDX(correction->labels, j, stm_ask_label_t).list == choice->lists[i].id;
        }
    }
    return found == choice->count;
}

static apr_status_t count_pair(apr_int64_t *count, const stm_ask_t *ask, apr_int64_t one,
                               apr_int64_t other)
{
    return stm_database_number(count, ask->catalog->database,
                               "SELECT ifnull((SELECT count FROM pairs WHERE list = ?1 AND"
                               " other = ?2), (SELECT ifnull(sum(count), 0) FROM pairs"
                               " WHERE list = ?2 AND other = ?1))",
                               STM_VALUES(STM_NUMBER(one), STM_NUMBER(other)));
}

/* How many of @a filter (0: of all) are in folders that are left out. */
static apr_status_t count_out(apr_int64_t *count, const stm_ask_t *ask, apr_int64_t filter)
{
    return stm_database_number(
        count, ask->catalog->database,
        "SELECT ifnull(sum(CASE ?5 WHEN 0 THEN s.count ELSE p.count END), 0) FROM lists s"
        " LEFT JOIN pairs p ON p.list = s.id AND p.other = ?5 WHERE s.newsroom = " STM_ROOM
        " AND s.kind = 7 AND s.value IN (SELECT value FROM json_each(?2))"
        " AND s.value >= ?3 AND s.value < ?4",
        STM_VALUES(STM_TEXT(ask->newsroom), STM_TEXT(ask->without_folders),
                   STM_TEXT(ask->query->folder), STM_TEXT(ask->past_folder), STM_NUMBER(filter)));
}

static apr_int64_t only_filter(const stm_ask_t *ask, const stm_choice_t *choice)
{
    int i;
    for (i = 0; i < choice->count; i++) {
        if (choice->lists[i].id != ask->lists[STM_ASK_FOLDER].id) {
            return choice->lists[i].id;
        }
    }
    return 0;
}

apr_status_t stm_ask_count(apr_int64_t *count, const stm_ask_t *ask, const stm_choice_t *choice)
{
    apr_int64_t out = 0;
    apr_status_t status = APR_SUCCESS;
    int i;
    *count = choice->count ? choice->lists[0].count : 0;
    if (choice->count == 2) {
        status = count_pair(count, ask, choice->lists[0].id, choice->lists[1].id);
    }
    if (!status && choice->count && ask->has_folders_out) {
        status = count_out(&out, ask, only_filter(ask, choice));
    }
    *count -= out;
    for (i = 0; choice->count && i < ask->corrections->nelts; i++) {
        const stm_correction_t *correction = &APR_ARRAY_IDX(ask->corrections, i, stm_correction_t);
        *count += stm_ask_concerns(correction, choice) ? correction->step : 0;
    }
    return status;
}

/* The whole newsroom's list says nothing that is not asked for anyway. */
static int says_nothing(const stm_ask_t *ask, const stm_ask_list_t *list)
{
    return list->id == ask->lists[STM_ASK_FOLDER].id && !*ask->query->folder;
}

static void bind_list(stm_value_t *value, const stm_ask_t *ask, const stm_choice_t *choice, int at,
                      int is_room)
{
    *value = at >= choice->count || (is_room && says_nothing(ask, &choice->lists[at]))
                 ? (stm_value_t)STM_TEXT(NULL)
                 : (stm_value_t)STM_NUMBER(choice->lists[at].id);
}

void stm_ask_bind_cursor(stm_value_t *values, const stm_ask_t *ask)
{
    const stm_list_cursor_t *after = ask->query->after;
    values[0] = after ? (stm_value_t)STM_NUMBER(after->moment) : (stm_value_t)STM_TEXT(NULL);
    values[1] = (stm_value_t)STM_TEXT(after ? after->tie : NULL);
}

/* The newest stands first. */
static void bind_bounds(stm_value_t *start, stm_value_t *end, const stm_ask_t *ask)
{
    const stm_query_t *query = ask->query;
    apr_time_t last = query->until ? query->until - 1 : STM_NEVER;
    apr_size_t size;
    if (query->show == STM_SHOW_ALL) {
        last = query->after && query->after->moment < last ? query->after->moment : last;
        *start = (stm_value_t)STM_NUMBER(last);
        *end = (stm_value_t)STM_NUMBER(query->from ? query->from : APR_INT64_MIN);
        return;
    }
    *start = (stm_value_t)STM_BLOB("", 0);
    *end = (stm_value_t)STM_BLOB(PAST_ALL, sizeof(PAST_ALL) - 1);
    if (query->until) {
        start->text = stm_catalog_place(&size, last, NULL, ask->pool);
        start->size = size;
    }
    /* Behind the end of a tie comes its zero. */
    if (query->after && query->after->moment <= last) {
        start->text = stm_catalog_place(&size, query->after->moment, query->after->tie, ask->pool);
        start->size = size + 1;
    }
    if (query->from) {
        end->text = stm_catalog_place(&size, query->from - 1, NULL, ask->pool);
        end->size = size;
    }
}

void stm_ask_bind(stm_value_t *values, const stm_ask_t *ask, const stm_choice_t *choice)
{
    int is_room = ask->query->show == STM_SHOW_ALL, i;
    values[0] = is_room ? (stm_value_t)STM_TEXT(ask->newsroom)
                        : (stm_value_t)STM_NUMBER(choice->lists[0].id);
    bind_bounds(&values[1], &values[9], ask);
    values[2] = (stm_value_t)STM_NUMBER(ask->query->moment);
    for (i = 0; i < STM_ASK_KINDS - 1; i++) {
        bind_list(&values[3 + i], ask, choice, is_room ? i : i + 1, is_room);
    }
    values[8] = (stm_value_t)STM_TEXT(ask->without_folders);
}
