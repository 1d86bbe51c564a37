#include "command/export_state.h"

#include <apr_file_io.h>
#include <apr_strings.h>
#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "command/command.h"
#include "command/report.h"
#include "core/catalog/report.h"
#include "core/intake/scan.h"

/* A server takes in what has changed within StatementRefresh, a second unless it says otherwise. */
#define PATIENCE apr_time_from_sec(5)
#define PAUSE    apr_time_from_msec(200)

static int remove_one(const char *path, const struct stat *found, int kind, struct FTW *at)
{
    (void)found;
    (void)kind;
    (void)at;
    return remove(path);
}

static apr_status_t remove_folder(void *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return APR_SUCCESS;
}

/* The folder of a scan has what nobody may see, and goes also where somebody ends the command. */
static volatile sig_atomic_t interrupted;

static void interrupt(int number)
{
    interrupted = number;
}

/* What is ignored, as by nohup, stays so. */
static void catch_signals(void)
{
    static const int numbers[] = {SIGHUP, SIGINT, SIGTERM};

    for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
        if (signal(numbers[i], interrupt) == SIG_IGN) {
            signal(numbers[i], SIG_IGN);
        }
    }
}

apr_status_t export_state_interrupted(void)
{
    return interrupted ? APR_EINTR : APR_SUCCESS;
}

static int is_to_stop(void *baton)
{
    (void)baton;
    return interrupted != 0;
}

static apr_status_t scan(const char *folder, const export_site_t *site)
{
    const stm_schema_t *schema;
    stm_intake_t *intake;
    apr_pool_t *pool;
    apr_status_t status;

    apr_pool_create(&pool, site->pool);
    status = stm_schema_load(&schema, site->settings->stylesheet_dir, site->problems, pool);
    if (!status) {
        status =
            stm_intake_open(&intake, folder, schema, NULL, is_to_stop, NULL, site->problems, pool);
    }
    if (!status) {
        status = stm_intake_scan(intake, &site->newsroom, site->moment, 0, pool);
    }
    apr_pool_destroy(pool);
    return status;
}

static apr_status_t make_folder(const char **folder, apr_pool_t *pool)
{
    const char *parent;
    char *made;

    if (apr_temp_dir_get(&parent, pool)) {
        parent = "/tmp";
    }
    made = apr_pstrcat(pool, parent, "/statement-export.XXXXXX", NULL);
    catch_signals();
    if (mkdtemp(made) == NULL) {
        return APR_FROM_OS_ERROR(errno);
    }
    apr_pool_cleanup_register(pool, made, remove_folder, apr_pool_cleanup_null);
    *folder = made;
    return APR_SUCCESS;
}

static apr_status_t open_databases(export_site_t *site, const char *folder)
{
    stm_records_t *records = &site->records;
    apr_status_t status;

    records->newsroom = &site->newsroom;
    status =
        stm_history_open(&records->history, folder, STM_ACCESS_READ, site->problems, site->pool);
    if (!status) {
        status = stm_catalog_open(&records->catalog, folder, STM_ACCESS_READ, site->problems,
                                  site->pool);
    }
    return status ? status : stm_catalog_hold(records->catalog);
}

typedef struct lag_t {
    const export_site_t *site;
    const char *name; /* whose file is not the one that the catalog knows; NULL: none */
    apr_pool_t *pool;
} lag_t;

static void compare(void *baton, const stm_entry_t *entry, apr_pool_t *scratch_pool)
{
    lag_t *lag = baton;
    apr_finfo_t finfo;
    stm_file_stamp_t stamp;

    if (lag->name || entry->state == STM_STATE_DELETED ||
        !stm_newsroom_find(&finfo, &lag->site->newsroom, entry->name,
                           APR_FINFO_IDENT | APR_FINFO_SIZE | APR_FINFO_MTIME | APR_FINFO_CTIME,
                           scratch_pool)) {
        return;
    }
    stamp = stm_file_stamp(&finfo);
    if (!stm_file_stamp_equals(&stamp, &entry->stamp)) {
        lag->name = apr_pstrdup(lag->pool, entry->name);
    }
}

static apr_status_t find_lag(const char **name, const export_site_t *site)
{
    lag_t lag = {site, NULL, site->pool};
    apr_status_t status =
        stm_catalog_visit_all(site->records.catalog, site->newsroom.key, compare, &lag, site->pool);

    *name = lag.name;
    return status;
}

/* A statement that its editor has just hidden would be shown. */
static int wait_for_server(const export_site_t *site)
{
    const apr_time_t end = apr_time_now() + PATIENCE;
    const char *name = NULL;
    apr_status_t status;

    while (!(status = find_lag(&name, site)) && name && apr_time_now() < end) {
        apr_sleep(PAUSE);
    }
    if (status) {
        return command_fail(site->settings->state_dir, status);
    }
    if (name) {
        command_say(
            stderr,
            "statement: %s: %s.xml has changed since the server last looked. Start httpd, or "
            "export without --state",
            site->settings->state_dir, name);
    }
    return name ? COMMAND_PROBLEMS : COMMAND_CLEAN;
}

static int open_recorded(export_site_t *site)
{
    const char *folder = site->settings->state_dir;
    apr_status_t status = open_databases(site, folder);

    if (status) {
        return command_fail(folder, status);
    }
    if (!stm_catalog_is_complete(site->records.catalog, site->newsroom.key)) {
        command_say(stderr,
                    "statement: %s has no records of %s with identity “%s”%s%s: is this the "
                    "configuration of that server, and has it looked through the folder?",
                    folder, site->newsroom.root, site->newsroom.identity,
                    site->newsroom.set_zone ? " and zone " : "",
                    site->newsroom.set_zone ? stm_zone_name(site->newsroom.set_zone) : "");
        return COMMAND_PROBLEMS;
    }
    site->is_recorded = 1;
    return wait_for_server(site);
}

int export_state_open(export_site_t *site)
{
    const char *folder = "";
    apr_status_t status;

    if (site->settings->state_dir) {
        return open_recorded(site);
    }
    status = make_folder(&folder, site->pool);
    if (!status) {
        status = scan(folder, site);
    }
    if (!status) {
        status = open_databases(site, folder);
    }
    return status ? command_fail(site->newsroom.root, status) : COMMAND_CLEAN;
}
