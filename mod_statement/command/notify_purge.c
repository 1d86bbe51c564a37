/* Has a cache in front remove answers that are no longer right: by keys, or address by address. */
#include <apr_strings.h>
#include <apr_uri.h>
#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "command/notify_http.h"
#include "command/notify_ways.h"

/* A request about @a address to the cache; 404: it has nothing of it. */
static apr_status_t purge(const notify_options_t *options, const char *address, apr_pool_t *pool)
{
    apr_array_header_t *headers = options->headers ? apr_array_copy(pool, options->headers)
                                                   : apr_array_make(pool, 1, sizeof(const char *));
    notify_request_t request = {options->method, NULL, headers, NULL};
    apr_uri_t uri;
    apr_status_t status = apr_uri_parse(pool, address, &uri);
    int code = 0;

    if (status || !uri.hostinfo || !uri.path) {
        return APR_EINVAL;
    }
    APR_ARRAY_PUSH(headers, const char *) = apr_pstrcat(pool, "Host: ", uri.hostinfo, NULL);
    request.url = apr_pstrcat(pool, options->to, uri.path, NULL);
    status = notify_http_send(&code, NULL, &request, pool);
    if (!status && code != 404 && (code < 200 || code > 299)) {
        command_say(stderr, "statement: %s answered %d to %s", request.url, code, options->method);
        return APR_EGENERAL;
    }
    return status;
}

static apr_status_t purge_all(const notify_options_t *options, const char *start,
                              const char *const *ends, apr_pool_t *pool)
{
    apr_status_t status = APR_SUCCESS;

    for (int i = 0; start && ends[i] && !status; i++) {
        status = purge(options, apr_pstrcat(pool, start, ends[i], NULL), pool);
    }
    return status;
}

/* The newsroom's lists, and those of each folder down to the statement. */
static apr_status_t purge_lists(const notify_line_t *line, const notify_options_t *options,
                                apr_pool_t *pool)
{
    static const char *const lists[] = {"",          "feed",        "feed.rss", "feed.atom",
                                        "feed.json", "sitemap.xml", NULL};
    const apr_size_t size = strlen(line->base);
    const char *start =
        line->url && strncmp(line->url, line->base, size) == 0 ? line->url + size : "";
    const char *end;
    apr_status_t status = purge_all(options, line->base, lists, pool);

    for (end = start; !status && (end = strchr(end, '/')) != NULL;) {
        const char *folder = apr_pstrmemdup(pool, start, (apr_size_t)(++end - start));

        status = purge_all(options, apr_pstrcat(pool, line->base, folder, NULL), lists, pool);
    }
    return status;
}

static apr_status_t purge_addresses(const notify_line_t *line, const notify_options_t *options,
                                    apr_pool_t *pool)
{
    static const char *const formats[] = {"",     ".xml", ".rss", ".atom", ".json",
                                          ".txt", ".vcf", ".ics", NULL};
    apr_status_t status;

    if (!line->base) {
        fputs("statement: the line has no address; set StatementBaseURL, or give --base URL\n",
              stderr);
        return APR_EINVAL;
    }
    status = purge_all(options, line->url, formats, pool);
    if (!status) {
        status = purge_all(options, line->was_url, formats, pool);
    }
    return status ? status : purge_lists(line, options, pool);
}

static apr_status_t purge_keys(const notify_line_t *line, const notify_options_t *options,
                               apr_pool_t *pool)
{
    apr_array_header_t *headers = options->headers ? apr_array_copy(pool, options->headers)
                                                   : apr_array_make(pool, 1, sizeof(const char *));
    const notify_request_t request = {options->method, options->to, headers, NULL};

    APR_ARRAY_PUSH(headers, const char *) =
        apr_pstrcat(pool, options->keys, ": ", apr_array_pstrcat(pool, line->keys, ' '), NULL);
    return notify_http_post(&request, pool);
}

apr_status_t notify_purge(const notify_line_t *line, const notify_options_t *options,
                          apr_pool_t *scratch_pool)
{
    return options->keys ? purge_keys(line, options, scratch_pool)
                         : purge_addresses(line, options, scratch_pool);
}
