#include "mod_statement_modules.h"

#include <http_core.h>
#include <http_request.h>
#include <string.h>
#include <strings.h>

static int is_one_of(const char *word, const char *const *words)
{
    for (; *words; words++) {
        if (!strcasecmp(*words, word)) {
            return 1;
        }
    }
    return 0;
}

/* Their directives in a section shape an answer, they never refuse or redirect a request. */
static const char *const shaping[] = {
    "core.c",        "mod_autoindex.c",  "mod_brotli.c", "mod_cache.c",        "mod_cache_disk.c",
    "mod_deflate.c", "mod_dir.c",        "mod_env.c",    "mod_expires.c",      "mod_filter.c",
    "mod_headers.c", "mod_include.c",    "mod_mime.c",   "mod_mime_magic.c",   "mod_negotiation.c",
    "mod_php.c",     "mod_log_config.c", "mod_status.c", "mod_charset_lite.c", NULL};

static int are_harmless(const apr_array_header_t *sections)
{
    int i;

    for (i = 0; sections && i < sections->nelts; i++) {
        if (!stm_modules_is_harmless(APR_ARRAY_IDX(sections, i, const ap_conf_vector_t *))) {
            return 0;
        }
    }
    return 1;
}

int stm_modules_is_harmless(const ap_conf_vector_t *section)
{
    const core_dir_config *core = ap_get_core_module_config(section);
    const module *one;

    if (core && (!are_harmless(core->sec_if) || !are_harmless(core->sec_file))) {
        return 0;
    }
    for (one = ap_top_module; one; one = one->next) {
        if (ap_get_module_config(section, one) && !is_one_of(one->name, shaping)) {
            return 0;
        }
    }
    return 1;
}

/* httpd's own, as far as they decide by who asks, and by addresses only where a directive that
 * stm_modules_classify knows says so. */
static const char *const known[] = {
    "core.c",
    "http_core.c",
    "mod_access_compat.c",
    "mod_actions.c",
    "mod_alias.c",
    "mod_allowmethods.c",
    "mod_asis.c",
    "mod_auth_basic.c",
    "mod_auth_digest.c",
    "mod_auth_form.c",
    "mod_authn_anon.c",
    "mod_authn_core.c",
    "mod_authn_dbd.c",
    "mod_authn_dbm.c",
    "mod_authn_file.c",
    "mod_authn_socache.c",
    "mod_authnz_ldap.c",
    "mod_authz_core.c",
    "mod_authz_dbd.c",
    "mod_authz_dbm.c",
    "mod_authz_groupfile.c",
    "mod_authz_host.c",
    "mod_authz_owner.c",
    "mod_authz_user.c",
    "mod_autoindex.c",
    "mod_brotli.c",
    "mod_cache.c",
    "mod_cgi.c",
    "mod_cgid.c",
    "mod_dav.c",
    "mod_dav_fs.c",
    "mod_dav_lock.c",
    "mod_deflate.c",
    "mod_dir.c",
    "mod_env.c",
    "mod_expires.c",
    "mod_filter.c",
    "mod_headers.c",
    "mod_http2.c",
    "mod_include.c",
    "mod_info.c",
    "mod_log_config.c",
    "mod_logio.c",
    "mod_md.c",
    "mod_mime.c",
    "mod_mime_magic.c",
    "mod_negotiation.c",
    "mod_proxy.c",
    "mod_proxy_balancer.c",
    "mod_proxy_http.c",
    "mod_remoteip.c",
    "mod_reqtimeout.c",
    "mod_rewrite.c",
    "mod_session.c",
    "mod_session_cookie.c",
    "mod_setenvif.c",
    "mod_speling.c",
    "mod_ssl.c",
    "mod_statement.c",
    "mod_status.c",
    "mod_unique_id.c",
    "mod_unixd.c",
    "mod_userdir.c",
    "mod_usertrack.c",
    "mod_vhost_alias.c",
    NULL,
};

