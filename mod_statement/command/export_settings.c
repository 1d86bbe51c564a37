#include <apr_file_info.h>
#include <apr_strings.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "command/command.h"
#include "command/export_facts.h"
#include "command/export_options.h"
#include "command/option.h"
#include "core/i18n/language.h"

static const char *where(const config_directive_t *directive, apr_pool_t *pool)
{
    const char *text = directive->name;

    for (int i = 0; i < directive->arguments->nelts; i++) {
        text = apr_pstrcat(pool, text, " ", APR_ARRAY_IDX(directive->arguments, i, const char *),
                           NULL);
    }
    return apr_psprintf(pool, "%s:%d: %s", directive->file, directive->line, text);
}

/* A copy in files has no rules of access, unless its own server has. */
static int refuse_closed(const config_directive_t *closed, apr_pool_t *pool)
{
    command_say(stderr, "statement: %s", where(closed, pool));
    fputs("  closes statements, or may, and a copy would be open to all. Export all the same\n"
          "  with --ignore-access, and close the copy yourself\n",
          stderr);
    return COMMAND_PROBLEMS;
}

static int read_config(export_facts_t *facts, const export_options_t *options, const char *folder,
                       apr_pool_t *pool)
{
    apr_array_header_t *directives = apr_array_make(pool, 1, sizeof(config_directive_t));
    const char *failed;
    apr_status_t status =
        options->config ? config_read(&directives, &failed, options->config, pool) : APR_SUCCESS;

    if (status) {
        return command_fail(failed, status);
    }
    export_facts_find(facts, directives, folder, options->base, pool);
    if (options->base == NULL && facts->base != NULL) {
        export_facts_find(facts, directives, folder, facts->base, pool);
    }
    if (facts->refused) {
        command_say(stderr, "statement: %s: this value is none", where(facts->refused, pool));
        return COMMAND_PROBLEMS;
    }
    return facts->closed && !options->ignores_access ? refuse_closed(facts->closed, pool)
                                                     : COMMAND_CLEAN;
}

/* The server's own records call the newsroom by the folder as the configuration spells it. */
static int find_root(const char **root, const export_facts_t *facts,
                     const export_options_t *options, const char *folder, apr_pool_t *pool)
{
    const char *real = command_real_path(folder, pool), *configured;

    *root = folder;
    if (options->config == NULL) {
        return COMMAND_CLEAN;
    }
    if (facts->root == NULL) {
        command_say(stderr, "statement: %s has no StatementEngine On for %s", options->config,
                    folder);
        return COMMAND_PROBLEMS;
    }
    configured = command_real_path(facts->root, pool);
    if (configured == NULL || strcmp(real, configured) != 0) {
        command_say(stderr, "statement: %s has the newsroom in %s: export that folder",
                    options->config, facts->root);
        return COMMAND_PROBLEMS;
    }
    *root = facts->root;
    return COMMAND_CLEAN;
}

static int is_url(const char *base)
{
    const char *host = strstr(base, "://");

    return (strncmp(base, "http://", 7) == 0 || strncmp(base, "https://", 8) == 0) && host[3] &&
           host[3] != '/' && strpbrk(base, " \"<>?#") == NULL && stm_newsroom_is_text(base);
}

static int find_base(export_settings_t *settings, const export_facts_t *facts,
                     const export_options_t *options, apr_pool_t *pool)
{
    const char *base = options->base ? options->base : facts->base;

    if (base == NULL) {
        return command_usage("export", "links need the address: --base-url "
                                       "https://www.example.org/statements/, or StatementBaseURL "
                                       "in the configuration");
    }
    if (!is_url(base)) {
        return command_usage("export", "“%s” is no address as https://www.example.org/statements/",
                             base);
    }
    settings->base = base[strlen(base) - 1] == '/' ? base : apr_pstrcat(pool, base, "/", NULL);
    return COMMAND_CLEAN;
}

static const char *host_of(const char *base, apr_pool_t *pool)
{
    const char *host = strstr(base, "://") + 3;

    return apr_pstrmemdup(pool, host, strcspn(host, ":/"));
}

static const char *first_of(const char *one, const char *two, const char *three)
{
    return one ? one : two ? two : three;
}

static void set_limits(stm_limits_t *limits, const stm_limits_t *given)
{
    *limits = stm_limits_default;
    limits->max_bytes = given->max_bytes ? given->max_bytes : limits->max_bytes;
    limits->max_depth = given->max_depth ? given->max_depth : limits->max_depth;
    limits->max_work = given->max_work ? given->max_work : limits->max_work;
}

