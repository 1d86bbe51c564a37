#include "stm_schema.h"

#include <apr_strings.h>

struct stm_schema_t {
    const char *directory;
};

apr_status_t stm_schema_load(const stm_schema_t **schema, const char *stylesheet_dir,
                             stm_problems_t *problems, apr_pool_t *result_pool)
{
    stm_schema_t *made = apr_pcalloc(result_pool, sizeof(*made));

    (void)problems;
    made->directory = apr_pstrdup(result_pool, stylesheet_dir);
    *schema = made;
    return APR_SUCCESS;
}

apr_status_t stm_schema_check(const stm_schema_t *schema, const stm_document_t *document,
                              const stm_rules_t *rules, stm_problems_t *problems,
                              apr_pool_t *scratch_pool)
{
    (void)schema;
    (void)document;
    (void)rules;
    (void)problems;
    (void)scratch_pool;
    return APR_SUCCESS;
}
