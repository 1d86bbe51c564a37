#include "httpd/request/answer.h"

#include <string.h>

#include "core/catalog/index.h"

void stmh_answer_init(stmh_answer_t *answer, apr_pool_t *result_pool)
{
    memset(answer, 0, sizeof(*answer));
    answer->next_change = STM_NEVER;
    answer->problems = stm_problems_create(result_pool);
}
