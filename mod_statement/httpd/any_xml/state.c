#include "httpd/any_xml/state.h"

static const char key[] = "statement_any_xml";

stmh_any_state_t *stmh_any_state_of(const request_rec *r)
{
    void *state = NULL;

    apr_pool_userdata_get(&state, key, r->pool);
    return state;
}

stmh_any_state_t *stmh_any_state_make(request_rec *r)
{
    stmh_any_state_t *state = stmh_any_state_of(r);

    if (!state) {
        state = apr_pcalloc(r->pool, sizeof(*state));
        apr_pool_userdata_setn(state, key, NULL, r->pool);
    }
    return state;
}

const request_rec *stmh_any_state_first(const request_rec *r)
{
    while (r->prev) {
        r = r->prev;
    }
    return r;
}
