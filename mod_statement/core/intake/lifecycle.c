/* What happens to statements that are in order, for whoever listens. */
#include <apr_strings.h>
#include <string.h>

#include "core/intake/internal.h"

void stm_intake_on_lifecycle(stm_intake_t *intake, stm_intake_lifecycle_t lifecycle,
                             stm_intake_again_t again)
{
    intake->lifecycle = lifecycle;
    intake->again = again;
}

void stm_lifecycle_note(stm_scan_t *scan, const stm_lifecycle_t *event)
{
    stm_lifecycle_t *noted;

    if (!scan->intake->lifecycle) {
        return;
    }
    noted = apr_array_push(scan->lifecycle);
    *noted = *event;
    noted->name = apr_pstrdup(scan->batch_pool, event->name);
    noted->other = event->other ? apr_pstrdup(scan->batch_pool, event->other) : NULL;
}

static stm_lifecycle_kind_t kind_of(const stm_taken_t *taken, apr_time_t moment)
{
    const stm_entry_t *entry = taken->entry, *before = taken->before;

    if (entry->state == STM_STATE_DRAFT) {
        return STM_LIFECYCLE_DRAFT;
    }
    if (!entry->first_public_at) {
        return entry->visible_from == STM_NEVER ? STM_LIFECYCLE_WAITING : STM_LIFECYCLE_EMBARGOED;
    }
    if (entry->withdrawn_at <= moment && !(before && before->withdrawn_at <= moment)) {
        return STM_LIFECYCLE_WITHDRAWN;
    }
    if (entry->expires_at <= moment && !(before && before->expires_at <= moment)) {
        return STM_LIFECYCLE_EXPIRED;
    }
    return taken->was_public ? STM_LIFECYCLE_CORRECTED : STM_LIFECYCLE_PUBLISHED;
}

/* One whose moment has come since is not known to be public yet. An index that is built anew does
 * not know what readers had. */
static int was_shown(const stm_taken_t *taken, apr_time_t moment)
{
    const stm_entry_t *before = taken->before;

    return before ? before->first_public_at && stm_catalog_is_shown(before, moment)
                  : taken->was_public;
}

/* Its moment has come, or its file has come back: its bytes are what they were. */
static int is_public_now(const stm_taken_t *taken, apr_time_t moment)
{
    return taken->entry->first_public_at && !taken->was_public && !was_shown(taken, moment);
}

void stm_lifecycle_note_taken(stm_scan_t *scan, const stm_taken_t *taken)
{
    const stm_entry_t *entry = taken->entry, *before = taken->before;
    stm_lifecycle_t event = {
        .name = entry->name, .other = taken->former, .was_shown = was_shown(taken, scan->moment)};

    if (taken->former) {
        event.kind = STM_LIFECYCLE_RENAMED;
        stm_lifecycle_note(scan, &event);
    }
    if (before && before->is_broken && !entry->is_broken) {
        event.kind = STM_LIFECYCLE_MENDED;
        stm_lifecycle_note(scan, &event);
    }
    if (taken->is_new_bytes || is_public_now(taken, scan->moment)) {
        event.kind = kind_of(taken, scan->moment);
        event.when = event.kind == STM_LIFECYCLE_EMBARGOED ? entry->visible_from : 0;
        event.is_corrected = before && entry->updated_at > before->updated_at;
        stm_lifecycle_note(scan, &event);
    }
}

static int is_noted(const stm_scan_t *scan, const char *name)
{
    for (int i = 0; i < scan->lifecycle->nelts; i++) {
        if (strcmp(APR_ARRAY_IDX(scan->lifecycle, i, stm_lifecycle_t).name, name) == 0) {
            return 1;
        }
    }
    return 0;
}

apr_status_t stm_lifecycle_note_resolved(stm_scan_t *scan, const stm_resolved_t *resolved)
{
    const int was_hidden = resolved->before && *resolved->before;
    const int is_hidden = stm_problems_at(resolved->problems, 0) != NULL;
    stm_entry_t *entry;
    apr_status_t status;

    if (was_hidden == is_hidden || is_noted(scan, resolved->name)) {
        return APR_SUCCESS;
    }
    status = stm_catalog_known(&entry, scan->intake->catalog, scan->newsroom->key, resolved->name,
                               scan->batch_pool);
    if (!status && entry->first_public_at) {
        stm_lifecycle_note(scan,
                           &(const stm_lifecycle_t){.kind = is_hidden ? STM_LIFECYCLE_WAITING
                                                                      : STM_LIFECYCLE_PUBLISHED,
                                                    .name = entry->name,
                                                    .was_shown = is_hidden});
    }
    return status == APR_ENOENT ? APR_SUCCESS : status;
}

void stm_lifecycle_tell(const stm_scan_t *scan)
{
    const stm_intake_t *intake = scan->intake;

    for (int i = 0; i < scan->lifecycle->nelts; i++) {
        intake->lifecycle(intake->baton, scan->newsroom,
                          &APR_ARRAY_IDX(scan->lifecycle, i, stm_lifecycle_t));
    }
}
