/* The state that an intake writes: opened, watched over, and rescued. */
#include <apr_strings.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/intake/internal.h"
#include "core/state/folder.h"
#include "core/state/writer_lock.h"

static apr_status_t take_lock(stm_intake_t *intake, const char *state_dir, stm_problems_t *problems)
{
    apr_status_t status = stm_writer_lock_take(state_dir, intake->pool);
    char reason[128];
    if (!status || APR_STATUS_IS_EBUSY(status)) {
        return status;
    }
    stm_problems_add(problems, STM_SEVERITY_ERROR, "state-unusable", NULL, 0, 0,
                     "Create the state directory, mode 0700, owned by the server's user.",
                     "%s/" STM_WRITER_LOCK " cannot be opened (%s)", state_dir,
                     apr_strerror(status, reason, sizeof(reason)));
    return STM_ESTATE;
}

static ino_t generation_file(const stm_intake_t *intake)
{
    struct stat found;
    return stat(intake->generation_path, &found) ? 0 : found.st_ino;
}

static apr_status_t find_changes(stm_intake_t *intake)
{
    apr_pool_t *pool;
    apr_status_t status;
    if (intake->generation) {
        return APR_SUCCESS;
    }
    apr_pool_create(&pool, intake->pool);
    status = stm_generation_open(&intake->generation, intake->state_dir, pool);
    if (status) {
        apr_pool_destroy(pool);
        return status;
    }
    intake->generation_file = generation_file(intake);
    stm_generation_bump_all(intake->generation);
    return APR_SUCCESS;
}

/* A full disk keeps it from readers, too. One that readers may have and this process has not would
 * leave them with what they remember. */
static apr_status_t open_changes(stm_intake_t *intake, stm_problems_t *problems)
{
    apr_status_t status = find_changes(intake);
    char reason[128];
    if (!status || APR_STATUS_IS_ENOSPC(status)) {
        return APR_SUCCESS;
    }
    stm_problems_add(problems, STM_SEVERITY_ERROR, "state-unusable", NULL, 0, 0,
                     "Remove it and start httpd again.", "%s cannot be used (%s)",
                     intake->generation_path, apr_strerror(status, reason, sizeof(reason)));
    return STM_ESTATE;
}

static apr_status_t compare_databases(stm_intake_t *intake)
{
    apr_status_t status = stm_catalog_compare(intake->catalog, stm_history_mark(intake->history));
    return status == STM_ESTATE ? stm_catalog_renew(intake->catalog) : status;
}

static void ignore_report(void *baton, const stm_newsroom_t *newsroom, const char *name,
                          stm_about_t about, stm_intake_outcome_t outcome,
                          const stm_problems_t *problems)
{
    (void)baton;
    (void)newsroom;
    (void)name;
    (void)about;
    (void)outcome;
    (void)problems;
}

static stm_intake_t *make(const stm_schema_t *schema, stm_intake_report_t report, void *baton,
                          apr_pool_t *result_pool)
{
    stm_intake_t *made = apr_pcalloc(result_pool, sizeof(*made));
    apr_pool_create(&made->pool, result_pool);
    made->schema = schema;
    made->report = report ? report : ignore_report;
    made->baton = baton;
    made->faults = apr_hash_make(made->pool);
    made->watch_states = apr_hash_make(made->pool);
    made->events = stm_events_create(made->pool);
    return made;
}

apr_status_t stm_intake_open_private(stm_intake_t **intake, const stm_schema_t *schema,
                                     stm_intake_report_t report, void *baton,
                                     apr_pool_t *result_pool)
{
    stm_intake_t *opened = make(schema, report, baton, result_pool);
    apr_status_t status = stm_history_make_private(&opened->history, opened->pool);
    *intake = opened;
    return status ? status : stm_catalog_make_private(&opened->catalog, opened->pool);
}

apr_status_t stm_intake_open(stm_intake_t **intake, const char *state_dir,
                             const stm_schema_t *schema, stm_intake_report_t report,
                             stm_intake_stop_t stop, void *baton, stm_problems_t *problems,
                             apr_pool_t *result_pool)
{
    stm_intake_t *opened = make(schema, report, baton, result_pool);
    apr_status_t status;
    opened->stop = stop;
    opened->state_dir = apr_pstrdup(opened->pool, state_dir);
    opened->generation_path = apr_pstrcat(opened->pool, state_dir, "/changes", NULL);
    status = take_lock(opened, state_dir, problems);
    if (!status) {
        status =
            stm_history_open(&opened->history, state_dir, STM_ACCESS_WRITE, problems, opened->pool);
    }
    if (!status) {
        status =
            stm_catalog_open(&opened->catalog, state_dir, STM_ACCESS_WRITE, problems, opened->pool);
    }
    if (!status) {
        status = compare_databases(opened);
    }
    if (!status) {
        status = open_changes(opened, problems);
    }
    if (status) {
        apr_pool_destroy(opened->pool);
        return status;
    }
    *intake = opened;
    return APR_SUCCESS;
}

stm_catalog_t *stm_intake_catalog(const stm_intake_t *intake)
{
    return intake->catalog;
}

void stm_intake_on_change(stm_intake_t *intake, stm_intake_changed_t changed)
{
    intake->changed = changed;
}

/* The history is written into the directory that was made again, unless another one is there. */
static apr_status_t rescue(stm_intake_t *intake)
{
    if (access(intake->state_dir, W_OK | X_OK)) {
        return APR_FROM_OS_ERROR(errno);
    }
    if (stm_state_folder_init(intake->state_dir)) {
        return APR_EEXIST;
    }
    return access(apr_pstrcat(intake->pool, intake->state_dir, "/history.db", NULL), F_OK)
               ? stm_history_rescue(intake->history)
               : APR_SUCCESS;
}

/* Who comes later maps another file than those who are here. */
static int has_lost_changes(stm_intake_t *intake)
{
    if (intake->generation && generation_file(intake) != intake->generation_file) {
        stm_generation_abandon(intake->generation);
        return 1;
    }
    return 0;
}

stm_intake_health_t stm_intake_health(stm_intake_t *intake)
{
    int is_lost = stm_history_is_lost(intake->history);
    if (is_lost && rescue(intake)) {
        return STM_INTAKE_REMOVED;
    }
    is_lost |= has_lost_changes(intake) || stm_catalog_is_lost(intake->catalog);
    if (!is_lost) {
        stm_history_checkpoint(intake->history);
        stm_catalog_point(intake->catalog);
        find_changes(intake);
    }
    return is_lost || stm_history_is_suspect(intake->history) ||
                   stm_catalog_is_suspect(intake->catalog)
               ? STM_INTAKE_DAMAGED
               : STM_INTAKE_OK;
}
