#include "httpd/start/intake.h"

#include <apr_strings.h>
#include <http_log.h>
#include <http_main.h>
#include <string.h>

#include "core/state/folder.h"
#include "httpd/newsroom/registry.h"
#include "httpd/notify/teller.h"
#include "httpd/request/unwritten.h"
#include "httpd/runtime/log.h"
#include "httpd/runtime/log_once.h"
#include "httpd/runtime/metrics.h"
#include "httpd/shared/catalog_handle.h"
#include "httpd/start/prerender.h"

APLOG_USE_MODULE(statement);

static struct {
    apr_pool_t *pool, *intake_pool;
    stm_intake_t *intake; /* NULL: not the writer */
    apr_time_t retry_at, checked_at;
    apr_time_t busy_since; /* another server holds the state directory; 0: it does not */
    int has_complained;
    stm_intake_health_t health;
} writer;

void stmh_intake_child(apr_pool_t *pool)
{
    memset(&writer, 0, sizeof(writer));
    writer.pool = pool;
}

stm_intake_t *stmh_intake(void)
{
    return writer.intake;
}

/* How long a state directory that cannot be used, or that another server holds, is left alone. */
#define RETRY apr_time_from_sec(1)

/* How long another child may hold it before it must be one of another server. */
#define OTHERS_TIME apr_time_from_sec(10)

static void report(void *baton, const stm_newsroom_t *newsroom, const char *name, stm_about_t about,
                   stm_intake_outcome_t fate, const stm_problems_t *problems)
{
    (void)baton;
    stmh_log_intake(newsroom, name, about, fate, problems);
}

static void tell_lifecycle(void *baton, const stm_newsroom_t *newsroom,
                           const stm_lifecycle_t *event)
{
    (void)baton;
    stmh_log_lifecycle(newsroom, event);
    stmh_teller_note();
}

/* Once for each start of the server, whichever child writes then. */
static int is_to_be_said_again(void *baton, const stm_newsroom_t *newsroom)
{
    char text[64];

    (void)baton;
    apr_snprintf(text, sizeof(text), "said again: %s", newsroom->key);
    return stmh_log_once_is_first(text);
}

static void note_changed(void *baton, const stm_newsroom_t *newsroom,
                         const apr_array_header_t *names)
{
    (void)baton;
    stmh_prerender_note(newsroom, names);
}

void stmh_intake_close(void)
{
    stmh_teller_stop();
    if (writer.intake_pool) {
        apr_pool_destroy(writer.intake_pool);
    }
    writer.intake_pool = NULL;
    writer.intake = NULL;
}

/* An administrator hears of trouble with the state once, and once more when it is over. */
static int is_first_complaint(void)
{
    int is_first = !writer.has_complained;

    writer.has_complained = 1;
    return is_first;
}

/* A child of the configuration before gives way in a moment; another server does not. */
static void wait_for_other(const stmh_server_t *shared)
{
    apr_time_t now = apr_time_now();

    /* Whoever holds the lock is alive. */
    stmh_metrics_set(&stmh_metrics_server()->writer_at, (apr_uint64_t)now);
    if (!writer.busy_since || writer.busy_since > now) {
        writer.busy_since = now;
    }
    if (now - writer.busy_since >= OTHERS_TIME && is_first_complaint()) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, ap_server_conf,
                     "STM0407: another server writes in the state directory %s: this one only "
                     "reads until that server ends, and newsrooms that only this one has have no "
                     "lists and feeds; give it a StatementStateDir of its own",
                     shared->state_dir);
    }
}

static void complain_of_opening(const stmh_server_t *shared, stm_problems_t *problems)
{
    if (is_first_complaint()) {
        stmh_log_start(problems);
        ap_log_error(
            APLOG_MARK, APLOG_ERR, 0, ap_server_conf,
            "STM0401: the catalog in %s cannot be opened for writing, see the lines before this "
            "one; changes do not reach lists and feeds, which leave out what a change hides",
            shared->state_dir);
    }
}

int stmh_intake_open(const stmh_server_t *shared, stmh_intake_is_to_stop_t is_to_stop)
{
    stm_problems_t *problems;
    apr_status_t status;

    if (!shared->schema) {
        return 0;
    }
    apr_pool_create(&writer.intake_pool, writer.pool);
    problems = stm_problems_create(writer.intake_pool);
    /* A folder that was made meanwhile, for something else, is not written to. */
    status = stm_state_folder_init(shared->state_dir);
    if (!APR_STATUS_IS_EEXIST(status)) {
        status = stm_intake_open(&writer.intake, shared->state_dir, shared->schema, report,
                                 is_to_stop, NULL, problems, writer.intake_pool);
    }
    if (!status) {
        writer.busy_since = 0;
        stmh_registry_clear(shared->state_dir, writer.intake_pool);
        stmh_log_start(problems);
        stm_intake_on_change(writer.intake, note_changed);
        stm_intake_on_lifecycle(writer.intake, tell_lifecycle, is_to_be_said_again);
        stmh_teller_start(writer.intake);
        return 1;
    }
    if (APR_STATUS_IS_EBUSY(status)) {
        wait_for_other(shared);
    }
    else {
        stmh_unwritten_set(1);
        complain_of_opening(shared, problems);
    }
    stmh_intake_close();
    writer.retry_at = apr_time_now() + RETRY;
    return 0;
}

void stmh_intake_check_health(const stmh_server_t *shared)
{
    apr_time_t now = apr_time_now();

    if (!writer.intake || (now >= writer.checked_at && now - writer.checked_at < RETRY)) {
        return;
    }
    writer.checked_at = now;
    writer.health = stm_intake_health(writer.intake);
    switch (writer.health) {
    case STM_INTAKE_REMOVED:
        if (is_first_complaint()) {
            ap_log_error(APLOG_MARK, APLOG_ERR, 0, ap_server_conf,
                         "STM0406: the state directory %s is gone or not writable; put it back, or "
                         "make it again for the server's user, before the server ends: the history "
                         "is then written into it",
                         shared->state_dir);
        }
        break;
    case STM_INTAKE_DAMAGED:
        stmh_intake_close();
        break;
    default:
        break;
    }
}

void stmh_intake_has_failed(const stm_newsroom_t *newsroom, apr_status_t status)
{
    stmh_unwritten_set(1);
    if (is_first_complaint()) {
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, ap_server_conf,
                     "STM0402: newsroom %s: its changes cannot be written to the catalog; what "
                     "the catalog holds is served, and the writer tries again every second",
                     newsroom->root);
    }
    if (status == STM_ESTATE || APR_STATUS_IS_EACCES(status)) {
        stmh_intake_close();
        stmh_catalog_handle_renew();
    }
    writer.retry_at = apr_time_now() + RETRY;
}

void stmh_intake_has_recovered(const stmh_server_t *shared)
{
    stmh_unwritten_set(0);
    if (writer.has_complained && writer.health != STM_INTAKE_REMOVED) {
        writer.has_complained = 0;
        ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, ap_server_conf,
                     "STM0405: the catalog in %s is writable again, and changes are taken in",
                     shared->state_dir);
    }
}

/* A clock set back must not prolong the wait. */
int stmh_intake_is_too_early(void)
{
    apr_time_t now = apr_time_now();

    return now < writer.retry_at && writer.retry_at - now <= RETRY;
}
