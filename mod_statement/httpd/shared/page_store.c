#include "httpd/shared/page_store.h"

#include <httpd.h>

#include <http_log.h>
#include <http_main.h>

#include "httpd/config/settings.h"
#include "httpd/runtime/log_once.h"

APLOG_USE_MODULE(statement);

/* How often the writer counts what is kept, beside counting what comes and goes. */
#define COUNTING apr_time_from_sec(300)

/* Set before the child's threads start. */
static stm_page_store_t *pages; /* NULL: none are kept, or none can be */
static stm_page_store_t *store; /* the same, there also where its pages are only to go */
static stm_generation_t *changes;

void stmh_page_store_complain(apr_status_t status)
{
    if (stmh_log_once_is_first("pages cannot be kept")) {
        ap_log_error(
            APLOG_MARK, APLOG_ERR, status, ap_server_conf,
            "STM0701: pages cannot be kept in %s/pages, and each is rendered for each request; "
            "check that the disk has room and that the folder belongs to the server's user",
            stmh_config_server()->state_dir);
    }
}

static void open_changes(const char *state_dir, apr_pool_t *pool)
{
    apr_status_t status = stm_generation_open(&changes, state_dir, pool);

    if (status && stmh_log_once_is_first("changes cannot be used")) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, status, ap_server_conf,
                     "STM0702: %s/changes cannot be used, and every request asks the catalog; "
                     "check that the disk has room and that the file belongs to the server's user",
                     state_dir);
    }
}

void stmh_page_store_child(apr_pool_t *child_pool)
{
    const stmh_server_t *server = stmh_config_server();
    apr_status_t status;
    apr_pool_t *pool;

    /* Not below the child's pool, which goes before requests that are cut off by its end. */
    (void)child_pool;
    apr_pool_create(&pool, NULL);
    apr_pool_tag(pool, "statement_page_store");
    open_changes(server->state_dir, pool);
    status = stm_page_store_open(&store, server->state_dir, server->cache_bytes, pool);
    if (status && server->cache_bytes) {
        stmh_page_store_complain(status);
    }
    pages = server->cache_bytes ? store : NULL;
}

void stmh_page_store_trim(apr_pool_t *scratch_pool)
{
    static apr_time_t counted_at; /* the writer's */
    apr_time_t now = apr_time_now();
    int is_due = now < counted_at || now - counted_at >= COUNTING;

    if (store) {
        counted_at = is_due ? now : counted_at;
        stm_page_store_trim(store, is_due, now, scratch_pool);
    }
}

stm_page_store_t *stmh_page_store_pages(void)
{
    return pages;
}

stm_generation_t *stmh_page_store_generation(void)
{
    return changes;
}
