/* `statement state export` and `import`: the file is the caller's, opened with the caller's rights
 * before the work begins as the owner of the state directory. */
#include <apr_strings.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command/command.h"
#include "command/report.h"
#include "command/state.h"
#include "core/base/json.h"
#include "core/state/export.h"

typedef struct transfer_t {
    const state_options_t *options;
    int file; /* open descriptor of the export */
} transfer_t;

static int is_stream(const state_options_t *options)
{
    return strcmp(options->file, "-") == 0;
}

static int write_export(void *baton, const char *state_dir, apr_pool_t *pool)
{
    const transfer_t *transfer = baton;
    stm_problems_t *problems = stm_problems_create(pool);
    apr_status_t status = stm_export_write(transfer->file, state_dir, problems, pool);

    report_print(problems, REPORT_TEXT, NULL, pool);
    return status == APR_SUCCESS ? COMMAND_CLEAN : COMMAND_PROBLEMS;
}

static int export_to(int file, const state_options_t *options, apr_pool_t *pool)
{
    const state_place_t place = {.path = options->state};
    transfer_t transfer = {.options = options, .file = file};

    return state_as_owner(&place, write_export, &transfer, pool);
}

static void say_exported(const state_options_t *options, const struct stat *made, apr_pool_t *pool)
{
    if (options->is_json) {
        printf("{\"file\":%s,\"bytes\":%" APR_OFF_T_FMT "}\n", stm_json_string(options->file, pool),
               (apr_off_t)made->st_size);
    }
    else {
        command_say(stderr, "Wrote %s", options->file);
    }
}

/* It has its name once it is whole and on the disk. */
static int finish(const char *temporary, int file, const state_options_t *options, apr_pool_t *pool)
{
    struct stat made;

    if (fsync(file) != 0 || fstat(file, &made) != 0) {
        return command_fail(options->file, errno);
    }
    if (access(options->file, F_OK) == 0) {
        return command_fail(options->file, APR_EEXIST);
    }
    if (rename(temporary, options->file) != 0) {
        return command_fail(options->file, errno);
    }
    say_exported(options, &made, pool);
    return command_flush();
}

static int export_to_file(const state_options_t *options, apr_pool_t *pool)
{
    char *temporary = apr_pstrcat(pool, options->file, ".XXXXXX", NULL);
    int file, status;

    if (access(options->file, F_OK) == 0) {
        return command_fail(options->file, APR_EEXIST);
    }
    file = mkostemp(temporary, O_CLOEXEC);
    if (file < 0) {
        return command_fail(options->file, errno);
    }
    status = export_to(file, options, pool);
    if (status == COMMAND_CLEAN) {
        status = finish(temporary, file, options, pool);
    }
    if (status != COMMAND_CLEAN) {
        unlink(temporary);
    }
    close(file);
    return status;
}

int state_export(const state_options_t *options, apr_pool_t *pool)
{
    if (!is_stream(options)) {
        return export_to_file(options, pool);
    }
    return isatty(STDOUT_FILENO)
               ? command_usage("state", "export writes no database to a terminal: name a file")
               : export_to(STDOUT_FILENO, options, pool);
}

static void say_imported(const state_options_t *options, const stm_import_t *done)
{
    if (options->is_json) {
        printf("{\"newsrooms\":%" APR_INT64_T_FMT ",\"statements\":%" APR_INT64_T_FMT
               ",\"added\":%" APR_INT64_T_FMT "}\n",
               done->newsrooms, done->statements, done->added);
    }
    else {
        printf("Imported %" APR_INT64_T_FMT " statements, %" APR_INT64_T_FMT
               " of them new to the history. Start httpd.\n",
               done->statements, done->added);
    }
}

static int read_export(void *baton, const char *state_dir, apr_pool_t *pool)
{
    const transfer_t *transfer = baton;
    stm_problems_t *problems = stm_problems_create(pool);
    stm_import_t done;
    apr_status_t status = stm_import(&done, transfer->file, state_dir, problems, pool);

    report_print(problems, REPORT_TEXT, NULL, pool);
    if (status != APR_SUCCESS) {
        return COMMAND_PROBLEMS;
    }
    say_imported(transfer->options, &done);
    return command_flush();
}

int state_import(const state_options_t *options, apr_pool_t *pool)
{
    const state_place_t place = {.path = options->state, .user = options->user, .makes = 1};
    transfer_t transfer = {.options = options, .file = STDIN_FILENO};
    int status;

    if (!is_stream(options)) {
        transfer.file = open(options->file, O_RDONLY | O_CLOEXEC);
        if (transfer.file < 0) {
            return command_fail(options->file, errno);
        }
    }
    status = state_as_owner(&place, read_export, &transfer, pool);
    if (!is_stream(options)) {
        close(transfer.file);
    }
    return status;
}
