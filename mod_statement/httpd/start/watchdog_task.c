#include "httpd/start/watchdog_task.h"

#include <ap_mpm.h>
#include <apr_atomic.h>
#include <apr_file_info.h>
#include <apr_hash.h>
#include <apr_optional.h>
#include <apr_portable.h>
#include <apr_strings.h>
#include <http_log.h>
#include <http_main.h>
#include <mod_watchdog.h>
#include <scoreboard.h>
#include <string.h>

#include "core/intake/scan.h"
#include "core/state/folder.h"
#include "httpd/newsroom/registry.h"
#include "httpd/notify/teller.h"
#include "httpd/request/unwritten.h"
#include "httpd/runtime/log.h"
#include "httpd/runtime/log_once.h"
#include "httpd/runtime/metrics.h"
#include "httpd/runtime/pool.h"
#include "httpd/runtime/shutdown.h"
#include "httpd/runtime/thread.h"
#include "httpd/runtime/writer.h"
#include "httpd/shared/catalog_handle.h"
#include "httpd/shared/page_store.h"
#include "httpd/start/prerender.h"
#include "httpd/start/server.h"

APLOG_USE_MODULE(statement);

/* How often the task wakes: what events tell shows as soon. */
#define TICK apr_time_from_msec(100)

/* How long a state directory that cannot be used, or that another server holds, is left alone. */
#define RETRY apr_time_from_sec(1)

/* How long another child may hold it before it must be one of another server. */
#define OTHERS_TIME apr_time_from_sec(10)

/* How long a newsroom that only requests have found may be gone before it is forgotten. */
#define ABSENCE apr_time_from_sec(60)

/* How long all others together keep a look that has made a pause for them. */
#define TURNS apr_time_from_msec(300)

/* Used by the watchdog's thread alone, but for what is atomic. */
static struct {
    apr_uint32_t is_stopping; /* atomic */
    apr_uint32_t is_in_use;   /* atomic: the thread works, or has the intake open */
    apr_os_thread_t thread;   /* atomic: set before is_in_use, to the same in each tick */
    apr_pool_t *pool;         /* of the task in this child */
    apr_pool_t *intake_pool;
    stm_intake_t *intake; /* NULL: not the writer */
    apr_time_t retry_at, checked_at;
    apr_time_t busy_since; /* another server holds the state directory; 0: it does not */
    int has_complained;
    int has_failed; /* in this tick */
    unsigned next_turn;
    stm_intake_health_t health;
    apr_pool_t *noted_pool;
    apr_array_header_t *noted; /* stmh_known_newsroom_t, from files */
    apr_time_t noted_mtime, noted_read_at;
    apr_time_t roots_checked_at; /* of those that are noted */
    apr_hash_t *absent;          /* keys of those whose root was not there then */
    apr_pool_t *absent_pool;
} task;

static int is_own_thread(void)
{
    return apr_os_thread_equal(__atomic_load_n(&task.thread, __ATOMIC_ACQUIRE),
                               apr_os_thread_current());
}

static int is_left(void)
{
    return !apr_atomic_read32(&task.is_in_use) || is_own_thread();
}

/* mod_watchdog ends its thread with the server's pool, which a child does not outlive: exit() would
 * take libraries apart under a look that still runs. The thread sees the end within its next tick,
 * closes what it has open, and then touches nothing of ours any more. */
static apr_status_t wait_for_thread(void *baton)
{
    (void)baton;
    apr_atomic_set32(&task.is_stopping, 1);
    stmh_shutdown_wait(is_left);
    return APR_SUCCESS;
}

void stmh_watchdog_task_child(apr_pool_t *child_pool)
{
    memset(&task, 0, sizeof(task));
    /* Not below the child's pool, which may go while the task's thread still runs. */
    task.pool = stmh_pool_create("statement_watchdog_task");
    apr_pool_pre_cleanup_register(child_pool, NULL, wait_for_thread);
}

void stmh_watchdog_task_stop(apr_pool_t *child_pool, int graceful)
{
    (void)child_pool;
    (void)graceful;
    apr_atomic_set32(&task.is_stopping, 1);
}

/* After a graceful restart a child of prefork is told nothing as long as it sends an answer, which
 * may take a slow reader minutes; the next generation's writer waits for it. */
static int is_replaced(void)
{
    const global_score *global = ap_get_scoreboard_global();
    int generation = 0;

    return global && !ap_mpm_query(AP_MPMQ_GENERATION, &generation) &&
           generation != (int)global->running_generation;
}

static int is_stopping(void *baton)
{
    (void)baton;
    return apr_atomic_read32(&task.is_stopping) != 0 || is_replaced();
}

