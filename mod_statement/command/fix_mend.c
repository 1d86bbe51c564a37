#include "command/fix_mend.h"

#include <string.h>

#include "core/xml/document.h"

/* What one pass mends can be what another one looks for: a quotation in an element that was
 * unknown. Three rounds are the most that was seen. */
#define ROUNDS 8

/* Where the edits of a pass do not go together, so many groups of them are tried alone. */
#define GROUPS 200

apr_status_t fix_problems(stm_problems_t *problems, const fix_text_t *text,
                          const fix_check_t *check, apr_pool_t *pool)
{
    stm_document_t *document;

    return checker_parse(&document, check->checker, check->path, check->name, text->bytes,
                         text->size, problems, pool);
}

static int count(const stm_problems_t *problems, const char *code)
{
    const stm_problem_t *problem;
    int found = 0;

    for (int i = 0; (problem = stm_problems_at(problems, i)) != NULL; i++) {
        found += strcmp(problem->code, code) == 0;
    }
    return found;
}

/* Of no code there may be more than before. */
static int is_no_worse(const stm_problems_t *before, const stm_problems_t *after)
{
    const stm_problem_t *problem;

    for (int i = 0; (problem = stm_problems_at(after, i)) != NULL; i++) {
        if (count(after, problem->code) > count(before, problem->code)) {
            return 0;
        }
    }
    return 1;
}

/* What could not be parsed has told nothing of what else is wrong, so that only letters are mended
 * in it. Nothing is mended in other people's XML. */
static int is_better(const fix_text_t *text, const fix_text_t *mended, const fix_check_t *check,
                     apr_pool_t *pool)
{
    stm_problems_t *before = stm_problems_create(pool), *after = stm_problems_create(pool);
    apr_status_t was = fix_problems(before, text, check, pool);
    apr_status_t is = fix_problems(after, mended, check, pool);

    if (was == APR_SUCCESS) {
        return is == APR_SUCCESS && is_no_worse(before, after);
    }
    return is == APR_SUCCESS ||
           (is == STM_EMALFORMED && count(after, "encoding") <= count(before, "encoding"));
}

static int tried(const fix_text_t *text, const fix_text_t *mended, const fix_check_t *check,
                 apr_pool_t *pool)
{
    apr_pool_t *scratch;
    int is_kept;

    apr_pool_create(&scratch, pool);
    is_kept = is_better(text, mended, check, scratch);
    apr_pool_destroy(scratch);
    return is_kept;
}

/* The groups that each alone are for the better, taken together if that is, too. */
static fix_text_t try_groups(const fix_text_t *text, const apr_array_header_t *edits,
                             const fix_check_t *check, apr_pool_t *pool)
{
    apr_array_header_t *kept = apr_array_make(pool, edits->nelts, sizeof(fix_edit_t));
    fix_text_t mended;
    int last = -1, is_kept = 0, groups = 0;

    for (int i = 0; i < edits->nelts; i++) {
        const fix_edit_t *edit = &APR_ARRAY_IDX(edits, i, fix_edit_t);

        if (edit->group != last) {
            last = edit->group;
            mended = fix_text_apply(text, edits, last, pool);
            is_kept = ++groups <= GROUPS && tried(text, &mended, check, pool);
        }
        if (is_kept) {
            APR_ARRAY_PUSH(kept, fix_edit_t) = *edit;
        }
    }
    mended = fix_text_apply(text, kept, -1, pool);
    return tried(text, &mended, check, pool) ? mended : *text;
}

static fix_text_t run(fix_pass_t *pass, const fix_text_t *text, const fix_check_t *check,
                      apr_pool_t *pool)
{
    const fix_settings_t settings = {check->checker->rules.zone};
    apr_array_header_t *edits = apr_array_make(pool, 64, sizeof(fix_edit_t));
    fix_text_t mended;

    pass(edits, text, &settings, pool);
    if (edits->nelts == 0) {
        return *text;
    }
    mended = fix_text_apply(text, edits, -1, pool);
    return tried(text, &mended, check, pool) ? mended : try_groups(text, edits, check, pool);
}

static fix_text_t run_all(fix_pass_t *const passes[], int count, const fix_text_t *text,
                          const fix_check_t *check, apr_pool_t *pool)
{
    fix_text_t mended = *text;

    for (int i = 0; i < count; i++) {
        mended = run(passes[i], &mended, check, pool);
    }
    return mended;
}

static int can_be_parsed(const fix_text_t *text, const fix_check_t *check, apr_pool_t *pool)
{
    apr_pool_t *scratch;
    apr_status_t status;

    apr_pool_create(&scratch, pool);
    status = fix_problems(stm_problems_create(scratch), text, check, scratch);
    apr_pool_destroy(scratch);
    return status == APR_SUCCESS;
}

fix_text_t fix_mend(const fix_text_t *text, const fix_check_t *check, apr_pool_t *result_pool)
{
    static fix_pass_t *const of_letters[] = {fix_bytes, fix_references, fix_letters};
    static fix_pass_t *const of_elements[] = {fix_elements, fix_headings, fix_dates, fix_marks};
    fix_text_t mended = *text, before;
    int round = 0;

    if (!fix_text_is_readable(&mended)) {
        return *text;
    }
    do {
        before = mended;
        mended = run_all(of_letters, 3, &mended, check, result_pool);
        if (can_be_parsed(&mended, check, result_pool)) {
            mended = run_all(of_elements, 4, &mended, check, result_pool);
        }
    } while (!fix_text_is_equal(&before, &mended) && ++round < ROUNDS);
    return mended;
}
