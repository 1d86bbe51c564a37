#include "httpd/access/rewriting.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <httpd.h>
#include <string.h>
#include <strings.h>

#include "httpd/access/expression.h"
#include "httpd/access/pattern.h"
#include "httpd/config/one_of.h"

/* The arguments of one rule. */
typedef struct rule_t {
    const char *pattern, *substitution;
    int is_refusal;   /* F, G, or R with a status that is no redirect */
    int is_redirect;  /* R with a status that is one */
    int is_handed_on; /* P, H, T, CO … */
    const char *variables;
} rule_t;

/* Which only say what comes next, or how the substitution is written. */
static const char *const harmless_flags[] = {
    "L",        "last", "END",         "NC",  "nocase",      "NE",  "noescape",  "NS",
    "nosubreq", "PT",   "passthrough", "QSA", "qsappend",    "QSD", "qsdiscard", "QSL",
    "qslast",   "S",    "skip",        "C",   "chain",       "N",   "next",      "B",
    "BNP",      "BNE",  "BCTLS",       "DPI", "discardpath", "E",   "env",       NULL};

static int is_redirect_status(const char *value)
{
    static const char *const words[] = {"temp", "permanent", "seeother", NULL};

    return !value || stmh_is_one_of(value, words) || *value == '3';
}

static void take_flag(rule_t *rule, char *flag, apr_pool_t *pool)
{
    char *value = strpbrk(flag, "=");
    static const char *const refusals[] = {"F", "forbidden", "G", "gone", NULL};
    static const char *const redirects[] = {"R", "redirect", NULL};
    static const char *const environment[] = {"E", "env", NULL};

    if (value) {
        *value++ = '\0';
    }
    if (stmh_is_one_of(flag, redirects)) {
        rule->is_redirect = is_redirect_status(value);
        rule->is_refusal |= !rule->is_redirect;
    }
    else if (stmh_is_one_of(flag, refusals)) {
        rule->is_refusal = 1;
    }
    else if (stmh_is_one_of(flag, environment) && value) {
        rule->variables = apr_pstrcat(pool, rule->variables, " ",
                                      apr_pstrmemdup(pool, value, strcspn(value, ":")), NULL);
    }
    else if (!stmh_is_one_of(flag, harmless_flags)) {
        rule->is_handed_on = 1;
    }
}

static void take_flags(rule_t *rule, const char *text, apr_pool_t *pool)
{
    char *flags = apr_pstrdup(pool, *text == '[' ? text + 1 : text), *last, *flag;

    if (*flags && flags[strlen(flags) - 1] == ']') {
        flags[strlen(flags) - 1] = '\0';
    }
    for (flag = apr_strtok(flags, ", ", &last); flag; flag = apr_strtok(NULL, ", ", &last)) {
        take_flag(rule, flag, pool);
    }
}

static rule_t parse_rule(const char *args, apr_pool_t *pool)
{
    rule_t rule = {.variables = ""};

    rule.pattern = ap_getword_conf(pool, &args);
    rule.substitution = ap_getword_conf(pool, &args);
    take_flags(&rule, ap_getword_conf(pool, &args), pool);
    return rule;
}

/* Whatever the address, as far as it begins with a slash or has had it removed. */
static int is_for_all(const char *pattern)
{
    static const char *const patterns[] = {"^",       ".*",     "^.*$",  "(.*)",     "^(.*)$",
                                           ".",       ".?",     "^.*",   "^/?(.*)$", "^/?(.*)",
                                           "^/(.*)$", "^/(.*)", "(.*)$", "^(.*)",    ".*$",
                                           "^/.*$",   "^/?.*$", "^/",    "/",        NULL};

    return stmh_is_one_of(pattern, patterns);
}

/* What a reference to the first group gives is the address without a slash, or with one. */
static int is_rest_of_all(const char *pattern)
{
    static const char *const patterns[] = {"^/?(.*)$", "^/?(.*)", "^/(.*)$", "^/(.*)", NULL};

    return stmh_is_one_of(pattern, patterns);
}

static int is_whole_of_all(const char *pattern)
{
    static const char *const patterns[] = {"(.*)", "^(.*)$", "(.*)$", "^(.*)", NULL};

    return stmh_is_one_of(pattern, patterns);
}

/* Without the query string, which httpd adds by itself. */
static const char *path_of(const char *url, apr_pool_t *pool)
{
    const char *path = strstr(url, "://");
    const char *variable;

    if (!path) {
        return NULL;
    }
    variable = strstr(path, "%{REQUEST_URI}");
    path += 3;
    path += strcspn(path, "/$");
    if (variable && variable < path) {
        path = variable;
    }
    return apr_pstrmemdup(pool, path, strcspn(path, "?"));
}