static void show_life(void)
{
    stmh_metrics_set(&stmh_metrics_server()->writer_at, (apr_uint64_t)apr_time_now());
}

/* Asked between two documents of a scan. */
static int is_to_stop(void *baton)
{
    show_life();
    return is_stopping(baton);
}

static void note_watched(const stmh_known_newsroom_t *known)
{
    stmh_metrics_set(&known->metrics->watched_at, (apr_uint64_t)apr_time_now());
}

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

static const stmh_known_newsroom_t *find_in(const apr_array_header_t *newsrooms, const char *key)
{
    int i;

    for (i = 0; newsrooms && i < newsrooms->nelts; i++) {
        const stmh_known_newsroom_t *known = &APR_ARRAY_IDX(newsrooms, i, stmh_known_newsroom_t);

        if (!strcmp(known->newsroom->key, key)) {
            return known;
        }
    }
    return NULL;
}

static const stmh_known_newsroom_t *find_known(const char *key)
{
    const stmh_known_newsroom_t *known = find_in(stmh_config_server()->newsrooms, key);

    return known ? known : find_in(task.noted, key);
}

/* In a pause of another newsroom's look. Trouble with the state is for that look to find. */
static void give_turn(const stmh_known_newsroom_t *known, const stm_newsroom_t *busy,
                      apr_pool_t *pool)
{
    if (strcmp(known->newsroom->key, busy->key) != 0) {
        if (!stm_intake_turn(task.intake, known->newsroom, apr_time_now(), known->refresh, pool)) {
            note_watched(known);
        }
    }
}

/* Round and round: where time is up, the next pause goes on behind the last one served. */
static void give_turns(void *baton, const stm_newsroom_t *busy)
{
    const stmh_server_t *shared = stmh_config_server();
    int configured = shared->newsrooms->nelts, i;
    int count = configured + (task.noted ? task.noted->nelts : 0);
    apr_time_t started_at = apr_time_now();
    apr_pool_t *pool;

    (void)baton;
    apr_pool_create(&pool, task.pool);
    for (i = 0; i < count && !is_stopping(NULL) && apr_time_now() - started_at < TURNS; i++) {
        int at = (int)(task.next_turn++ % (unsigned)count);

        give_turn(at < configured
                      ? &APR_ARRAY_IDX(shared->newsrooms, at, stmh_known_newsroom_t)
                      : &APR_ARRAY_IDX(task.noted, at - configured, stmh_known_newsroom_t),
                  busy, pool);
        apr_pool_clear(pool);
    }
    apr_pool_destroy(pool);
    stmh_teller_go_on(find_known);
}

static void close_intake(void)
{
    stmh_teller_stop();
    if (task.intake_pool) {
        apr_pool_destroy(task.intake_pool);
    }
    task.intake_pool = NULL;
    task.intake = NULL;
}

/* An administrator hears of trouble with the state once, and once more when it is over. */
static int is_first_complaint(void)
{
    int is_first = !task.has_complained;

    task.has_complained = 1;
    return is_first;
}

