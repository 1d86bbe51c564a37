/**
 * command/checker - the rules of the server, by which the commands check a statement.
 */
#ifndef COMMAND_CHECKER_H
#define COMMAND_CHECKER_H

#include "core/schema/validate.h"
#include "core/site/newsroom_file.h"

typedef struct checker_t {
    const stm_schema_t *schema;
    stm_rules_t rules;
    stm_newsroom_t newsroom;                  /* a folder, with newsroom.xml in it or around it */
    const stm_newsroom_file_t *newsroom_file; /* NULL: none that is in order */
    apr_pool_t *pool;
} checker_t;

/** Makes *checker of the schema in @a stylesheets (of --stylesheets; NULL: where they are), for the
 * present moment and @a zone (may be NULL). APR_SUCCESS, or STM_ESTYLESHEET with a problem that
 * says why. */
apr_status_t checker_make(checker_t *checker, const char *stylesheets, const stm_zone_t *zone,
                          stm_problems_t *problems, apr_pool_t *result_pool);

/** What is checked from then on is a statement of the newsroom in the folder @a root. Adds what is
 * wrong with its newsroom.xml; nothing where it is that folder already. */
void checker_enter(checker_t *checker, const char *root, stm_problems_t *problems);

/** Adds what is wrong with @a document, the statement @a name ("2026/name") of the newsroom, and
 * puts into it what it uses of newsroom.xml. */
void checker_check(const checker_t *checker, stm_document_t *document, const char *name,
                   stm_problems_t *problems, apr_pool_t *scratch_pool);

/** The same of @a bytes, which problems call @a file. A status of stm_document_parse. */
apr_status_t checker_parse(stm_document_t **document, const checker_t *checker, const char *file,
                           const char *name, const char *bytes, apr_size_t size,
                           stm_problems_t *problems, apr_pool_t *result_pool);

#endif
