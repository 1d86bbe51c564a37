#include "httpd/any_xml/headers.h"

#include <apr_strings.h>
#include <http_request.h>
#include <string.h>

#include "core/http/cache_control.h"
#include "core/http/date.h"
#include "core/site/statement.h"
#include "httpd/any_xml/address.h"
#include "httpd/any_xml/certificate.h"
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

static void link_to(request_rec *r, const char *where, const char *media_type)
{
    const apr_size_t size = strcspn(media_type, "; \t");

    apr_table_addn(r->headers_out, "Link",
                   apr_pstrcat(r->pool, "<", where, ">; rel=\"alternate\"; type=\"",
                               apr_pstrmemdup(r->pool, media_type, size), "\"", NULL));
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

void stmh_any_headers_page(request_rec *r, const char *media_type)
{
    const stmh_any_state_t *state = stmh_any_state_of(r);
    const char *path = state && state->page_of ? state->page_of : stmh_any_state_first(r)->uri;

    vary(r);
    link_to(r, address(r, path, is_negotiated(r)), media_type);
    apr_table_setn(r->headers_out, "X-Content-Type-Options", "nosniff");
}

static int is_for_one(const request_rec *r, const stmh_config_t *config, int is_private)
{
    const stmh_any_state_t *state = stmh_any_state_of(r);

    is_private |= state && state->is_private;
    return config->audience == STMH_AUDIENCE_PRIVATE ||
           (config->audience != STMH_AUDIENCE_PUBLIC &&
            (is_private || r->user || apr_table_get(r->headers_in, "Authorization") ||
             stmh_any_certificate(r, r->pool)));
}

static void set_span(request_rec *r, const stmh_config_t *config, int is_private)
{
    const stm_cache_control_t control = {.max_age_sec = apr_time_sec(config->max_age),
                                         .moment = r->request_time,
                                         .next_change = STM_NEVER,
                                         .stale_revalidate = config->stale_revalidate,
                                         .stale_error = config->stale_error,
                                         .is_private = is_private};
    char *text = apr_palloc(r->pool, STM_CACHE_CONTROL_SIZE);
    char *date = apr_palloc(r->pool, STM_HTTP_DATE_SIZE);
    const apr_int64_t span = stm_cache_control_format(text, &control);

    stm_http_date_format(date, r->request_time + apr_time_from_sec(span));
    apr_table_setn(r->headers_out, "Cache-Control", text);
    apr_table_setn(r->headers_out, "Expires", date);
}

static const char *said(const request_rec *r, const char *name)
{
    const char *value = apr_table_get(r->headers_out, name);

    return value ? value : apr_table_get(r->err_headers_out, name);
}

static void set_no_cache(request_rec *r, int is_private)
{
    apr_table_unset(r->err_headers_out, "Cache-Control");
    apr_table_setn(r->headers_out, "Cache-Control", is_private ? "private, no-cache" : "no-cache");
    apr_table_unset(r->headers_out, "Expires");
}

/* What a program, or a newsroom, has said of its XML holds for the page, unless that has something
 * for one reader in it. */
static void bound_span(request_rec *r, int is_private)
{
    const char *control = said(r, "Cache-Control");

    if (!control && !said(r, "Expires") && !said(r, "Pragma")) {
        set_no_cache(r, is_private || said(r, "Set-Cookie"));
    }
    else if (is_private && !(control && (ap_strcasestr(control, "private") ||
                                         ap_strcasestr(control, "no-store")))) {
        set_no_cache(r, 1);
    }
}

void stmh_any_headers_freshness(request_rec *r, int is_file, int is_private)
{
    const stmh_config_t *config = stmh_config_settled(stmh_config_of(r->per_dir_config), r->pool);

    is_private = is_for_one(r, config, is_private);
    if (is_file && !said(r, "Cache-Control")) {
        set_span(r, config, is_private);
    }
    else {
        bound_span(r, is_private);
    }
}

void stmh_any_headers_passing(request_rec *r)
{
    apr_table_setn(r->headers_out, "Cache-Control", "no-store");
    apr_table_unset(r->headers_out, "Expires");
}