/* A child of the configuration before gives way in a moment; another server does not. */
static void wait_for_other(const stmh_server_t *shared)
{
    apr_time_t now = apr_time_now();

    show_life(); /* whoever holds the lock is alive */
    if (!task.busy_since || task.busy_since > now) {
        task.busy_since = now;
    }
    if (now - task.busy_since >= OTHERS_TIME && is_first_complaint()) {
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

/* Zero where this child is not (yet) the writer. */
static int open_intake(const stmh_server_t *shared)
{
    stm_problems_t *problems;
    apr_status_t status;

    if (!shared->schema) {
        return 0;
    }
    apr_pool_create(&task.intake_pool, task.pool);
    problems = stm_problems_create(task.intake_pool);
    /* A folder that was made meanwhile, for something else, is not written to. */
    status = stm_state_folder_init(shared->state_dir);
    if (!APR_STATUS_IS_EEXIST(status)) {
        status = stm_intake_open(&task.intake, shared->state_dir, shared->schema, report,
                                 is_to_stop, NULL, problems, task.intake_pool);
    }
    if (!status) {
        task.busy_since = 0;
        stmh_registry_clear(shared->state_dir, task.intake_pool);
        stmh_log_start(problems);
        stm_intake_on_change(task.intake, note_changed);
        stm_intake_on_lifecycle(task.intake, tell_lifecycle, is_to_be_said_again);
        stm_intake_on_pause(task.intake, give_turns);
        stmh_teller_start(task.intake);
        return 1;
    }
    if (APR_STATUS_IS_EBUSY(status)) {
        wait_for_other(shared);
    }
    else {
        stmh_unwritten_set(1);
        complain_of_opening(shared, problems);
    }
    close_intake();
    task.retry_at = apr_time_now() + RETRY;
    return 0;
}

/* What is wrong with the state as a whole, looked at once in a while. */
static void check_health(const stmh_server_t *shared)
{
    apr_time_t now = apr_time_now();

    if (!task.intake || (now >= task.checked_at && now - task.checked_at < RETRY)) {
        return;
    }
    task.checked_at = now;
    task.health = stm_intake_health(task.intake);
    switch (task.health) {
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
        close_intake();
        break;
    default:
        break;
    }
}

static void look_at(const stmh_known_newsroom_t *known, apr_pool_t *pool)
{
    apr_time_t now = apr_time_now();
    apr_status_t status;

    if (is_stopping(NULL)) {
        return;
    }
    status = stm_intake_watch(task.intake, known->newsroom, now, known->refresh, pool);
    if (!status) {
        note_watched(known);
    }
    if (status && !APR_STATUS_IS_EINTR(status)) {
        task.has_failed = 1;
        stmh_unwritten_set(1);
        if (is_first_complaint()) {
            ap_log_error(APLOG_MARK, APLOG_ERR, 0, ap_server_conf,
                         "STM0402: newsroom %s: its changes cannot be written to the catalog; what "
                         "the catalog holds is served, and the writer tries again every second",
                         known->newsroom->root);
        }
        if (status == STM_ESTATE || APR_STATUS_IS_EACCES(status)) {
            close_intake();
            stmh_catalog_handle_renew();
        }
        task.retry_at = now + RETRY;
    }
}

static apr_hash_t *keys_of(const apr_array_header_t *newsrooms, apr_pool_t *pool)
{
    apr_hash_t *keys = apr_hash_make(pool);
    int i;

    for (i = 0; newsrooms && i < newsrooms->nelts; i++) {
        const char *key = APR_ARRAY_IDX(newsrooms, i, stmh_known_newsroom_t).newsroom->key;
        apr_hash_set(keys, key, APR_HASH_KEY_STRING, key);
    }
    return keys;
}

/* What was noted before and is not any more. */
static void forget_others(const apr_array_header_t *before, apr_pool_t *pool)
{
    apr_hash_t *keys = keys_of(task.noted, pool);
    int i;

    for (i = 0; before && task.intake && i < before->nelts; i++) {
        const char *key = APR_ARRAY_IDX(before, i, stmh_known_newsroom_t).newsroom->key;
        if (!apr_hash_get(keys, key, APR_HASH_KEY_STRING)) {
            stm_intake_forget(task.intake, key);
        }
    }
}

static int is_absent(const char *root, apr_pool_t *pool)
{
    apr_finfo_t finfo;
    apr_status_t status = apr_stat(&finfo, root, APR_FINFO_TYPE, pool);

    return APR_STATUS_IS_ENOENT(status) || APR_STATUS_IS_ENOTDIR(status);
}

/* A root that two looks have not found, a while apart, takes its note along. What is known of its
 * statements stays, and the next request finds it again where it has come back. */
static void forget_absent(const stmh_server_t *shared, apr_pool_t *pool)
{
    apr_hash_t *before = task.absent;
    apr_pool_t *before_pool = task.absent_pool;
    apr_time_t now = apr_time_now();
    int i;

    if (now >= task.roots_checked_at && now - task.roots_checked_at < ABSENCE) {
        return;
    }
    task.roots_checked_at = now;
    apr_pool_create(&task.absent_pool, task.pool);
    task.absent = apr_hash_make(task.absent_pool);
    for (i = 0; task.noted && i < task.noted->nelts; i++) {
        const stm_newsroom_t *newsroom =
            APR_ARRAY_IDX(task.noted, i, stmh_known_newsroom_t).newsroom;
        if (!is_absent(newsroom->root, pool)) {
            continue;
        }
        if (before && apr_hash_get(before, newsroom->key, APR_HASH_KEY_STRING)) {
            stmh_registry_forget(shared->state_dir, newsroom->key, pool);
        }
        apr_hash_set(task.absent, apr_pstrdup(task.absent_pool, newsroom->key), APR_HASH_KEY_STRING,
                     task.absent);
    }
    if (before) {
        apr_pool_destroy(before_pool);
    }
}

/* Reads the notes again when one has been added. Within the tick of a file system's clock its
 * time tells nothing, so they are read once more a little later. */
static void read_notes(const stmh_server_t *shared, apr_pool_t *pool)
{
    const char *path = stmh_registry_folder(shared->state_dir, pool);
    const apr_array_header_t *before;
    apr_pool_t *before_pool;
    apr_time_t now = apr_time_now();
    apr_finfo_t finfo;

    if (apr_stat(&finfo, path, APR_FINFO_MTIME, pool) ||
        (task.noted && finfo.mtime == task.noted_mtime &&
         task.noted_read_at > finfo.mtime + apr_time_from_msec(50))) {
        return;
    }
    before = task.noted;
    before_pool = task.noted_pool;
    apr_pool_create(&task.noted_pool, task.pool);
    task.noted = stmh_registry_read(shared->state_dir, task.noted_pool);
    forget_others(before, pool);
    if (before) {
        apr_pool_destroy(before_pool);
    }
    task.noted_mtime = finfo.mtime;
    task.noted_read_at = now;
    stmh_teller_look_again();
}

static void look_at_all(const apr_array_header_t *newsrooms)
{
    apr_pool_t *look_pool;
    int i;

    apr_pool_create(&look_pool, task.pool);
    for (i = 0; newsrooms && i < newsrooms->nelts && task.intake && !task.has_failed; i++) {
        look_at(&APR_ARRAY_IDX(newsrooms, i, stmh_known_newsroom_t), look_pool);
        apr_pool_clear(look_pool);
    }
    apr_pool_destroy(look_pool);
}

/* All that is there is looked at then. */
static void open_and_look(void *shared)
{
    if (open_intake(shared)) {
        look_at_all(((const stmh_server_t *)shared)->newsrooms);
    }
}

static void note_recovery(const stmh_server_t *shared)
{
    if (!task.has_failed) {
        stmh_unwritten_set(0);
    }
    if (task.has_complained && !task.has_failed && task.health != STM_INTAKE_REMOVED) {
        task.has_complained = 0;
        ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, ap_server_conf,
                     "STM0405: the catalog in %s is writable again, and changes are taken in",
                     shared->state_dir);
    }
}

/* A clock set back must not prolong the wait. */
static int is_too_early(void)
{
    apr_time_t now = apr_time_now();

    return now < task.retry_at && task.retry_at - now <= RETRY;
}

static void run(stmh_server_t *shared, apr_pool_t *pool)
{
    __atomic_store_n(&task.thread, apr_os_thread_current(), __ATOMIC_RELEASE);
    apr_atomic_xchg32(&task.is_in_use, 1);
    if (is_stopping(NULL)) {
        return;
    }
    if (!stmh_writer_take()) {
        apr_atomic_set32(&task.is_in_use, 0);
        return;
    }
    if (is_too_early()) {
        return;
    }
    task.has_failed = 0;
    check_health(shared);
    if (!task.intake) {
        stmh_thread_do(open_and_look, shared);
    }
    if (task.intake) {
        show_life();
        look_at_all(shared->newsrooms);
        read_notes(shared, pool);
        forget_absent(shared, pool);
        look_at_all(task.noted);
        note_recovery(shared);
        stmh_teller_run(find_known);
        stmh_prerender_run(TICK, is_stopping);
        stmh_page_store_trim(pool);
    }
}

static apr_status_t watch(int state, void *data, apr_pool_t *pool)
{
    if (state == AP_WATCHDOG_STATE_RUNNING) {
        run(data, pool);
    }
    /* A single process is also told by its main thread, while this one may be in a look. */
    if (is_own_thread() && (is_stopping(NULL) || state == AP_WATCHDOG_STATE_STOPPING)) {
        close_intake();
        stmh_writer_leave();
        apr_atomic_set32(&task.is_in_use, 0);
    }
    return APR_SUCCESS;
}

int stmh_watchdog_task_start(stmh_server_t *shared, apr_pool_t *pconf, server_rec *server)
{
    APR_OPTIONAL_FN_TYPE(ap_watchdog_get_instance) *get_instance =
        APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_get_instance);
    APR_OPTIONAL_FN_TYPE(ap_watchdog_register_callback) *register_callback =
        APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_register_callback);
    ap_watchdog_t *watchdog;
    apr_status_t status;

    if (!get_instance || !register_callback) {
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, server,
                     "STM0403: mod_statement needs mod_watchdog to notice changes; load it (on "
                     "Debian it is built in)");
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    status = get_instance(&watchdog, "_statement_", 0, 0, pconf);
    if (!status) {
        status = register_callback(watchdog, TICK, shared, watch);
    }
    if (!status) {
        status = stmh_writer_start(server, pconf);
    }
    if (status) {
        ap_log_error(APLOG_MARK, APLOG_ERR, status, server,
                     "STM0404: the watchdog task that notices changes cannot be registered");
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    return OK;
}
