#include "httpd/access/section_scope.h"

#include <apr_file_info.h>
#include <apr_fnmatch.h>
#include <apr_strings.h>
#include <string.h>
#include <strings.h>

#include "httpd/access/effect.h"
#include "httpd/access/expression.h"
#include "httpd/access/pattern.h"
#include "httpd/config/one_of.h"
#include "httpd/config/sections.h"

const char *stmh_scope_part(const stmh_scope_t *scope)
{
    while (scope && !scope->part) {
        scope = scope->outer;
    }
    return scope ? scope->part : NULL;
}

/* As core does for sections by path; what it would not take is left as it is. */
static const char *cleaned(const char *root, const char *path, apr_pool_t *pool)
{
    char *clean;
    apr_status_t status =
        apr_filepath_merge(&clean, root, path, root ? 0 : APR_FILEPATH_TRUENAME, pool);

    return status && !APR_STATUS_IS_EPATHWILD(status) ? path : clean;
}

/* mod_alias takes any number of slashes for one. */
static const char *with_single_slashes(const char *path, apr_pool_t *pool)
{
    char *merged = apr_pstrdup(pool, path);

    ap_no2slash(merged);
    return merged;
}

/* Without ">" at its end, and without quotes. */
static const char *argument_of(const ap_directive_t *section, int *is_regex, apr_pool_t *pool)
{
    char *args = apr_pstrdup(pool, section->args), *end = strrchr(args, '>');
    const char *rest = args, *word;

    if (end) {
        *end = '\0';
    }
    word = ap_getword_conf(pool, &rest);
    *is_regex = strcmp(word, "~") == 0;
    return *is_regex ? ap_getword_conf(pool, &rest) : word;
}

static const char *without_slash(const char *path, apr_pool_t *pool)
{
    apr_size_t size = strlen(path);

    while (size && path[size - 1] == '/') {
        size--;
    }
    return apr_pstrmemdup(pool, path, size);
}

/* What @a path has below @a folder (no slash at its end); NULL: it is neither that nor below. */
static const char *tail_below(const char *folder, const char *path)
{
    apr_size_t size = strlen(folder);

    return strncmp(folder, path, size) == 0 && (!path[size] || path[size] == '/')
               ? path + size + (path[size] == '/')
               : NULL;
}

static int steps_of(const char *path)
{
    int steps = 0;

    for (; *path; path++) {
        steps += *path == '/' && path[1];
    }
    return steps;
}

/* Zero: the section is for nothing in the newsroom. */
int stmh_scope_enter_folder(stmh_scope_t *scope, const stmh_survey_t *survey, const char *path)
{
    const char *tail;

    scope->is_in_folder = 1;
    scope->base = NULL;
    path = without_slash(path, survey->pool);
    tail = tail_below(path, survey->root);
    if (tail) {
        scope->base = *tail ? apr_pstrcat(survey->pool, tail, "/", NULL) : "";
        return 1;
    }
    tail = tail_below(survey->root, path);
    scope->part = tail;
    return tail != NULL;
}

static int enter_directory(stmh_scope_t *scope, const stmh_survey_t *survey, const char *path,
                           int is_regex)
{
    const char *root = apr_pstrcat(survey->pool, survey->root, "/", NULL);
    apr_size_t literal;

    if (is_regex) {
        scope->divides = 1;
        scope->is_in_folder = 1;
        scope->base = NULL;
        return !stmh_pattern_begins_elsewhere(path, root) && !stmh_pattern_is_for_hidden(path);
    }
    path = cleaned(NULL, path, survey->pool);
    literal = strcspn(path, "*?[\\");
    if (!path[literal]) {
        return stmh_scope_enter_folder(scope, survey, path);
    }
    scope->is_in_folder = 1;
    scope->base = NULL;
    scope->divides = steps_of(path) > steps_of(survey->root);
    return strncmp(path, root, literal < strlen(root) ? literal : strlen(root)) == 0;
}

/* An address and all below it: of the whole newsroom, of a folder, or of a document. */
int stmh_scope_enter_prefix(stmh_scope_t *scope, const stmh_survey_t *survey, const char *path)
{
    const char *base = without_slash(survey->base_path, survey->pool), *tail;

    path = without_slash(with_single_slashes(path, survey->pool), survey->pool);
    if (tail_below(path, base)) {
        return 1;
    }
    tail = tail_below(base, path);
    if (!tail) {
        return 0;
    }
    if (stmh_pattern_is_other_name(tail) || !ap_strcasestr(tail, ".xml")) {
        scope->part = tail;
    }
    else {
        scope->divides = 1;
    }
    return 1;
}

