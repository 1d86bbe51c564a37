#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>
#include <strings.h>

#include "core/schema/rules.h"
#include "core/xml/plain.h"

/* The scheme of @a href: what stands before a colon that comes before any of /?#; NULL: none. */
static const char *scheme_of(const char *href, apr_pool_t *pool)
{
    apr_size_t length = strcspn(href, ":/?#");

    return href[length] == ':' ? apr_pstrmemdup(pool, href, length) : NULL;
}

static int is_allowed(const char *scheme)
{
    return strcasecmp(scheme, "http") == 0 || strcasecmp(scheme, "https") == 0 ||
           strcasecmp(scheme, "mailto") == 0 || strcasecmp(scheme, "tel") == 0;
}

/* Browsers pass over spaces and control characters in an address: one that holds any may not be
 * what it looks like. */
static int has_gap(const char *href)
{
    for (; *href != '\0'; href++) {
        if ((unsigned char)*href <= 0x20 || *href == 0x7F) {
            return 1;
        }
    }
    return 0;
}

/* After the scheme of a page on the Web. */
static int has_host(const char *href, const char *scheme)
{
    const char *rest = href + strlen(scheme) + 1;

    return strncasecmp(scheme, "http", 4) != 0 ||
           (strncmp(rest, "//", 2) == 0 && rest[2] != '\0' && strchr("/?#", rest[2]) == NULL);
}

static void check_host(const stm_check_t *check, const xmlNode *node, const char *attribute,
                       const char *href, const char *scheme)
{
    const char *rest = href + strlen(scheme) + 1;

    if (!has_host(href, scheme)) {
        rest += strspn(rest, "/");
        stm_check_error(check, node, "address",
                        *rest == '\0' ? "Write the whole address."
                                      : apr_psprintf(check->pool, "Write %s://%s.", scheme, rest),
                        "%s=\"%s\" names no host after %s://", attribute, href, scheme);
    }
}

static void check_scheme(const stm_check_t *check, const xmlNode *node, const char *attribute,
                         const char *href)
{
    const char *scheme = scheme_of(href, check->pool);

    if (scheme != NULL && !is_allowed(scheme)) {
        stm_check_error(check, node, "address",
                        "An address begins with https:, http:, mailto: or tel:, or is the name of "
                        "a file here.",
                        "%s=\"%s\" begins with “%s:”, which is not allowed", attribute, href,
                        scheme);
    }
    else if (scheme != NULL) {
        check_host(check, node, attribute, href, scheme);
    }
    else if (strncasecmp(href, "www.", 4) == 0) {
        stm_check_error(check, node, "address",
                        apr_psprintf(check->pool, "Write https://%s.", href),
                        "%s=\"%s\" lacks https:// before it", attribute, href);
    }
    else if (strchr(href, '@') != NULL && strchr(href, '/') == NULL) {
        stm_check_error(check, node, "address", apr_psprintf(check->pool, "Write mailto:%s.", href),
                        "%s=\"%s\" lacks mailto: before it", attribute, href);
    }
}

static void check_address(const stm_check_t *check, const xmlNode *node, const char *attribute)
{
    const char *href = stm_plain_attribute(node, attribute, check->pool);

    if (href == NULL) {
        return;
    }
    if (*href == '\0') {
        stm_check_error(check, node, "address", "Write the address, or delete the attribute.",
                        "%s is empty", attribute);
    }
    else if (has_gap(href)) {
        stm_check_error(check, node, "address", "Write %20 for a space.",
                        "%s=\"%s\" holds a space or a line break", attribute, href);
    }
    else if (strchr(href, '\\') != NULL) {
        stm_check_error(check, node, "address", "Write / instead.", "%s=\"%s\" holds a backslash",
                        attribute, href);
    }
    else {
        check_scheme(check, node, attribute, href);
    }
}

static void check_source(const stm_check_t *check, const xmlNode *node)
{
    const char *source = stm_plain_attribute(node, "src", check->pool);

    if (source != NULL && scheme_of(source, check->pool) != NULL &&
        !stm_check_is_reported(check, node)) {
        stm_check_error(check, node, "address",
                        "Write the name of its file without .xml, or copy its words here.",
                        "src=\"%s\" is not the name of a statement in this newsroom", source);
    }
}

void stm_rules_addresses(const stm_check_t *check)
{
    for (const xmlNode *node = check->root; node; node = stm_plain_next(node, check->root)) {
        if (node->type == XML_ELEMENT_NODE) {
            check_address(check, node, "href");
            check_address(check, node, "cite");
            check_address(check, node, "poster");
            check_address(check, node, "transcript");
            check_address(check, node, "src");
            check_source(check, node);
        }
    }
}
