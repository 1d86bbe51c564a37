#include "httpd/handlers/archives.h"

#include <apr_strings.h>
#include <string.h>

#include "core/site/address.h"
#include "httpd/access/list_access.h"

static int is_archive(const stmh_chapter_t *chapter)
{
    return chapter->archive.name[0] != '\0';
}

void stmh_archives_parse(stmh_chapter_t *chapter, stm_query_t *query, const stmh_request_t *request)
{
    const int feed_items = request->mount->newsroom->feed_items;

    memset(chapter, 0, sizeof(*chapter));
    if (query->filter.q || !stm_archive_parse(&chapter->archive, request->query)) {
        chapter->archive.name[0] = '\0';
    }
    query->limit = feed_items;
    if (is_archive(chapter)) {
        chapter->skip = stm_address_number(request->query, "skip");
        query->from = chapter->archive.from;
        query->until = chapter->archive.until;
        query->offset = chapter->skip;
        query->limit = stm_archive_items(feed_items);
    }
}

static const char *join(const char *query, const char *more, apr_pool_t *pool)
{
    return apr_pstrcat(pool, query, *query && *more ? "&" : "", more, NULL);
}

const char *stmh_archives_query(const stmh_chapter_t *chapter, const stm_filter_t *filter,
                                apr_pool_t *result_pool)
{
    const char *query = stm_filter_query(filter, result_pool);

    if (is_archive(chapter)) {
        query = join(query, apr_pstrcat(result_pool, "archive=", chapter->archive.name, NULL),
                     result_pool);
    }
    return chapter->skip
               ? join(query, apr_psprintf(result_pool, "skip=%d", chapter->skip), result_pool)
               : query;
}

int stmh_archives_is_over(const stmh_chapter_t *chapter, const stmh_request_t *request)
{
    return is_archive(chapter) && chapter->archive.until <= request->moment;
}

/* At @a moment the document becomes another, or has become what it is. */
static void bound_change(const stmh_request_t *request, stmh_answer_t *answer, apr_time_t moment)
{
    if (moment > request->moment) {
        stmh_answer_bound(answer, moment);
    }
    else if (moment > answer->last_change) {
        answer->last_change = moment;
    }
}

/* Once a longer span around it is over, that one may take its place. */
static void bound_choice(const stmh_request_t *request, stmh_answer_t *answer,
                         const stm_archive_t *archive)
{
    stm_archive_t around;
    int span;

    for (span = STM_SPAN_YEAR; span <= STM_SPAN_SECOND; span++) {
        if (!stm_archive_at(&around, (stm_span_t)span, archive->from)) {
            bound_change(request, answer, around.until);
        }
    }
}

static apr_status_t find_archive(stm_archive_t *archive, const stm_query_t *query,
                                 const stmh_request_t *request, const stmh_lookup_t *lookup)
{
    stm_query_t before = *query;

    before.limit = stm_archive_items(request->mount->newsroom->feed_items);
    return stm_catalog_archive(archive, lookup->handle->catalog, request->mount->newsroom->key,
                               &before);
}

apr_status_t stmh_archives_previous(stmh_chapter_t *previous, const stmh_chapter_t *chapter,
                                    const stm_query_t *query, int shown, int total,
                                    const stmh_exchange_t *exchange)
{
    const stmh_request_t *request = exchange->request;
    stmh_lookup_t *lookup = exchange->lookup;
    stmh_answer_t *answer = exchange->answer;
    stm_query_t before = *query;
    apr_status_t status;

    memset(previous, 0, sizeof(*previous));
    if (!is_archive(chapter)) {
        before.offset = shown;
        status =
            shown < total ? find_archive(&previous->archive, &before, request, lookup) : APR_ENOENT;
        if (!status) {
            bound_choice(request, answer, &previous->archive);
        }
        return status;
    }
    bound_change(request, answer, chapter->archive.until);
    if (shown < total - query->offset) {
        *previous = *chapter;
        previous->skip = query->offset + shown;
        return APR_SUCCESS;
    }
    before.offset = 0;
    before.from = 0;
    before.until = chapter->archive.from;
    return find_archive(&previous->archive, &before, request, lookup);
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

apr_status_t stmh_archives_precede(stmh_chapter_t *previous, const stmh_chapter_t *chapter,
                                   const stm_query_t *query, int shown,
                                   const stm_entry_t *following, const stmh_exchange_t *exchange)
{
    const stmh_request_t *request = exchange->request;
    stmh_lookup_t *lookup = exchange->lookup;
    stmh_answer_t *answer = exchange->answer;
    const stm_entry_t *first = following;
    apr_time_t end = is_archive(chapter) ? chapter->archive.from : request->moment;
    apr_status_t status = APR_SUCCESS;

    memset(previous, 0, sizeof(*previous));
    if (query->filter.q) {
        return APR_SUCCESS;
    }
    if (is_archive(chapter)) {
        bound_change(request, answer, chapter->archive.until);
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
    if (!status && !is_archive(chapter) && is_archive(previous)) {
        bound_choice(request, answer, &previous->archive);
    }
    return status == APR_ENOENT ? APR_SUCCESS : status;
}
