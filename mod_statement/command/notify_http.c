#include "command/notify_http.h"
#include "command/command.h"

#include <apr_strings.h>
#include <apr_thread_proc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/notify_program.h"

/* curl --config: https://curl.se/docs/manpage.html#-K */
static const char common[] = "silent\nshow-error\ngloboff\nproto = \"=http,https\"\n"
                             "connect-timeout = 5\nmax-time = 20\nmax-filesize = 1048576\n"
                             "write-out = \"\\n%{http_code}\"\n";

static const char *quoted(const char *text, apr_pool_t *pool)
{
    char *to, *start = to = apr_palloc(pool, strlen(text) * 2 + 3);

    *to++ = '"';
    for (; *text; text++) {
        if (*text == '"' || *text == '\\') {
            *to++ = '\\';
        }
        /* A line of the configuration ends with it; no value that we have needs one. */
        *to++ = *text == '\n' || *text == '\r' ? ' ' : *text;
    }
    *to++ = '"';
    *to = '\0';
    return start;
}

static const char *option(const char *name, const char *value, apr_pool_t *pool)
{
    return apr_pstrcat(pool, name, " = ", quoted(value, pool), "\n", NULL);
}

static const char *config_of(const notify_request_t *request, apr_pool_t *pool)
{
    const char *config = apr_pstrcat(pool, common, option("url", request->url, pool),
                                     option("request", request->method, pool), NULL);

    for (int i = 0; request->headers && i < request->headers->nelts; i++) {
        config = apr_pstrcat(
            pool, config, option("header", APR_ARRAY_IDX(request->headers, i, const char *), pool),
            NULL);
    }
    return request->body ? apr_pstrcat(pool, config, option("data-raw", request->body, pool), NULL)
                         : config;
}

/* The body, a line feed, and the code, as write-out has put it. */
static apr_status_t split(int *code, const char **answer, char *output)
{
    char *last = strrchr(output, '\n');

    if (!last || !atoi(last + 1)) {
        return APR_EGENERAL;
    }
    *code = atoi(last + 1);
    *last = '\0';
    if (answer) {
        *answer = output;
    }
    return APR_SUCCESS;
}

apr_status_t notify_http_send(int *code, const char **answer, const notify_request_t *request,
                              apr_pool_t *result_pool)
{
    static const char *const argv[] = {"curl", "-q", "--config", "-", NULL};
    char *output;
    int status;
    apr_status_t started =
        notify_program_run(&status, &output, argv, config_of(request, result_pool), result_pool);

    if (started) {
        fputs("statement: curl, which sends requests, cannot be started\n", stderr);
        return started;
    }
    return status ? APR_EGENERAL : split(code, answer, output);
}

apr_status_t notify_http_post(const notify_request_t *request, apr_pool_t *scratch_pool)
{
    int code;
    apr_status_t status = notify_http_send(&code, NULL, request, scratch_pool);

    if (!status && (code < 200 || code > 299)) {
        command_say(stderr, "statement: %s answered %d", request->url, code);
        return APR_EGENERAL;
    }
    return status;
}