/* As httpd/newsroom/mount. */
static int set_newsroom(export_settings_t *settings, const export_facts_t *facts,
                        const export_options_t *options, apr_pool_t *pool)
{
    stm_newsroom_t *newsroom = &settings->newsroom;
    const char *host = first_of(facts->server_name, host_of(settings->base, pool), NULL);
    const char *lang = options->lang ? options->lang : facts->lang;
    int status = option_zone(&newsroom->set_zone, options->zone ? options->zone : facts->zone,
                             "export", pool);

    if (status == COMMAND_CLEAN && lang && !stm_language_is_tag(lang)) {
        return command_usage("export", "“%s” is not the tag of a language as de-CH", lang);
    }
    newsroom->title = first_of(options->title, facts->title, host);
    newsroom->identity = first_of(options->identity, facts->identity, host);
    newsroom->lang = lang ? lang : "en";
    newsroom->zone = newsroom->set_zone ? newsroom->set_zone : stm_zone_utc();
    newsroom->validate = facts->validate ? facts->validate : STM_VALIDATE_STRICT;
    newsroom->show = STM_SHOW_PUBLISHED;
    newsroom->feed_items = facts->feed_items ? facts->feed_items : 20;
    newsroom->params = stm_params_settle(facts->params, pool);
    set_limits(&newsroom->limits, &facts->limits);
    newsroom->key = stm_newsroom_key(newsroom->root, newsroom->set_zone, newsroom->validate,
                                     newsroom->identity, pool);
    settings->has_language = lang != NULL;
    if (!stm_newsroom_is_text(newsroom->title) || !stm_newsroom_is_text(newsroom->identity)) {
        return command_usage("export", "titles and names are text in UTF-8 without control "
                                       "characters");
    }
    return status;
}

/* With a configuration but no word of a state directory, that of the build. */
static void set_folders(export_settings_t *settings, const export_facts_t *facts,
                        const export_options_t *options, apr_pool_t *pool)
{
    const char *sheets = command_stylesheet_dir(
        options->stylesheets ? options->stylesheets : facts->stylesheet_dir, pool);
    const char *real = command_real_path(sheets, pool);

    settings->stylesheet_dir = real ? real : sheets;
    settings->state_dir =
        first_of(options->state, facts->state_dir, options->config ? STM_STATE_DIR : NULL);
    if (settings->state_dir && *settings->state_dir == '\0') {
        settings->state_dir = NULL; /* --state= */
    }
    settings->has_htaccess_files = facts->override && strcasecmp(facts->override, "None") != 0;
    settings->formats = apr_array_copy(pool, stm_format_builtin(pool));
    for (int i = 0; i < facts->formats->nelts; i++) {
        stm_format_apply(settings->formats, &APR_ARRAY_IDX(facts->formats, i, stm_format_t));
    }
    settings->roots = facts->roots;
    settings->hosts = facts->hosts;
}

int export_settings_make(export_settings_t *settings, const export_options_t *options,
                         apr_pool_t *result_pool)
{
    export_facts_t facts = {0};
    const char *folder;
    char *merged;
    int status;

    *settings = (export_settings_t){0};
    if (apr_filepath_merge(&merged, NULL, options->folder, APR_FILEPATH_NOTRELATIVE, result_pool) ||
        command_real_path(options->folder, result_pool) == NULL) {
        return command_fail(options->folder, APR_ENOENT);
    }
    while (strlen(merged) > 1 && merged[strlen(merged) - 1] == '/') {
        merged[strlen(merged) - 1] = '\0';
    }
    folder = merged;
    status = read_config(&facts, options, folder, result_pool);
    if (status == COMMAND_CLEAN) {
        status = find_root(&settings->newsroom.root, &facts, options, folder, result_pool);
    }
    if (status == COMMAND_CLEAN) {
        status = find_base(settings, &facts, options, result_pool);
    }
    if (status == COMMAND_CLEAN) {
        status = set_newsroom(settings, &facts, options, result_pool);
    }
    if (status == COMMAND_CLEAN) {
        set_folders(settings, &facts, options, result_pool);
    }
    return status;
}

static int check_folder(const char *path, const export_options_t *options, apr_pool_t *pool)
{
    apr_array_header_t *directives = apr_array_make(pool, 8, sizeof(config_directive_t));

    if (config_read_htaccess(directives, path, "", pool)) {
        return COMMAND_CLEAN;
    }
    for (int i = 0; i < directives->nelts; i++) {
        const config_directive_t *directive = &APR_ARRAY_IDX(directives, i, config_directive_t);

        if (export_facts_closes(directive) && !options->ignores_access) {
            return refuse_closed(directive, pool);
        }
        if (strncasecmp(directive->name, "Statement", 9) == 0) {
            command_say(stderr, "statement: %s", where(directive, pool));
            fputs("  holds for a part of the newsroom, which export cannot do\n", stderr);
            return COMMAND_PROBLEMS;
        }
    }
    return COMMAND_CLEAN;
}

int export_settings_check_folders(const export_settings_t *settings,
                                  const export_options_t *options,
                                  const apr_array_header_t *folders, apr_pool_t *scratch_pool)
{
    int status = COMMAND_CLEAN;

    for (int i = 0; settings->has_htaccess_files && status == COMMAND_CLEAN && i < folders->nelts;
         i++) {
        const char *folder = APR_ARRAY_IDX(folders, i, const char *);

        if (*folder) {
            status = check_folder(
                apr_pstrcat(scratch_pool, settings->newsroom.root, "/", folder, ".htaccess", NULL),
                options, scratch_pool);
        }
    }
    return status;
}
