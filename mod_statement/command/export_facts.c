#include "command/export_facts.h"

#include <apr_fnmatch.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "command/command.h"
#include "core/base/quantity.h"
#include "core/site/format.h"
#include "core/site/reference.h"

/* The order in which httpd merges sections. */
typedef enum {
    FOR_NOBODY = 0,
    FOR_SERVER,
    FOR_HOST,
    FOR_DIRECTORY,
    FOR_HTACCESS,
    FOR_DIRECTORY_MATCH,
    FOR_LOCATION
} turn_t;

typedef struct ordered_t {
    turn_t turn;
    int depth, index;
    const config_directive_t *directive;
} ordered_t;

typedef struct finding_t {
    export_facts_t *facts;
    const apr_array_header_t *directives;
    const char *folder, *real_folder;
    const char *path; /* of the base URL, decoded; NULL: unknown */
    int host;
    apr_pool_t *pool;
} finding_t;

static const char *argument(const config_directive_t *directive, int index)
{
    return index < directive->arguments->nelts
               ? APR_ARRAY_IDX(directive->arguments, index, const char *)
               : "";
}

static int is(const config_directive_t *directive, const char *name)
{
    return strcasecmp(directive->name, name) == 0;
}

static int is_below(const char *folder, const char *path)
{
    apr_size_t size = strlen(folder);

    while (size && folder[size - 1] == '/') {
        size--;
    }
    return strncmp(path, folder, size) == 0 && (path[size] == '/' || path[size] == '\0');
}

static int count_slashes(const char *path)
{
    int count = 0;

    for (; *path; path++) {
        count += *path == '/' && path[1] != '\0';
    }
    return count;
}

/* A pattern stands for the steps that it has, and for all that is below. */
static int matches_pattern(const char *pattern, const char *path, apr_pool_t *pool)
{
    for (const char *end = path; *end != '\0';) {
        end += 1 + strcspn(end + 1, "/");
        if (apr_fnmatch(pattern, apr_pstrmemdup(pool, path, (apr_size_t)(end - path)),
                        APR_FNM_PATHNAME) == APR_SUCCESS) {
            return 1;
        }
    }
    return 0;
}

static int matches_expression(const char *expression, const char *path, apr_pool_t *pool)
{
    regex_t compiled;
    int is_match;

    if (regcomp(&compiled, expression, REG_EXTENDED | REG_NOSUB) != 0) {
        return 1; /* it may */
    }
    is_match = regexec(&compiled, path, 0, NULL, 0) == 0 ||
               regexec(&compiled, apr_pstrcat(pool, path, "/", NULL), 0, NULL, 0) == 0;
    regfree(&compiled);
    return is_match;
}

static int covers(const char *section, const char *path, apr_pool_t *pool)
{
    return apr_fnmatch_test(section) ? matches_pattern(section, path, pool)
                                     : is_below(section, path);
}

static int covers_folder(const finding_t *finding, const char *section)
{
    const char *real = command_real_path(section, finding->pool);

    return covers(section, finding->folder, finding->pool) ||
           covers(real ? real : section, finding->real_folder, finding->pool);
}

static turn_t turn_of(const finding_t *finding, const config_directive_t *directive)
{
    const char *path = directive->path;

    if (directive->host && directive->host != finding->host) {
        return FOR_NOBODY;
    }
    switch (directive->section) {
    case CONFIG_UNSET:
        return directive->host ? FOR_HOST : FOR_SERVER;
    case CONFIG_DIRECTORY:
        return covers_folder(finding, path) ? FOR_DIRECTORY : FOR_NOBODY;
    case CONFIG_DIRECTORY_MATCH:
        return matches_expression(path, finding->folder, finding->pool) ? FOR_DIRECTORY_MATCH
                                                                        : FOR_NOBODY;
    case CONFIG_LOCATION:
        return finding->path && covers(path, finding->path, finding->pool) ? FOR_LOCATION
                                                                           : FOR_NOBODY;
    case CONFIG_LOCATION_MATCH:
        return finding->path && matches_expression(path, finding->path, finding->pool)
                   ? FOR_LOCATION
                   : FOR_NOBODY;
    case CONFIG_FILES:
    case CONFIG_CONDITION:
        break;
    }
    return FOR_NOBODY;
}

static int in_order(const void *one, const void *other)
{
    const ordered_t *a = one, *b = other;

    return a->turn != b->turn     ? (a->turn < b->turn ? -1 : 1)
           : a->depth != b->depth ? (a->depth < b->depth ? -1 : 1)
                                  : a->index - b->index;
}

