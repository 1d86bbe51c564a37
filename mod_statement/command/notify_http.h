/**
 * command/notify_http - a request to another server, sent by the program `curl`.
 *
 * curl gets all of it on its standard input, so that no list of processes shows a secret. It
 * follows no redirect, knows http and https alone, and takes twenty seconds at most.
 */
#ifndef COMMAND_NOTIFY_HTTP_H
#define COMMAND_NOTIFY_HTTP_H

#include <apr_pools.h>
#include <apr_tables.h>

typedef struct notify_request_t {
    const char *method, *url;
    const apr_array_header_t *headers; /* const char *, "Name: value"; NULL: none */
    const char *body;                  /* NULL: none */
} notify_request_t;

/** Sends it. *code is the status of the answer; *answer (may be NULL) its body, of a megabyte at
 * most. APR_SUCCESS; APR_EGENERAL: there was no answer, and curl has said why; or why curl cannot
 * be started. */
apr_status_t notify_http_send(int *code, const char **answer, const notify_request_t *request,
                              apr_pool_t *result_pool);

/** The same where any answer of 2xx will do. Says on standard error what else came. */
apr_status_t notify_http_post(const notify_request_t *request, apr_pool_t *scratch_pool);

#endif
