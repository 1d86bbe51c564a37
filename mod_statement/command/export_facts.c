#include "command/export_facts.h"

#include <apr_fnmatch.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "command/command.h"
#include "command/export_sections.h"
#include "core/base/quantity.h"
#include "core/site/format.h"
#include "core/site/reference.h"

typedef struct finding_t {
    export_facts_t *facts;
    export_place_t place;
} finding_t;

static const char *server_path(const finding_t *finding, const char *path)
{
    const char *root = finding->facts->server_root;

    return *path == '/' || !root ? path : apr_pstrcat(finding->place.pool, root, "/", path, NULL);
}

static const char *without_slash(const char *path, apr_pool_t *pool)
{
    apr_size_t size = strlen(path);

    return size > 1 && path[size - 1] == '/' ? apr_pstrmemdup(pool, path, size - 1) : path;
}

static void take_engine(const finding_t *finding, const export_ordered_t *at)
{
    export_facts_t *facts = finding->facts;
    const config_directive_t *directive = at->directive;
    const char *root = finding->place.folder;

    if (at->order <= EXPORT_FOR_HOST) {
        root = facts->document_root;
    }
    else if (at->order == EXPORT_FOR_DIRECTORY && !apr_fnmatch_test(directive->path)) {
        root = directive->path;
    }
    facts->root = strcasecmp(config_argument(directive, 0), "On") == 0 && root
                      ? without_slash(root, finding->place.pool)
                      : NULL;
}

/* As httpd/config/values. */
static void take_format(const finding_t *finding, const export_ordered_t *at)
{
    const config_directive_t *directive = at->directive;
    const char *sheet = config_argument(directive, 1);
    stm_format_t format = {.name = config_argument(directive, 0)};
    const char *root = finding->place.folder;

    if (at->order == EXPORT_FOR_HTACCESS) {
        sheet = apr_pstrcat(finding->place.pool, root, "/", sheet, NULL);
    }
    else {
        sheet = server_path(finding, sheet);
        root = command_folder_of(sheet, finding->place.pool);
    }
    format.statement_sheet = sheet;
    for (int i = 2; i < directive->arguments->nelts; i++) {
        const char *option = config_argument(directive, i);

        if (strncasecmp(option, "ext=", 4) == 0) {
            format.extension = option + 4;
        }
        else if (strncasecmp(option, "type=", 5) == 0) {
            format.media_type = option + 5;
        }
    }
    APR_ARRAY_PUSH(finding->facts->formats, stm_format_t) = format;
    APR_ARRAY_PUSH(finding->facts->roots, const char *) = root;
}

static void take_validate(export_facts_t *facts, const config_directive_t *directive)
{
    const char *word = config_argument(directive, 0);

    facts->validate = strcasecmp(word, "Warn") == 0  ? STM_VALIDATE_WARN
                      : strcasecmp(word, "Off") == 0 ? STM_VALIDATE_OFF
                                                     : STM_VALIDATE_STRICT;
}

static int take_number(export_facts_t *facts, const config_directive_t *directive)
{
    const char *value = config_argument(directive, 0);
    apr_int64_t number = 0;
    int is_good = config_is(directive, "StatementMaxSize") ? stm_quantity_size(&number, value)
                                                           : stm_quantity_number(&number, value);

    if (config_is(directive, "StatementFeedItems")) {
        facts->feed_items = (int)number;
    }
    else if (config_is(directive, "StatementMaxSize")) {
        facts->limits.max_bytes = (apr_off_t)number;
    }
    else if (config_is(directive, "StatementMaxDepth")) {
        facts->limits.max_depth = (int)number;
    }
    else if (config_is(directive, "StatementMaxWork")) {
        facts->limits.max_work = (apr_uint64_t)number;
    }
    else {
        return 0;
    }
    facts->refused = is_good && number > 0 ? facts->refused : directive;
    return 1;
}

static int take_text(const finding_t *finding, const config_directive_t *directive)
{
    export_facts_t *facts = finding->facts;
    const char *value = config_argument(directive, 0);
    const struct {
        const char *name, **member, *value;
    } known[] = {
        {"StatementTitle", &facts->title, value},
        {"StatementIdentity", &facts->identity, value},
        {"StatementLanguage", &facts->lang, value},
        {"StatementBaseURL", &facts->base, value},
        {"StatementTimeZone", &facts->zone, value},
        {"StatementStateDir", &facts->state_dir, server_path(finding, value)},
        {"StatementStylesheetDir", &facts->stylesheet_dir, server_path(finding, value)},
        {"ServerRoot", &facts->server_root, value},
        {"ServerName", &facts->server_name, export_host_name(value, finding->place.pool)},
        {"DocumentRoot", &facts->document_root, server_path(finding, value)},
        {"AllowOverride", &facts->override, value},
    };

    for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
        if (config_is(directive, known[i].name)) {
            *known[i].member = known[i].value;
            return 1;
        }
    }
    return 0;
}

static void take(const finding_t *finding, const export_ordered_t *at)
{
    export_facts_t *facts = finding->facts;
    const config_directive_t *directive = at->directive;

    if (take_text(finding, directive) || take_number(facts, directive)) {
        return;
    }
    if (config_is(directive, "StatementEngine")) {
        take_engine(finding, at);
    }
    else if (config_is(directive, "StatementFormat")) {
        take_format(finding, at);
    }
    else if (config_is(directive, "StatementValidate")) {
        take_validate(facts, directive);
    }
    else if (config_is(directive, "StatementPreview")) {
        facts->has_previews = strcasecmp(config_argument(directive, 0), "On") == 0;
    }
    else if (config_is(directive, "StatementParam")) {
        APR_ARRAY_PUSH(facts->params, stm_param_t) =
            (stm_param_t){config_argument(directive, 0), config_argument(directive, 1)};
    }
}

