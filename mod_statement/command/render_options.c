#include "command/render_options.h"

#include <apr_strings.h>
#include <string.h>

#include "command/command.h"
#include "command/option.h"
#include "core/site/newsroom.h"

static int refuse_words(const char *name)
{
    return command_usage("render", "%s wants text in UTF-8 without control characters", name);
}

static int take_param(render_options_t *options, const char *text, apr_pool_t *pool)
{
    const char *equals = strchr(text, '=');
    stm_param_t param;

    if (equals == NULL || equals == text) {
        return command_usage("render", "--param wants NAME=VALUE, not “%s”", text);
    }
    if (!stm_newsroom_is_text(text)) {
        return refuse_words("--param");
    }
    param.name = apr_pstrmemdup(pool, text, (apr_size_t)(equals - text));
    param.value = equals + 1;
    APR_ARRAY_PUSH(options->params, stm_param_t) = param;
    return COMMAND_CLEAN;
}

static int take_option(render_options_t *options, int *i, int argc, const char *const *argv,
                       apr_pool_t *pool)
{
    const struct {
        const char *name, **value;
        enum { PATH, WORDS } kind; /* words get into pages */
    } known[] = {
        {"--to", &options->to, WORDS},       {"-o", &options->output, PATH},
        {"--root", &options->root, PATH},    {"--base", &options->base, WORDS},
        {"--title", &options->title, WORDS}, {"--identity", &options->identity, WORDS},
        {"--lang", &options->lang, WORDS},   {"--zone", &options->zone, WORDS},
        {"--now", &options->now, WORDS},     {"--stylesheets", &options->stylesheets, PATH},
    };
    const char *argument = argv[*i], *value;

    for (size_t k = 0; k < sizeof(known) / sizeof(*known); k++) {
        if (option_take(&value, known[k].name, i, argc, argv)) {
            *known[k].value = value;
            return known[k].kind == PATH || stm_newsroom_is_text(value)
                       ? COMMAND_CLEAN
                       : refuse_words(known[k].name);
        }
    }
    if (option_take(&value, "--param", i, argc, argv)) {
        return take_param(options, value, pool);
    }
    return command_usage("render", "render does not know “%s”, or it wants a value", argument);
}

int render_options_read(render_options_t *options, int argc, const char *const *argv,
                        apr_pool_t *pool)
{
    int i, status = COMMAND_CLEAN;

    memset(options, 0, sizeof(*options));
    options->to = "html";
    options->base = "http://localhost/";
    options->params = apr_array_make(pool, 4, sizeof(stm_param_t));
    for (i = 1; i < argc && status == COMMAND_CLEAN; i++) {
        if (strcmp(argv[i], "--preview") == 0) {
            options->is_preview = options->is_all = 1;
        }
        else if (strcmp(argv[i], "--all") == 0) {
            options->is_all = 1;
        }
        else if (argv[i][0] == '-') {
            status = take_option(options, &i, argc, argv, pool);
        }
        else if (options->path != NULL) {
            status = command_usage("render", "render takes one file or folder at a time");
        }
        else {
            options->path = argv[i];
        }
    }
    if (status == COMMAND_CLEAN && options->path == NULL) {
        status = command_usage("render", "render needs a file or a folder");
    }
    return status;
}