/* Of sections as deep as each other those of the virtual host come last. */
static apr_array_header_t *order(const finding_t *finding)
{
    const apr_array_header_t *all = finding->directives;
    apr_array_header_t *ordered = apr_array_make(finding->pool, 32, sizeof(ordered_t));

    for (int i = 0; i < all->nelts; i++) {
        const config_directive_t *directive = &APR_ARRAY_IDX(all, i, config_directive_t);
        turn_t turn = turn_of(finding, directive);
        int depth =
            turn == FOR_DIRECTORY ? 2 * count_slashes(directive->path) + (directive->host != 0) : 0;

        if (turn != FOR_NOBODY) {
            APR_ARRAY_PUSH(ordered, ordered_t) = (ordered_t){turn, depth, i, directive};
        }
    }
    qsort(ordered->elts, (size_t)ordered->nelts, sizeof(ordered_t), in_order);
    return ordered;
}

/* "https://www.example.org:443" */
static const char *host_name(const char *name, apr_pool_t *pool)
{
    const char *host = strstr(name, "://");

    host = host ? host + 3 : name;
    return apr_pstrmemdup(pool, host, strcspn(host, ":/"));
}

static int names_host(const config_directive_t *directive, const char *host, apr_pool_t *pool)
{
    if (!is(directive, "ServerName") && !is(directive, "ServerAlias")) {
        return 0;
    }
    for (int i = 0; i < directive->arguments->nelts; i++) {
        if (strcasecmp(host_name(argument(directive, i), pool), host) == 0) {
            return 1;
        }
    }
    return 0;
}

static int leads_to_folder(const finding_t *finding, const config_directive_t *directive)
{
    if (is(directive, "Alias")) {
        return covers_folder(finding, argument(directive, 1));
    }
    return is(directive, "DocumentRoot") ? covers_folder(finding, argument(directive, 0))
           : strncasecmp(directive->name, "Statement", 9) == 0 &&
                   directive->section == CONFIG_DIRECTORY
               ? covers_folder(finding, directive->path)
               : 0;
}

/* The virtual host whose name @a base has, or else the first that leads to the folder; 0: none. */
static int find_host(const finding_t *finding, const char *base)
{
    const char *host = base ? host_name(base, finding->pool) : NULL;
    int leading = 0;

    for (int i = 0; i < finding->directives->nelts; i++) {
        const config_directive_t *directive =
            &APR_ARRAY_IDX(finding->directives, i, config_directive_t);

        if (directive->host && host && names_host(directive, host, finding->pool)) {
            return directive->host;
        }
        if (!leading && directive->host && leads_to_folder(finding, directive)) {
            leading = directive->host;
        }
    }
    return leading;
}

static const char *server_path(const finding_t *finding, const char *path)
{
    const char *root = finding->facts->server_root;

    return *path == '/' || !root ? path : apr_pstrcat(finding->pool, root, "/", path, NULL);
}

static const char *without_slash(const char *path, apr_pool_t *pool)
{
    apr_size_t size = strlen(path);

    return size > 1 && path[size - 1] == '/' ? apr_pstrmemdup(pool, path, size - 1) : path;
}

static void take_engine(const finding_t *finding, const ordered_t *at)
{
    export_facts_t *facts = finding->facts;
    const config_directive_t *directive = at->directive;
    const char *root = finding->folder;

    if (at->turn <= FOR_HOST) {
        root = facts->document_root;
    }
    else if (at->turn == FOR_DIRECTORY && !apr_fnmatch_test(directive->path)) {
        root = directive->path;
    }
    facts->root = strcasecmp(argument(directive, 0), "On") == 0 && root
                      ? without_slash(root, finding->pool)
                      : NULL;
}

/* As httpd/config/values. */
static void take_format(const finding_t *finding, const ordered_t *at)
{
    const config_directive_t *directive = at->directive;
    const char *sheet = argument(directive, 1);
    stm_format_t format = {.name = argument(directive, 0)};
    const char *root = finding->folder;

    if (at->turn == FOR_HTACCESS) {
        sheet = apr_pstrcat(finding->pool, root, "/", sheet, NULL);
    }
    else {
        sheet = server_path(finding, sheet);
        root = command_folder_of(sheet, finding->pool);
    }
    format.statement_sheet = sheet;
    for (int i = 2; i < directive->arguments->nelts; i++) {
        const char *option = argument(directive, i);

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
    const char *word = argument(directive, 0);

    facts->validate = strcasecmp(word, "Warn") == 0  ? STM_VALIDATE_WARN
                      : strcasecmp(word, "Off") == 0 ? STM_VALIDATE_OFF
                                                     : STM_VALIDATE_STRICT;
}

static int take_number(export_facts_t *facts, const config_directive_t *directive)
{
    const char *value = argument(directive, 0);
    apr_int64_t number = 0;
    int is_good = is(directive, "StatementMaxSize") ? stm_quantity_size(&number, value)
                                                    : stm_quantity_number(&number, value);

    if (is(directive, "StatementFeedItems")) {
        facts->feed_items = (int)number;
    }
    else if (is(directive, "StatementMaxSize")) {
        facts->limits.max_bytes = (apr_off_t)number;
    }
    else if (is(directive, "StatementMaxDepth")) {
        facts->limits.max_depth = (int)number;
    }
    else if (is(directive, "StatementMaxWork")) {
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
    const char *value = argument(directive, 0);
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
        {"ServerName", &facts->server_name, host_name(value, finding->pool)},
        {"DocumentRoot", &facts->document_root, server_path(finding, value)},
        {"AllowOverride", &facts->override, value},
    };

    for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
        if (is(directive, known[i].name)) {
            *known[i].member = known[i].value;
            return 1;
        }
    }
    return 0;
}

