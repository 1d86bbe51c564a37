#include "httpd/handlers/dispatch.h"

#include <apr_strings.h>
#include <http_core.h>
#include <http_log.h>
#include <http_protocol.h>
#include <http_request.h>
#include <mod_core.h>

#include "core/site/address.h"
#include "core/site/spelling.h"
#include "core/site/statement.h"
#include "httpd/handlers/error_page.h"
#include "httpd/handlers/file.h"
#include "httpd/handlers/lists.h"
#include "httpd/handlers/page.h"
#include "httpd/handlers/sitemap.h"
#include "httpd/newsroom/base_urls.h"
#include "httpd/newsroom/forwarded.h"
#include "httpd/newsroom/registry.h"
#include "httpd/request/request.h"
#include "httpd/response/freshness.h"
#include "httpd/response/links.h"
#include "httpd/runtime/idle_trim.h"
#include "httpd/runtime/shutdown.h"
#include "httpd/runtime/workers.h"
#include "httpd/shared/page_store.h"

APLOG_USE_MODULE(statement);

int stmh_handler_http(apr_status_t status)
{
    if (APR_STATUS_IS_ENOENT(status) || APR_STATUS_IS_ENOTDIR(status)) {
        return HTTP_NOT_FOUND;
    }
    if (APR_STATUS_IS_EACCES(status)) {
        return HTTP_FORBIDDEN;
    }
    switch (status) {
    case APR_SUCCESS:
        return OK;
    case STM_EMALFORMED:
    case STM_EFOREIGN:
    case STM_EINVALID:
        return HTTP_NOT_FOUND;
    case STM_ESTATE:
    case APR_TIMEUP:
        return HTTP_SERVICE_UNAVAILABLE;
    default:
        return HTTP_INTERNAL_SERVER_ERROR;
    }
}

/* How long a request waits altogether, and at least each time: with what it does itself less than
 * two seconds. */
#define PATIENCE       apr_time_from_msec(1500)
#define LEAST_PATIENCE apr_time_from_msec(200)

static stmh_job_t *start_job(request_rec *r, stmh_target_t *target)
{
    stmh_job_t *job = apr_pcalloc(r->pool, sizeof(*job));

    job->r = r;
    job->pool = r->pool;
    job->label = r->uri;
    job->query = r->args;
    job->target = target;
    job->place = target->place;
    job->problems = stm_problems_create(r->pool);
    job->access = stmh_access_start(r, target->place);
    job->moment = apr_time_now();
    job->patience = job->moment + PATIENCE;
    job->readers = "";
    job->next_change = STM_NEVER;
    return job;
}

