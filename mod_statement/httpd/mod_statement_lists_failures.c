/* Which entries of a list cannot be rendered. */
#include "mod_statement_ahead.h"
#include "mod_statement_lists_parts.h"

/* Once one is found and so much time has passed, the others are left to the next reader. */
#define MOST_TIME apr_time_from_sec(2)

int stm_lists_find_failures(const stm_contents_t *contents, stm_job_t *job)
{
    apr_time_t started_at = apr_time_now();
    int i, found = 0;

    stm_job_release(job);
    for (i = 0; contents->entries && i < contents->entries->nelts &&
                (!found || apr_time_now() - started_at < MOST_TIME);
         i++) {
        const stm_entry_t *entry = APR_ARRAY_IDX(contents->entries, i, const stm_entry_t *);
        found += stm_ahead_fails(job->place, entry->name, job->pool);
    }
    return found;
}
