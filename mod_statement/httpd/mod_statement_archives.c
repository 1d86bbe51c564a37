#include "mod_statement_archives.h"

#include <apr_strings.h>
#include <string.h>

#include "stm_address.h"

static int is_archive(const stm_chapter_t *chapter)
{
    return chapter->archive.name[0] != '\0';
}

void stm_archives_parse(stm_chapter_t *chapter, stm_query_t *query, const stm_job_t *job)
{
    const int feed_items = job->place->newsroom->feed_items;

    memset(chapter, 0, sizeof(*chapter));
    if (query->filter.q || !stm_archive_parse(&chapter->archive, job->query)) {
        chapter->archive.name[0] = '\0';
    }
    query->limit = feed_items;
    if (is_archive(chapter)) {
        chapter->skip = stm_address_number(job->query, "skip");
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

const char *stm_archives_query(const stm_chapter_t *chapter, const stm_filter_t *filter,
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

int stm_archives_is_over(const stm_chapter_t *chapter, const stm_job_t *job)
{
    return is_archive(chapter) && chapter->archive.until <= job->moment;
}

/* At @a moment the document becomes another, or has become what it is. */
static void bound_change(stm_job_t *job, apr_time_t moment)
{
    if (moment > job->moment) {
        job->next_change = moment < job->next_change ? moment : job->next_change;
    }
    else if (moment > job->last_change) {
        job->last_change = moment;
    }
}

/* Once a longer span around it is over, that one may take its place. */
static void bound_choice(stm_job_t *job, const stm_archive_t *archive)
{
    stm_archive_t around;
    int span;

    for (span = STM_SPAN_YEAR; span <= STM_SPAN_SECOND; span++) {
        if (!stm_archive_at(&around, (stm_span_t)span, archive->from)) {
            bound_change(job, around.until);
        }
    }
}

static apr_status_t find_archive(stm_archive_t *archive, const stm_query_t *query, stm_job_t *job)
{
    stm_query_t before = *query;

    before.limit = stm_archive_items(job->place->newsroom->feed_items);
    return stm_catalog_archive(archive, job->store->catalog, job->place->newsroom->key, &before);
}

apr_status_t stm_archives_previous(stm_chapter_t *previous, const stm_chapter_t *chapter,
                                   const stm_query_t *query, int shown, int total, stm_job_t *job)
{
    stm_query_t before = *query;
    apr_status_t status;

    memset(previous, 0, sizeof(*previous));
    if (!is_archive(chapter)) {
        before.offset = shown;
        status = shown < total ? find_archive(&previous->archive, &before, job) : APR_ENOENT;
        if (!status) {
            bound_choice(job, &previous->archive);
        }
        return status;
    }
    bound_change(job, chapter->archive.until);
    if (shown < total - query->offset) {
        *previous = *chapter;
        previous->skip = query->offset + shown;
        return APR_SUCCESS;
    }
    before.offset = 0;
    before.from = 0;
    before.until = chapter->archive.from;
    return find_archive(&previous->archive, &before, job);
}