int export_facts_closes(const config_directive_t *directive)
{
    return config_is(directive, "Require")
               ? strcasecmp(config_argument(directive, 0), "all") != 0 ||
                     strcasecmp(config_argument(directive, 1), "granted") != 0
               : config_is(directive, "Deny");
}

static int says_access(const config_directive_t *directive)
{
    return config_is(directive, "Require") || config_is(directive, "Deny");
}

static int is_same_section(const config_directive_t *one, const config_directive_t *other)
{
    return one->section == other->section && one->host == other->host &&
           strcmp(one->path ? one->path : "", other->path ? other->path : "") == 0;
}

/* Rules of a section take the place of those of the sections before it. */
static void find_access(export_facts_t *facts, const apr_array_header_t *ordered)
{
    const config_directive_t *last = NULL;

    for (int i = 0; i < ordered->nelts; i++) {
        const config_directive_t *directive = APR_ARRAY_IDX(ordered, i, export_ordered_t).directive;

        if (!says_access(directive)) {
            continue;
        }
        if (last == NULL || !is_same_section(last, directive)) {
            facts->closed = NULL;
        }
        if (export_facts_closes(directive)) {
            facts->closed = directive;
        }
        last = directive;
    }
}

/* ".ht*" and the like are no statements. */
static int is_for_dot_files(const config_directive_t *directive)
{
    const char *path = directive->path;

    return directive->section == CONFIG_FILES && (path[0] == '.' || strncmp(path, "^\\.", 3) == 0);
}

/* What closes a part of the folder, or may. */
static int closes_part(const finding_t *finding, const config_directive_t *directive)
{
    const char *directory = directive->directory;

    if (!export_facts_closes(directive) || is_for_dot_files(directive) ||
        (directive->host && directive->host != finding->place.host)) {
        return 0;
    }
    switch (directive->section) {
    case CONFIG_DIRECTORY:
        return strcmp(directory, finding->place.folder) != 0 &&
               export_is_below(finding->place.folder, directory);
    case CONFIG_LOCATION:
        return finding->place.path && strlen(directive->path) >= strlen(finding->place.path) &&
               export_is_below(finding->place.path, directive->path);
    case CONFIG_FILES:
    case CONFIG_CONDITION:
        return !directory || export_covers_folder(&finding->place, directory) ||
               export_is_below(finding->place.folder, directory);
    default:
        return 0;
    }
}

static void find_closed_parts(const finding_t *finding)
{
    export_facts_t *facts = finding->facts;

    for (int i = 0; !facts->closed && i < finding->place.directives->nelts; i++) {
        const config_directive_t *directive =
            &APR_ARRAY_IDX(finding->place.directives, i, config_directive_t);

        if (closes_part(finding, directive)) {
            facts->closed = directive;
        }
    }
}

static void take_all(finding_t *finding)
{
    const apr_array_header_t *ordered = export_sections_order(&finding->place);

    for (int i = 0; i < ordered->nelts; i++) {
        take(finding, &APR_ARRAY_IDX(ordered, i, export_ordered_t));
    }
    find_access(finding->facts, ordered);
}

/* The file of the folder itself counts after all sections of folders. */
static void take_htaccess(finding_t *finding)
{
    apr_array_header_t *directives =
        apr_array_make(finding->place.pool, 8, sizeof(config_directive_t));
    const char *path = apr_pstrcat(finding->place.pool, finding->place.folder, "/.htaccess", NULL);

    if (config_read_htaccess(directives, path, finding->place.folder, finding->place.pool)) {
        return;
    }
    for (int i = 0; i < directives->nelts; i++) {
        const config_directive_t *directive = &APR_ARRAY_IDX(directives, i, config_directive_t);
        const export_ordered_t at = {EXPORT_FOR_HTACCESS, 0, i, directive};

        take(finding, &at);
        if (export_facts_closes(directive)) {
            finding->facts->closed = directive;
        }
    }
}

/* All servers' names lead to this machine. */
static void take_hosts(const finding_t *finding)
{
    for (int i = 0; i < finding->place.directives->nelts; i++) {
        const config_directive_t *directive =
            &APR_ARRAY_IDX(finding->place.directives, i, config_directive_t);

        if (!config_is(directive, "ServerName") && !config_is(directive, "ServerAlias")) {
            continue;
        }
        for (int k = 0; k < directive->arguments->nelts; k++) {
            char *name =
                (char *)export_host_name(config_argument(directive, k), finding->place.pool);

            for (char *letter = name; *letter; letter++) {
                *letter = (char)apr_tolower(*letter);
            }
            APR_ARRAY_PUSH(finding->facts->hosts, const char *) = name;
        }
    }
}

void export_facts_find(export_facts_t *facts, const apr_array_header_t *directives,
                       const char *folder, const char *base, apr_pool_t *result_pool)
{
    const char *real = command_real_path(folder, result_pool);
    finding_t finding = {facts, {directives, folder, real ? real : folder, NULL, 0, result_pool}};

    *facts = (export_facts_t){0};
    facts->formats = apr_array_make(result_pool, 2, sizeof(stm_format_t));
    facts->roots = apr_array_make(result_pool, 2, sizeof(const char *));
    facts->params = apr_array_make(result_pool, 2, sizeof(stm_param_t));
    facts->hosts = apr_array_make(result_pool, 4, sizeof(const char *));
    take_hosts(&finding);
    finding.place.host = export_sections_host(&finding.place, base);
    finding.place.path = base ? stm_reference_path(base, result_pool) : NULL;
    take_all(&finding);
    if (facts->override && strcasecmp(facts->override, "None") != 0) {
        take_htaccess(&finding);
    }
    find_closed_parts(&finding);
}
