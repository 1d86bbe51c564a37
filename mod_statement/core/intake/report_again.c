/* What the catalog knows to be wrong is said once more after a restart. */
#include "core/catalog/report.h"
#include "core/intake/internal.h"

/* Of so many documents of each kind; the editors' report has all of them. */
#define MOST_AGAIN 100

static apr_status_t say_list(stm_scan_t *scan, stm_report_list_t list, stm_intake_outcome_t outcome)
{
    const stm_report_query_t query = {list, scan->moment, 0, MOST_AGAIN};
    const stm_intake_t *intake = scan->intake;
    apr_array_header_t *entries;
    int total;
    apr_status_t status = stm_catalog_report(&entries, &total, intake->catalog, scan->newsroom->key,
                                             &query, scan->pool);

    for (int i = 0; !status && i < entries->nelts; i++) {
        const stm_entry_t *entry = APR_ARRAY_IDX(entries, i, const stm_entry_t *);
        stm_problems_t *problems = stm_problems_create(scan->pool);

        status = stm_catalog_read_problems(problems, intake->catalog, entry->problems, scan->pool);
        if (!status) {
            intake->report(intake->baton, scan->newsroom, entry->name, STM_ABOUT_DOCUMENT, outcome,
                           problems);
        }
    }
    return status;
}

apr_status_t stm_report_say_again(stm_scan_t *scan)
{
    const stm_intake_t *intake = scan->intake;
    apr_status_t status;

    if (!scan->watch || scan->watch->is_said) {
        return APR_SUCCESS;
    }
    scan->watch->is_said = 1;
    if (!scan->is_complete || !intake->again || !intake->again(intake->baton, scan->newsroom)) {
        return APR_SUCCESS;
    }
    status = say_list(scan, STM_REPORT_REFUSED, STM_OUTCOME_REFUSED);
    return status ? status : say_list(scan, STM_REPORT_KEPT, STM_OUTCOME_KEPT);
}
