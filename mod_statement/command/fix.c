#include <apr_lib.h>
#include <apr_strings.h>
#include <apr_tables.h>
#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "command/fix_diff.h"
#include "command/fix_mend.h"
#include "command/option.h"
#include "command/replace_file.h"
#include "command/report.h"
#include "core/xml/file_name.h"

static const char help[] =
    "usage: statement fix [OPTION]… FILE…\n\n"
    "Mends what has exactly one right mending, and shows it as a diff: typed\n"
    "quotation marks that pair, elements and letters of HTML (<b>, <a href>, <ul>,\n"
    "&nbsp;), letters that Word or a wrong encoding has left, bare ampersands, dates\n"
    "in their everyday form. All other bytes stay. What may mean several things is\n"
    "left, and said with line and column.\n\n"
    "  --write            write the mended files; without it nothing is written\n"
    "  --zone ZONE        the newsroom's time zone (StatementTimeZone), as\n"
    "                     Europe/Berlin: times without a zone are mended, too\n"
    "  --stylesheets DIR  where statement.xsd is\n\n"
    "Exit status: 0 nothing is left to mend, 1 something is, 2 the arguments are\n"
    "wrong.";

typedef struct fix_t {
    apr_array_header_t *paths; /* const char * */
    const char *zone_name, *stylesheets;
    int is_writing;
    const stm_zone_t *zone; /* NULL: none set */
    checker_t checker;
    apr_pool_t *pool;
} fix_t;

static int read_arguments(fix_t *fix, int argc, const char *const *argv)
{
    int is_literal = 0;

    for (int i = 1; i < argc; i++) {
        if (is_literal || argv[i][0] != '-') {
            APR_ARRAY_PUSH(fix->paths, const char *) = argv[i];
        }
        else if (strcmp(argv[i], "--") == 0) {
            is_literal = 1;
        }
        else if (strcmp(argv[i], "--write") == 0) {
            fix->is_writing = 1;
        }
        else if (!option_take(&fix->zone_name, "--zone", &i, argc, argv) &&
                 !option_take(&fix->stylesheets, "--stylesheets", &i, argc, argv)) {
            return command_usage("fix", "fix does not know “%s”", argv[i]);
        }
    }
    if (fix->paths->nelts == 0) {
        return command_usage("fix", "fix needs a file");
    }
    return option_zone(&fix->zone, fix->zone_name, "fix", fix->pool);
}

/* What fix could have mended, had it one meaning, and what keeps the statement from readers. */
static int is_left(const stm_problem_t *problem)
{
    return problem->severity == STM_SEVERITY_ERROR || strcmp(problem->code, "typed-mark") == 0 ||
           strcmp(problem->code, "lost-letter") == 0 ||
           strcmp(problem->code, "misread-letter") == 0;
}

static int report_left(const fix_text_t *text, const fix_check_t *check, apr_pool_t *pool)
{
    stm_problems_t *problems = stm_problems_create(pool), *left = stm_problems_create(pool);
    const stm_problem_t *problem;
    apr_status_t status = fix_problems(problems, text, check, pool);

    if (status == STM_EFOREIGN) {
        command_add_foreign(left, check->path);
    }
    for (int i = 0; (problem = stm_problems_at(problems, i)) != NULL; i++) {
        if (is_left(problem)) {
            stm_problems_add(left, problem->severity, problem->code, problem->file, problem->line,
                             problem->column, problem->remedy, "%s", problem->message);
        }
    }
    if (stm_problems_count(left, STM_SEVERITY_WARNING) == 0) {
        return COMMAND_CLEAN;
    }
    fflush(stdout);
    report_print(left, REPORT_TEXT, text->bytes, pool);
    return COMMAND_PROBLEMS;
}

static int write_mended(const char *path, const struct stat *was, const fix_text_t *mended,
                        apr_pool_t *pool)
{
    apr_status_t status = replace_file(path, mended->bytes, mended->size, was, NULL, pool);

    if (status == APR_EBUSY) {
        command_say(stderr, "statement: %s: somebody has changed it meanwhile; nothing was written",
                    path);
        return COMMAND_PROBLEMS;
    }
    return status == APR_SUCCESS ? COMMAND_CLEAN : replace_file_fail(path, status);
}

/* Shows what has changed, and writes it where that is asked for. */
static int hand_over(const fix_t *fix, const char *path, const struct stat *was,
                     const fix_text_t *text, const fix_text_t *mended, apr_pool_t *pool)
{
    if (fix_text_is_equal(text, mended)) {
        return COMMAND_CLEAN;
    }
    fix_diff_print(path, text, mended);
    if (!fix->is_writing) {
        return COMMAND_PROBLEMS;
    }
    return write_mended(path, was, mended, pool);
}

static const char *name_of(const char *path, apr_pool_t *pool)
{
    const char *name = apr_filepath_name_get(path);

    return apr_pstrmemdup(pool, name, strlen(name) - (stm_file_name_is_xml(name) ? 4 : 0));
}

static int fix_file(fix_t *fix, const char *path, apr_pool_t *pool)
{
    const fix_check_t check = {path, name_of(path, pool), &fix->checker};
    fix_text_t text, mended;
    struct stat was;
    int handed_over, left, status = command_read(&text.bytes, &text.size, &was, path, path, pool);

    if (status != COMMAND_CLEAN) {
        return status;
    }
    checker_enter(&fix->checker, command_folder_of(path, pool), stm_problems_create(pool));
    mended = fix_mend(&text, &check, pool);
    handed_over = hand_over(fix, path, &was, &text, &mended, pool);
    left = report_left(&mended, &check, pool);
    return handed_over != COMMAND_CLEAN ? handed_over : left;
}

static int fix_all(fix_t *fix)
{
    int status = COMMAND_CLEAN;

    for (int i = 0; i < fix->paths->nelts; i++) {
        apr_pool_t *pool;

        apr_pool_create(&pool, fix->pool);
        if (fix_file(fix, APR_ARRAY_IDX(fix->paths, i, const char *), pool) != COMMAND_CLEAN) {
            status = COMMAND_PROBLEMS;
        }
        apr_pool_destroy(pool);
    }
    return command_flush() == COMMAND_CLEAN ? status : COMMAND_PROBLEMS;
}

int cmd_fix(int argc, const char *const *argv, apr_pool_t *pool)
{
    fix_t fix = {.paths = apr_array_make(pool, argc, sizeof(const char *)), .pool = pool};
    stm_problems_t *problems = stm_problems_create(pool);
    int status;

    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        puts(help);
        return COMMAND_CLEAN;
    }
    status = read_arguments(&fix, argc, argv);
    if (status != COMMAND_CLEAN) {
        return status;
    }
    if (checker_make(&fix.checker, fix.stylesheets, fix.zone, problems, pool) != APR_SUCCESS) {
        report_print(problems, REPORT_TEXT, NULL, pool);
        return COMMAND_PROBLEMS;
    }
    return fix_all(&fix);
}
