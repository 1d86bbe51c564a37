#include "httpd/request/request.h"

#include "httpd/newsroom/base_urls.h"
#include "httpd/runtime/idle_trim.h"
#include "httpd/runtime/shutdown.h"
#include "httpd/runtime/workers.h"
#include "httpd/shared/page_store.h"

/* How long a request waits altogether, and at least each time: with what it does itself less than
 * two seconds. */
#define PATIENCE       apr_time_from_msec(1500)
#define LEAST_PATIENCE apr_time_from_msec(200)

stmh_job_t *stmh_job_create(stmh_target_t *target, const char *label, apr_pool_t *pool)
{
    stmh_job_t *job = apr_pcalloc(pool, sizeof(*job));

    job->pool = pool;
    job->label = label;
    job->target = target;
    job->mount = target->mount;
    job->problems = stm_problems_create(pool);
    job->moment = apr_time_now();
    job->readers = "";
    job->next_change = STM_NEVER;
    return job;
}

stmh_job_t *stmh_job_start(request_rec *r, stmh_target_t *target)
{
    stmh_job_t *job = stmh_job_create(target, r->uri, r->pool);

    job->r = r;
    job->query = r->args;
    job->patience = job->moment + PATIENCE;
    return job;
}

/* What is raised after them is looked up again by the next request. */
static void read_generations(stmh_job_t *job)
{
    const stm_generation_t *changes = stmh_page_store_generation();
    const char *newsroom = job->mount->newsroom->key;

    if (job->r) {
        stmh_shutdown_hold();
    }
    if (job->target->address.name) {
        job->marks[0] =
            stm_generation_get(changes, stm_generation_slot(newsroom, job->target->address.name));
    }
    job->marks[1] = stm_generation_get(changes, stm_generation_slot(newsroom, NULL));
}

/* A clock that is set back makes nobody wait for longer. */
int stmh_job_patience(const stmh_job_t *job)
{
    apr_interval_time_t left = job->patience ? job->patience - apr_time_now() : PATIENCE;

    left = left > PATIENCE ? PATIENCE : left;
    return (int)apr_time_as_msec(left < LEAST_PATIENCE ? LEAST_PATIENCE : left);
}

int stmh_job_is_out_of_patience(const stmh_job_t *job)
{
    return job->patience && stmh_job_patience(job) <= (int)apr_time_as_msec(LEAST_PATIENCE);
}

int stmh_job_status(const stmh_job_t *job, int status)
{
    return job->is_late ? HTTP_SERVICE_UNAVAILABLE : status;
}

int stmh_job_take(stmh_job_t *job)
{
    apr_status_t status =
        stmh_catalog_handle_acquire(&job->handle, stmh_job_patience(job), job->label, job->pool);

    job->is_late |= APR_STATUS_IS_TIMEUP(status);
    return stmh_job_status(job, OK);
}

void stmh_job_release(stmh_job_t *job)
{
    stmh_catalog_handle_release(job->handle, job->pool);
    job->handle = NULL;
}

/* Without a catalog nothing is known of the next change, so caches have to ask each time. */
int stmh_job_open(stmh_job_t *job)
{
    int refusal;

    read_generations(job);
    refusal = stmh_job_take(job);
    job->next_change = job->handle ? STM_NEVER : job->moment;
    return refusal;
}

void stmh_job_ask(stmh_job_t *job, void (*work)(void *baton), void *baton)
{
    if (job->r && job->handle && stmh_page_store_pages()) {
        job->is_late |=
            !stmh_workers_try(STM_WORKERS_READ, work, baton, stmh_job_patience(job), NULL);
        stmh_idle_trim_note();
    }
    else {
        work(baton);
    }
}

const stm_mounts_t *stmh_job_mounts(stmh_job_t *job)
{
    if (!job->mounts) {
        job->mounts = stmh_base_urls_make(job->mount, job->r, &job->needs_request, job->pool);
    }
    return job->mounts;
}
