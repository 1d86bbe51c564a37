#include "httpd/request/answer.h"

#include "core/catalog/index.h"

stmh_answer_t stmh_answer_make(apr_pool_t *result_pool)
{
    stmh_answer_t answer = {.next_change = STM_NEVER, .problems = stm_problems_create(result_pool)};

    return answer;
}
