#include "httpd/access/modules.h"
#include "httpd/config/one_of.h"

#include <http_core.h>
#include <http_request.h>
#include <string.h>
#include <strings.h>

/* httpd's own, as far as they decide by who asks, and by addresses only where a directive that
 * httpd/access/effect or httpd/access/survey knows says so. */
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
    "mod_charset_lite.c",
    "mod_dav.c",
    "mod_dav_fs.c",
    "mod_dav_lock.c",
    "mod_deflate.c",
    "mod_dir.c",
    "mod_env.c",
    "mod_expires.c",
    "mod_fcgid.c",
    "mod_filter.c",
    "mod_headers.c",
    "mod_http2.c",
    "mod_include.c",
    "mod_info.c",
    "mod_log_config.c",
    "mod_log_debug.c",
    "mod_logio.c",
    "mod_lua.c",
    "mod_macro.c",
    "mod_md.c",
    "mod_mime.c",
    "mod_mime_magic.c",
    "mod_negotiation.c",
    "mod_proxy.c",
    "mod_proxy_balancer.c",
    "mod_proxy_fcgi.c",
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
    "mod_wsgi.c",
    NULL,
};

/* These judge main requests alone: a look-up passes them. */
static const char *const for_main_requests[] = {"mod_security2.c", "mod_evasive20.c",
                                                "mod_evasive24.c", "mod_evasive.c", NULL};

static int is_known(const char *name)
{
    return name && (stmh_is_one_of(name, known) || stmh_is_one_of(name, for_main_requests));
}

/* What a module calls itself is the same for the hook as for the module's record. */
#define HAS_HOOK(hook, accepts)                                                                    \
    do {                                                                                           \
        const apr_array_header_t *links = ap_hook_get_##hook();                                    \
        int i;                                                                                     \
        for (i = 0; links && i < links->nelts; i++) {                                              \
            const char *name = APR_ARRAY_IDX(links, i, ap_LINK_##hook##_t).szName;                 \
            if (accepts(name, baton)) {                                                            \
                return 1;                                                                          \
            }                                                                                      \
        }                                                                                          \
    } while (0)

typedef int (*accepts_t)(const char *name, const char *baton);

/* The phases that a look-up goes through. */
static int has_hook(accepts_t accepts, const char *baton)
{
    HAS_HOOK(pre_translate_name, accepts);
    HAS_HOOK(translate_name, accepts);
    HAS_HOOK(map_to_storage, accepts);
    HAS_HOOK(post_perdir_config, accepts);
    HAS_HOOK(force_authn, accepts);
    HAS_HOOK(access_checker, accepts);
    HAS_HOOK(access_checker_ex, accepts);
    HAS_HOOK(check_user_id, accepts);
    HAS_HOOK(auth_checker, accepts);
    HAS_HOOK(type_checker, accepts);
    HAS_HOOK(fixups, accepts);
    return 0;
}

static int is_stranger(const char *name, const char *baton)
{
    (void)baton;
    return !is_known(name);
}

int stmh_modules_have_stranger(void)
{
    return has_hook(is_stranger, NULL);
}

static int has_name(const char *name, const char *baton)
{
    return name && strcasecmp(name, baton) == 0;
}

int stmh_modules_is_harmless(const char *directive)
{
    module *owner = ap_top_module;
    int is_owned = 0;

    while (owner && ap_find_command_in_modules(directive, &owner)) {
        if (!is_known(owner->name) && has_hook(has_name, owner->name)) {
            return 0;
        }
        is_owned = 1;
        owner = owner->next;
    }
    return is_owned;
}

const char *stmh_modules_for_main_requests(void)
{
    const module *one;

    for (one = ap_top_module; one; one = one->next) {
        if (stmh_is_one_of(one->name, for_main_requests)) {
            return one->name;
        }
    }
    return NULL;
}
