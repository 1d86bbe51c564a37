#include "httpd/request/request.h"

/* How long a request waits altogether, and at least each time: with what it does itself less than
 * two seconds. */
#define PATIENCE       apr_time_from_msec(1500)
#define LEAST_PATIENCE apr_time_from_msec(200)

stmh_request_t *stmh_request_create(stmh_target_t *target, const char *label, apr_pool_t *pool)
{
    stmh_request_t *request = apr_pcalloc(pool, sizeof(*request));

    request->pool = pool;
    request->label = label;
    request->target = target;
    request->mount = target->mount;
    request->moment = apr_time_now();
    return request;
}

stmh_request_t *stmh_request_start(request_rec *r, stmh_target_t *target)
{
    stmh_request_t *request = stmh_request_create(target, r->uri, r->pool);

    request->r = r;
    request->query = r->args;
    request->patience = request->moment + PATIENCE;
    return request;
}

/* A clock that is set back makes nobody wait for longer. */
int stmh_request_patience(const stmh_request_t *request)
{
    apr_interval_time_t left = request->patience ? request->patience - apr_time_now() : PATIENCE;

    left = left > PATIENCE ? PATIENCE : left;
    return (int)apr_time_as_msec(left < LEAST_PATIENCE ? LEAST_PATIENCE : left);
}

int stmh_request_is_out_of_patience(const stmh_request_t *request)
{
    return request->patience &&
           stmh_request_patience(request) <= (int)apr_time_as_msec(LEAST_PATIENCE);
}
