/* Grammar and rules: what is wrong is said at its place, and said again the second time. */
#include <string.h>

#include "core/site/statement.h"
#include "fuzz/checks.h"
#include "fuzz/statement.h"

void fuzz_setup(apr_pool_t *pool)
{
    fuzz_newsroom_load(pool);
}

static const char *check(const char *bytes, apr_size_t size, apr_pool_t *pool)
{
    const stm_rules_t rules = {fuzz_newsroom.newsroom.zone, FUZZ_NOW};
    stm_problems_t *problems = stm_problems_create(pool), *of_rules = stm_problems_create(pool);
    stm_document_t *document;
    apr_status_t status = fuzz_parse(&document, bytes, size, problems, pool);

    if (status != APR_SUCCESS) {
        return "";
    }
    status = stm_schema_check(fuzz_newsroom.schema, document, &rules, of_rules, pool);
    FUZZ_MUST(status == APR_SUCCESS || status == STM_EINVALID, "status %d", status);
    fuzz_must_be_problems(of_rules, status == STM_EINVALID, 1, pool);
    stm_statement_extract(document, fuzz_newsroom.newsroom.zone, pool);
    stm_problems_append(problems, of_rules);
    return stm_problems_json(stm_problems_merge(problems, pool), pool);
}

void fuzz_one(const char *bytes, apr_size_t size, apr_pool_t *pool)
{
    const char *first = check(bytes, size, pool);

    FUZZ_MUST(strcmp(first, check(bytes, size, pool)) == 0, "the second time: not %s", first);
}
