/**
 * core/http/precondition - the conditions of a GET or HEAD against what would be sent (RFC 9110
 * section 13).
 *
 * Pure: header values as they came (several lines joined by commas), the validators and the moment
 * go in, one verdict comes out.
 */
#ifndef CORE_HTTP_PRECONDITION_H
#define CORE_HTTP_PRECONDITION_H

#include <apr_time.h>

/** The values of the headers; NULL: not sent. */
typedef struct stm_preconditions_t {
    const char *if_match, *if_unmodified_since;
    const char *if_none_match, *if_modified_since;
    const char *if_range;
    int has_range;
} stm_preconditions_t;

/** What is known of the bytes that would be sent. */
typedef struct stm_validators_t {
    const char *etag;      /* strong, in its marks; a suffix of a content coding may end it */
    apr_time_t changed_at; /* 0: unknown; whole seconds count */
    int is_date_exact;     /* an equal date means equal bytes (section 8.8.2.2) */
    int is_tag_exact;      /* nobody marks the tag on its way */
} stm_validators_t;

typedef enum {
    STM_PRECONDITION_UNSET = 0,
    STM_PRECONDITION_MET,          /* answer as if there were none */
    STM_PRECONDITION_NOT_MODIFIED, /* 304 */
    STM_PRECONDITION_FAILED        /* 412 */
} stm_precondition_kind_t;

typedef struct stm_verdict_t {
    stm_precondition_kind_t kind;
    /* For a 304 by its tag: the one that the reader has, with its marks and without "W/"; it points
     * into if_none_match. NULL where a date or "*" decided. */
    const char *matched;
    apr_size_t matched_size;
    int drops_range; /* MET, and the range is not to be honoured */
} stm_verdict_t;

/** Decides in the order of section 13.2.2. Unless is_tag_exact, a tag of ours that a compressing
 * module has marked ("…-gzip", "…-br", "…-zstd") is still ours. What is no tag matches nothing,
 * what is no date is ignored. A strong tag in If-Range is left to who cuts the ranges, because a
 * filter may still change the tag. @a now: for years of two digits. */
stm_verdict_t stm_precondition_decide(const stm_preconditions_t *conditions,
                                      const stm_validators_t *validators, apr_time_t now);

#endif
