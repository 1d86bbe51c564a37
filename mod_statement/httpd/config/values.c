#include "httpd/config/values.h"

#include <apr_fnmatch.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "httpd/config/settings.h"

const char *stmh_setting_refusal(const cmd_parms *cmd, const char *value, const char *wants,
                                 const char *example)
{
    return apr_psprintf(cmd->pool, "%s got \"%s\" but wants %s; for example: %s %s", cmd->cmd->name,
                        value, wants, cmd->cmd->name, example);
}

int stmh_setting_is_text(const char *value)
{
    return *value && stm_newsroom_is_text(value);
}

static const char *without_slash(apr_pool_t *pool, const char *path)
{
    apr_size_t size = strlen(path);

    return size > 1 && path[size - 1] == '/' ? apr_pstrmemdup(pool, path, size - 1) : path;
}

/* "<DirectoryMatch", or NULL at the top of a file. */
static const char *section_name(const cmd_parms *cmd)
{
    return cmd->directive->parent ? cmd->directive->parent->directive : NULL;
}

/* Both spellings: <LocationMatch …> and <Location ~ …>. */
static int is_by_expression(const cmd_parms *cmd)
{
    const char *name = section_name(cmd);

    return name && (!strcasecmp(name, "<DirectoryMatch") || !strcasecmp(name, "<LocationMatch") ||
                    *cmd->directive->parent->args == '~');
}

/* Which kind of place a directive stands in; UNSET where an engine makes no sense. */
static stmh_section_kind_t section_kind(const cmd_parms *cmd)
{
    const char *name = section_name(cmd);

    if (!cmd->path) {
        return !name || !strcasecmp(name, "<VirtualHost") ? STMH_SECTION_SERVER
                                                          : STMH_SECTION_UNSET;
    }
    if (!name || !strncasecmp(name, "<Directory", 10)) {
        return STMH_SECTION_DIRECTORY;
    }
    return strncasecmp(name, "<Location", 9) ? STMH_SECTION_UNSET : STMH_SECTION_LOCATION;
}

/* Answers with an error where the place has no newsroom's root. */
static const char *describe_section(const stmh_section_t **described, cmd_parms *cmd)
{
    stmh_section_t *section = apr_pcalloc(cmd->pool, sizeof(*section));

    section->kind = section_kind(cmd);
    if (section->kind == STMH_SECTION_UNSET) {
        return apr_psprintf(cmd->pool,
                            "%s stands in a %s> section but wants to stand in <Directory>, "
                            "<Location>, <VirtualHost>, .htaccess or the server's own "
                            "configuration; for example: <Directory \"/srv/www/statements\">",
                            cmd->cmd->name, section_name(cmd) ? section_name(cmd) : "<");
    }
    section->is_htaccess = cmd->path && !section_name(cmd);
    section->path = cmd->path ? without_slash(cmd->pool, cmd->path) : NULL;
    if (cmd->path && is_by_expression(cmd)) {
        section->regex = ap_pregcomp(cmd->pool, cmd->path, AP_REG_EXTENDED);
    }
    section->has_wildcards = cmd->path && !section->regex && apr_fnmatch_test(cmd->path);
    *described = section;
    return NULL;
}

const char *stmh_setting_engine(cmd_parms *cmd, void *config, const char *value)
{
    stmh_config_t *settings = config;

    if (!strcasecmp(value, "Off")) {
        settings->engine = STMH_SWITCH_OFF;
        return NULL;
    }
    if (strcasecmp(value, "On")) {
        return stmh_setting_refusal(cmd, value, "On or Off", "On");
    }
    settings->engine = STMH_SWITCH_ON;
    return describe_section(&settings->section, cmd);
}

static int is_word(const char *text, const char *also)
{
    if (!apr_isalpha(*text)) {
        return 0;
    }
    while (apr_isalnum(*text) || (*text && strchr(also, *text))) {
        text++;
    }
    return !*text;
}

/* RFC 9110 section 8.3.1, without parameters. */
static int is_media_type(const char *text)
{
    const char *slash = ap_scan_http_token(text);

    return slash > text && *slash == '/' && slash[1] && !*ap_scan_http_token(slash + 1);
}

/* Where a stylesheet lies, and the folder it may not leave. In .htaccess that is the folder of the
 * file; elsewhere the stylesheet's own. */