/* What is raised after them is looked up again by the next request. */
void stmh_job_mark(stmh_job_t *job)
{
    const stm_generation_t *changes = stmh_slots_changes();
    const char *newsroom = job->place->newsroom->key;

    if (job->r) {
        stmh_ending_hold();
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
    return job->is_late || (job->access && stmh_access_is_late(job->access))
               ? HTTP_SERVICE_UNAVAILABLE
               : status;
}

int stmh_job_take(stmh_job_t *job)
{
    apr_status_t status;

    /* Which may take a handle itself, and must not wait for one while this request has one. */
    if (job->access) {
        stmh_access_documents_differ(job->access);
    }
    status = stmh_store_acquire(&job->store, stmh_job_patience(job), job->label, job->pool);
    job->is_late |= APR_STATUS_IS_TIMEUP(status);
    return stmh_job_status(job, OK);
}

void stmh_job_release(stmh_job_t *job)
{
    stmh_store_release(job->store, job->pool);
    job->store = NULL;
}

/* Without a catalog nothing is known of the next change, so caches have to ask each time. */
int stmh_job_open(stmh_job_t *job)
{
    int refusal;

    stmh_job_mark(job);
    refusal = stmh_job_take(job);
    job->next_change = job->store ? STM_NEVER : job->moment;
    return refusal;
}

void stmh_job_ask(stmh_job_t *job, void (*work)(void *baton), void *baton)
{
    if (job->r && job->store && stmh_slots_pages()) {
        job->is_late |=
            !stmh_workers_try(STM_WORKERS_READ, work, baton, stmh_job_patience(job), NULL);
        stmh_rest_note();
    }
    else {
        work(baton);
    }
}

const stm_mounts_t *stmh_job_mounts(stmh_job_t *job)
{
    if (!job->mounts) {
        job->mounts = stmh_mounts_make(job->place, job->r, &job->needs_request, job->pool);
    }
    return job->mounts;
}

/* A folder that lists nothing is not told from one that is not there. */
static int refuse_folder(stmh_job_t *job, const char *folder)
{
    apr_int64_t generation;
    int refusal = stmh_lists_generation(&generation, job);

    return refusal == OK ? stmh_handler_http(stmh_lists_know_folder(job, folder)) : refusal;
}

/* The folder's own address ends with a slash. */
static int redirect_to_folder(stmh_job_t *job)
{
    const char *tail = stmh_newsroom_tail(job->place->newsroom->root, job->target->address.path);
    const char *folder = tail && *tail ? apr_pstrcat(job->pool, tail, "/", NULL) : "";
    int refusal = *folder ? refuse_folder(job, folder) : OK;

    folder = stm_spelling_public(job->place->newsroom->root, folder, "", job->pool);
    return refusal == OK ? stmh_links_redirect(job, stm_address_encode(folder, 0, job->pool))
                         : refusal;
}

static int answer_other(stmh_job_t *job)
{
    return job->target->address.finfo.filetype == APR_DIR ? redirect_to_folder(job)
                                                          : stmh_file_guard(job);
}

/* Pages and lists open the catalog only where none is ready. */
static int answer(stmh_job_t *job)
{
    int refusal;

    switch (job->target->address.kind) {
    case STM_ADDRESS_OTHER:
        refusal = stmh_job_open(job);
        return refusal == OK ? answer_other(job) : refusal;
    case STM_ADDRESS_ARCHIVE:
    case STM_ADDRESS_FEED:
        return stmh_lists_answer(job);
    case STM_ADDRESS_SITEMAP:
        return stmh_sitemap_answer(job);
    case STM_ADDRESS_STYLE:
        return stmh_file_style(job);
    case STM_ADDRESS_NEGOTIATED:
    case STM_ADDRESS_STATEMENT:
        return stmh_page_answer(job);
    default:
        return HTTP_NOT_FOUND;
    }
}

/* A file that is not ours goes to whoever would have had it; core settles that the same way where
 * nothing has been set. */
static int give_back(request_rec *r, const stmh_target_t *target)
{
    if (target->address.kind == STM_ADDRESS_NEGOTIATED) {
        r->handler = target->other_handler ? target->other_handler
                     : r->content_type     ? ap_field_noparam(r->pool, r->content_type)
                                           : "default-handler";
    }
    return DECLINED;
}

static int is_ready(request_rec *r)
{
    if (stmh_config_server()->words && stmh_config_server()->schema) {
        return 1;
    }
    ap_log_rerror(
        APLOG_MARK, APLOG_INFO, 0, r,
        "STM0202: %s cannot be answered: the words and rules were not loaded, see the error at "
        "the start of this log",
        r->uri);
    return 0;
}

int stmh_handler_method(request_rec *r)
{
    const stmh_config_t *config = stmh_config_of(r->per_dir_config);

    if (r->main || r->proxyreq || r->method_number == M_GET || r->method_number == M_INVALID ||
        config->engine != STM_SWITCH_ON) {
        return DECLINED;
    }
    ap_allow_standard_methods(r, REPLACE_ALLOW, M_GET, M_OPTIONS, -1);
    return r->method_number == M_OPTIONS ? ap_send_http_options(r) : HTTP_METHOD_NOT_ALLOWED;
}

int stmh_handler(request_rec *r)
{
    stmh_target_t *target = stmh_target_of(r);
    stmh_job_t *job;
    int status;

    if (!target) {
        return stmh_file_guard_stored(r);
    }
    if (r->proxyreq) {
        return DECLINED;
    }
    if (!is_ready(r)) {
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    stmh_registry_note(r, target->place);
    stmh_forwarded_note(r, target->place);
    job = start_job(r, target);
    status = answer(job);
    status = status == OK ? OK : stmh_job_status(job, status);
    stmh_freshness_refuse(job, status);
    status = stmh_refusal_answer(job, status);
    stmh_job_release(job);
    stmh_ending_release();
    return status == DECLINED ? give_back(r, target) : status;
}
