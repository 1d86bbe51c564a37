#include "core/base/problem.h"

#include <apr_strings.h>
#include <apr_tables.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/json.h"
#include "core/base/utf8.h"

struct stm_problems_t {
    apr_pool_t *pool;
    apr_array_header_t *found; /* found_t *; NULL: none yet */
    int is_sorted;
};

typedef struct found_t {
    stm_problem_t problem;
    int number; /* in the order in which they were found */
} found_t;

stm_problems_t *stm_problems_create(apr_pool_t *result_pool)
{
    stm_problems_t *problems = apr_pcalloc(result_pool, sizeof(*problems));

    problems->pool = result_pool;
    problems->is_sorted = 1;
    return problems;
}

static int compare_places(const stm_problem_t *a, const stm_problem_t *b)
{
    int by_file = strcmp(a->file ? a->file : "", b->file ? b->file : "");

    if (by_file != 0) {
        return by_file;
    }
    if (a->line != b->line) {
        return a->line < b->line ? -1 : 1;
    }
    return (a->column > b->column) - (a->column < b->column);
}

static int count_all(const stm_problems_t *problems)
{
    return problems->found ? problems->found->nelts : 0;
}

static const stm_problem_t *problem_at(const stm_problems_t *problems, int index)
{
    return &APR_ARRAY_IDX(problems->found, index, const found_t *)->problem;
}

/* The common case, a problem behind all earlier ones, costs no sort. */
static void push(stm_problems_t *problems, const stm_problem_t *problem)
{
    found_t *found = apr_palloc(problems->pool, sizeof(*found));

    if (!problems->found) {
        problems->found = apr_array_make(problems->pool, 4, sizeof(found_t *));
    }
    found->problem = *problem;
    found->number = problems->found->nelts;
    if (found->number > 0 && compare_places(problem_at(problems, found->number - 1), problem) > 0) {
        problems->is_sorted = 0;
    }
    APR_ARRAY_PUSH(problems->found, found_t *) = found;
}

void stm_problems_add(stm_problems_t *problems, stm_severity_t severity, const char *code,
                      const char *file, int line, int column, const char *remedy,
                      const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    push(problems,
         &(stm_problem_t){.severity = severity,
                          .code = code,
                          .file = apr_pstrdup(problems->pool, file),
                          .line = line,
                          .column = column,
                          .message =
                              stm_utf8_one_line(apr_pvsprintf(problems->pool, format, arguments)),
                          .remedy = stm_utf8_one_line(apr_pstrdup(problems->pool, remedy))});
    va_end(arguments);
}

void stm_problems_append(stm_problems_t *to, const stm_problems_t *from)
{
    for (int i = 0; i < count_all(from); i++) {
        const stm_problem_t *problem = problem_at(from, i);

        stm_problems_add(to, problem->severity, problem->code, problem->file, problem->line,
                         problem->column, problem->remedy, "%s", problem->message);
    }
}

int stm_problems_count(const stm_problems_t *problems, stm_severity_t least)
{
    int count = 0;

    for (int i = 0; i < count_all(problems); i++) {
        count += problem_at(problems, i)->severity >= least;
    }
    return count;
}

/* Problems at one place keep the order in which they were found. */
static int compare(const void *one, const void *other)
{
    const found_t *a = *(found_t *const *)one, *b = *(found_t *const *)other;
    int by_place = compare_places(&a->problem, &b->problem);

    return by_place != 0 ? by_place : a->number - b->number;
}

const stm_problem_t *stm_problems_at(const stm_problems_t *problems, int index)
{
    apr_array_header_t *found = problems->found;

    if (index < 0 || index >= count_all(problems)) {
        return NULL;
    }
    if (!problems->is_sorted) {
        qsort(found->elts, (apr_size_t)found->nelts, sizeof(found_t *), compare);
        ((stm_problems_t *)problems)->is_sorted = 1;
    }
    return problem_at(problems, index);
}

static const char *severity_name(stm_severity_t severity)
{
    return severity == STM_SEVERITY_WARNING ? "warning" : "error";
}

const char *stm_problem_text(const stm_problem_t *problem, apr_pool_t *result_pool)
{
    const char *file = problem->file ? apr_pstrcat(result_pool, problem->file, ":", NULL) : "";
    const char *place = "";
    char *text;

    if (problem->line > 0 && problem->column > 0) {
        place = apr_psprintf(result_pool, "%d:%d:", problem->line, problem->column);
    }
    else if (problem->line > 0) {
        place = apr_psprintf(result_pool, "%d:", problem->line);
    }
    text = apr_pstrcat(result_pool, file, place, *file || *place ? " " : "",
                       severity_name(problem->severity), ": ", problem->message, ".",
                       problem->remedy ? " " : "", problem->remedy ? problem->remedy : "", NULL);
    return stm_utf8_one_line(text);
}

const char *stm_problems_json(const stm_problems_t *problems, apr_pool_t *result_pool)
{
    apr_array_header_t *parts = apr_array_make(result_pool, 16, sizeof(const char *));
    const stm_problem_t *problem;

    APR_ARRAY_PUSH(parts, const char *) = "[";
    for (int i = 0; (problem = stm_problems_at(problems, i)) != NULL; i++) {
        APR_ARRAY_PUSH(parts, const char *) = apr_pstrcat(
            result_pool, i > 0 ? "," : "", "{\"severity\":\"", severity_name(problem->severity),
            "\",\"code\":", stm_json_string(problem->code, result_pool),
            ",\"file\":", stm_json_string(problem->file, result_pool),
            apr_psprintf(result_pool, ",\"line\":%d,\"column\":%d", problem->line, problem->column),
            ",\"message\":", stm_json_string(problem->message, result_pool),
            ",\"remedy\":", stm_json_string(problem->remedy, result_pool), "}", NULL);
    }
    APR_ARRAY_PUSH(parts, const char *) = "]";
    return apr_array_pstrcat(result_pool, parts, 0);
}
