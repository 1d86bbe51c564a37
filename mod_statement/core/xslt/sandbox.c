#include "core/xslt/sandbox.h"

#include <libxslt/security.h>

apr_status_t stm_sandbox_enter(xsltTransformContextPtr transform, void **prefs)
{
    xsltSecurityPrefsPtr rules = xsltNewSecurityPrefs();

    if (rules == NULL) {
        return APR_ENOMEM;
    }
    *prefs = rules;
    xsltSetSecurityPrefs(rules, XSLT_SECPREF_READ_FILE, xsltSecurityForbid);
    xsltSetSecurityPrefs(rules, XSLT_SECPREF_WRITE_FILE, xsltSecurityForbid);
    xsltSetSecurityPrefs(rules, XSLT_SECPREF_CREATE_DIRECTORY, xsltSecurityForbid);
    xsltSetSecurityPrefs(rules, XSLT_SECPREF_READ_NETWORK, xsltSecurityForbid);
    xsltSetSecurityPrefs(rules, XSLT_SECPREF_WRITE_NETWORK, xsltSecurityForbid);
    return xsltSetCtxtSecurityPrefs(rules, transform) == 0 ? APR_SUCCESS : APR_EGENERAL;
}
