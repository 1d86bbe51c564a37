#include "httpd/page_cache/outcome.h"

#include <apr_strings.h>
#include <httpd.h>

#include "httpd/page_cache/failures.h"
#include "httpd/page_cache/internal.h"
#include "httpd/request/language.h"

static void copy_text(const char **text, apr_pool_t *pool)
{
    *text = apr_pstrdup(pool, *text);
}

void stmh_outcome_copy(stmh_response_t *response, apr_pool_t *pool)
{
    response->page.bytes = apr_pmemdup(pool, response->page.bytes, response->page.size);
    copy_text(&response->page.media_type, pool);
    copy_text(&response->page.etag, pool);
    copy_text(&response->lang, pool);
    copy_text(&response->content_location, pool);
    copy_text(&response->link, pool);
    copy_text(&response->negotiated_link, pool);
    copy_text(&response->cache_keys, pool);
    copy_text(&response->content, pool);
    response->former = NULL;
}

static void give_page(stmh_outcome_t *outcome, const stmh_response_t *response,
                      stm_page_mapping_t *mapping)
{
    if (mapping) {
        stm_page_mapping_retain(mapping);
        apr_pool_cleanup_register(outcome->pool, mapping, stmh_page_cache_let_go,
                                  apr_pool_cleanup_null);
        outcome->mapping = mapping;
    }
    else {
        outcome->response = *response;
        stmh_outcome_copy(&outcome->response, outcome->pool);
    }
}

void stmh_outcome_give(const stmh_request_t *request, const stmh_answer_t *answer,
                       const stmh_page_slot_t *slot, int status, stm_page_mapping_t *mapping)
{
    stmh_outcome_t *outcome = request->outcome;

    outcome->is_known = 1;
    outcome->needs_request = answer->needs_request;
    outcome->has_failed = answer->has_failed;
    outcome->status = status;
    outcome->next_change = answer->next_change;
    if (status == OK) {
        give_page(outcome, &answer->response, mapping);
    }
    outcome->is_kept = outcome->mapping || stmh_failures_noted(slot, request) != OK;
}

void stmh_outcome_refuse(const stmh_request_t *request, int status)
{
    stmh_outcome_t *outcome = request->outcome;

    if (outcome) {
        outcome->is_known = outcome->is_kept = 1;
        outcome->status = status;
    }
}

int stmh_outcome_take(const stmh_exchange_t *exchange, const stmh_outcome_t *outcome)
{
    stmh_answer_t *answer = exchange->answer;
    const int is_negotiated = answer->response.is_negotiated;

    answer->has_failed = outcome->has_failed;
    if (outcome->status != OK) {
        return outcome->status;
    }
    stmh_answer_bound(answer, outcome->next_change);
    stmh_answer_bound(answer, stmh_language_next_change(exchange->request, exchange->lookup));
    answer->response = outcome->response;
    answer->response.is_negotiated = is_negotiated;
    return OK;
}
