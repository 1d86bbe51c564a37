#include "core/xslt/sandbox.h"

#include <libxslt/security.h>

static apr_status_t free_prefs(void *prefs)
{
    xsltFreeSecurityPrefs(prefs);
    return APR_SUCCESS;
}

apr_status_t stm_sandbox_enter(xsltTransformContextPtr transform, apr_pool_t *pool)
{
    xsltSecurityPrefsPtr rules = xsltNewSecurityPrefs();

    if (rules == NULL) {
        return APR_ENOMEM;
    }
    apr_pool_cleanup_register(pool, rules, free_prefs, apr_pool_cleanup_null);
    xsltSetSecurityPrefs(rules, XSLT_SECPREF_READ_FILE, xsltSecurityForbid);
    xsltSetSecurityPrefs(rules, XSLT_SECPREF_WRITE_FILE, xsltSecurityForbid);
    xsltSetSecurityPrefs(rules, XSLT_SECPREF_CREATE_DIRECTORY, xsltSecurityForbid);
    xsltSetSecurityPrefs(rules, XSLT_SECPREF_READ_NETWORK, xsltSecurityForbid);
    xsltSetSecurityPrefs(rules, XSLT_SECPREF_WRITE_NETWORK, xsltSecurityForbid);
    return xsltSetCtxtSecurityPrefs(rules, transform) == 0 ? APR_SUCCESS : APR_EGENERAL;
}