static int keeps_path(const rule_t *rule, int is_in_folder, apr_pool_t *pool)
{
    const char *path = path_of(rule->substitution, pool);

    /* The pattern of a rule in a folder sees only what comes behind that. */
    return path && (strcmp(path, "%{REQUEST_URI}") == 0 ||
                    (!is_in_folder && strcmp(path, "/$1") == 0 && is_rest_of_all(rule->pattern)) ||
                    (!is_in_folder && strcmp(path, "$1") == 0 && is_whole_of_all(rule->pattern)));
}

/* The conditions, as mod_rewrite combines them: groups of OR, all of which have to hold. */
typedef struct condition_t {
    const char *test, *pattern;
    int has_or;
} condition_t;

static condition_t parse_condition(const char *args, apr_pool_t *pool)
{
    condition_t condition;
    const char *flags;

    condition.test = ap_getword_conf(pool, &args);
    condition.pattern = ap_getword_conf(pool, &args);
    flags = ap_getword_conf(pool, &args);
    condition.has_or = ap_strcasestr(flags, "OR") != NULL;
    return condition;
}

static int is_behind_no_file(const stmh_rewriting_t *rewriting, apr_pool_t *pool)
{
    int i, is_first_of_group = 1;

    for (i = 0; rewriting->is_in_folder && i < rewriting->conditions->nelts; i++) {
        condition_t condition =
            parse_condition(APR_ARRAY_IDX(rewriting->conditions, i, const char *), pool);
        if (is_first_of_group && !condition.has_or && strcmp(condition.pattern, "!-f") == 0 &&
            (strcmp(condition.test, "%{REQUEST_FILENAME}") == 0 ||
             strcmp(condition.test, "%{SCRIPT_FILENAME}") == 0)) {
            return 1;
        }
        is_first_of_group = !condition.has_or;
    }
    return 0;
}

/* A test of files looks at the disk, which may change any moment. */
static int condition_reads(const condition_t *condition)
{
    const char *pattern = condition->pattern + (*condition->pattern == '!');
    int reads;

    if (strcasecmp(condition->test, "expr") == 0) {
        return stmh_expression_reads(condition->pattern);
    }
    reads = stmh_expression_string_reads(condition->test);
    if (pattern[0] == '-' && apr_isalpha(pattern[1]) && !pattern[2]) {
        reads |= STMH_READS_READER;
    }
    return reads;
}

static int conditions_read(const stmh_rewriting_t *rewriting, apr_pool_t *pool)
{
    int i, reads = 0;

    for (i = 0; i < rewriting->conditions->nelts; i++) {
        condition_t condition =
            parse_condition(APR_ARRAY_IDX(rewriting->conditions, i, const char *), pool);
        reads |= condition_reads(&condition);
    }
    return reads;
}

static int is_for_others(const rule_t *rule, const stmh_rewriting_t *rewriting)
{
    return *rule->pattern != '!' &&
           ((!rewriting->has_any_name && stmh_pattern_is_for_others(rule->pattern)) ||
            (rewriting->base && stmh_pattern_begins_elsewhere(rule->pattern, rewriting->base)));
}

/* The engine takes documents before a rule of their folder can hand them on to another address. */
static int is_overridden(const rule_t *rule, const stmh_rewriting_t *rewriting)
{
    return rewriting->is_in_folder && !rewriting->has_any_name && !rule->is_redirect &&
           !strstr(rule->substitution, "://");
}

static int has_no_effect(const rule_t *rule, const stmh_rewriting_t *rewriting, apr_pool_t *pool)
{
    if (rule->is_refusal || rule->is_handed_on) {
        return is_for_others(rule, rewriting) || is_behind_no_file(rewriting, pool);
    }
    return strcmp(rule->substitution, "-") == 0 || is_for_others(rule, rewriting) ||
           is_overridden(rule, rewriting) || is_behind_no_file(rewriting, pool) ||
           ((rule->is_redirect || strstr(rule->substitution, "://")) &&
            keeps_path(rule, rewriting->is_in_folder, pool));
}

stmh_rewritten_t stmh_rewriting_examine(const stmh_rewriting_t *rewriting, apr_pool_t *pool)
{
    rule_t rule = parse_rule(rewriting->rule, pool);
    stmh_rewritten_t found = {0};

    found.variables = rule.variables;
    found.has_effect = !has_no_effect(&rule, rewriting, pool);
    /* mod_rewrite takes a look-up for a main request. */
    found.reads = conditions_read(rewriting, pool) & ~STMH_READS_MAIN_REQUEST;
    if (!is_for_all(rule.pattern)) {
        found.reads |= STMH_READS_ADDRESS;
    }
    if (!rule.is_refusal && strcmp(rule.substitution, "-") != 0) {
        found.reads |= STMH_READS_ADDRESS | stmh_expression_string_reads(rule.substitution);
    }
    found.goes_by_address = (found.reads & STMH_READS_ADDRESS) != 0;
    return found;
}
