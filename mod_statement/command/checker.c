#include "command/checker.h"

#include <apr_strings.h>
#include <apr_time.h>
#include <string.h>

#include "command/command.h"
#include "core/edition/make.h"
#include "core/site/expansion.h"
#include "core/xml/document.h"

apr_status_t checker_make(checker_t *checker, const char *stylesheets, const stm_zone_t *zone,
                          stm_problems_t *problems, apr_pool_t *result_pool)
{
    *checker = (checker_t){.rules = {zone, apr_time_now()}, .pool = result_pool};
    return stm_schema_load(&checker->schema, command_stylesheet_dir(stylesheets, result_pool),
                           problems, result_pool);
}

void checker_enter(checker_t *checker, const char *root, stm_problems_t *problems)
{
    if (checker->newsroom.root != NULL && strcmp(checker->newsroom.root, root) == 0) {
        return;
    }
    checker->newsroom = (stm_newsroom_t){.root = apr_pstrdup(checker->pool, root),
                                         .set_zone = checker->rules.zone,
                                         .limits = stm_limits_default};
    stm_newsroom_file_locate(&checker->newsroom, checker->pool);
    checker->newsroom_file =
        stm_edition_newsroom_file(&checker->newsroom, checker->schema, problems, checker->pool);
}

void checker_check(const checker_t *checker, stm_document_t *document, const char *name,
                   stm_problems_t *problems, apr_pool_t *scratch_pool)
{
    stm_expansion_make(document, checker->newsroom_file, &checker->newsroom, name, problems);
    stm_schema_check(checker->schema, document, &checker->rules, problems, scratch_pool);
}

apr_status_t checker_parse(stm_document_t **document, const checker_t *checker, const char *file,
                           const char *name, const char *bytes, apr_size_t size,
                           stm_problems_t *problems, apr_pool_t *result_pool)
{
    apr_status_t status =
        stm_document_parse(document, file, bytes, size, &stm_limits_default, problems, result_pool);

    if (status == APR_SUCCESS) {
        checker_check(checker, *document, name, problems, result_pool);
    }
    return status;
}
