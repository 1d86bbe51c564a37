#include "httpd/request/exchange.h"

#include "httpd/newsroom/base_urls.h"

/* All of an exchange in one piece. */
typedef struct whole_t {
    stmh_exchange_t exchange;
    stmh_lookup_t lookup;
    stmh_lookup_shared_t shared;
    stmh_answer_t answer;
} whole_t;

stmh_exchange_t *stmh_exchange_create(const stmh_request_t *request)
{
    whole_t *whole = apr_pcalloc(request->pool, sizeof(*whole));

    whole->exchange.request = request;
    whole->exchange.lookup = &whole->lookup;
    whole->exchange.answer = &whole->answer;
    whole->lookup.shared = &whole->shared;
    whole->shared.pool = request->pool;
    stmh_answer_init(&whole->answer, request->pool);
    return &whole->exchange;
}

/* Without a catalog nothing is known of the next change. */
int stmh_exchange_open(const stmh_exchange_t *exchange)
{
    const stmh_request_t *request = exchange->request;
    stmh_lookup_t *lookup = exchange->lookup;
    int refusal;

    stmh_lookup_read_generations(request, lookup);
    refusal = stmh_lookup_acquire(request, lookup);
    exchange->answer->next_change = lookup->handle ? STM_NEVER : request->moment;
    return refusal;
}

const stm_mounts_t *stmh_exchange_mounts(const stmh_exchange_t *exchange)
{
    const stmh_request_t *request = exchange->request;
    stmh_lookup_t *lookup = exchange->lookup;

    if (!lookup->mounts) {
        lookup->mounts = stmh_base_urls_make(request->mount, request->r,
                                             &exchange->answer->needs_request, request->pool);
    }
    return lookup->mounts;
}
