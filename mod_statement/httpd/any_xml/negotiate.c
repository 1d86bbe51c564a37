#include "httpd/any_xml/negotiate.h"

#include <string.h>
#include <strings.h>

#include "core/http/accept.h"
#include "httpd/config/one_of.h"

/* Where a browser shows what it gets as a document. */
static int is_shown(const char *destination)
{
    static const char *const shown[] = {"document", "iframe", "frame", "embed", "object", NULL};

    return stmh_is_one_of(destination, shown);
}

stmh_any_preference_t stmh_any_preference(const request_rec *r, const char *media_type)
{
    const char *destination = apr_table_get(r->headers_in, "Sec-Fetch-Dest");
    const char *upgrade;

    if (destination) {
        return is_shown(destination) ? STMH_ANY_PAGE : STMH_ANY_XML;
    }
    if (!stm_accept_prefers_page(apr_table_get(r->headers_in, "Accept"), media_type, r->pool)) {
        return STMH_ANY_XML;
    }
    upgrade = apr_table_get(r->headers_in, "Upgrade-Insecure-Requests");
    return upgrade && strcmp(upgrade, "1") == 0 ? STMH_ANY_PAGE : STMH_ANY_PAGE_BY_ACCEPT;
}

/* Feeds (RSS 0.9 to 2.0, Atom), sitemaps, OAI-PMH. */
static int is_for_programs(const char *root)
{
    static const char *const roots[] = {"rss",          "RDF",     "feed", "urlset",
                                        "sitemapindex", "OAI-PMH", NULL};

    return stmh_is_one_of(root, roots);
}

int stmh_any_prefers_page(stmh_any_preference_t preference, const stm_prolog_t *prolog)
{
    return preference == STMH_ANY_PAGE ||
           (preference == STMH_ANY_PAGE_BY_ACCEPT && prolog->root_local &&
            !is_for_programs(prolog->root_local));
}

static int is(const char *text, apr_size_t size, const char *word)
{
    return size == strlen(word) && strncasecmp(text, word, size) == 0;
}

int stmh_any_is_xml(const char *media_type)
{
    apr_size_t size = media_type ? strcspn(media_type, "; \t") : 0;

    return is(media_type, size, "text/xml") || is(media_type, size, "application/xml") ||
           (size > 4 && strncasecmp(media_type + size - 4, "+xml", 4) == 0);
}