static void take(const finding_t *finding, const ordered_t *at)
{
    export_facts_t *facts = finding->facts;
    const config_directive_t *directive = at->directive;

    if (take_text(finding, directive) || take_number(facts, directive)) {
        return;
    }
    if (is(directive, "StatementEngine")) {
        take_engine(finding, at);
    }
    else if (is(directive, "StatementFormat")) {
        take_format(finding, at);
    }
    else if (is(directive, "StatementValidate")) {
        take_validate(facts, directive);
    }
    else if (is(directive, "StatementPreview")) {
        facts->has_previews = strcasecmp(argument(directive, 0), "On") == 0;
    }
    else if (is(directive, "StatementParam")) {
        APR_ARRAY_PUSH(facts->params, stm_param_t) =
            (stm_param_t){argument(directive, 0), argument(directive, 1)};
    }
}

int export_facts_closes(const config_directive_t *directive)
{
    return is(directive, "Require") ? strcasecmp(argument(directive, 0), "all") != 0 ||
                                          strcasecmp(argument(directive, 1), "granted") != 0
                                    : is(directive, "Deny");
}

static int says_access(const config_directive_t *directive)
{
    return is(directive, "Require") || is(directive, "Deny");
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
        const config_directive_t *directive = APR_ARRAY_IDX(ordered, i, ordered_t).directive;

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
        (directive->host && directive->host != finding->host)) {
        return 0;
    }
    switch (directive->section) {
    case CONFIG_DIRECTORY:
        return strcmp(directory, finding->folder) != 0 && is_below(finding->folder, directory);
    case CONFIG_LOCATION:
        return finding->path && strlen(directive->path) >= strlen(finding->path) &&
               is_below(finding->path, directive->path);
    case CONFIG_FILES:
    case CONFIG_CONDITION:
        return !directory || covers_folder(finding, directory) ||
               is_below(finding->folder, directory);
    default:
        return 0;
    }
}

static void find_closed_parts(const finding_t *finding)
{
    export_facts_t *facts = finding->facts;

    for (int i = 0; !facts->closed && i < finding->directives->nelts; i++) {
        const config_directive_t *directive =
            &APR_ARRAY_IDX(finding->directives, i, config_directive_t);

        if (closes_part(finding, directive)) {
            facts->closed = directive;
        }
    }
}

static void take_all(finding_t *finding)
{
    const apr_array_header_t *ordered = order(finding);

    for (int i = 0; i < ordered->nelts; i++) {
        take(finding, &APR_ARRAY_IDX(ordered, i, ordered_t));
    }
    find_access(finding->facts, ordered);
}

/* The file of the folder itself counts after all sections of folders. */
static void take_htaccess(finding_t *finding)
{
    apr_array_header_t *directives = apr_array_make(finding->pool, 8, sizeof(config_directive_t));
    const char *path = apr_pstrcat(finding->pool, finding->folder, "/.htaccess", NULL);

    if (config_read_htaccess(directives, path, finding->folder, finding->pool)) {
        return;
    }
    for (int i = 0; i < directives->nelts; i++) {
        const config_directive_t *directive = &APR_ARRAY_IDX(directives, i, config_directive_t);
        const ordered_t at = {FOR_HTACCESS, 0, i, directive};

        take(finding, &at);
        if (export_facts_closes(directive)) {
            finding->facts->closed = directive;
        }
    }
}

/* All servers' names lead to this machine. */
static void take_hosts(const finding_t *finding)
{
    for (int i = 0; i < finding->directives->nelts; i++) {
        const config_directive_t *directive =
            &APR_ARRAY_IDX(finding->directives, i, config_directive_t);

        if (!is(directive, "ServerName") && !is(directive, "ServerAlias")) {
            continue;
        }
        for (int k = 0; k < directive->arguments->nelts; k++) {
            char *name = (char *)host_name(argument(directive, k), finding->pool);

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
    finding_t finding = {facts, directives, folder, real ? real : folder, NULL, 0, result_pool};

    *facts = (export_facts_t){0};
    facts->formats = apr_array_make(result_pool, 2, sizeof(stm_format_t));
    facts->roots = apr_array_make(result_pool, 2, sizeof(const char *));
    facts->params = apr_array_make(result_pool, 2, sizeof(stm_param_t));
    facts->hosts = apr_array_make(result_pool, 4, sizeof(const char *));
    take_hosts(&finding);
    finding.host = find_host(&finding, base);
    finding.path = base ? stm_reference_path(base, result_pool) : NULL;
    take_all(&finding);
    if (facts->override && strcasecmp(facts->override, "None") != 0) {
        take_htaccess(&finding);
    }
    find_closed_parts(&finding);
}
