#include "httpd/access/effect.h"

#include <string.h>
#include <strings.h>

#include "httpd/access/expression.h"
#include "httpd/access/modules.h"
#include "httpd/config/one_of.h"

static const stmh_effect_t nothing = {0, 0, NULL};
static const stmh_effect_t verdict = {STMH_EFFECT_VERDICT, 0, NULL};
static const stmh_effect_t readers = {STMH_EFFECT_VERDICT | STMH_EFFECT_READERS, STMH_READS_READER,
                                      NULL};
static const stmh_effect_t block_list = {STMH_EFFECT_VERDICT | STMH_EFFECT_BLOCK_LIST, 0, NULL};
static const stmh_effect_t anything = {STMH_EFFECT_VERDICT | STMH_EFFECT_DOCUMENTS |
                                           STMH_EFFECT_READERS,
                                       STMH_READS_ADDRESS | STMH_READS_READER, NULL};

static stmh_effect_t by_text(const char *text, int reads)
{
    stmh_effect_t effect = {STMH_EFFECT_VERDICT, reads, text};

    effect.effects |= reads & STMH_READS_ADDRESS ? STMH_EFFECT_DOCUMENTS : 0;
    effect.effects |= reads & (STMH_READS_READER | STMH_READS_VARIABLE) ? STMH_EFFECT_READERS : 0;
    return effect;
}

/* Whether @a directive stands beside "NAME FIRST SECOND". */
static int has_sibling(const ap_directive_t *directive, const char *name, const char *first,
                       const char *second, apr_pool_t *pool)
{
    const ap_directive_t *one = directive->parent ? directive->parent->first_child : NULL;

    for (; one; one = one->next) {
        const char *rest = one->args;
        if (stmh_directive_is(one, name) && strcasecmp(ap_getword_conf(pool, &rest), first) == 0 &&
            strcasecmp(ap_getword_conf(pool, &rest), second) == 0) {
            return 1;
        }
    }
    return 0;
}

/* `Require not ip …`, or in <RequireNone>, beside `all granted`. */
static int is_block_list(const ap_directive_t *directive, int is_negated, apr_pool_t *pool)
{
    const ap_directive_t *section = directive->parent;

    if (section && stmh_directive_is(section, "<RequireNone") && !is_negated) {
        directive = section;
        is_negated = 1;
    }
    return is_negated && directive->parent && stmh_directive_is(directive->parent, "<RequireAll") &&
           has_sibling(directive, "Require", "all", "granted", pool);
}

static const ap_directive_t *find_alias(const ap_directive_t *tree, const char *alias,
                                        apr_pool_t *pool)
{
    for (; tree; tree = tree->next) {
        if (stmh_directive_is(tree, "<AuthzProviderAlias")) {
            const char *args = tree->args;
            ap_getword_conf(pool, &args);
            if (strcasecmp(ap_getword_conf(pool, &args), alias) == 0) {
                return tree;
            }
        }
    }
    return NULL;
}

static stmh_effect_t requirement(const ap_directive_t *directive, const char *word,
                                 const char *rest, int is_negated, apr_pool_t *pool)
{
    static const char *const uniform[] = {"all", "method", NULL};
    static const char *const addresses[] = {"ip", "host", "forward-dns", "local", NULL};
    static const char *const logins[] = {"group",     "user",           "valid-user", "ldap-group",
                                         "ldap-user", "ldap-dn",        "dbm-group",  "ldap-filter",
                                         "dbd-group", "ldap-attribute", "dbd-login",  "dbd-logout",
                                         NULL};

    if (strcasecmp(word, "env") == 0) {
        return by_text(rest, STMH_READS_VARIABLE);
    }
    if (strstr(rest, "%{")) {
        return anything;
    }
    if (stmh_is_one_of(word, uniform)) {
        return verdict;
    }
    if (stmh_is_one_of(word, addresses)) {
        return is_block_list(directive, is_negated, pool) ? block_list : readers;
    }
    return stmh_is_one_of(word, logins) ? readers : anything;
}

/* `Require expr` takes all that follows, in quotes or not. */
static const char *expression_of(const char *rest)
{
    return rest + strspn(rest, " \t");
}

