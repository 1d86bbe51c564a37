/* Headers of a request, one a line: Accept, Accept-Encoding, the conditions and their dates. */
#include <string.h>

#include "core/http/accept.h"
#include "core/http/cache_control.h"
#include "core/http/coding.h"
#include "core/http/date.h"
#include "core/http/precondition.h"
#include "core/i18n/date.h"
#include "fuzz/checks.h"

static const apr_array_header_t *formats;

void fuzz_setup(apr_pool_t *pool)
{
    formats = stm_format_builtin(pool);
}

static const char *header(const char **bytes, apr_size_t *size, apr_pool_t *pool)
{
    const char *line = fuzz_line(bytes, size, pool);

    return *line == '\0' ? NULL : line;
}

static void choose(const char *accept, const char *encoding, apr_pool_t *pool)
{
    stm_coding_t coding = stm_coding_choose(encoding, 1u << STM_CODING_GZIP);

    FUZZ_MUST(stm_accept_choose(accept, formats, pool) != NULL, "%s", accept);
    FUZZ_MUST(stm_accept_choose_feed(accept, formats, pool) != NULL, "%s", accept);
    FUZZ_MUST(coding == STM_CODING_PLAIN || coding == STM_CODING_GZIP, "%d", coding);
}

static void decide(const stm_preconditions_t *conditions, int is_exact)
{
    const stm_validators_t validators = {"\"0123456789abcdef\"", FUZZ_NOW, is_exact, is_exact};
    stm_verdict_t verdict = stm_precondition_decide(conditions, &validators, FUZZ_NOW);
    const char *in = conditions->if_none_match;

    FUZZ_MUST(verdict.kind != STM_PRECONDITION_UNSET, "unset");
    if (verdict.matched != NULL) {
        FUZZ_MUST(in != NULL && verdict.matched >= in &&
                      verdict.matched + verdict.matched_size <= in + strlen(in),
                  "outside the header");
        FUZZ_MUST(verdict.matched_size >= 2 && verdict.matched[0] == '"' &&
                      verdict.matched[verdict.matched_size - 1] == '"',
                  "no tag: %.*s", (int)verdict.matched_size, verdict.matched);
    }
}

static void date(const char *text, apr_pool_t *pool)
{
    apr_time_t moment, again;

    if (text != NULL && stm_http_date_parse(&moment, text, FUZZ_NOW)) {
        FUZZ_MUST(apr_time_usec(moment) == 0, "%s", text);
        FUZZ_MUST(stm_http_date_parse(&again, stm_date_rfc822(moment, pool), FUZZ_NOW) &&
                      again == moment,
                  "%s", text);
    }
}

void fuzz_one(const char *bytes, apr_size_t size, apr_pool_t *pool)
{
    const char *accept = header(&bytes, &size, pool), *encoding = header(&bytes, &size, pool);
    stm_preconditions_t conditions = {0};

    conditions.if_match = header(&bytes, &size, pool);
    conditions.if_unmodified_since = header(&bytes, &size, pool);
    conditions.if_none_match = header(&bytes, &size, pool);
    conditions.if_modified_since = header(&bytes, &size, pool);
    conditions.if_range = header(&bytes, &size, pool);
    conditions.has_range = conditions.if_range != NULL;
    choose(accept, encoding, pool);
    decide(&conditions, 0);
    decide(&conditions, 1);
    date(conditions.if_unmodified_since, pool);
    date(conditions.if_modified_since, pool);
}
