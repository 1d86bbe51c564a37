#include "core/catalog/listing.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/json.h"
#include "core/search/query.h"
#include "core/search/stem.h"

/* A search knows no more languages of a newsroom; Snowball has stemmers for some thirty. */
#define LANGS_MAX 64

const char *stm_listing_json(const apr_array_header_t *texts, apr_pool_t *result_pool)
{
    apr_array_header_t *strings = apr_array_make(result_pool, 4, sizeof(const char *));

    for (int i = 0; texts && i < texts->nelts; i++) {
        APR_ARRAY_PUSH(strings, const char *) =
            stm_json_string(APR_ARRAY_IDX(texts, i, const char *), result_pool);
    }
    return apr_pstrcat(result_pool, "[", apr_array_pstrcat(result_pool, strings, ','), "]", NULL);
}

/* '0' follows '/'. No UTF-8 holds 0xff. */
const char *stm_listing_past_folder(const char *folder, apr_pool_t *result_pool)
{
    apr_size_t length = strlen(folder);
    return length
               ? apr_pstrcat(result_pool, apr_pstrndup(result_pool, folder, length - 1), "0", NULL)
               : "\xff";
}

static void say(stm_listing_t *listing, apr_int64_t id, int bit)
{
    int number = stm_id_map_add(&listing->said, id);

    if (number == listing->says->nelts) {
        APR_ARRAY_PUSH(listing->says, unsigned char) = 0;
    }
    APR_ARRAY_IDX(listing->says, number, unsigned char) |= (unsigned char)bit;
}

int stm_listing_says(const stm_listing_t *listing, apr_int64_t id)
{
    int number = stm_id_map_find(&listing->said, id);

    return number < 0 ? 0 : APR_ARRAY_IDX(listing->says, number, unsigned char);
}

/* A value that nothing has is wanted, too: then nothing is found. */
static apr_status_t want(stm_listing_t *listing, int bit, int kind, const char *value)
{
    apr_int64_t id = 0;
    apr_status_t status = stm_database_number(
        &id, listing->catalog->database,
        "SELECT id FROM facet_values WHERE newsroom = " STM_NEWSROOM_ID
        " AND kind = ?2 AND value = ?3",
        STM_VALUES(STM_TEXT(listing->newsroom), STM_NUMBER(kind), STM_TEXT(value)));

    listing->wanted |= bit;
    if (!status) {
        say(listing, id, bit);
    }
    return status == APR_ENOENT ? APR_SUCCESS : status;
}

static apr_status_t want_all(stm_listing_t *listing)
{
    const stm_query_t *query = listing->query;
    apr_status_t status = *query->folder
                              ? want(listing, STM_LACKS_FOLDER, STM_KIND_BELOW, query->folder)
                              : APR_SUCCESS;

    for (int kind = STM_FACET_TAG; !status && kind < STM_FACET_KINDS; kind++) {
        if (query->filter.values[kind]) {
            status = want(listing, 1 << kind, kind == STM_FACET_LANG ? (int)STM_KIND_RANGE : kind,
                          query->filter.values[kind]);
        }
    }
    return status;
}

