#include "command/notify_program.h"

#include <apr_file_io.h>
#include <apr_thread_proc.h>
#include <signal.h>
#include <string.h>

#define MOST_OUTPUT ((apr_size_t)2 * 1024 * 1024)

/* The rest is read and dropped, so that the program comes to its end. */
static char *read_all(apr_file_t *from, apr_pool_t *pool)
{
    char *bytes = apr_palloc(pool, MOST_OUTPUT + 1);
    char rest[4096];
    apr_size_t size = 0, more = sizeof(rest);

    apr_file_read_full(from, bytes, MOST_OUTPUT, &size);
    bytes[size] = '\0';
    while (size == MOST_OUTPUT && !apr_file_read(from, rest, &more) && more > 0) {
        more = sizeof(rest);
    }
    return bytes;
}

static apr_status_t start(apr_proc_t *process, const char *const *argv, int has_output,
                          apr_pool_t *pool)
{
    apr_procattr_t *how;
    apr_status_t status = apr_procattr_create(&how, pool);

    if (!status) {
        status = apr_procattr_io_set(how, APR_FULL_BLOCK, has_output ? APR_FULL_BLOCK : APR_NO_PIPE,
                                     APR_NO_PIPE);
    }
    if (!status) {
        status = apr_procattr_cmdtype_set(how, APR_PROGRAM_PATH);
    }
    if (!status) {
        status = apr_procattr_error_check_set(how, 1);
    }
    return status ? status : apr_proc_create(process, argv[0], argv, NULL, how, pool);
}

/* What has ended without reading all of it says so by its status. */
static void write_input(apr_file_t *to, const char *input)
{
    void (*before)(int) = signal(SIGPIPE, SIG_IGN);

    apr_file_write_full(to, input, strlen(input), NULL);
    apr_file_close(to);
    signal(SIGPIPE, before);
}

apr_status_t notify_program_run(int *status, char **output, const char *const *argv,
                                const char *input, apr_pool_t *result_pool)
{
    apr_proc_t process;
    apr_exit_why_e why = APR_PROC_EXIT;
    apr_status_t started = start(&process, argv, output != NULL, result_pool);

    if (started) {
        return started;
    }
    write_input(process.in, input);
    if (output) {
        *output = read_all(process.out, result_pool);
        apr_file_close(process.out);
    }
    started = apr_proc_wait(&process, status, &why, APR_WAIT);
    if (started != APR_CHILD_DONE) {
        return started;
    }
    if (!APR_PROC_CHECK_EXIT(why)) {
        *status += 128;
    }
    return APR_SUCCESS;
}
