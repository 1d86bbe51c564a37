#include "command/notify_line.h"

#include <apr_strings.h>
#include <sqlite3.h>
#include <string.h>

#include "core/site/address.h"

static const char *text_of(sqlite3_stmt *query, int column, apr_pool_t *pool)
{
    const unsigned char *text = sqlite3_column_text(query, column);

    return text ? apr_pstrdup(pool, (const char *)text) : NULL;
}

static int read_members(notify_line_t *line, sqlite3 *json, apr_pool_t *pool)
{
    sqlite3_stmt *query = NULL;
    int is_read = sqlite3_prepare_v2(json,
                                     "SELECT ?1 ->> 'id', ?1 ->> 'event', ?1 ->> 'base',"
                                     " ?1 ->> 'name', ?1 ->> 'was', ?1 ->> 'url',"
                                     " ?1 ->> 'wasUrl', ?1 ->> 'title'",
                                     -1, &query, NULL) == SQLITE_OK &&
                  sqlite3_bind_text(query, 1, line->text, -1, SQLITE_STATIC) == SQLITE_OK &&
                  sqlite3_step(query) == SQLITE_ROW;

    if (is_read) {
        const char **members[] = {&line->id,  &line->event, &line->base,    &line->name,
                                  &line->was, &line->url,   &line->was_url, &line->title};

        for (int i = 0; i < 8; i++) {
            *members[i] = text_of(query, i, pool);
        }
    }
    sqlite3_finalize(query);
    return is_read && line->id && line->event;
}

static void read_keys(notify_line_t *line, sqlite3 *json, apr_pool_t *pool)
{
    sqlite3_stmt *query = NULL;

    line->keys = apr_array_make(pool, 4, sizeof(const char *));
    if (sqlite3_prepare_v2(json, "SELECT value FROM json_each(?1, '$.keys')", -1, &query, NULL) ==
            SQLITE_OK &&
        sqlite3_bind_text(query, 1, line->text, -1, SQLITE_STATIC) == SQLITE_OK) {
        while (sqlite3_step(query) == SQLITE_ROW) {
            APR_ARRAY_PUSH(line->keys, const char *) = text_of(query, 0, pool);
        }
    }
    sqlite3_finalize(query);
}

static const char *address(const char *base, const char *name, apr_pool_t *pool)
{
    return base && name ? apr_pstrcat(pool, base, stm_address_encode(name, 0, pool), NULL) : NULL;
}

apr_status_t notify_line_read(notify_line_t **line, const char *text, const char *base,
                              apr_pool_t *result_pool)
{
    notify_line_t *read = apr_pcalloc(result_pool, sizeof(*read));
    sqlite3 *json = NULL;
    int is_read;

    read->text = text;
    is_read = sqlite3_open(":memory:", &json) == SQLITE_OK && read_members(read, json, result_pool);
    if (is_read) {
        read_keys(read, json, result_pool);
    }
    sqlite3_close(json);
    if (!is_read) {
        return APR_EINVAL;
    }
    read->base = read->base ? read->base : base;
    read->url = read->url ? read->url : address(read->base, read->name, result_pool);
    read->was_url = read->was_url ? read->was_url : address(read->base, read->was, result_pool);
    *line = read;
    return APR_SUCCESS;
}

int notify_line_is_shown(const notify_line_t *line)
{
    return line->name && strcmp(line->event, "withdrawn") != 0 &&
           strcmp(line->event, "deleted") != 0 && strcmp(line->event, "hidden") != 0;
}