static apr_status_t leave_folders_out(stm_listing_t *listing)
{
    const apr_array_header_t *folders = listing->query->without_folders;
    sqlite3_stmt *query;
    apr_status_t status;

    if (!folders || !folders->nelts) {
        return APR_SUCCESS;
    }
    listing->has_folders_out = 1;
    status = stm_database_query(&query, listing->catalog->database,
                                "SELECT id FROM facet_values WHERE newsroom = " STM_NEWSROOM_ID
                                " AND kind = 7 AND value IN (SELECT value FROM json_each(?2))",
                                STM_VALUES(STM_TEXT(listing->newsroom),
                                           STM_TEXT(stm_listing_json(folders, listing->pool))));
    while (!status && !(status = stm_database_next(listing->catalog->database, query))) {
        say(listing, sqlite3_column_int64(query, 0), STM_LACKS_ACCESS);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

static apr_status_t read_filters(stm_listing_t *listing)
{
    apr_status_t status;

    stm_id_map_init(&listing->said, listing->pool);
    listing->says = apr_array_make(listing->pool, 8, sizeof(unsigned char));
    status = want_all(listing);
    return status ? status : leave_folders_out(listing);
}

/* The languages (const char *) whose forms of words are looked for: that of the filter, else those
 * of most statements. */
static apr_status_t find_languages(apr_array_header_t **langs, const stm_listing_t *listing)
{
    const char *given = listing->query->filter.values[STM_FACET_LANG];
    sqlite3_stmt *query;
    apr_status_t status;

    *langs = apr_array_make(listing->pool, LANGS_MAX, sizeof(const char *));
    if (given) {
        APR_ARRAY_PUSH(*langs, const char *) = given;
        return APR_SUCCESS;
    }
    status = stm_database_query(&query, listing->catalog->database,
                                "SELECT value FROM facet_values WHERE newsroom = " STM_NEWSROOM_ID
                                " AND kind = 5 AND instr(value, '-') = 0"
                                " ORDER BY count DESC, value LIMIT ?2",
                                STM_VALUES(STM_TEXT(listing->newsroom), STM_NUMBER(LANGS_MAX)));
    while (!status && !(status = stm_database_next(listing->catalog->database, query))) {
        if (stm_stem_is_there((const char *)sqlite3_column_text(query, 0))) {
            APR_ARRAY_PUSH(*langs, const char *) = stm_database_text(query, 0, listing->pool);
        }
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

static void set_phrases(stm_listing_t *listing, const apr_array_header_t *phrases)
{
    apr_array_header_t *owners = apr_array_make(listing->pool, 16, sizeof(int));

    listing->phrases = phrases;
    listing->match = stm_search_match(phrases, owners, listing->pool);
    listing->owners = owners;
}

/* Longer words are not looked for where more than can be ranked have the word itself. */
static apr_status_t choose_match(stm_listing_t *listing)
{
    apr_array_header_t *phrases, *closed, *langs;
    const char *match;
    apr_int64_t count = 0;
    apr_status_t status = find_languages(&langs, listing);
    if (status) {
        return status;
    }
    phrases = stm_search_phrases(listing->query->filter.q, langs, listing->pool);
    set_phrases(listing, phrases);
    if (!stm_search_is_open(phrases)) {
        return APR_SUCCESS;
    }
    closed = apr_array_copy(listing->pool, phrases);
    stm_search_close(closed);
    match = stm_search_match(closed, NULL, listing->pool);
    status = stm_database_number(
        &count, listing->catalog->database,
        "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ?1 LIMIT ?2)",
        STM_VALUES(STM_TEXT(match), STM_NUMBER(STM_RANKED_MAX + 1)));
    if (count > STM_RANKED_MAX) {
        set_phrases(listing, closed);
    }
    return status;
}

apr_status_t stm_listing_start(stm_listing_t *listing, stm_catalog_t *catalog, const char *newsroom,
                               const stm_query_t *query, apr_pool_t *pool)
{
    apr_status_t status;

    memset(listing, 0, sizeof(*listing));
    listing->catalog = catalog;
    listing->newsroom = newsroom;
    listing->query = query;
    listing->pool = pool;
    status = query->filter.q ? choose_match(listing) : APR_SUCCESS;
    return status ? status : read_filters(listing);
}

int stm_listing_is_empty(const stm_listing_t *listing)
{
    return listing->query->filter.q && !listing->match;
}

static int leaves_nothing_out(const stm_listing_t *listing)
{
    const stm_query_t *query = listing->query;

    return query->show != STM_SHOW_ALL && !query->filter.q && !listing->wanted && !query->from &&
           !query->until && !query->after && !listing->has_folders_out;
}

apr_status_t stm_listing_is_counted(int *is_counted, const stm_listing_t *listing)
{
    apr_time_t moment = listing->query->moment, counted_at;
    apr_int64_t has_moved = 1;
    apr_status_t status;

    *is_counted = 0;
    if (!leaves_nothing_out(listing)) {
        return APR_SUCCESS;
    }
    status = stm_database_number(&counted_at, listing->catalog->database,
                                 "SELECT counted_at FROM newsrooms WHERE key = ?1",
                                 STM_VALUES(STM_TEXT(listing->newsroom)));
    if (!status) {
        status = stm_database_number(
            &has_moved, listing->catalog->database, "SELECT EXISTS (" STM_MOVED("?2", "?3") ")",
            STM_VALUES(STM_TEXT(listing->newsroom),
                       STM_NUMBER(counted_at < moment ? counted_at : moment),
                       STM_NUMBER(counted_at < moment ? moment : counted_at)));
    }
    *is_counted = !status && !has_moved;
    return status == APR_ENOENT ? APR_SUCCESS : status;
}
