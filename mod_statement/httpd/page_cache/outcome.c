#include "httpd/page_cache/outcome.h"

#include <apr_strings.h>
#include <httpd.h>

#include "httpd/page_cache/failures.h"
#include "httpd/request/language.h"

static void copy_text(const char **text, apr_pool_t *pool)
{
    *text = apr_pstrdup(pool, *text);
}

void stmh_outcome_copy(stmh_answer_t *answer, apr_pool_t *pool)
{
    answer->page.bytes = apr_pmemdup(pool, answer->page.bytes, answer->page.size);
    copy_text(&answer->page.media_type, pool);
    copy_text(&answer->page.etag, pool);
    copy_text(&answer->lang, pool);
    copy_text(&answer->content_location, pool);
    copy_text(&answer->link, pool);
    copy_text(&answer->negotiated_link, pool);
    copy_text(&answer->content, pool);
}

static apr_status_t let_go(void *mapping)
{
    stm_page_mapping_release(mapping);
    return APR_SUCCESS;
}

static void give_page(stmh_outcome_t *outcome, const stmh_answer_t *answer,
                      stm_page_mapping_t *mapping)
{
    if (mapping) {
        stm_page_mapping_retain(mapping);
        apr_pool_cleanup_register(outcome->pool, mapping, let_go, apr_pool_cleanup_null);
        outcome->mapping = mapping;
    }
    else {
        outcome->answer = *answer;
        stmh_outcome_copy(&outcome->answer, outcome->pool);
    }
}

void stmh_outcome_give(const stmh_job_t *job, const stmh_page_slot_t *slot, int status,
                       const stmh_answer_t *answer, stm_page_mapping_t *mapping)
{
    stmh_outcome_t *outcome = job->outcome;

    outcome->is_known = 1;
    outcome->needs_request = job->needs_request;
    outcome->has_failed = job->has_failed;
    outcome->status = status;
    outcome->next_change = job->next_change;
    if (status == OK) {
        give_page(outcome, answer, mapping);
    }
    outcome->is_kept = outcome->mapping || stmh_failures_noted(slot, job) != OK;
}

int stmh_outcome_take(stmh_answer_t *answer, stmh_job_t *job, const stmh_outcome_t *outcome)
{
    const int is_negotiated = answer->is_negotiated;

    job->has_failed = outcome->has_failed;
    if (outcome->status != OK) {
        return outcome->status;
    }
    if (outcome->next_change < job->next_change) {
        job->next_change = outcome->next_change;
    }
    stmh_language_note_change(job);
    *answer = outcome->answer;
    answer->is_negotiated = is_negotiated;
    return OK;
}
