/* The ways that are one request: a webhook, a hub, search engines. */
#include "command/notify_ways.h"

#include <apr_strings.h>
#include <apr_uri.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <string.h>

#include "command/notify_http.h"
#include "core/base/json.h"
#include "core/base/percent.h"

#define INDEXNOW "https://api.indexnow.org/indexnow"

static apr_array_header_t *headers_of(const notify_options_t *options, const char *type,
                                      apr_pool_t *pool)
{
    apr_array_header_t *headers = options->headers ? apr_array_copy(pool, options->headers)
                                                   : apr_array_make(pool, 2, sizeof(const char *));

    APR_ARRAY_PUSH(headers, const char *) = apr_pstrcat(pool, "Content-Type: ", type, NULL);
    return headers;
}

static const char *signature(const char *text, const char *secret, apr_pool_t *pool)
{
    unsigned char mac[EVP_MAX_MD_SIZE];
    char *hex = apr_palloc(pool, 2 * EVP_MAX_MD_SIZE + 1);
    unsigned size = 0;

    HMAC(EVP_sha256(), secret, (int)strlen(secret), (const unsigned char *)text, strlen(text), mac,
         &size);
    for (unsigned i = 0; i < size; i++) {
        apr_snprintf(hex + 2 * i, 3, "%02x", mac[i]);
    }
    return apr_pstrcat(pool, "X-Hub-Signature-256: sha256=", hex, NULL);
}

apr_status_t notify_webhook(const notify_line_t *line, const notify_options_t *options,
                            apr_pool_t *scratch_pool)
{
    apr_array_header_t *headers = headers_of(options, "application/json", scratch_pool);
    const notify_request_t request = {"POST", options->to, headers, line->text};

    if (options->secret) {
        APR_ARRAY_PUSH(headers, const char *) =
            signature(line->text, options->secret, scratch_pool);
    }
    return notify_http_post(&request, scratch_pool);
}

static apr_status_t ping(const notify_options_t *options, const char *feed, apr_pool_t *pool)
{
    const char *topic = stm_percent_encode(feed, "-._~", pool);
    const notify_request_t request = {
        "POST", options->to, headers_of(options, "application/x-www-form-urlencoded", pool),
        apr_pstrcat(pool, "hub.mode=publish&hub.url=", topic, "&hub.topic=", topic, NULL)};

    return notify_http_post(&request, pool);
}

static int needs_base(const notify_line_t *line)
{
    if (!line->base) {
        fputs("statement: the line has no address; set StatementBaseURL, or give --base URL\n",
              stderr);
    }
    return line->base == NULL;
}

apr_status_t notify_websub(const notify_line_t *line, const notify_options_t *options,
                           apr_pool_t *scratch_pool)
{
    static const char *const feeds[] = {"feed.rss", "feed.atom", "feed.json"};
    apr_status_t status = APR_SUCCESS;

    if (needs_base(line)) {
        return APR_EINVAL;
    }
    for (int i = 0; i < 3 && !status; i++) {
        status = ping(options, apr_pstrcat(scratch_pool, line->base, feeds[i], NULL), scratch_pool);
    }
    return status;
}

/* https://www.indexnow.org/documentation */
apr_status_t notify_indexnow(const notify_line_t *line, const notify_options_t *options,
                             apr_pool_t *scratch_pool)
{
    apr_uri_t uri;
    notify_request_t request = {"POST", INDEXNOW, NULL, NULL};

    if (!line->name) {
        return APR_SUCCESS;
    }
    if (needs_base(line) || apr_uri_parse(scratch_pool, line->url, &uri)) {
        return APR_EINVAL;
    }
    request.headers = headers_of(options, "application/json; charset=utf-8", scratch_pool);
    request.body =
        apr_pstrcat(scratch_pool, "{\"host\":", stm_json_string(uri.hostname, scratch_pool),
                    ",\"key\":", stm_json_string(options->to, scratch_pool), ",\"urlList\":[",
                    stm_json_string(line->url, scratch_pool), line->was_url ? "," : "",
                    line->was_url ? stm_json_string(line->was_url, scratch_pool) : "", "]}", NULL);
    return notify_http_post(&request, scratch_pool);
}