/* What cannot be read matches: httpd would not have started with it. */
static int matches(const stmh_survey_t *survey, const char *regex, const char *text)
{
    const ap_regex_t *compiled = ap_pregcomp(survey->pool, regex, 0);

    return !compiled || !ap_regexec(compiled, text, 0, NULL, 0);
}

/* The one address. */
static int is_address_of(const stmh_survey_t *survey, const stmh_pattern_t *pattern)
{
    const char *path = with_single_slashes(pattern->text, survey->pool);

    if (pattern->is_regex) {
        return matches(survey, pattern->text, survey->uri);
    }
    return pattern->has_wildcards
               ? !apr_fnmatch(path, survey->uri, APR_FNM_PATHNAME)
               : tail_below(without_slash(path, survey->pool), survey->uri) != NULL;
}

static int is_name(const stmh_survey_t *survey, const char *pattern, int is_regex, const char *name)
{
    return is_regex ? matches(survey, pattern, name) : !apr_fnmatch(pattern, name, 0);
}

/* The file, or the page that the address calls it. */
static int is_name_of(const stmh_survey_t *survey, const char *pattern, int is_regex)
{
    return is_name(survey, pattern, is_regex, strrchr(survey->uri, '/') + 1) ||
           (survey->file && is_name(survey, pattern, is_regex, survey->file));
}

static int enter_location(stmh_scope_t *scope, const stmh_survey_t *survey, const char *path,
                          int is_regex)
{
    stmh_pattern_t pattern = {path, is_regex, apr_fnmatch_test(path)};

    scope->is_in_folder = 0;
    scope->base = NULL;
    if (!survey->base_path) {
        return 1;
    }
    if (survey->uri) {
        return is_address_of(survey, &pattern);
    }
    if (!is_regex && !pattern.has_wildcards) {
        return stmh_scope_enter_prefix(scope, survey, path);
    }
    scope->divides = 1;
    /* What holds for pages alone may open them. */
    return is_regex ? !stmh_pattern_begins_elsewhere(path, survey->base_path) &&
                          !stmh_pattern_is_for_hidden(path)
                    : stmh_pattern_divides(&pattern, survey->base_path);
}

static int enter_files(stmh_scope_t *scope, const stmh_survey_t *survey, const char *name,
                       int is_regex)
{
    scope->divides = 1;
    if (survey->uri) {
        return is_name_of(survey, name, is_regex);
    }
    return !(is_regex ? stmh_pattern_is_for_others(name)
                      : stmh_pattern_is_other_name(cleaned("", name, survey->pool)));
}

/* <Else> and <ElseIf> hold where what comes before them does not. */
static void enter_condition(stmh_scope_t *scope, const ap_directive_t *section, const char *text,
                            int *former_reads)
{
    scope->reads = stmh_expression_reads(text);
    if (!stmh_directive_is(section, "<If")) {
        scope->reads |= *former_reads;
    }
    *former_reads = scope->reads;
    scope->condition = section;
    scope->text = section->args;
}

int stmh_scope_enter(stmh_scope_t *scope, const stmh_survey_t *survey,
                     const ap_directive_t *section, int *former_reads)
{
    static const char *const conditions[] = {"<If", "<ElseIf", "<Else", NULL};
    static const char *const others[] = {
        "<Proxy", "<ProxyMatch", "<AuthnProviderAlias", "<AuthzProviderAlias",
        "<Macro", "<MDomain",    "<MDomainSet",         NULL};
    int is_regex;
    const char *name = argument_of(section, &is_regex, survey->pool);

    is_regex |= ap_strcasestr(section->directive, "Match") != NULL;
    if (stmh_is_one_of(section->directive, others)) {
        return 0;
    }
    if (stmh_directive_is(section, "<VirtualHost")) {
        return stmh_sections_is_host(section, survey->server);
    }
    if (!strncasecmp(section->directive, "<Directory", 10)) {
        return enter_directory(scope, survey, name, is_regex);
    }
    if (!strncasecmp(section->directive, "<Location", 9)) {
        return enter_location(scope, survey, name, is_regex);
    }
    if (!strncasecmp(section->directive, "<Files", 6)) {
        return enter_files(scope, survey, name, is_regex);
    }
    if (stmh_is_one_of(section->directive, conditions)) {
        enter_condition(scope, section, name, former_reads);
    }
    return 1;
}

int stmh_scope_divides(const stmh_scope_t *scope)
{
    for (; scope; scope = scope->outer) {
        if (scope->divides || scope->part || scope->reads) {
            return 1;
        }
    }
    return 0;
}

int stmh_scope_is_in_htaccess(const stmh_scope_t *scope)
{
    while (scope && !scope->is_htaccess) {
        scope = scope->outer;
    }
    return scope != NULL;
}
