/**
 * command/fix_mend - mends the text of one document as far as nobody has to decide anything.
 */
#ifndef COMMAND_FIX_MEND_H
#define COMMAND_FIX_MEND_H

#include "command/checker.h"
#include "command/fix_passes.h"
#include "core/base/problem.h"

/** What a document is checked with. */
typedef struct fix_check_t {
    const char *path;
    const char *name; /* below the newsroom's root, without ".xml" */
    const checker_t *checker;
} fix_check_t;

/** Returns @a text mended: a new check of it has no problem that one of @a text has not, and it has
 * as many lines. Mending it once more changes nothing. */
fix_text_t fix_mend(const fix_text_t *text, const fix_check_t *check, apr_pool_t *result_pool);

/** Adds the problems of @a text. APR_SUCCESS where it could be parsed. */
apr_status_t fix_problems(stm_problems_t *problems, const fix_text_t *text,
                          const fix_check_t *check, apr_pool_t *pool);

#endif
