/**
 * httpd/response/send - a page to an HTTP response: its headers, its conditions, its bytes.
 */
#ifndef HTTPD_RESPONSE_SEND_H
#define HTTPD_RESPONSE_SEND_H

#include "core/page_store/store.h"
#include "core/render/page.h"
#include "httpd/request/request.h"

/** What is sent, and what caches may do with it. All texts live as long as the request. */
typedef struct stmh_answer_t {
    stm_page_t page;              /* its entity tag may end in the suffix of a content coding */
    int status;                   /* HTTP_OK or HTTP_GONE */
    const char *lang;             /* NULL: none */
    const char *content_location; /* of the page where it was chosen for a negotiated address */
    const char *link;             /* the value of the Link header; NULL: none */
    const char *negotiated_link;  /* the same for a negotiated address */
    const char *content;          /* digest of what was transformed; NULL: unknown */
    const char *coding;           /* the content coding of the bytes; NULL: plain */
    stm_page_mapping_t *mapping;  /* in which the bytes lie; NULL: as long as the request */
    apr_time_t changed_at;        /* when these bytes last changed */
    int has_codings;              /* kept in content codings, too: Accept-Encoding decides */
    int is_negotiated;            /* another Accept may get another answer */
    int is_immutable;             /* the address names these very bytes */
    int is_preview;               /* never stored by anyone */
    int is_recorded;              /* changed_at is the recorded moment, and never goes back */
} stmh_answer_t;

/** A page of @a bytes as they are, with their entity tag. */
stm_page_t stmh_response_page(const char *bytes, apr_size_t size, const char *media_type,
                              apr_pool_t *result_pool);

/** Sends, or answers the request's conditions. OK, or the status to refuse with. */
int stmh_response_send(stmh_job_t *job, const stmh_answer_t *answer);

#endif
