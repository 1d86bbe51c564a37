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
static int fails_with(const stmh_contents_t *contents, const stmh_exchange_t *exchange,
                      const stm_entry_t *entry)
{
    const stmh_request_t *request = exchange->request;
    stmh_contents_t one = *contents;
    stm_document_t *document;
    apr_status_t status;

    one.entries = apr_array_make(request->pool, 1, sizeof(const stm_entry_t *));
    if (entry) {
        APR_ARRAY_PUSH(one.entries, const stm_entry_t *) = entry;
    }
    one.facets = one.gone = NULL;
    one.shown = 0;
    status = stmh_lists_compose(&document, &one, exchange);
    if (!status) {
        status = stmh_render_page(exchange, document, one.format, one.format->list_sheet,
                                  one.list.self, request->label);
    }
    return status == STM_ELIMIT || status == STM_ESTYLESHEET;
}

static void complain(const stmh_exchange_t *probe, const stmh_contents_t *contents,
                     const stm_entry_t *entry)
{
    const stm_problem_t *problem = stm_problems_at(probe->answer->problems, 0);

    ap_log_error(APLOG_MARK, APLOG_WARNING, 0, ap_server_conf,
                 "STM0612: %s is left out of all lists as %s, which %s cannot render with it: %s. "
                 "Its page and other lists are not affected; mend the stylesheet or the document",
                 entry->name, contents->format->name, contents->format->list_sheet,
                 problem ? stm_problem_text(problem, probe->request->pool) : "no reason given");
}

static int probe_with(const stmh_exchange_t *probe, const stmh_contents_t *contents,
                      const stm_entry_t *entry)
{
    const stmh_request_t *request = probe->request;
    stmh_lookup_t *lookup = probe->lookup;
    int has_failed = stmh_lookup_acquire(request, lookup) == OK &&
                     stmh_lists_hold(probe, contents->instance) == OK &&
                     fails_with(contents, probe, entry);

    if (has_failed && entry) {
        complain(probe, contents, entry);
        if (lookup->handle || stmh_lookup_acquire(request, lookup) == OK) {
            stmh_failures_note_entry(probe, contents->format, entry);
        }
    }
    return has_failed;
}

/* In a pool and with a handle and an answer of its own. */
static int probe_entry(const stmh_contents_t *contents, const stmh_exchange_t *exchange,
                       const stm_entry_t *entry)
{
    stmh_request_t request = *exchange->request;
    stmh_lookup_t lookup = *exchange->lookup;
    stmh_answer_t answer;
    const stmh_exchange_t probe = {&request, &lookup, &answer};
    int has_failed;

    apr_pool_create(&request.pool, exchange->request->pool);
    stmh_answer_init(&answer, request.pool);
    answer.readers_differ = exchange->answer->readers_differ;
    answer.next_change = exchange->answer->next_change;
    has_failed = probe_with(&probe, contents, entry);
    stmh_lookup_release(&lookup);
    apr_pool_destroy(request.pool);
    return has_failed;
}

/* Where the empty list fails too, the fault is not in an entry. */
static int find_alone(stmh_contents_t *contents, const stmh_exchange_t *exchange,
                      apr_time_t started_at)
{
    const stmh_request_t *request = exchange->request;
    const apr_array_header_t *entries = contents->entries;
    apr_array_header_t *failed = apr_array_make(request->pool, 4, sizeof(const char *));

    if (probe_entry(contents, exchange, NULL)) {
        return 0;
    }
    for (int i = 0; i < entries->nelts && !stmh_request_is_unwanted(request) &&
                    (!failed->nelts || apr_time_now() - started_at < MOST_TIME);
         i++) {
        const stm_entry_t *entry = APR_ARRAY_IDX(entries, i, const stm_entry_t *);

        if (probe_entry(contents, exchange, entry)) {
            APR_ARRAY_PUSH(failed, const char *) = entry->name;
        }
    }
    contents->failed = failed;
    return failed->nelts;
}

int stmh_lists_find_failures(stmh_contents_t *contents, const stmh_exchange_t *exchange)
{
    const stmh_request_t *request = exchange->request;
    apr_time_t started_at = apr_time_now();
    int i, found = 0;

    stmh_lookup_release(exchange->lookup);
    for (i = 0;
         contents->entries && i < contents->entries->nelts && !stmh_request_is_unwanted(request) &&
         (!found || apr_time_now() - started_at < MOST_TIME);
         i++) {
        const stm_entry_t *entry = APR_ARRAY_IDX(contents->entries, i, const stm_entry_t *);
        found += stmh_page_fails(request->mount, entry->name, request->pool);
    }
    return found || !contents->entries ? found : find_alone(contents, exchange, started_at);
}
