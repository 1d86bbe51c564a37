#include "core/site/list_cursor.h"

#include <apr_escape.h>
#include <apr_strings.h>
#include <errno.h>
#include <string.h>

#define NAME "before="

/* The first one counts. */
static const char *find(const char *query, apr_pool_t *pool)
{
    while (query && strncmp(query, NAME, sizeof(NAME) - 1)) {
        query = strchr(query, '&');
        query = query ? query + 1 : NULL;
    }
    if (!query) {
        return NULL;
    }
    query += sizeof(NAME) - 1;
    return apr_punescape_url(pool, apr_pstrmemdup(pool, query, strcspn(query, "&")), NULL, NULL, 1);
}

int stm_list_cursor_parse(stm_list_cursor_t *cursor, const char *query, apr_pool_t *result_pool)
{
    const char *value = find(query, result_pool);
    char *end;

    if (!value) {
        return 0;
    }
    errno = 0;
    cursor->moment = apr_strtoi64(value, &end, 10);
    if (end == value || errno || *end != '-') {
        return 0;
    }
    cursor->tie = end + 1;
    return 1;
}

const char *stm_list_cursor_query(const stm_list_cursor_t *cursor, apr_pool_t *result_pool)
{
    return apr_psprintf(result_pool, NAME "%" APR_TIME_T_FMT "-%s", cursor->moment,
                        apr_pescape_urlencoded(result_pool, cursor->tie));
}
