#include "httpd/request/exchange.h"

#include "httpd/newsroom/base_urls.h"

stmh_exchange_t *stmh_exchange_create(const stmh_request_t *request)
{
    stmh_exchange_t *exchange = apr_palloc(request->pool, sizeof(*exchange));

    exchange->request = request;
    exchange->lookup = apr_pcalloc(request->pool, sizeof(*exchange->lookup));
    exchange->lookup->shared = apr_pcalloc(request->pool, sizeof(*exchange->lookup->shared));
    exchange->lookup->shared->pool = request->pool;
    exchange->answer = apr_palloc(request->pool, sizeof(*exchange->answer));
    *exchange->answer = stmh_answer_make(request->pool);
    return exchange;
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