/* What a module calls itself is the same for the hook as for the module's record. */
#define HAS_STRANGER(hook)                                                                         \
    do {                                                                                           \
        const apr_array_header_t *links = ap_hook_get_##hook();                                    \
        int i;                                                                                     \
        for (i = 0; links && i < links->nelts; i++) {                                              \
            const char *name = APR_ARRAY_IDX(links, i, ap_LINK_##hook##_t).szName;                 \
            if (!name || !is_one_of(name, known)) {                                                \
                return 1;                                                                          \
            }                                                                                      \
        }                                                                                          \
    } while (0)

int stm_modules_have_stranger(void)
{
    HAS_STRANGER(pre_translate_name);
    HAS_STRANGER(translate_name);
    HAS_STRANGER(map_to_storage);
    HAS_STRANGER(post_perdir_config);
    HAS_STRANGER(force_authn);
    HAS_STRANGER(access_checker);
    HAS_STRANGER(access_checker_ex);
    HAS_STRANGER(check_user_id);
    HAS_STRANGER(auth_checker);
    HAS_STRANGER(type_checker);
    HAS_STRANGER(fixups);
    return 0;
}

/* Who asks, from where and how; not what for. */
static const char *const blind_requirements[] = {
    "all",        "forward-dns", "group",          "host",      "ip",         "ldap-group",
    "ldap-user",  "ldap-dn",     "ldap-attribute", "local",     "method",     "user",
    "valid-user", "dbm-group",   "dbd-group",      "dbd-login", "dbd-logout", NULL};

static stm_directive_kind_t classify_requirement(const char *args, apr_pool_t *pool)
{
    const char *rest = args, *word = ap_getword_conf(pool, &rest);

    if (!strcasecmp(word, "not")) {
        word = ap_getword_conf(pool, &rest);
    }
    return is_one_of(word, blind_requirements) && !strstr(args, "%{") ? STM_DIRECTIVE_BLIND
                                                                      : STM_DIRECTIVE_OPAQUE;
}

static int is_status(const char *word)
{
    static const char *const words[] = {"permanent", "temp", "seeother", "gone", NULL};

    return is_one_of(word, words) || (*word && strspn(word, "0123456789") == strlen(word));
}

/* The first argument, or the second where the first is a status. Without an address of its own a
 * directive stands in a <Location>, which has one. */
static stm_directive_kind_t take_address(const char **pattern, const char *args,
                                         stm_directive_kind_t kind, apr_pool_t *pool)
{
    const char *word = ap_getword_conf(pool, &args), *second = ap_getword_conf(pool, &args);

    *pattern = is_status(word) ? second : word;
    if (kind == STM_DIRECTIVE_PREFIX && **pattern != '/') {
        return STM_DIRECTIVE_OPAQUE;
    }
    return **pattern ? kind : STM_DIRECTIVE_OPAQUE;
}

stm_directive_kind_t stm_modules_classify(const char **pattern, const ap_directive_t *directive,
                                          apr_pool_t *pool)
{
    static const char *const prefixes[] = {
        "Alias", "ScriptAlias", "Redirect", "ProxyPass", "RedirectPermanent", "RedirectTemp", NULL};
    static const char *const expressions[] = {"AliasMatch", "ScriptAliasMatch", "RedirectMatch",
                                              "ProxyPassMatch", NULL};
    const char *name = directive->directive, *args = directive->args;

    if (!strcasecmp(name, "Require")) {
        return classify_requirement(args, pool);
    }
    if (!strcasecmp(name, "RewriteEngine")) {
        return strcasecmp(args, "off") ? STM_DIRECTIVE_OPAQUE : STM_DIRECTIVE_BLIND;
    }
    if (!strcasecmp(name, "Allow") || !strcasecmp(name, "Deny")) {
        return strstr(args, "env=") ? STM_DIRECTIVE_OPAQUE : STM_DIRECTIVE_BLIND;
    }
    if (!strcasecmp(name, "SSLRequire")) {
        return STM_DIRECTIVE_OPAQUE;
    }
    if (is_one_of(name, prefixes)) {
        return take_address(pattern, args, STM_DIRECTIVE_PREFIX, pool);
    }
    if (is_one_of(name, expressions)) {
        return take_address(pattern, args, STM_DIRECTIVE_EXPRESSION, pool);
    }
    return STM_DIRECTIVE_BLIND;
}
