#include <apr_file_info.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <apr_tables.h>
#include <apr_time.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command/check_options.h"
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
#include "core/site/expansion.h"
#include "core/site/newsroom.h"
#include "core/xml/document.h"
#include "core/xml/file_name.h"
#include "core/xml/press.h"

typedef struct check_t {
    const stm_schema_t *schema;
    stm_rules_t rules;
    stm_problems_t *problems;
    const char *root;                         /* the folder in hand, or that of the file in hand */
    stm_check_sources_t *sources;             /* of its statements */
    stm_newsroom_t newsroom;                  /* the folder, with newsroom.xml in it or around it */
    const stm_newsroom_file_t *newsroom_file; /* NULL: none that is in order */
    const char *input;                        /* standard input, where that is checked */
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
    apr_size_t root = strlen(check->root), length = strlen(path);
    const char *name =
        strncmp(path, check->root, root) == 0 && path[root] == '/' ? path + root + 1 : path;

    length -= (apr_size_t)(name - path);
    return apr_pstrmemdup(pool, name, stm_file_name_is_xml(name) ? length - 4 : length);
}

/* What is wrong with newsroom.xml is said once, and only where a statement may need it. */
static void enter_newsroom(check_t *check, const char *root)
{
    stm_problems_t *problems = stm_problems_create(check->pool);
    const stm_problem_t *problem;
    const char *folder;

    check->newsroom =
        (stm_newsroom_t){.root = root, .set_zone = check->rules.zone, .limits = stm_limits_default};
    stm_newsroom_file_locate(&check->newsroom, check->pool);
    check->newsroom_file =
        stm_edition_newsroom_file(&check->newsroom, check->schema, problems, check->pool);
    folder = check->newsroom.shared_root ? check->newsroom.shared_root : root;
    for (int i = 0; check->newsroom_file == NULL; i++) {
        problem = stm_problems_at(problems, i);
        if (problem == NULL) {
            break;
        }
        stm_problems_add(check->problems, problem->severity, problem->code,
                         apr_pstrcat(check->pool, folder, "/", STM_NEWSROOM_FILE, NULL),
                         problem->line, problem->column, problem->remedy, "%s", problem->message);
    }
}

static void enter_root(check_t *check, const char *root)
{
    if (check->root == NULL || strcmp(check->root, root) != 0) {
        enter_newsroom(check, root);
    }
    check->root = root;
    check->sources =
        stm_check_sources_make(root, check->rules.zone, check->rules.moment, check->pool);
}

static void check_parsed(const check_t *check, stm_document_t *document, const char *path,
                         apr_pool_t *pool)
{
    stm_expansion_make(document, check->newsroom_file, &check->newsroom, name_of(check, path, pool),
                       check->problems);
    stm_schema_check(check->schema, document, &check->rules, check->problems, pool);
    stm_check_sources(check->sources, document, name_of(check, path, pool), check->problems, pool);
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

/* newsroom.xml itself, its warnings, too. */
static void check_newsroom_file(const check_t *check, const char *path, const char *root)
{
    const stm_newsroom_t newsroom = {
        .root = root, .set_zone = check->rules.zone, .limits = stm_limits_default};
    stm_problems_t *problems = stm_problems_create(check->pool);
    const stm_problem_t *problem;

    stm_edition_newsroom_file(&newsroom, check->schema, problems, check->pool);
    for (int i = 0; (problem = stm_problems_at(problems, i)) != NULL; i++) {
        stm_problems_add(check->problems, problem->severity, problem->code, path, problem->line,
                         problem->column, problem->remedy, "%s", problem->message);
    }
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

    if (can_list(check, folder)) {
        status =
            stm_check_folder(check->problems, folder, check->schema, &check->rules, check->pool);
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
    check_t check = {.pool = pool, .rules.zone = zone, .rules.moment = apr_time_now()};

    check.problems = stm_problems_create(pool);
    if (stm_schema_load(&check.schema, command_stylesheet_dir(options->stylesheets, pool),
                        check.problems, pool) == APR_SUCCESS) {
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
