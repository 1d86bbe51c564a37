/**
 * command/notify_ways - what `statement notify` does with a line, one function for each way.
 *
 * Each returns APR_SUCCESS once it is done, also where the line is nothing to it; APR_EGENERAL, and
 * the reason on standard error, where it may be tried again.
 */
#ifndef COMMAND_NOTIFY_WAYS_H
#define COMMAND_NOTIFY_WAYS_H

#include "command/notify_line.h"

typedef struct notify_options_t {
    const char *to;     /* what follows the way: an address, a key */
    const char *base;   /* where lines have none, with a slash at its end; NULL */
    const char *secret; /* NULL: nothing is signed */
    const char *keys;   /* purge: the header that carries keys; NULL: addresses are purged */
    const char *method; /* of purge */
    const char *from;   /* of mail */
    const char *events; /* separated by commas; NULL: the way's own */
    apr_array_header_t *headers; /* const char *, to be sent with each request; may be NULL */
} notify_options_t;

/** Posts the line to options->to, signed with HMAC-SHA-256 where there is a secret. */
apr_status_t notify_webhook(const notify_line_t *line, const notify_options_t *options,
                            apr_pool_t *scratch_pool);
/** Has the cache at options->to remove what is no longer right. */
apr_status_t notify_purge(const notify_line_t *line, const notify_options_t *options,
                          apr_pool_t *scratch_pool);
/** Pings the hub at options->to for each of the newsroom's feeds (WebSub). */
apr_status_t notify_websub(const notify_line_t *line, const notify_options_t *options,
                           apr_pool_t *scratch_pool);
/** Names the address to search engines (IndexNow); options->to is the key. */
apr_status_t notify_indexnow(const notify_line_t *line, const notify_options_t *options,
                             apr_pool_t *scratch_pool);
/** Mails the text edition to options->to. */
apr_status_t notify_mail(const notify_line_t *line, const notify_options_t *options,
                         apr_pool_t *scratch_pool);

#endif