static const char *place_sheet(stmh_format_setting_t *setting, cmd_parms *cmd, const char *sheet)
{
    char *path;

    setting->is_htaccess = cmd->path && !section_name(cmd);
    if (setting->is_htaccess) {
        if (*sheet == '/' ||
            apr_filepath_merge(&path, cmd->path, sheet, APR_FILEPATH_SECUREROOT, cmd->pool)) {
            return stmh_setting_refusal(cmd, sheet, "a stylesheet below the folder of this file",
                                        "html house/statement-html.xsl");
        }
        setting->root = without_slash(cmd->pool, cmd->path);
    }
    else {
        path = ap_server_root_relative(cmd->pool, sheet);
        setting->root = path ? ap_make_dirstr_parent(cmd->pool, path) : NULL;
    }
    setting->format.statement_sheet = path;
    return path ? NULL : stmh_setting_refusal(cmd, sheet, "a stylesheet", "html house/html.xsl");
}

static const char *set_format_options(stmh_format_setting_t *setting, cmd_parms *cmd, int argc,
                                      char *const argv[])
{
    int i;

    for (i = 2; i < argc; i++) {
        if (!strncasecmp(argv[i], "ext=", 4) && is_word(argv[i] + 4, "")) {
            setting->format.extension = argv[i] + 4;
        }
        else if (!strncasecmp(argv[i], "type=", 5) && is_media_type(argv[i] + 5)) {
            setting->format.media_type = argv[i] + 5;
        }
        else {
            return stmh_setting_refusal(cmd, argv[i],
                                        "ext=EXTENSION or type=MEDIA-TYPE, and a path with spaces "
                                        "in quotation marks",
                                        "tex \"my sheets/tex.xsl\" ext=tex");
        }
    }
    return NULL;
}

const char *stmh_setting_format(cmd_parms *cmd, void *config, int argc, char *const argv[])
{
    stmh_config_t *settings = config;
    stmh_format_setting_t setting;
    const char *refusal;

    memset(&setting, 0, sizeof(setting));
    if (argc < 2 || !is_word(argv[0], "-_")) {
        return stmh_setting_refusal(cmd, argc ? argv[0] : "", "a name and a stylesheet",
                                    "html house/statement-html.xsl");
    }
    setting.format.name = argv[0];
    refusal = place_sheet(&setting, cmd, argv[1]);
    if (!refusal) {
        refusal = set_format_options(&setting, cmd, argc, argv);
    }
    if (refusal) {
        return refusal;
    }
    if (!settings->formats) {
        settings->formats = apr_array_make(cmd->pool, 2, sizeof(stmh_format_setting_t));
    }
    APR_ARRAY_PUSH(settings->formats, stmh_format_setting_t) = setting;
    return NULL;
}

const char *stmh_setting_param(cmd_parms *cmd, void *config, const char *name, const char *value)
{
    static const char *const reserved[] = {
        "base", "self", "newsroom-title", "newsroom-lang", "style", "links", NULL};
    stmh_config_t *settings = config;
    int i;

    for (i = 0; reserved[i] && strcmp(reserved[i], name); i++) {
    }
    if (reserved[i] || !is_word(name, "-_.")) {
        return stmh_setting_refusal(cmd, name,
                                    "a parameter's name that is not one of the module's own",
                                    "statement-marks none");
    }
    if (!stm_newsroom_is_text(value)) {
        return stmh_setting_refusal(cmd, value, "a value in UTF-8 without control characters",
                                    "statement-marks none");
    }
    if (!settings->params) {
        settings->params = apr_array_make(cmd->pool, 2, sizeof(stm_param_t));
    }
    APR_ARRAY_PUSH(settings->params, stm_param_t) = (stm_param_t){name, value};
    return NULL;
}

static const char *const *words_of(const char *command, apr_pool_t *pool)
{
    char **words;

    if (*command++ != '|') {
        return NULL;
    }
    if (*command == '$') {
        const char *shell[] = {"/bin/sh", "-c", apr_pstrdup(pool, command + 1), NULL};

        return command[1] ? apr_pmemdup(pool, shell, sizeof(shell)) : NULL;
    }
    command += *command == '|';
    return !apr_tokenize_to_argv(command, &words, pool) && words[0] && *words[0]
               ? (const char *const *)words
               : NULL;
}

const char *stmh_setting_program(const char *const **argv, const cmd_parms *cmd,
                                 const char *command)
{
    *argv = words_of(command, cmd->pool);
    return *argv ? NULL
                 : stmh_setting_refusal(cmd, command, "a program after a |",
                                        "\"|/usr/local/bin/tell\"");
}
