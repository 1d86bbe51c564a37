#include "command/report.h"

#include <apr_hash.h>
#include <apr_strings.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command/terminal.h"
#include "core/base/json.h"
#include "core/site/address.h"
#include "core/xml/excerpt.h"

report_format_t report_format_of(const char *name)
{
    static const char *const names[] = {[REPORT_TEXT] = "text",
                                        [REPORT_JSON] = "json",
                                        [REPORT_GNU] = "gnu",
                                        [REPORT_SARIF] = "sarif"};

    for (int i = REPORT_TEXT; i <= REPORT_SARIF; i++) {
        if (strcmp(names[i], name) == 0) {
            return (report_format_t)i;
        }
    }
    return REPORT_UNSET;
}

/* "FILE:LINE:COLUMN:" in bold, "error:" in red, the words folded. */
static const char *on_terminal(const stm_problem_t *problem, apr_pool_t *pool)
{
    int is_error = problem->severity == STM_SEVERITY_ERROR;
    const char *text = stm_problem_text(problem, pool), *word = is_error ? "error:" : "warning:";
    const char *at =
        problem->file != NULL && strncmp(text, problem->file, strlen(problem->file)) == 0
            ? strstr(text + strlen(problem->file), word)
            : strstr(text, word);
    const char *place, *words;

    if (at == NULL) {
        return text;
    }
    place = apr_pstrmemdup(pool, text, (apr_size_t)(at - text));
    words = terminal_fold(at + strlen(word), apr_pstrcat(pool, place, word, NULL),
                          terminal_width(stderr), pool);
    return terminal_has_colours(stderr) ? apr_pstrcat(pool, TERMINAL_BOLD, place, TERMINAL_PLAIN,
                                                      is_error ? TERMINAL_RED : TERMINAL_YELLOW,
                                                      word, TERMINAL_PLAIN, words, NULL)
                                        : apr_pstrcat(pool, place, word, words, NULL);
}

static const char *counted(int count, const char *one, const char *many, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%d %s", count, count == 1 ? one : many);
}

static void print_summary(const stm_problems_t *problems, apr_pool_t *pool)
{
    int errors = stm_problems_count(problems, STM_SEVERITY_ERROR);
    int warnings = stm_problems_count(problems, STM_SEVERITY_WARNING) - errors;

    if (errors + warnings == 0) {
        fputs("No problems.\n", stderr);
        return;
    }
    fprintf(stderr, "%s, %s.\n", counted(errors, "error", "errors", pool),
            counted(warnings, "warning", "warnings", pool));
}

static void print_text(const stm_problems_t *problems, const char *input, apr_pool_t *pool)
{
    const stm_problems_t *merged = stm_problems_merge(problems, pool);
    int is_terminal = isatty(STDERR_FILENO);
    int width = is_terminal ? terminal_width(stderr) - 5 : 0;
    const stm_problem_t *problem;
    apr_pool_t *each;

    apr_pool_create(&each, pool);
    for (int i = 0; (problem = stm_problems_at(merged, i)) != NULL; i++) {
        const char *excerpt;

        apr_pool_clear(each);
        excerpt = is_terminal ? stm_excerpt_of(problem, input, width, each) : NULL;
        fprintf(stderr, "%s\n%s",
                is_terminal ? on_terminal(problem, each) : stm_problem_text(problem, each),
                excerpt ? excerpt : "");
    }
    apr_pool_destroy(each);
    if (is_terminal) {
        print_summary(problems, pool);
    }
}

static void print_gnu(const stm_problems_t *problems, apr_pool_t *pool)
{
    const stm_problem_t *problem;

    for (int i = 0; (problem = stm_problems_at(problems, i)) != NULL; i++) {
        puts(stm_problem_text(problem, pool));
    }
}

static const char *sarif_place(const stm_problem_t *problem, apr_pool_t *pool)
{
    const char *region = "";

    if (problem->file == NULL) {
        return "";
    }
    if (problem->line > 0) {
        region = apr_psprintf(pool, ",\"region\":{\"startLine\":%d", problem->line);
        region = problem->column > 0
                     ? apr_psprintf(pool, "%s,\"startColumn\":%d}", region, problem->column)
                     : apr_pstrcat(pool, region, "}", NULL);
    }
    return apr_psprintf(pool,
                        ",\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":%s}"
                        "%s}}]",
                        stm_json_string(stm_address_encode(problem->file, 1, pool), pool), region);
}

static void print_sarif_result(const stm_problem_t *problem, apr_pool_t *pool)
{
    const char *words = problem->remedy == NULL
                            ? apr_pstrcat(pool, problem->message, ".", NULL)
                            : apr_pstrcat(pool, problem->message, ". ", problem->remedy, NULL);

    printf("{\"ruleId\":%s,\"level\":\"%s\",\"message\":{\"text\":%s}%s}",
           stm_json_string(problem->code, pool),
           problem->severity == STM_SEVERITY_ERROR ? "error" : "warning",
           stm_json_string(words, pool), sarif_place(problem, pool));
}

static void print_sarif_rules(const stm_problems_t *problems, apr_pool_t *pool)
{
    apr_hash_t *named = apr_hash_make(pool);
    const stm_problem_t *problem;

    for (int i = 0; (problem = stm_problems_at(problems, i)) != NULL; i++) {
        if (apr_hash_get(named, problem->code, APR_HASH_KEY_STRING) == NULL) {
            printf("%s{\"id\":%s}", apr_hash_count(named) > 0 ? "," : "",
                   stm_json_string(problem->code, pool));
            apr_hash_set(named, problem->code, APR_HASH_KEY_STRING, problem);
        }
    }
}

static void print_sarif(const stm_problems_t *problems, apr_pool_t *pool)
{
    const stm_problem_t *problem;

    fputs("{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\","
          "\"runs\":[{\"tool\":{\"driver\":{\"name\":\"statement\",\"rules\":[",
          stdout);
    print_sarif_rules(problems, pool);
    fputs("]}},\"columnKind\":\"unicodeCodePoints\",\"results\":[", stdout);
    for (int i = 0; (problem = stm_problems_at(problems, i)) != NULL; i++) {
        fputs(i > 0 ? ",\n" : "\n", stdout);
        print_sarif_result(problem, pool);
    }
    puts("]}]}");
}

void report_print(const stm_problems_t *problems, report_format_t format, const char *input,
                  apr_pool_t *scratch_pool)
{
    switch (format) {
    case REPORT_JSON:
        puts(stm_problems_json(problems, scratch_pool));
        break;
    case REPORT_GNU:
        print_gnu(problems, scratch_pool);
        break;
    case REPORT_SARIF:
        print_sarif(problems, scratch_pool);
        break;
    default:
        print_text(problems, input, scratch_pool);
    }
    fflush(stdout);
}
