/* newsroom.xml: its own check, and what statements become that use all of it. */
#include <apr_strings.h>
#include <string.h>

#include "core/site/expansion.h"
#include "fuzz/checks.h"
#include "fuzz/statement.h"

void fuzz_setup(apr_pool_t *pool)
{
    fuzz_newsroom_load(pool);
}

static const char *uses_of(const stm_newsroom_file_t *file, const char *element, const char *before,
                           const char *after, apr_pool_t *pool)
{
    const char *const *ids = stm_newsroom_file_ids(file, element);
    const char *all = "";

    for (int i = 0; ids[i] != NULL && i < 20; i++) {
        xmlDocPtr none = xmlNewDoc(BAD_CAST "1.0");
        xmlChar *id = xmlEncodeSpecialChars(none, BAD_CAST ids[i]);

        all = apr_pstrcat(pool, all, before, id, after, NULL);
        xmlFree(id);
        xmlFreeDoc(none);
    }
    return all;
}

static const char *statement_of(const stm_newsroom_file_t *file, apr_pool_t *pool)
{
    return apr_pstrcat(pool, "<statement xml:lang='de' id='u'><head><title>T</title>",
                       uses_of(file, "issuer", "<issuer ref=\"", "\"/>", pool),
                       "<published>2026-05-04</published>",
                       uses_of(file, "contact", "<contact ref=\"", "\"/>", pool),
                       uses_of(file, "speaker", "<speaker ref=\"", "\"/>", pool),
                       uses_of(file, "tag", "<tag key=\"", "\"/>", pool), "</head><body><p>",
                       uses_of(file, "entry", "<abbr ref=\"", "\">X</abbr> ", pool), "</p></body>",
                       uses_of(file, "note", "<note ref=\"", "\"/>", pool), "</statement>", NULL);
}

static void use(const stm_newsroom_file_t *file, apr_pool_t *pool)
{
    const stm_rules_t rules = {fuzz_newsroom.newsroom.zone, FUZZ_NOW};
    stm_problems_t *problems = stm_problems_create(pool);
    const char *text = statement_of(file, pool);
    stm_document_t *document;
    apr_status_t status = stm_document_parse(&document, "a.xml", text, strlen(text),
                                             &stm_limits_default, problems, pool);

    if (status != APR_SUCCESS) {
        FUZZ_MUST(status == STM_ELIMIT, "%d: %s: %s", status, text,
                  stm_problems_json(problems, pool));
        return;
    }
    stm_expansion_make(document, file, &fuzz_newsroom.newsroom, "2026/a", problems);
    stm_schema_check(fuzz_newsroom.schema, document, &rules, problems, pool);
    stm_edition_make(document, &fuzz_newsroom.view, problems, pool);
}

void fuzz_one(const char *bytes, apr_size_t size, apr_pool_t *pool)
{
    const stm_rules_t rules = {fuzz_newsroom.newsroom.zone, FUZZ_NOW};
    stm_problems_t *problems = stm_problems_create(pool);
    stm_newsroom_file_t *file;
    apr_status_t status =
        stm_newsroom_file_parse(&file, bytes, size, &fuzz_newsroom.newsroom, problems, pool);

    if (status != APR_SUCCESS) {
        fuzz_must_be_problems(problems, 1, status == STM_EMALFORMED, pool);
        return;
    }
    problems = stm_problems_create(pool);
    status = stm_schema_check_newsroom(fuzz_newsroom.schema, stm_newsroom_file_document(file),
                                       &rules, problems, pool);
    fuzz_must_be_problems(problems, status != APR_SUCCESS, 1, pool);
    use(file, pool);
}
