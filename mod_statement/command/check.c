#include <apr_file_info.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <apr_tables.h>
#include <apr_time.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command/check_options.h"
#include "command/checker.h"
#include "command/command.h"
#include "command/option.h"
#include "command/report.h"
#include "command/watch.h"
#include "core/check/folder.h"
#include "core/check/sources.h"
#include "core/edition/make.h"
#include "core/i18n/zone.h"
#include "core/intake/name_conflicts.h"
#include "core/schema/validate.h"
#include "core/site/newsroom.h"
#include "core/xml/document.h"
#include "core/xml/file_name.h"
#include "core/xml/press.h"

typedef struct check_t {
    checker_t checker; /* in the folder of the file in hand */
    stm_problems_t *problems;
    stm_check_sources_t *sources; /* of the statements in that folder */
    const char *input;            /* standard input, where that is checked */
    apr_pool_t *pool;
} check_t;

static void report(const check_t *check, stm_severity_t severity, const char *code,
                   const char *path, const char *remedy, const char *message)
{
    stm_problems_add(check->problems, severity, code, path, 0, 0, remedy, "%s", message);
}

/* Whoever names a file means a statement. */
static void report_foreign(const check_t *check, const char *path)
{
    const char *bytes, *format = NULL;
    apr_size_t size;

    if (stm_document_bytes(&bytes, &size, path, path, &stm_limits_default,
                           stm_problems_create(check->pool), check->pool) == APR_SUCCESS) {
        format = stm_press_format(bytes, size, check->pool);
    }
    if (format != NULL) {
        report(check, STM_SEVERITY_ERROR, STM_PRESS_CODE, path, "Write its words as a statement.",
               apr_psprintf(check->pool, "The file is %s, no statement", format));
    }
    else {
        command_add_foreign(check->problems, path);
    }
}

/* "2026/name" of "ROOT/2026/name.xml". */
static const char *name_of(const check_t *check, const char *path, apr_pool_t *pool)
{
    const char *folder = check->checker.newsroom.root;
    apr_size_t root = strlen(folder), length = strlen(path);
    const char *name =
        strncmp(path, folder, root) == 0 && path[root] == '/' ? path + root + 1 : path;

    length -= (apr_size_t)(name - path);
    return apr_pstrmemdup(pool, name, stm_file_name_is_xml(name) ? length - 4 : length);
}

/* What is wrong with newsroom.xml, which @a path names. */
static void report_newsroom_file(const check_t *check, const stm_problems_t *problems,
                                 const char *path)
{
    const stm_problem_t *problem;

    for (int i = 0; (problem = stm_problems_at(problems, i)) != NULL; i++) {
        stm_problems_add(check->problems, problem->severity, problem->code, path, problem->line,
                         problem->column, problem->remedy, "%s", problem->message);
    }
}

/* What is wrong with newsroom.xml is said once, and only where a statement may need it. */
static void enter_root(check_t *check, const char *root)
{
    checker_t *checker = &check->checker;
    stm_problems_t *problems = stm_problems_create(check->pool);

    checker_enter(checker, root, problems);
    if (checker->newsroom_file == NULL) {
        const char *shared = checker->newsroom.shared_root;

        report_newsroom_file(
            check, problems,
            apr_pstrcat(check->pool, shared ? shared : root, "/", STM_NEWSROOM_FILE, NULL));
    }
    check->sources =
        stm_check_sources_make(root, checker->rules.zone, checker->rules.moment, check->pool);
}

static void check_parsed(const check_t *check, stm_document_t *document, const char *path,
                         apr_pool_t *pool)
{
    const char *name = name_of(check, path, pool);

    checker_check(&check->checker, document, name, check->problems, pool);
    stm_check_sources(check->sources, document, name, check->problems, pool);
}

static void check_document(const check_t *check, const char *path)
{
    stm_document_t *document;
    apr_pool_t *file_pool;
    apr_status_t status;

    apr_pool_create(&file_pool, check->pool);
    status =
        stm_document_read(&document, path, path, &stm_limits_default, check->problems, file_pool);
    if (status == APR_SUCCESS) {
        check_parsed(check, document, path, file_pool);
    }
    else if (status == STM_EFOREIGN) {
        report_foreign(check, path);
    }
    apr_pool_destroy(file_pool);
}

/* One further out is the newsroom's, and @a folder a part of that. */
static void report_unused(const check_t *check, const char *folder)
{
    const char *path = apr_pstrcat(check->pool, folder, "/", STM_NEWSROOM_FILE, NULL);
    const char *around = stm_newsroom_file_is_in(folder, check->pool)
                             ? stm_newsroom_file_around(folder, check->pool)
                             : NULL;

    if (around != NULL) {
        report(check, STM_SEVERITY_WARNING, STM_NEWSROOM_FILE_UNUSED, path,
               STM_NEWSROOM_FILE_UNUSED_REMEDY,
               apr_psprintf(check->pool, "newsroom.xml is not used here: there is one in %s/",
                            around));
    }
}

/* newsroom.xml itself, its warnings, too. */
static void check_newsroom_file(const check_t *check, const char *path, const char *root)
{
    const stm_newsroom_t newsroom = {
        .root = root, .set_zone = check->checker.rules.zone, .limits = stm_limits_default};
    stm_problems_t *problems = stm_problems_create(check->pool);

    stm_edition_newsroom_file(&newsroom, check->checker.schema, problems, check->pool);
    report_newsroom_file(check, problems, path);
    report_unused(check, root);
}

