#include "httpd/any_xml/headers.h"

#include <apr_strings.h>
#include <http_request.h>
#include <string.h>

#include "httpd/any_xml/address.h"
#include "httpd/any_xml/negotiate.h"
#include "httpd/any_xml/state.h"

/* What would end the address in a header is written as RFC 3986 has it. */
static const char *escape_query(const char *query, apr_pool_t *pool)
{
    static const char digits[] = "0123456789ABCDEF";
    char *escaped = apr_palloc(pool, 3 * strlen(query) + 1), *to = escaped;

    for (; *query; query++) {
        const unsigned char byte = (unsigned char)*query;
        if (byte <= ' ' || byte >= 0x7f || strchr("<>\"\\^`{|}", byte)) {
            *to++ = '%';
            *to++ = digits[byte >> 4];
            *to++ = digits[byte & 15];
        }
        else {
            *to++ = (char)byte;
        }
    }
    *to = '\0';
    return escaped;
}

/* The address with its query and, where @a is_source, what asks for the XML. */
static const char *address(const request_rec *r, const char *path, int is_source)
{
    const char *args = stmh_any_state_first(r)->args;
    const char *query = args ? escape_query(args, r->pool) : NULL;

    path = ap_os_escape_path(r->pool, path, 1);
    if (is_source) {
        query = query ? apr_pstrcat(r->pool, query, "&source", NULL) : "source";
    }
    return query ? apr_pstrcat(r->pool, path, "?", query, NULL) : path;
}

static const char *plain_type(const char *media_type, apr_pool_t *pool)
{
    return apr_pstrmemdup(pool, media_type, strcspn(media_type, "; \t"));
}

static void link_to(request_rec *r, const char *where, const char *media_type)
{
    apr_table_addn(r->headers_out, "Link",
                   apr_pstrcat(r->pool, "<", where, ">; rel=\"alternate\"; type=\"",
                               plain_type(media_type, r->pool), "\"", NULL));
}

static int is_negotiated(const request_rec *r)
{
    return stmh_config_of(r->per_dir_config)->transform == STMH_TRANSFORM_ON;
}

/* At an address of one form only there is nothing to vary by. */
static void vary(request_rec *r)
{
    const stmh_any_state_t *state = stmh_any_state_of(r);

    if (is_negotiated(r) && !(state && (state->is_source || state->is_page))) {
        apr_table_mergen(r->headers_out, "Vary", STMH_ANY_VARY);
    }
}

void stmh_any_headers_xml(request_rec *r, int is_file)
{
    const char *path = stmh_any_state_first(r)->uri;
    const char *page = is_file ? stmh_any_address_page(r, path) : NULL;

    vary(r);
    if (page || is_negotiated(r)) {
        link_to(r, address(r, page ? page : path, 0), "text/html");
    }
}

/* The address of the XML from its page. */
static const char *source_of(const request_rec *r)
{
    const stmh_any_state_t *state = stmh_any_state_of(r);
    const char *path = state && state->page_of ? state->page_of : stmh_any_state_first(r)->uri;

    return address(r, path, is_negotiated(r));
}

const stm_source_link_t *stmh_any_headers_link(const request_rec *r, apr_pool_t *pool)
{
    const stmh_config_t *config = stmh_config_of(r->per_dir_config);
    stm_source_link_t *link;

    if (!config->transform_link || !*config->transform_link || !r->content_type) {
        return NULL;
    }
    link = apr_palloc(pool, sizeof(*link));
    link->href = source_of(r);
    link->media_type = plain_type(r->content_type, pool);
    link->words = config->transform_link;
    link->lang = config->lang;
    return link;
}

void stmh_any_headers_page(request_rec *r, const char *media_type)
{
    vary(r);
    link_to(r, source_of(r), media_type);
    apr_table_setn(r->headers_out, "X-Content-Type-Options", "nosniff");
}
