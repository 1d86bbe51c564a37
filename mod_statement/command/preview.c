#include <apr_strings.h>
#include <apr_time.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/command.h"
#include "command/option.h"
#include "core/site/address.h"
#include "core/state/preview_token.h"

static const char help[] =
    "usage: statement preview [OPTION]… FILE\n\n"
    "Prints an address under which people without a login see the statement in FILE\n"
    "before it is public, where the server has StatementPreview On:\n"
    "NAME?preview=TOKEN. It opens that statement and the files that it shows. Run it\n"
    "as root or as the server's user, who may read the key.\n\n"
    "  --for SPAN    how long it opens: a number with min, h or d, up to 31d\n"
    "                (otherwise 2d)\n"
    "  --base URL    the address of FILE's folder, to print the whole address\n"
    "  --revoke      let no address open that was printed for FILE so far\n"
    "  --state DIR   the server's StatementStateDir\n\n"
    "Exit status: 0 all is well, 1 the key cannot be used, 2 the arguments are wrong.";

typedef struct options_t {
    const char *file, *span, *base, *state;
    int is_revoking;
} options_t;

/* Zero after saying what is wrong. */
static int read_arguments(options_t *options, int argc, const char *const *argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--revoke") == 0) {
            options->is_revoking = 1;
        }
        else if (argv[i][0] != '-' && options->file == NULL) {
            options->file = argv[i];
        }
        else if (!option_take(&options->span, "--for", &i, argc, argv) &&
                 !option_take(&options->base, "--base", &i, argc, argv) &&
                 !option_take(&options->state, "--state", &i, argc, argv)) {
            command_usage("preview", "“%s” is one argument too many", argv[i]);
            return 0;
        }
    }
    if (options->file == NULL) {
        command_usage("preview", "the statement's file is missing");
    }
    return options->file != NULL;
}

/* 0: it is none. */
static apr_interval_time_t span_of(const char *text)
{
    static const struct {
        const char *unit;
        int seconds;
    } units[] = {{"min", 60}, {"h", 3600}, {"d", 86400}};
    char *end;
    long number = strtol(text, &end, 10);

    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (number > 0 && number <= 44640 && strcmp(end, units[i].unit) == 0) {
            return apr_time_from_sec((apr_int64_t)number * units[i].seconds);
        }
    }
    return 0;
}

static int print_address(const options_t *options, const char *token, const char *subject,
                         apr_pool_t *pool)
{
    const char *name = stm_address_encode(strrchr(subject, '/') + 1, 0, pool);
    const char *base = options->base ? options->base : "";
    const apr_size_t size = strlen(base);

    printf("%s%s%s?preview=%s\n", base, size > 0 && base[size - 1] != '/' ? "/" : "", name, token);
    return COMMAND_CLEAN;
}

static int run(const options_t *options, apr_interval_time_t span, apr_pool_t *pool)
{
    const char *state = options->state ? options->state : STM_STATE_DIR;
    const char *subject = stm_preview_subject(options->file, pool), *token;
    stm_preview_key_t *key;
    apr_status_t status;

    if (subject == NULL || access(options->file, F_OK) != 0) {
        return command_fail(options->file, APR_ENOENT);
    }
    status = stm_preview_open(&key, state, STM_ACCESS_WRITE, pool);
    if (status != APR_SUCCESS) {
        return command_fail(state, status);
    }
    if (options->is_revoking) {
        status = stm_preview_revoke(key, subject, apr_time_now(), pool);
        return status == APR_SUCCESS ? COMMAND_CLEAN : command_fail(state, status);
    }
    token = stm_preview_sign(key, subject, apr_time_now(), apr_time_now() + span, pool);
    return token ? print_address(options, token, subject, pool) : command_fail(state, APR_EGENERAL);
}

int cmd_preview(int argc, const char *const *argv, apr_pool_t *pool)
{
    options_t options = {0};
    apr_interval_time_t span;

    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        puts(help);
        return COMMAND_CLEAN;
    }
    if (!read_arguments(&options, argc, argv)) {
        return COMMAND_USAGE;
    }
    span = span_of(options.span ? options.span : "2d");
    if (span <= 0 || span > STM_PREVIEW_MOST) {
        return command_usage("preview", "--for wants a span up to 31d as 2d or 8h, not “%s”",
                             options.span);
    }
    return run(&options, span, pool);
}
