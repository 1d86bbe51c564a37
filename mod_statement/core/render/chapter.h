/**
 * core/render/chapter - the documents that a feed consists of (RFC 5005 section 4).
 *
 * The subscription document, the feed's own address, has the newest statements. What does not fit
 * into it stands in archive documents, one for each span of time ("archive=2026-03"); each names
 * the one before it, and the first of them is named by the subscription document. One that has more
 * statements, or longer ones, than go into one document goes on with "skip=40".
 *
 * No document names the one after it: it could not without changing when that one comes.
 */
#ifndef CORE_RENDER_CHAPTER_H
#define CORE_RENDER_CHAPTER_H

#include "core/catalog/index.h"
#include "core/site/archive.h"

/** Which document of a feed. */
typedef struct stm_chapter_t {
    stm_archive_t archive; /* an empty name: the subscription document */
    int skip;              /* how many of the span stand in documents before this one */
} stm_chapter_t;

static inline int stm_chapter_is_archive(const stm_chapter_t *chapter)
{
    return chapter->archive.name[0] != '\0';
}

/** Reads @a text, the query string of the feed that @a query asks for (may be NULL), and sets the
 * query's span, offset and limit; @a feed_items is the newsroom's. */
void stm_chapter_parse(stm_chapter_t *chapter, stm_query_t *query, const char *text,
                       int feed_items);

/** Its query string behind that of the filter: "tag=x&archive=2026&skip=40". */
const char *stm_chapter_query(const stm_chapter_t *chapter, const stm_filter_t *filter,
                              apr_pool_t *result_pool);

/** Whether its span is over by @a moment: it is an archive document in the sense of RFC 5005. */
int stm_chapter_is_over(const stm_chapter_t *chapter, apr_time_t moment);

/** For how long an answer is right, as far as it is known. */
typedef struct stm_validity_t {
    apr_time_t moment;
    apr_time_t next_change; /* when it may become another by itself; STM_NEVER */
    apr_time_t last_change; /* when it became what it is; 0: unknown */
} stm_validity_t;

/** At @a change the answer becomes another, or has become what it is. */
void stm_validity_bound(stm_validity_t *validity, apr_time_t change);

/** Once a longer span around @a archive is over, that one may take its place. */
void stm_chapter_bound(stm_validity_t *validity, const stm_archive_t *archive);

/** The document before the one that @a query asked for, of whose @a total statements it shows the
 * first @a shown from its offset on. APR_ENOENT: there is none. Brings @a validity to when there
 * may be another one, and since when there is this one. */
apr_status_t stm_chapter_previous(stm_chapter_t *previous, stm_validity_t *validity,
                                  const stm_chapter_t *chapter, stm_catalog_t *catalog,
                                  const stm_newsroom_t *newsroom, const stm_query_t *query,
                                  int shown, int total);

#endif
