/* Mails a statement to a list address: the text edition as readers get it. */
#include <apr_base64.h>
#include <apr_strings.h>
#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "command/notify_http.h"
#include "command/notify_program.h"
#include "command/notify_ways.h"
#include "core/base/utf8.h"

/* RFC 2047 section 2: an encoded word has at most 75 characters, and whole characters in it. */
#define WORD_BYTES 39

static apr_size_t word_size(const char *text)
{
    const char *at = text, *end = text + strlen(text);
    int size;

    while (at < end && (size = stm_utf8_length(at, end)) > 0 && at + size - text <= WORD_BYTES) {
        at += size;
    }
    return at > text ? (apr_size_t)(at - text) : 1;
}

static const char *header_text(const char *text, apr_pool_t *pool)
{
    const char *words = "";

    while (*text) {
        apr_size_t size = word_size(text);
        char *coded = apr_palloc(pool, (apr_size_t)apr_base64_encode_len((int)size));

        apr_base64_encode(coded, text, (int)size);
        words = apr_pstrcat(pool, words, *words ? "\n " : "", "=?UTF-8?B?", coded, "?=", NULL);
        text += size;
    }
    return words;
}

/* A reader of the mail may take a decoded line feed for the end of the header. */
static const char *one_line(const char *text, apr_pool_t *pool)
{
    return stm_utf8_one_line(apr_pstrdup(pool, text));
}

static apr_status_t fetch(const char **text, const char *url, apr_pool_t *pool)
{
    const notify_request_t request = {"GET", apr_pstrcat(pool, url, ".txt", NULL), NULL, NULL};
    int code = 0;
    apr_status_t status = notify_http_send(&code, text, &request, pool);

    if (!status && code != 200) {
        command_say(stderr, "statement: %s answered %d", request.url, code);
        return APR_EGENERAL;
    }
    return status;
}

static apr_status_t hand_over(const char *message, apr_pool_t *pool)
{
    static const char *const argv[] = {"sendmail", "-i", "-t", NULL};
    int status = 0;
    apr_status_t started = notify_program_run(&status, NULL, argv, message, pool);

    if (started || status) {
        fputs("statement: sendmail cannot be started, or did not take a message\n", stderr);
        return APR_EGENERAL;
    }
    return APR_SUCCESS;
}

apr_status_t notify_mail(const notify_line_t *line, const notify_options_t *options,
                         apr_pool_t *scratch_pool)
{
    const char *text;
    apr_status_t status;

    if (!notify_line_is_shown(line) || !line->title) {
        return APR_SUCCESS;
    }
    if (!line->url) {
        fputs("statement: the line has no address; set StatementBaseURL, or give --base URL\n",
              stderr);
        return APR_EINVAL;
    }
    status = fetch(&text, line->url, scratch_pool);
    return status ? status
                  : hand_over(
                        apr_pstrcat(scratch_pool, "From: ", options->from, "\nTo: ", options->to,
                                    "\nSubject: ",
                                    header_text(one_line(line->title, scratch_pool), scratch_pool),
                                    "\nMIME-Version: 1.0\n"
                                    "Content-Type: text/plain; charset=utf-8\n"
                                    "Content-Transfer-Encoding: 8bit\n"
                                    "Auto-Submitted: auto-generated\n\n",
                                    text, "\n\n", line->url, "\n", NULL),
                        scratch_pool);
}
