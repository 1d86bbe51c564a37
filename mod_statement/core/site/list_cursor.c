#include "core/site/list_cursor.h"

#include <apr_escape.h>
#include <apr_strings.h>
#include <errno.h>
#include <string.h>

#include "core/site/address.h"

#define NAME "before"

static const char *find(const char *query, apr_pool_t *pool)
{
    const char *value = stm_address_value(query, NAME);

    return value ? apr_punescape_url(pool, apr_pstrmemdup(pool, value, strcspn(value, "&")), NULL,
                                     NULL, 1)
                 : NULL;
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
    return apr_psprintf(result_pool, NAME "=%" APR_TIME_T_FMT "-%s", cursor->moment,
                        apr_pescape_urlencoded(result_pool, cursor->tie));
}
