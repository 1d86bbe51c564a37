#include "core/http/precondition.h"

#include <string.h>

#include "core/http/date.h"

/* One entity tag of a list. */
typedef struct tag_t {
    const char *text; /* at its first mark */
    apr_size_t size;  /* with both marks */
    int is_weak;
} tag_t;

typedef enum { MATCH_NONE = 0, MATCH_CODED, MATCH_EXACT } match_t;

static const char *const codings[] = {"-gzip", "-br", "-zstd"};

static int is_space(char character)
{
    return character == ' ' || character == '\t';
}

/* The next tag at or after *rest; what is none is skipped up to the next comma. Inside of its marks
 * nothing is special, a backslash neither (RFC 9110 section 8.8.3). */
static int next_tag(tag_t *tag, const char **rest)
{
    const char *at = *rest, *end;

    while (*at) {
        while (is_space(*at) || *at == ',') {
            at++;
        }
        tag->is_weak = !strncmp(at, "W/\"", 3);
        at += tag->is_weak ? 2 : 0;
        end = *at == '"' ? strchr(at + 1, '"') : NULL;
        if (end) {
            tag->text = at;
            tag->size = (apr_size_t)(end + 1 - at);
            *rest = end + 1;
            return 1;
        }
        at += strcspn(at, ",");
    }
    return 0;
}

/* What is inside of the marks, without the suffix of a coding. */
static apr_size_t base_size(const char *inside, apr_size_t size)
{
    apr_size_t i, length;

    for (i = 0; i < sizeof(codings) / sizeof(codings[0]); i++) {
        length = strlen(codings[i]);
        if (size > length && !memcmp(inside + size - length, codings[i], length)) {
            return size - length;
        }
    }
    return size;
}

static match_t match(const tag_t *tag, const stm_validators_t *validators)
{
    const char *etag = validators->etag;
    apr_size_t size = strlen(etag), base, other;

    if (tag->size == size && !memcmp(tag->text, etag, size)) {
        return MATCH_EXACT;
    }
    if (validators->is_tag_exact) {
        return MATCH_NONE;
    }
    base = base_size(etag + 1, size - 2);
    other = base_size(tag->text + 1, tag->size - 2);
    return base == other && !memcmp(tag->text + 1, etag + 1, base) ? MATCH_CODED : MATCH_NONE;
}

static int is_anything(const char *list)
{
    while (is_space(*list)) {
        list++;
    }
    return *list == '*' && !list[1 + strspn(list + 1, " \t")];
}

/* By strong comparison (section 8.8.3.2). Parts of coded bytes belong to no other coding. */
static int has_strong_match(const stm_preconditions_t *conditions,
                            const stm_validators_t *validators)
{
    match_t least = conditions->has_range ? MATCH_EXACT : MATCH_CODED;
    const char *rest = conditions->if_match;
    tag_t tag;

    while (next_tag(&tag, &rest)) {
        if (!tag.is_weak && match(&tag, validators) >= least) {
            return 1;
        }
    }
    return 0;
}

/* By weak comparison; of several that match, the one that would be sent. */
static int find_weak_match(tag_t *found, const char *list, const stm_validators_t *validators)
{
    match_t best = MATCH_NONE, one;
    tag_t tag;

    while (best != MATCH_EXACT && next_tag(&tag, &list)) {
        one = match(&tag, validators);
        if (one > best) {
            best = one;
            *found = tag;
        }
    }
    return best != MATCH_NONE;
}

static int is_later(const stm_validators_t *validators, apr_time_t date)
{
    return apr_time_sec(validators->changed_at) > apr_time_sec(date);
}

static int fails(const stm_preconditions_t *conditions, const stm_validators_t *validators,
                 apr_time_t now)
{
    apr_time_t date;

    if (conditions->if_match) {
        return !is_anything(conditions->if_match) && !has_strong_match(conditions, validators);
    }
    return conditions->if_unmodified_since && validators->changed_at &&
           stm_http_date_parse(&date, conditions->if_unmodified_since, now) &&
           is_later(validators, date);
}

static int is_unmodified(stm_verdict_t *verdict, const stm_preconditions_t *conditions,
                         const stm_validators_t *validators, apr_time_t now)
{
    apr_time_t date;
    tag_t tag;

    if (!conditions->if_none_match) {
        return conditions->if_modified_since && validators->changed_at &&
               validators->is_date_exact &&
               stm_http_date_parse(&date, conditions->if_modified_since, now) &&
               !is_later(validators, date);
    }
    if (is_anything(conditions->if_none_match)) {
        return 1;
    }
    if (!find_weak_match(&tag, conditions->if_none_match, validators)) {
        return 0;
    }
    verdict->matched = tag.text;
    verdict->matched_size = tag.size;
    return 1;
}

/* Section 13.1.5: a date must be the exact one, and an exact date. */
static int keeps_range(const stm_preconditions_t *conditions, const stm_validators_t *validators,
                       apr_time_t now)
{
    apr_time_t date;

    if (!conditions->has_range || !conditions->if_range || *conditions->if_range == '"') {
        return 1;
    }
    return validators->changed_at && validators->is_date_exact &&
           stm_http_date_parse(&date, conditions->if_range, now) &&
           apr_time_sec(date) == apr_time_sec(validators->changed_at);
}

stm_verdict_t stm_precondition_decide(const stm_preconditions_t *conditions,
                                      const stm_validators_t *validators, apr_time_t now)
{
    stm_verdict_t verdict = {STM_PRECONDITION_MET, NULL, 0, 0};

    if (fails(conditions, validators, now)) {
        verdict.kind = STM_PRECONDITION_FAILED;
    }
    else if (is_unmodified(&verdict, conditions, validators, now)) {
        verdict.kind = STM_PRECONDITION_NOT_MODIFIED;
    }
    else {
        verdict.drops_range = !keeps_range(conditions, validators, now);
    }
    return verdict;
}
