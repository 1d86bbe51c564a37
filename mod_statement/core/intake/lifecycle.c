/* What happens to statements that are in order, for whoever listens. */
#include <apr_strings.h>

#include "core/catalog/report.h"
#include "core/intake/internal.h"

void stm_intake_on_lifecycle(stm_intake_t *intake, stm_intake_lifecycle_t lifecycle,
                             stm_intake_again_t again)
{
    intake->lifecycle = lifecycle;
    intake->again = again;
}

void stm_lifecycle_note(stm_scan_t *scan, stm_lifecycle_kind_t kind, const char *name,
                        const char *other, apr_time_t when)
{
    if (scan->intake->lifecycle) {
        APR_ARRAY_PUSH(scan->lifecycle, stm_lifecycle_t) =
            (stm_lifecycle_t){kind, apr_pstrdup(scan->batch_pool, name),
                              other ? apr_pstrdup(scan->batch_pool, other) : NULL, when};
    }
}

static stm_lifecycle_kind_t kind_of(const stm_entry_t *entry, const stm_entry_t *in_index,
                                    int was_public, apr_time_t moment)
{
    if (entry->state == STM_STATE_DRAFT) {
        return STM_LIFECYCLE_DRAFT;
    }
    if (!entry->first_public_at) {
        return entry->visible_from == STM_NEVER ? STM_LIFECYCLE_WAITING : STM_LIFECYCLE_EMBARGOED;
    }
    if (entry->withdrawn_at <= moment && !(in_index && in_index->withdrawn_at <= moment)) {
        return STM_LIFECYCLE_WITHDRAWN;
    }
    if (entry->expires_at <= moment && !(in_index && in_index->expires_at <= moment)) {
        return STM_LIFECYCLE_EXPIRED;
    }
    return was_public ? STM_LIFECYCLE_CORRECTED : STM_LIFECYCLE_PUBLISHED;
}

void stm_lifecycle_note_taken(stm_scan_t *scan, const stm_entry_t *entry,
                              const stm_entry_t *in_index, int was_public)
{
    stm_lifecycle_kind_t kind = kind_of(entry, in_index, was_public, scan->moment);

    stm_lifecycle_note(scan, kind, entry->name, NULL,
                       kind == STM_LIFECYCLE_EMBARGOED ? entry->visible_from : 0);
}

apr_status_t stm_lifecycle_tell_ended(stm_scan_t *scan)
{
    stm_watch_state_t *watch = scan->watch;
    const stm_intake_t *intake = scan->intake;
    apr_array_header_t *entries;
    apr_status_t status;

    if (!watch || !intake->lifecycle) {
        return APR_SUCCESS;
    }
    if (!watch->told_at || watch->told_at > scan->moment) {
        watch->told_at = scan->moment;
    }
    status = stm_catalog_ended(&entries, intake->catalog, scan->newsroom->key, watch->told_at,
                               scan->moment, scan->pool);
    for (int i = 0; !status && i < entries->nelts; i++) {
        const stm_entry_t *entry = APR_ARRAY_IDX(entries, i, const stm_entry_t *);
        const stm_lifecycle_t ended = {entry->withdrawn_at <= scan->moment ? STM_LIFECYCLE_WITHDRAWN
                                                                           : STM_LIFECYCLE_EXPIRED,
                                       entry->name, NULL, 0};

        intake->lifecycle(intake->baton, scan->newsroom, &ended);
    }
    watch->told_at = status ? watch->told_at : scan->moment;
    return status;
}

void stm_lifecycle_tell(const stm_scan_t *scan)
{
    const stm_intake_t *intake = scan->intake;

    for (int i = 0; i < scan->lifecycle->nelts; i++) {
        intake->lifecycle(intake->baton, scan->newsroom,
                          &APR_ARRAY_IDX(scan->lifecycle, i, stm_lifecycle_t));
    }
}
