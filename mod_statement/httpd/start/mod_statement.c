/*
 * httpd/start/mod_statement - press statements, written as XML files in a folder, as pages and
 * feeds.
 *
 * The module's record and its hooks, nothing else.
 */
#include <httpd.h>

#include <apr_hooks.h>
#include <http_config.h>
#include <http_core.h>
#include <http_protocol.h>
#include <http_request.h>
#include <mpm_common.h>

#include "httpd/access/readers.h"
#include "httpd/access/subrequest.h"
#include "httpd/access/variance.h"
#include "httpd/any_xml/hooks.h"
#include "httpd/config/directives.h"
#include "httpd/config/intern.h"
#include "httpd/config/settings.h"
#include "httpd/handlers/accounting.h"
#include "httpd/handlers/dispatch.h"
#include "httpd/handlers/error_page_cache.h"
#include "httpd/handlers/health.h"
#include "httpd/handlers/map_to_storage.h"
#include "httpd/handlers/server_status.h"
#include "httpd/handlers/status.h"
#include "httpd/newsroom/mounts.h"
#include "httpd/newsroom/registry.h"
#include "httpd/notify/teller.h"
#include "httpd/page_cache/page_index.h"
#include "httpd/page_cache/refusals.h"
#include "httpd/request/known_names.h"
#include "httpd/request/language.h"
#include "httpd/request/listed_values.h"
#include "httpd/response/codings.h"
#include "httpd/response/conditions.h"
#include "httpd/response/filters.h"
#include "httpd/response/freshness.h"
#include "httpd/runtime/error_count.h"
#include "httpd/runtime/idle_trim.h"
#include "httpd/runtime/metrics.h"
#include "httpd/runtime/shutdown.h"
#include "httpd/runtime/thread.h"
#include "httpd/runtime/workers.h"
#include "httpd/runtime/writer.h"
#include "httpd/shared/catalog_handle.h"
#include "httpd/shared/css.h"
#include "httpd/shared/foreign_files.h"
#include "httpd/shared/page_store.h"
#include "httpd/shared/stylesheets.h"
#include "httpd/shared/ui_words.h"
#include "httpd/start/configtest.h"
#include "httpd/start/prerender.h"
#include "httpd/start/server.h"
#include "httpd/start/watchdog_task.h"

static void start_child(apr_pool_t *child_pool, server_rec *server)
{
    (void)server;
    stmh_config_child();
    stmh_intern_child();
    stmh_language_child();
    stmh_listed_values_child();
    stmh_known_names_child();
    stmh_variance_child();
    stmh_readers_child();
    stmh_mounts_child();
    stmh_map_child();
    stmh_foreign_files_child();
    stmh_registry_child();
    stmh_thread_child();
    stmh_metrics_child(child_pool);
    stmh_workers_child();
    stmh_shutdown_child(child_pool, stmh_workers_are_idle, stmh_idle_trim_note);
    stmh_catalog_handle_child(child_pool);
    stmh_stylesheets_child(child_pool);
    stmh_ui_words_child(child_pool);
    stmh_css_child();
    stmh_filters_child();
    stmh_codings_child();
    stmh_page_store_child(child_pool);
    stmh_page_index_child(child_pool);
    stmh_refusals_child();
    stmh_error_page_cache_child();
    stmh_prerender_child();
    stmh_any_child();
    stmh_writer_child(child_pool);
    stmh_teller_child();
    stmh_watchdog_task_child(child_pool);
    stmh_idle_trim_child(child_pool);
}

static void register_hooks(apr_pool_t *pool)
{
    /* Its handler is as early as ours; behind it nothing of ours would ever be cached. */
    static const char *const cache[] = {"mod_cache.c", NULL};
    /* Its thread calls our task as soon as a child has it, and finds there what it works with. */
    static const char *const watchdog[] = {"mod_watchdog.c", NULL};
    static const char *const dir[] = {"mod_dir.c", NULL};

    (void)pool;
    /* The watchdog starts the tasks that are registered when its own turn comes. */
    ap_hook_pre_config(stmh_writer_register, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_post_config(stmh_start, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_test_config(stmh_configtest, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_child_init(start_child, NULL, watchdog, APR_HOOK_MIDDLE);
    ap_hook_child_stopping(stmh_watchdog_task_stop, NULL, NULL, APR_HOOK_FIRST);
    ap_hook_child_stopping(stmh_shutdown_begin, NULL, NULL, APR_HOOK_FIRST);
    /* Before core's hook, which is the very last; after those of modules that map to no file. */
    ap_hook_map_to_storage(stmh_map_to_storage, NULL, NULL, APR_HOOK_LAST);
    stmh_subrequest_register();
    ap_hook_fixups(stmh_handler_folder, NULL, dir, APR_HOOK_MIDDLE);
    ap_hook_fixups(stmh_map_claim, NULL, NULL, APR_HOOK_REALLY_LAST);
    stmh_conditions_register();
    stmh_freshness_register();
    ap_hook_handler(stmh_handler, cache, NULL, APR_HOOK_REALLY_FIRST);
    ap_hook_handler(stmh_status_handler, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_handler(stmh_health_handler, NULL, NULL, APR_HOOK_MIDDLE);
    stmh_any_register();
    stmh_server_status_register();
    ap_hook_log_transaction(stmh_accounting_log, NULL, NULL, APR_HOOK_FIRST);
    ap_hook_error_log(stmh_error_count, NULL, NULL, APR_HOOK_MIDDLE);
    /* Before core's, which hands out the stored file. */
    ap_hook_handler(stmh_handler_method, NULL, NULL, APR_HOOK_LAST);
}

/* All else is hidden; this is what httpd looks for. */
#pragma GCC visibility push(default)
AP_DECLARE_MODULE(statement) = {
    STANDARD20_MODULE_STUFF,
    stmh_config_create_dir,
    stmh_config_merge_dir,
    stmh_config_create_server,
    NULL,
    stmh_directives,
    register_hooks,
    0,
};
#pragma GCC visibility pop
