/**
 * A newsroom of a few statements in memory, for targets that take a whole document.
 */
#ifndef FUZZ_STATEMENT_H
#define FUZZ_STATEMENT_H

#include "core/edition/make.h"
#include "core/render/page.h"
#include "core/schema/validate.h"
#include "core/site/newsroom_file.h"
#include "fuzz/fuzz.h"

#define FUZZ_BASE "https://example.org/statements/"

typedef struct fuzz_newsroom_t {
    stm_newsroom_t newsroom;
    const stm_schema_t *schema;
    const stm_ui_words_t *words;
    const stm_newsroom_file_t *file;
    stm_view_t view; /* of the document "2026/a" */
} fuzz_newsroom_t;

extern fuzz_newsroom_t fuzz_newsroom;

/** Fills it, from the shipped schema and words. */
void fuzz_newsroom_load(apr_pool_t *pool);

/** Parses @a bytes and expands what they use of newsroom.xml. A status of stm_document_parse. */
apr_status_t fuzz_parse(stm_document_t **document, const char *bytes, apr_size_t size,
                        stm_problems_t *problems, apr_pool_t *pool);

#endif
