#include "command/state.h"

#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "command/option.h"

static const char help[] =
    "usage: statement state check [OPTION]…\n"
    "       statement state export [OPTION]… FILE\n"
    "       statement state import [OPTION]… FILE\n\n"
    "Looks after the server's state directory (StatementStateDir). Run it as root or\n"
    "as the server's user; for root a process of that user does the work.\n\n"
    "`check` says what is in the directory, what is damaged or lost, and what to do.\n"
    "`export` writes the history into FILE (`-`: standard output), also while httpd\n"
    "runs: what was published when, under which names, and each last good version.\n"
    "The rest of the directory is made again from it and from the statements.\n"
    "`import` brings such a FILE (`-`: standard input) back, while httpd is stopped,\n"
    "into a directory that is new or empty or has a history. Nothing of that is lost:\n"
    "each statement has the earlier of both first publications, and the version that\n"
    "came last.\n\n"
    "  --state DIR  the state directory (otherwise that of the packages)\n"
    "  --user NAME  with import: the User of httpd's configuration, to whom a\n"
    "               directory is given that is new or belongs to root\n"
    "  --json       what was found or done, as a JSON object\n\n"
    "Exit status: 0 all is well, 1 there are errors, 2 the arguments are wrong.";

typedef struct kind_t {
    const char *name;
    int (*run)(const state_options_t *options, apr_pool_t *pool);
    int has_file;
} kind_t;

static const kind_t kinds[] = {
    {"check", state_check, 0}, {"export", state_export, 1}, {"import", state_import, 1}};

static const kind_t *find_kind(const char *name)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
        if (strcmp(kinds[i].name, name) == 0) {
            return &kinds[i];
        }
    }
    return NULL;
}

/* COMMAND_CLEAN, or COMMAND_USAGE after saying what is wrong. */
static int read_arguments(state_options_t *options, const kind_t *kind, int argc,
                          const char *const *argv)
{
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0) {
            options->is_json = 1;
        }
        else if ((argv[i][0] != '-' || argv[i][1] == '\0') && kind->has_file && !options->file) {
            options->file = argv[i];
        }
        else if (!option_take(&options->state, "--state", &i, argc, argv) &&
                 !option_take(&options->user, "--user", &i, argc, argv)) {
            return command_usage("state", "%s does not know “%s”, or it wants a value", kind->name,
                                 argv[i]);
        }
    }
    if (options->user && kind->run != state_import) {
        return command_usage("state", "--user is for import");
    }
    return kind->has_file && !options->file ? command_usage("state", "%s needs a file", kind->name)
                                            : COMMAND_CLEAN;
}

int cmd_state(int argc, const char *const *argv, apr_pool_t *pool)
{
    state_options_t options = {.state = STM_STATE_DIR};
    const kind_t *kind;
    int status;

    for (int i = 1; i < argc && i < 3; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            puts(help);
            return COMMAND_CLEAN;
        }
    }
    kind = argc > 1 ? find_kind(argv[1]) : NULL;
    if (!kind) {
        return argc > 1 ? command_usage("state", "there is no “state %s”", argv[1])
                        : command_usage("state", "check, export or import is missing");
    }
    status = read_arguments(&options, kind, argc, argv);
    return status == COMMAND_CLEAN ? kind->run(&options, pool) : status;
}
