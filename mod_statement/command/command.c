#include "command/command.h"

#include <apr_file_info.h>
#include <apr_strings.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/report.h"
#include "core/base/utf8.h"
#include "core/xml/document.h"

/* The folder of the running program; NULL where the system does not tell. */
static const char *program_dir(apr_pool_t *pool)
{
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
    char *slash;

    if (length <= 0) {
        return NULL;
    }
    path[length] = '\0';
    slash = strrchr(path, '/');
    return slash ? apr_pstrmemdup(pool, path, (apr_size_t)(slash - path)) : NULL;
}

static int has_schema(const char *directory, apr_pool_t *pool)
{
    apr_finfo_t info;

    return apr_stat(&info, apr_pstrcat(pool, directory, "/statement.xsd", NULL), APR_FINFO_TYPE,
                    pool) == APR_SUCCESS;
}

const char *command_stylesheet_dir(const char *option, apr_pool_t *pool)
{
    static const char *const places[] = {"/../xslt", "/../share/mod_statement/xslt"};
    const char *program = program_dir(pool);

    if (option != NULL) {
        return option;
    }
    for (int i = 0; program != NULL && i < 2; i++) {
        const char *directory =
            command_real_path(apr_pstrcat(pool, program, places[i], NULL), pool);

        if (directory != NULL && has_schema(directory, pool)) {
            return directory;
        }
    }
    return STM_STYLESHEET_DIR;
}

const char *command_real_path(const char *path, apr_pool_t *result_pool)
{
    char *resolved = realpath(path, NULL);
    const char *copy = resolved == NULL ? NULL : apr_pstrdup(result_pool, resolved);

    free(resolved);
    return copy;
}

const char *command_folder_of(const char *path, apr_pool_t *result_pool)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? "." : apr_pstrmemdup(result_pool, path, (apr_size_t)(slash - path));
}

static void say(FILE *stream, const char *format, va_list arguments)
{
    char *line;

    if (vasprintf(&line, format, arguments) >= 0) {
        fprintf(stream, "%s\n", stm_utf8_one_line(line));
        free(line);
    }
}

void command_say(FILE *stream, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say(stream, format, arguments);
    va_end(arguments);
}

int command_usage(const char *command, const char *format, ...)
{
    va_list arguments;

    fputs("statement: ", stderr);
    va_start(arguments, format);
    say(stderr, format, arguments);
    va_end(arguments);
    fprintf(stderr, "Try: statement%s%s --help\n", command ? " " : "", command ? command : "");
    return COMMAND_USAGE;
}

int command_fail(const char *path, apr_status_t status)
{
    char words[200];

    command_say(stderr, "statement: %s: %s", path, apr_strerror(status, words, sizeof(words)));
    return COMMAND_PROBLEMS;
}

int command_read(const char **bytes, apr_size_t *size, struct stat *before, const char *path,
                 const char *name, apr_pool_t *result_pool)
{
    stm_problems_t *problems = stm_problems_create(result_pool);
    apr_status_t status;

    if (stat(path, before) != 0) {
        return command_fail(name, APR_FROM_OS_ERROR(errno));
    }
    if (S_ISDIR(before->st_mode)) {
        return command_fail(name, EISDIR);
    }
    status =
        stm_document_bytes(bytes, size, path, name, &stm_limits_default, problems, result_pool);
    if (status == APR_SUCCESS) {
        return COMMAND_CLEAN;
    }
    if (APR_STATUS_IS_ENOENT(status)) {
        return command_fail(name, status);
    }
    if (status == STM_EFOREIGN) {
        command_add_foreign(problems, name);
    }
    report_print(problems, REPORT_TEXT, NULL, result_pool);
    return COMMAND_PROBLEMS;
}

int command_flush(void)
{
    errno = 0;
    return fflush(stdout) == 0 && !ferror(stdout)
               ? COMMAND_CLEAN
               : command_fail("standard output", errno != 0 ? APR_FROM_OS_ERROR(errno) : ENOSPC);
}

void command_add_foreign(stm_problems_t *problems, const char *path)
{
    stm_problems_add(problems, STM_SEVERITY_ERROR, "foreign", path, 0, 0,
                     "Write <statement> and </statement> around everything.",
                     "The file is XML, but its outermost element is not <statement>");
}
