/* Equal problems as one, for people. */
#include <apr_hash.h>
#include <apr_strings.h>

#include "core/base/problem.h"
#include "core/base/table.h"

#define MOST_EQUAL 3 /* more are told as one */
#define FIRST      5 /* lines that are named */

/* All that say the same of one file. */
typedef struct kind_t {
    const stm_problem_t *first;
    int count;
    int lines[FIRST]; /* of the later ones, each once */
    int named, last;
} kind_t;

static const char *key_of(const stm_problem_t *problem, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%d\n%s\n%s\n%s\n%s", problem->severity, problem->code,
                        problem->file ? problem->file : "", problem->message,
                        problem->remedy ? problem->remedy : "");
}

static const char *file_key_of(const stm_problem_t *problem, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%d\n%s", problem->severity, problem->file ? problem->file : "");
}

static void note(kind_t *kind, const stm_problem_t *problem)
{
    if (kind->count++ == 0) {
        kind->first = problem;
        kind->last = problem->line;
        return;
    }
    if (problem->line != kind->last && kind->named <= FIRST) {
        if (kind->named < FIRST) {
            kind->lines[kind->named] = problem->line;
        }
        kind->named++;
        kind->last = problem->line;
    }
}

/* The value of @a key, made of zeros where there is none. */
static void *value_of(apr_hash_t *table, const char *key, apr_size_t bytes, apr_pool_t *pool)
{
    void *value = apr_hash_get(table, key, APR_HASH_KEY_STRING);

    if (value == NULL) {
        value = apr_pcalloc(pool, bytes);
        apr_hash_set(table, key, APR_HASH_KEY_STRING, value);
    }
    return value;
}

static kind_t *kind_of(apr_hash_t *kinds, const stm_problem_t *problem, apr_pool_t *pool)
{
    return value_of(kinds, key_of(problem, pool), sizeof(kind_t), pool);
}

/* How many of its severity there are in its file. */
static int *crowd_of(apr_hash_t *crowds, const stm_problem_t *problem, apr_pool_t *pool)
{
    return value_of(crowds, file_key_of(problem, pool), sizeof(int), pool);
}

/* ", in lines 5, 7 and 9", or "" where all stand in the first one's line. */
static const char *lines_of(const kind_t *kind, apr_pool_t *pool)
{
    int shown = kind->named > FIRST ? FIRST : kind->named;
    const char *list = "";

    for (int i = 0; i < shown; i++) {
        list = apr_psprintf(pool, "%s%s%d", list,
                            i == 0                                   ? ""
                            : i + 1 == shown && kind->named == shown ? " and "
                                                                     : ", ",
                            kind->lines[i]);
    }
    return shown == 0 ? ""
                      : apr_psprintf(pool, ", in line%s %s%s", shown > 1 ? "s" : "", list,
                                     kind->named > FIRST ? " and so on" : "");
}

/* Whoever found so many stopped there. */
static int is_cut(int crowd)
{
    return crowd >= STM_PROBLEMS_MOST || crowd == STM_PROBLEMS_MALFORMED_MOST;
}

static void add_kind(stm_problems_t *merged, const kind_t *kind, int has_more, apr_pool_t *pool)
{
    const stm_problem_t *first = kind->first;
    const char *more =
        apr_psprintf(pool, "The same occurs %s%d times more%s.", has_more ? "at least " : "",
                     kind->count - 1, lines_of(kind, pool));

    stm_problems_add(merged, first->severity, first->code, first->file, first->line, first->column,
                     first->remedy ? apr_pstrcat(pool, first->remedy, " ", more, NULL) : more, "%s",
                     first->message);
}

stm_problems_t *stm_problems_merge(const stm_problems_t *problems, apr_pool_t *result_pool)
{
    stm_problems_t *merged = stm_problems_create(result_pool);
    apr_hash_t *kinds = stm_table_make(result_pool), *crowds = stm_table_make(result_pool);
    const stm_problem_t *problem;

    for (int i = 0; (problem = stm_problems_at(problems, i)) != NULL; i++) {
        note(kind_of(kinds, problem, result_pool), problem);
        ++*crowd_of(crowds, problem, result_pool);
    }
    for (int i = 0; (problem = stm_problems_at(problems, i)) != NULL; i++) {
        const kind_t *kind = kind_of(kinds, problem, result_pool);

        if (kind->count <= MOST_EQUAL) {
            stm_problems_add(merged, problem->severity, problem->code, problem->file, problem->line,
                             problem->column, problem->remedy, "%s", problem->message);
        }
        else if (kind->first == problem) {
            add_kind(merged, kind, is_cut(*crowd_of(crowds, problem, result_pool)), result_pool);
        }
    }
    return merged;
}
