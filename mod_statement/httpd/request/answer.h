/**
 * httpd/request/answer - what will be sent, who may keep it, and for how long.
 */
#ifndef HTTPD_REQUEST_ANSWER_H
#define HTTPD_REQUEST_ANSWER_H

#include "core/page_store/store.h"
#include "core/render/page.h"

/** The page and its headers. All texts live as long as the request. */
typedef struct stmh_response_t {
    stm_page_t page;              /* its entity tag may end in the suffix of a content coding */
    int status;                   /* HTTP_OK or HTTP_GONE */
    const char *lang;             /* NULL: none */
    const char *content_location; /* of the page where it was chosen for a negotiated address */
    const char *link;             /* the value of the Link header; NULL: none */
    const char *negotiated_link;  /* the same for a negotiated address */
    const char *cache_keys;       /* of the groups that it belongs to; NULL: not asked for */
    const char *content;          /* digest of what was transformed; NULL: unknown */
    const char *coding;           /* the content coding of the bytes; NULL: plain */
    const stm_page_record_t
        *former; /* the page that was made before with the same digest; NULL: none */
    stm_page_mapping_t *mapping; /* in which the bytes lie; NULL: as long as the request */
    apr_time_t changed_at;       /* when these bytes last changed */
    int has_codings;             /* kept in content codings, too: Accept-Encoding decides */
    int is_negotiated;           /* another Accept may get another answer */
    int is_immutable;            /* the address names these very bytes */
    int is_preview;              /* never stored by anyone */
    const char *preview;         /* why it is not public, for the page's banner; NULL: it is */
    apr_time_t public_from;      /* of a preview: when it will be; STM_NEVER */
    int is_recorded;             /* changed_at is the recorded moment, and never goes back */
} stmh_response_t;

/** The answer to one request, as its steps fill it in. Used by one thread at a time. */
typedef struct stmh_answer_t {
    stmh_response_t response;
    int has_failed;     /* rendering it failed, and would fail again */
    int readers_differ; /* another reader may get another verdict: it is private */
    int is_for_one;     /* it depends on this reader, or on bytes that may change */
    int is_lacking;     /* the statement has nothing that the format is for */
    int needs_request;  /* httpd has to be asked, or to answer: only a request can make it, and it
                           is for one, too */
    apr_array_header_t *files; /* of which it tells something, see core/edition/attachments; NULL:
                                  not noted */
    apr_time_t last_change;    /* when anything that is shown beside the document last changed; 0:
                                  unknown */
    apr_time_t next_change;    /* when what is shown may change by itself; STM_NEVER */
    stm_problems_t *problems;
} stmh_answer_t;

/** Of nothing yet; what is added to it comes from @a result_pool. */
void stmh_answer_init(stmh_answer_t *answer, apr_pool_t *result_pool);

/** Non-zero where no other reader may get it. */
static inline int stmh_answer_is_for_one(const stmh_answer_t *answer)
{
    return answer->is_for_one || answer->needs_request;
}

/** Ends its freshness at @a moment at the latest. */
static inline void stmh_answer_bound(stmh_answer_t *answer, apr_time_t moment)
{
    if (moment < answer->next_change) {
        answer->next_change = moment;
    }
}

#endif
