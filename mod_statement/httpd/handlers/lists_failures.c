/* Finds the entries that a list cannot be rendered with. */
#include "httpd/handlers/lists_internal.h"

#include <http_log.h>
#include <http_main.h>
#include <string.h>

#include "httpd/handlers/page.h"
#include "httpd/page_cache/failures.h"
#include "httpd/page_cache/render.h"

APLOG_USE_MODULE(statement);

/* The search ends here once it has found one: the next reader's goes on from there. */
#define MOST_TIME apr_time_from_sec(2)

/* Whether a list of @a entry alone fails; NULL: an empty list. */
static int fails_with(const stmh_contents_t *contents, stmh_job_t *job, const stm_entry_t *entry)
{
    stmh_contents_t one = *contents;
    stmh_answer_t answer = {0};
    stm_document_t *document;
    apr_status_t status;

    one.entries = apr_array_make(job->pool, 1, sizeof(const stm_entry_t *));
    if (entry) {
        APR_ARRAY_PUSH(one.entries, const stm_entry_t *) = entry;
    }
    one.facets = one.gone = NULL;
    one.shown = 0;
    status = stmh_lists_compose(&document, &one, job);
    if (!status) {
        status = stmh_render_page(&answer, job, document, one.format, one.format->list_sheet,
                                  one.list.self, job->label);
    }
    return status == STM_ELIMIT || status == STM_ESTYLESHEET;
}

static void complain(const stmh_job_t *probe, const stmh_contents_t *contents,
                     const stm_entry_t *entry)
{
    const stm_problem_t *problem = stm_problems_at(probe->problems, 0);

    ap_log_error(APLOG_MARK, APLOG_WARNING, 0, ap_server_conf,
                 "STM0612: %s is left out of all lists as %s, which %s cannot render with it: %s. "
                 "Its page and other lists are not affected; mend the stylesheet or the document",
                 entry->name, contents->format->name, contents->format->list_sheet,
                 problem ? stm_problem_text(problem, probe->pool) : "no reason given");
}

/* A copy of @a job with a pool and a handle of its own; end_probe frees both, also where this does
 * not return OK. */
static int begin_probe(stmh_job_t *probe, const stmh_contents_t *contents, const stmh_job_t *job)
{
    *probe = *job;
    apr_pool_create(&probe->pool, job->pool);
    probe->problems = stm_problems_create(probe->pool);
    probe->former = NULL;
    return stmh_job_take(probe) == OK ? stmh_lists_hold(probe, contents->instance)
                                      : HTTP_SERVICE_UNAVAILABLE;
}

static void end_probe(stmh_job_t *probe)
{
    stmh_job_release(probe);
    apr_pool_destroy(probe->pool);
}

static int probe_entry(const stmh_contents_t *contents, const stmh_job_t *job,
                       const stm_entry_t *entry)
{
    stmh_job_t probe;
    int has_failed =
        begin_probe(&probe, contents, job) == OK && fails_with(contents, &probe, entry);

    if (has_failed && entry) {
        complain(&probe, contents, entry);
        if (probe.handle || stmh_job_take(&probe) == OK) {
            stmh_failures_note_entry(&probe, contents->format, entry);
        }
    }
    end_probe(&probe);
    return has_failed;
}

/* Where the empty list fails too, the fault is not in an entry. */
static int find_alone(stmh_contents_t *contents, stmh_job_t *job, apr_time_t started_at)
{
    const apr_array_header_t *entries = contents->entries;
    apr_array_header_t *failed = apr_array_make(job->pool, 4, sizeof(const char *));

    if (probe_entry(contents, job, NULL)) {
        return 0;
    }
    for (int i = 0; i < entries->nelts && !stmh_job_is_unwanted(job) &&
                    (!failed->nelts || apr_time_now() - started_at < MOST_TIME);
         i++) {
        const stm_entry_t *entry = APR_ARRAY_IDX(entries, i, const stm_entry_t *);

        if (probe_entry(contents, job, entry)) {
            APR_ARRAY_PUSH(failed, const char *) = entry->name;
        }
    }
    contents->failed = failed;
    return failed->nelts;
}

int stmh_lists_find_failures(stmh_contents_t *contents, stmh_job_t *job)
{
    apr_time_t started_at = apr_time_now();
    int i, found = 0;

    stmh_job_release(job);
    for (i = 0; contents->entries && i < contents->entries->nelts && !stmh_job_is_unwanted(job) &&
                (!found || apr_time_now() - started_at < MOST_TIME);
         i++) {
        const stm_entry_t *entry = APR_ARRAY_IDX(contents->entries, i, const stm_entry_t *);
        found += stmh_page_fails(job->mount, entry->name, job->pool);
    }
    return found || !contents->entries ? found : find_alone(contents, job, started_at);
}
