#include "core/render/chapter.h"

#include <apr_strings.h>
#include <string.h>

#include "core/site/address.h"

void stm_chapter_parse(stm_chapter_t *chapter, stm_query_t *query, const char *text, int feed_items)
{
    memset(chapter, 0, sizeof(*chapter));
    if (query->filter.q || !stm_archive_parse(&chapter->archive, text)) {
        chapter->archive.name[0] = '\0';
    }
    query->limit = feed_items;
    if (stm_chapter_is_archive(chapter)) {
        chapter->skip = stm_address_number(text, "skip");
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

const char *stm_chapter_query(const stm_chapter_t *chapter, const stm_filter_t *filter,
                              apr_pool_t *result_pool)
{
    const char *query = stm_filter_query(filter, result_pool);

    if (stm_chapter_is_archive(chapter)) {
        query = join(query, apr_pstrcat(result_pool, "archive=", chapter->archive.name, NULL),
                     result_pool);
    }
    return chapter->skip
               ? join(query, apr_psprintf(result_pool, "skip=%d", chapter->skip), result_pool)
               : query;
}

int stm_chapter_is_over(const stm_chapter_t *chapter, apr_time_t moment)
{
    return stm_chapter_is_archive(chapter) && chapter->archive.until <= moment;
}

void stm_validity_bound(stm_validity_t *validity, apr_time_t change)
{
    if (change > validity->moment) {
        validity->next_change = change < validity->next_change ? change : validity->next_change;
    }
    else if (change > validity->last_change) {
        validity->last_change = change;
    }
}

void stm_chapter_bound(stm_validity_t *validity, const stm_archive_t *archive)
{
    stm_archive_t around;
    int span;

    for (span = STM_SPAN_YEAR; span <= STM_SPAN_SECOND; span++) {
        if (!stm_archive_at(&around, (stm_span_t)span, archive->from)) {
            stm_validity_bound(validity, around.until);
        }
    }
}

static apr_status_t find_archive(stm_archive_t *archive, stm_catalog_t *catalog,
                                 const stm_newsroom_t *newsroom, const stm_query_t *query)
{
    stm_query_t before = *query;

    before.limit = stm_archive_items(newsroom->feed_items);
    return stm_catalog_archive(archive, catalog, newsroom->key, &before);
}

apr_status_t stm_chapter_previous(stm_chapter_t *previous, stm_validity_t *validity,
                                  const stm_chapter_t *chapter, stm_catalog_t *catalog,
                                  const stm_newsroom_t *newsroom, const stm_query_t *query,
                                  int shown, int total)
{
    stm_query_t before = *query;
    apr_status_t status;

    memset(previous, 0, sizeof(*previous));
    if (!stm_chapter_is_archive(chapter)) {
        before.offset = shown;
        status = shown < total ? find_archive(&previous->archive, catalog, newsroom, &before)
                               : APR_ENOENT;
        if (!status) {
            stm_chapter_bound(validity, &previous->archive);
        }
        return status;
    }
    stm_validity_bound(validity, chapter->archive.until);
    if (shown < total - query->offset) {
        *previous = *chapter;
        previous->skip = query->offset + shown;
        return APR_SUCCESS;
    }
    before.offset = 0;
    before.from = 0;
    before.until = chapter->archive.from;
    return find_archive(&previous->archive, catalog, newsroom, &before);
}
