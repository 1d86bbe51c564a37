#include "command/check_options.h"

#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "command/option.h"

static const char help[] =
    "usage: statement check [OPTION]… PATH…\n"
    "       statement check [OPTION]… - < FILE\n\n"
    "Checks statements by the rules that the server publishes by. Of a folder, with\n"
    "all its subfolders, it says what the server would at its first look: also which\n"
    "statements miss one another, have one id or are copies, which names take one\n"
    "another's address, and which XML files are no statements. A file alone is\n"
    "checked with those that it reproduces.\n\n"
    "  --format FORMAT    text (for people; on a terminal with the line and a mark),\n"
    "                     json, gnu (FILE:LINE:COLUMN: as compilers print), sarif\n"
    "                     (2.1.0, for CI); all but text go to standard output and\n"
    "                     leave nothing out\n"
    "  --json             the same as --format json\n"
    "  --name FILE        what standard input is called in messages\n"
    "  --watch            check again after each change, until Ctrl-C\n"
    "  --zone ZONE        the newsroom's time zone (StatementTimeZone), as\n"
    "                     Europe/Berlin\n"
    "  --stylesheets DIR  where statement.xsd is\n\n"
    "Exit status: 0 no errors (there may be warnings), 1 errors, 2 the arguments are\n"
    "wrong.";

/* An option without a value; 0: it is none. */
static int take_switch(check_options_t *options, const char *argument)
{
    if (strcmp(argument, "--json") == 0) {
        options->format = REPORT_JSON;
    }
    else if (strcmp(argument, "--watch") == 0) {
        options->is_watching = 1;
    }
    else {
        return 0;
    }
    return 1;
}

/* The same for all arguments in order: COMMAND_CLEAN, or COMMAND_USAGE after saying why. */
static int sort_arguments(check_options_t *options, int argc, const char *const *argv)
{
    const char *format = NULL;
    int is_literal = 0;

    for (int i = 1; i < argc; i++) {
        if (is_literal || argv[i][0] != '-' || argv[i][1] == '\0') {
            APR_ARRAY_PUSH(options->paths, const char *) = argv[i];
        }
        else if (strcmp(argv[i], "--") == 0) {
            is_literal = 1;
        }
        else if (!take_switch(options, argv[i]) &&
                 !option_take(&options->zone, "--zone", &i, argc, argv) &&
                 !option_take(&options->stylesheets, "--stylesheets", &i, argc, argv) &&
                 !option_take(&options->name, "--name", &i, argc, argv) &&
                 !option_take(&format, "--format", &i, argc, argv)) {
            return command_usage("check", "check does not know “%s”", argv[i]);
        }
    }
    if (format != NULL) {
        options->format = report_format_of(format);
    }
    return options->format != REPORT_UNSET
               ? COMMAND_CLEAN
               : command_usage("check", "there is no format “%s”: text, json, gnu or sarif",
                               format);
}

static int has_input(const check_options_t *options)
{
    for (int i = 0; i < options->paths->nelts; i++) {
        if (strcmp(APR_ARRAY_IDX(options->paths, i, const char *), "-") == 0) {
            return 1;
        }
    }
    return 0;
}

int check_options_read(check_options_t *options, int argc, const char *const *argv,
                       apr_pool_t *pool)
{
    int status;

    memset(options, 0, sizeof(*options));
    options->format = REPORT_TEXT;
    options->paths = apr_array_make(pool, argc, sizeof(const char *));
    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        puts(help);
        options->is_help = 1;
        return COMMAND_CLEAN;
    }
    status = sort_arguments(options, argc, argv);
    if (status != COMMAND_CLEAN) {
        return status;
    }
    if (options->paths->nelts == 0) {
        return command_usage("check", "check needs a file or a folder, or - for standard input");
    }
    if (has_input(options) && (options->paths->nelts > 1 || options->is_watching)) {
        return command_usage("check", "standard input is checked alone, and once");
    }
    if (options->is_watching && options->format != REPORT_TEXT && options->format != REPORT_GNU) {
        return command_usage("check",
                             "--watch prints text or gnu: json and sarif are one document");
    }
    if (options->name != NULL && !has_input(options)) {
        return command_usage("check",
                             "--name is for standard input: statement check --name FILE -");
    }
    return COMMAND_CLEAN;
}