static void report_unreadable(const check_t *check, const char *path, apr_status_t status)
{
    char words[200];

    report(check, STM_SEVERITY_ERROR, "unreadable", path, NULL,
           apr_psprintf(check->pool, "It cannot be read: %s",
                        apr_strerror(status, words, sizeof(words))));
}

static int can_list(const check_t *check, const char *folder)
{
    apr_dir_t *dir;
    apr_status_t status = apr_dir_open(&dir, folder, check->pool);

    if (status != APR_SUCCESS) {
        report_unreadable(check, folder, status);
        return 0;
    }
    apr_dir_close(dir);
    return 1;
}

static void check_whole(const check_t *check, const char *folder)
{
    apr_status_t status;
    char words[200];

    report_unused(check, folder);
    if (can_list(check, folder)) {
        status = stm_check_folder(check->problems, folder, check->checker.schema,
                                  &check->checker.rules, check->pool);
        if (status != APR_SUCCESS) {
            report(check, STM_SEVERITY_ERROR, "state-unwritable", folder,
                   "Name another folder for temporary files in the environment, as TMPDIR.",
                   apr_psprintf(check->pool, "It cannot be checked: %s",
                                apr_strerror(status, words, sizeof(words))));
        }
    }
}

/* Standard input, up to one byte more than a document may have. */
static const char *read_input(apr_size_t *size, apr_pool_t *pool)
{
    apr_size_t room = (apr_size_t)stm_limits_default.max_bytes + 1;
    char *bytes = apr_palloc(pool, room + 1);

    *size = fread(bytes, 1, room, stdin);
    bytes[*size] = '\0';
    return bytes;
}

/* An editor's text before it is saved: what it reproduces is looked for beside @a name. */
static void check_input(check_t *check, const char *name)
{
    stm_document_t *document;
    apr_size_t size;
    const char *bytes = read_input(&size, check->pool);
    apr_status_t status = stm_document_parse(&document, name, bytes, size, &stm_limits_default,
                                             check->problems, check->pool);

    check->input = bytes;
    enter_root(check, command_folder_of(name, check->pool));
    if (status == APR_SUCCESS) {
        check_parsed(check, document, name, check->pool);
    }
    else if (status == STM_EFOREIGN) {
        command_add_foreign(check->problems, name);
    }
}

static void check_path(check_t *check, const char *given)
{
    apr_finfo_t info;
    const char *path = given;
    apr_status_t status = apr_stat(&info, path, APR_FINFO_TYPE, check->pool);

    if (status != APR_SUCCESS && status != APR_INCOMPLETE) {
        report_unreadable(check, path, status);
        return;
    }
    if (info.filetype == APR_DIR) {
        apr_size_t length = strlen(path);

        while (length > 1 && path[length - 1] == '/') {
            length--;
        }
        check_whole(check, apr_pstrmemdup(check->pool, path, length));
        return;
    }
    if (strcmp(apr_filepath_name_get(path), STM_NEWSROOM_FILE) == 0) {
        check_newsroom_file(check, path, command_folder_of(path, check->pool));
        return;
    }
    enter_root(check, command_folder_of(path, check->pool));
    if (stm_file_name_is_xml(path)) {
        stm_name_conflicts_of_file(check->problems, path, check->pool);
    }
    check_document(check, path);
}

/* One check of all that was named; what it allocates goes with @a pool. */
static int check_all(const check_options_t *options, const stm_zone_t *zone, apr_pool_t *pool)
{
    check_t check = {.pool = pool, .problems = stm_problems_create(pool)};

    if (checker_make(&check.checker, options->stylesheets, zone, check.problems, pool) ==
        APR_SUCCESS) {
        for (int i = 0; i < options->paths->nelts; i++) {
            const char *path = APR_ARRAY_IDX(options->paths, i, const char *);

            if (strcmp(path, "-") == 0) {
                check_input(&check, options->name != NULL ? options->name : "standard input");
            }
            else {
                check_path(&check, path);
            }
        }
    }
    report_print(check.problems, options->format, check.input, pool);
    return stm_problems_count(check.problems, STM_SEVERITY_ERROR) > 0 ? COMMAND_PROBLEMS
                                                                      : COMMAND_CLEAN;
}

/* Until Ctrl-C. */
static void __attribute__((noreturn))
check_again_and_again(const check_options_t *options, const stm_zone_t *zone, apr_pool_t *pool)
{
    watch_t *watch = watch_start(options->paths, pool);

    for (;;) {
        apr_pool_t *round;
        apr_time_exp_t now;

        apr_pool_create(&round, pool);
        apr_time_exp_lt(&now, apr_time_now());
        fprintf(stderr, "--- %02d:%02d:%02d\n", now.tm_hour, now.tm_min, now.tm_sec);
        if (check_all(options, zone, round) == COMMAND_CLEAN && !isatty(STDERR_FILENO)) {
            fputs("No errors.\n", stderr);
        }
        apr_pool_destroy(round);
        watch_wait(watch);
    }
}

int cmd_check(int argc, const char *const *argv, apr_pool_t *pool)
{
    const stm_zone_t *zone = NULL;
    check_options_t options;

    int status = check_options_read(&options, argc, argv, pool);

    if (status != COMMAND_CLEAN || options.is_help) {
        return status;
    }
    status = option_zone(&zone, options.zone, "check", pool);
    if (status != COMMAND_CLEAN) {
        return status;
    }
    if (options.is_watching) {
        check_again_and_again(&options, zone, pool);
    }
    return check_all(&options, zone, pool);
}