static stmh_effect_t require(const ap_directive_t *directive, apr_pool_t *pool)
{
    const char *rest = directive->args, *word = ap_getword_conf(pool, &rest);
    const ap_directive_t *alias;
    int is_negated = 0;

    if (strcasecmp(word, "not") == 0) {
        is_negated = 1;
        word = ap_getword_conf(pool, &rest);
    }
    if (strcasecmp(word, "expr") == 0) {
        rest = expression_of(rest);
        if (*rest == '"' || *rest == '\'') {
            const char *quoted = rest;
            const char *text = ap_getword_conf(pool, &quoted);
            return by_text(text, stmh_expression_reads(text));
        }
        return by_text(rest, stmh_expression_reads(rest));
    }
    alias = find_alias(ap_conftree, word, pool);
    if (alias) {
        rest = alias->args;
        word = ap_getword_conf(pool, &rest);
        ap_getword_conf(pool, &rest);
        rest = ap_getword_conf(pool, &rest);
        return strcasecmp(word, "expr") == 0 ? by_text(rest, stmh_expression_reads(rest))
                                             : requirement(directive, word, rest, 0, pool);
    }
    return requirement(directive, word, rest, is_negated, pool);
}

/* Allow and Deny of mod_access_compat. */
static stmh_effect_t allow(const ap_directive_t *directive, apr_pool_t *pool)
{
    const char *rest = directive->args, *word;

    ap_getword_conf(pool, &rest); /* "from" */
    word = rest;
    if (ap_strcasestr(word, "env=")) {
        return by_text(word, STMH_READS_VARIABLE);
    }
    if (strcasecmp(ap_getword_conf(pool, &rest), "all") == 0) {
        return verdict;
    }
    return stmh_directive_is(directive, "Deny") &&
                   !has_sibling(directive, "Deny", "from", "all", pool)
               ? block_list
               : readers;
}

static int begins_with_any(const char *word, const char *const *beginnings)
{
    for (; *beginnings; beginnings++) {
        if (strncasecmp(word, *beginnings, strlen(*beginnings)) == 0) {
            return 1;
        }
    }
    return 0;
}

/* Without signs all options are set anew. */
static int changes_links(const char *args)
{
    return ap_strcasestr(args, "symlink") || ap_strcasestr(args, "-All") || !strpbrk(args, "+-");
}

static stmh_effect_t by_name(const ap_directive_t *directive, apr_pool_t *pool)
{
    static const char *const deciding[] = {
        "Order",           "Satisfy", "AllowMethods", "SSLRequireSSL", "AuthMerging",
        "StatementEngine", NULL};
    /* Which hand a decision to a program. */
    static const char *const programs[] = {"LuaHook",    "FcgidAccess", "FcgidAuth",
                                           "WSGIAccess", "WSGIAuth",    NULL};

    if (stmh_directive_is(directive, "Require")) {
        return require(directive, pool);
    }
    if (stmh_directive_is(directive, "Allow") || stmh_directive_is(directive, "Deny")) {
        return allow(directive, pool);
    }
    if (stmh_is_one_of(directive->directive, deciding)) {
        return verdict;
    }
    if (stmh_directive_is(directive, "Options")) {
        return changes_links(directive->args) ? verdict : nothing;
    }
    if (stmh_directive_is(directive, "SSLVerifyClient")) {
        return ap_strcasestr(directive->args, "none") ? nothing : readers;
    }
    return stmh_directive_is(directive, "SSLRequire") ||
                   begins_with_any(directive->directive, programs) ||
                   stmh_directive_is(directive, "LuaQuickHandler")
               ? anything
               : nothing;
}

stmh_effect_t stmh_effect_of(const ap_directive_t *directive, apr_pool_t *pool)
{
    stmh_effect_t effect = by_name(directive, pool);

    if (effect.effects) {
        return effect;
    }
    return stmh_modules_is_harmless(directive->directive) ? nothing : anything;
}

static int is_status(const char *word)
{
    static const char *const words[] = {"permanent", "temp", "seeother", "gone", NULL};

    return stmh_is_one_of(word, words) || (*word && strspn(word, "0123456789") == strlen(word));
}

const char *stmh_effect_address(int *is_regex, const ap_directive_t *directive, apr_pool_t *pool)
{
    static const char *const prefixes[] = {
        "Alias",        "ScriptAlias",     "Redirect", "ProxyPass", "RedirectPermanent",
        "RedirectTemp", "WSGIScriptAlias", NULL};
    static const char *const expressions[] = {"AliasMatch",           "ScriptAliasMatch",
                                              "RedirectMatch",        "ProxyPassMatch",
                                              "WSGIScriptAliasMatch", NULL};
    const char *args = directive->args, *word;

    *is_regex = stmh_is_one_of(directive->directive, expressions);
    if (!*is_regex && !stmh_is_one_of(directive->directive, prefixes)) {
        return NULL;
    }
    word = ap_getword_conf(pool, &args);
    return is_status(word) ? ap_getword_conf(pool, &args) : word;
}
