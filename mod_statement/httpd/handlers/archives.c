#include "httpd/handlers/archives.h"

#include <apr_strings.h>
#include <string.h>

#include "core/site/address.h"
#include "httpd/access/list_access.h"

static stm_validity_t validity_of(const stmh_request_t *request, const stmh_answer_t *answer)
{
    return (stm_validity_t){request->moment, answer->next_change, answer->last_change};
}

static void keep(stmh_answer_t *answer, const stm_validity_t *validity)
{
    answer->next_change = validity->next_change;
    answer->last_change = validity->last_change;
}

apr_status_t stmh_archives_previous(stm_chapter_t *previous, const stm_chapter_t *chapter,
                                    const stm_query_t *query, int shown, int total,
                                    const stmh_exchange_t *exchange)
{
    const stmh_request_t *request = exchange->request;
    stm_validity_t validity = validity_of(request, exchange->answer);
    apr_status_t status =
        stm_chapter_previous(previous, &validity, chapter, exchange->lookup->handle->catalog,
                             request->mount->newsroom, query, shown, total);

    keep(exchange->answer, &validity);
    return status;
}

/* The newest that this reader may be told of before @a until; NULL: none. */
static apr_status_t find_newest(const stm_entry_t **newest, const stm_query_t *query,
                                apr_time_t until, const stmh_request_t *request,
                                const stmh_lookup_t *lookup)
{
    const stm_entry_t *ignored;
    apr_array_header_t *entries;
    stm_query_t before = *query;
    apr_status_t status;

    before.offset = 0;
    before.limit = 1;
    before.from = 0;
    before.until = until;
    status = stmh_list_access_list(&entries, &ignored, request, lookup, &before);
    *newest = !status && entries->nelts ? APR_ARRAY_IDX(entries, 0, const stm_entry_t *) : NULL;
    return status;
}

/* The longest span around @a moment that is over by @a end and not too full of what this reader may
 * be told of. */
static apr_status_t find_span(stm_archive_t *archive, const stm_query_t *query, apr_time_t moment,
                              apr_time_t end, const stmh_request_t *request,
                              const stmh_lookup_t *lookup)
{
    const stm_entry_t *following = NULL;
    apr_array_header_t *entries;
    stm_query_t within = *query;
    apr_status_t status = APR_SUCCESS;
    int span, is_found = 0;

    within.offset = 0;
    within.limit = stm_archive_items(request->mount->newsroom->feed_items);
    for (span = STM_SPAN_YEAR; !status && !is_found; span++) {
        status = stm_archive_at(archive, (stm_span_t)span, moment) ? APR_ENOENT : APR_SUCCESS;
        within.from = archive->from;
        within.until = archive->until;
        is_found = span == STM_SPAN_SECOND;
        if (!status && !is_found && archive->until <= end) {
            status = stmh_list_access_list(&entries, &following, request, lookup, &within);
            is_found = !following;
        }
    }
    return status;
}

static apr_time_t moment_of(const stm_entry_t *entry, const stmh_request_t *request)
{
    return stm_catalog_cursor(entry, request->mount->newsroom->show, request->pool).moment;
}

/* That in which @a first stands, or what comes after it where that has no known date. */
static apr_status_t find_around(stm_archive_t *archive, const stm_query_t *query,
                                const stm_entry_t *first, apr_time_t end,
                                const stmh_request_t *request, const stmh_lookup_t *lookup)
{
    apr_status_t status = APR_SUCCESS;

    if (first && moment_of(first, request) >= end) {
        status = find_newest(&first, query, end, request, lookup);
    }
    if (!status && first) {
        status = find_span(archive, query, moment_of(first, request), end, request, lookup);
    }
    return status;
}

apr_status_t stmh_archives_precede(stm_chapter_t *previous, const stm_chapter_t *chapter,
                                   const stm_query_t *query, int shown,
                                   const stm_entry_t *following, const stmh_exchange_t *exchange)
{
    const stmh_request_t *request = exchange->request;
    stmh_lookup_t *lookup = exchange->lookup;
    stm_validity_t validity = validity_of(request, exchange->answer);
    const stm_entry_t *first = following;
    apr_time_t end = stm_chapter_is_archive(chapter) ? chapter->archive.from : request->moment;
    apr_status_t status = APR_SUCCESS;

    memset(previous, 0, sizeof(*previous));
    if (query->filter.q) {
        return APR_SUCCESS;
    }
    if (stm_chapter_is_archive(chapter)) {
        stm_validity_bound(&validity, chapter->archive.until);
        keep(exchange->answer, &validity);
        if (following) {
            *previous = *chapter;
            previous->skip = query->offset + shown;
            return APR_SUCCESS;
        }
        status = find_newest(&first, query, end, request, lookup);
    }
    if (!status) {
        status = find_around(&previous->archive, query, first, end, request, lookup);
    }
    if (!status && !stm_chapter_is_archive(chapter) && stm_chapter_is_archive(previous)) {
        stm_chapter_bound(&validity, &previous->archive);
        keep(exchange->answer, &validity);
    }
    return status == APR_ENOENT ? APR_SUCCESS : status;
}
