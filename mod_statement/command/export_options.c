#include "command/export_options.h"

#include <string.h>

#include "command/command.h"
#include "command/option.h"

static int take_flag(export_options_t *options, const char *argument)
{
    const struct {
        const char *name;
        int *flag;
    } known[] = {{"--htaccess", &options->has_htaccess},
                 {"--json", &options->is_json},
                 {"--ignore-access", &options->ignores_access}};

    for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
        if (strcmp(known[i].name, argument) == 0) {
            *known[i].flag = 1;
            return 1;
        }
    }
    return 0;
}

static int take_value(export_options_t *options, int *i, int argc, const char *const *argv)
{
    return option_take(&options->config, "--config", i, argc, argv) ||
           option_take(&options->base, "--base-url", i, argc, argv) ||
           option_take(&options->state, "--state", i, argc, argv) ||
           option_take(&options->stylesheets, "--stylesheets", i, argc, argv) ||
           option_take(&options->title, "--title", i, argc, argv) ||
           option_take(&options->identity, "--identity", i, argc, argv) ||
           option_take(&options->lang, "--lang", i, argc, argv) ||
           option_take(&options->zone, "--zone", i, argc, argv);
}

static int take_path(export_options_t *options, const char *path)
{
    if (options->out != NULL) {
        return command_usage("export", "export takes one folder and one place for the copy");
    }
    *(options->folder == NULL ? &options->folder : &options->out) = path;
    return COMMAND_CLEAN;
}

int export_options_read(export_options_t *options, int argc, const char *const *argv)
{
    int is_literal = 0, status = COMMAND_CLEAN;

    *options = (export_options_t){0};
    for (int i = 1; i < argc && status == COMMAND_CLEAN; i++) {
        if (!is_literal && strcmp(argv[i], "--") == 0) {
            is_literal = 1;
        }
        else if (is_literal || argv[i][0] != '-') {
            status = take_path(options, argv[i]);
        }
        else if (!take_flag(options, argv[i]) && !take_value(options, &i, argc, argv)) {
            status =
                command_usage("export", "export does not know “%s”, or it wants a value", argv[i]);
        }
    }
    return status == COMMAND_CLEAN && options->out == NULL
               ? command_usage("export", "export needs the newsroom's folder and one for the copy")
               : status;
}
