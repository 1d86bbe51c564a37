#include "httpd/any_xml/xml_catalog.h"

#include <apr_strings.h>
#include <apr_thread_mutex.h>
#include <http_log.h>
#include <http_main.h>

#include "httpd/config/settings.h"
#include "httpd/runtime/log_once.h"
#include "httpd/shared/snapshots.h"

APLOG_USE_MODULE(statement);

/* What one look has found. */
typedef struct loaded_t {
    const stm_xml_catalog_t *catalog; /* NULL: none can be used */
    const apr_array_header_t *files;  /* stm_local_file_t: what decided that */
} loaded_t;

/* Guarded by lock. */
static stmh_snapshot_t *current; /* a loaded_t; NULL: nobody has looked yet */
static apr_time_t checked_at;

static apr_thread_mutex_t *lock;

void stmh_any_catalog_child(void)
{
    apr_pool_t *pool;

    /* Not below the child's pool, which goes before requests that are cut off by its end. */
    apr_pool_create(&pool, NULL);
    apr_pool_tag(pool, "statement_any_catalog");
    apr_thread_mutex_create(&lock, APR_THREAD_MUTEX_DEFAULT, pool);
}

static void complain(const char *path, const stm_problems_t *problems, apr_status_t status,
                     apr_pool_t *pool)
{
    const stm_problem_t *problem = stm_problems_at(problems, 0);

    if (stmh_log_once_is_first("the XML catalog cannot be used")) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, status, ap_server_conf,
                     "STM0901: the XML catalog cannot be used, and no external DTD is read: %s; "
                     "correct StatementXMLCatalog",
                     problem ? stm_problem_text(problem, pool) : path);
    }
}

static void load(loaded_t *loaded, apr_pool_t *pool)
{
    const char *set = stmh_config_server()->xml_catalog;
    const char *path = set ? set : "/etc/xml/catalog";
    stm_problems_t *problems = stm_problems_create(pool);
    apr_array_header_t *files = stm_local_files_create(pool);
    apr_status_t status;

    stm_local_files_note(files, path);
    status = stm_xml_catalog_load(&loaded->catalog, path, problems, pool);
    loaded->files = status ? files : stm_xml_catalog_files(loaded->catalog);
    if (status) {
        loaded->catalog = NULL;
    }
    if (status && set) {
        complain(path, problems, status, pool);
    }
}

static stmh_snapshot_t *make_copy(void)
{
    stmh_snapshot_t *copy = stmh_snapshots_create();
    loaded_t *loaded = apr_pcalloc(copy->pool, sizeof(*loaded));

    load(loaded, copy->pool);
    copy->content = loaded;
    return copy;
}

/* Under the lock. */
static int is_current(apr_time_t now, apr_interval_time_t refresh, apr_pool_t *pool)
{
    const loaded_t *loaded = current ? current->content : NULL;

    if (!loaded) {
        return 0;
    }
    if (now >= checked_at && now - checked_at < refresh) {
        return 1;
    }
    return stm_local_files_are_current(loaded->files, pool);
}

const stm_xml_catalog_t *stmh_any_catalog(const request_rec *r, apr_pool_t *pool)
{
    const stmh_config_t *config = stmh_config_settled(stmh_config_of(r->per_dir_config), pool);
    const apr_time_t now = apr_time_now();
    const loaded_t *loaded;

    apr_thread_mutex_lock(lock);
    if (!is_current(now, config->refresh, pool)) {
        stmh_snapshots_replace(&current, make_copy());
        checked_at = now;
    }
    else if (now < checked_at || now - checked_at >= config->refresh) {
        checked_at = now;
    }
    stmh_snapshots_use(current, pool);
    loaded = current->content;
    apr_thread_mutex_unlock(lock);
    return loaded->catalog;
}
