/**
 * httpd/request/exchange - a request with what was found for it and its answer, for steps that read
 * or write all three.
 */
#ifndef HTTPD_REQUEST_EXCHANGE_H
#define HTTPD_REQUEST_EXCHANGE_H

#include "httpd/request/answer.h"
#include "httpd/request/lookup.h"

typedef struct stmh_exchange_t {
    const stmh_request_t *request;
    stmh_lookup_t *lookup;
    stmh_answer_t *answer;
} stmh_exchange_t;

/** Begins @a request, with an empty lookup and answer in its pool. */
stmh_exchange_t *stmh_exchange_create(const stmh_request_t *request);

/** Reads the generation numbers and takes a handle, see httpd/request/lookup. Without a catalog
 * caches have to ask each time. OK, or 503. */
int stmh_exchange_open(const stmh_exchange_t *exchange);

/** Where the newsroom is mounted. What httpd has to be asked about makes the answer this reader's.
 */
const stm_mounts_t *stmh_exchange_mounts(const stmh_exchange_t *exchange);

#endif
