/*
 * mod_statement - press statements, written as XML files in a folder, as pages and feeds.
 *
 * The module's record and its hooks, nothing else.
 */
#include <httpd.h>

#include <apr_hooks.h>
#include <http_config.h>
#include <http_request.h>
#include <mpm_common.h>

#include "mod_statement_address.h"
#include "mod_statement_ahead.h"
#include "mod_statement_catalog.h"
#include "mod_statement_codings.h"
#include "mod_statement_conditions.h"
#include "mod_statement_config.h"
#include "mod_statement_directives.h"
#include "mod_statement_ending.h"
#include "mod_statement_filters.h"
#include "mod_statement_foreign.h"
#include "mod_statement_freshness.h"
#include "mod_statement_handler.h"
#include "mod_statement_intern.h"
#include "mod_statement_lookup.h"
#include "mod_statement_places.h"
#include "mod_statement_ready.h"
#include "mod_statement_recall.h"
#include "mod_statement_refusal_kept.h"
#include "mod_statement_registry.h"
#include "mod_statement_rest.h"
#include "mod_statement_sheets.h"
#include "mod_statement_slots.h"
#include "mod_statement_start.h"
#include "mod_statement_style.h"
#include "mod_statement_variance.h"
#include "mod_statement_warm_up.h"
#include "mod_statement_watch.h"
#include "mod_statement_words.h"
#include "mod_statement_workers.h"
#include "mod_statement_writer.h"

static void start_child(apr_pool_t *child_pool, server_rec *server)
{
    (void)server;
    stm_config_child();
    stm_intern_child();
    stm_variance_child();
    stm_places_child();
    stm_address_child();
    stm_foreign_child();
    stm_registry_child();
    stm_workers_child();
    stm_ending_child(child_pool);
    stm_store_child(child_pool);
    stm_sheets_child(child_pool);
    stm_words_child(child_pool);
    stm_style_child();
    stm_filters_child();
    stm_codings_child();
    stm_slots_child(child_pool);
    stm_ready_child(child_pool);
    stm_refusal_kept_child();
    stm_recall_child();
    stm_ahead_child();
    stm_writer_child(child_pool);
    stm_watch_child(child_pool);
    stm_rest_child(child_pool);
    stm_warm_up_child(child_pool);
}

static void register_hooks(apr_pool_t *pool)
{
    /* Its handler is as early as ours; behind it nothing of ours would ever be cached. */
    static const char *const cache[] = {"mod_cache.c", NULL};
    /* Its thread calls our task as soon as a child has it, and finds there what it works with. */
    static const char *const watchdog[] = {"mod_watchdog.c", NULL};

    (void)pool;
    /* The watchdog starts the tasks that are registered when its own turn comes. */
    ap_hook_pre_config(stm_writer_register, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_post_config(stm_start, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_child_init(start_child, NULL, watchdog, APR_HOOK_MIDDLE);
    ap_hook_child_stopping(stm_watch_stop, NULL, NULL, APR_HOOK_FIRST);
    ap_hook_child_stopping(stm_ending_begin, NULL, NULL, APR_HOOK_FIRST);
    /* Before core's hook, which is the very last; after those of modules that map to no file. */
    ap_hook_map_to_storage(stm_address_map, NULL, NULL, APR_HOOK_LAST);
    stm_lookup_register();
    ap_hook_fixups(stm_address_claim, NULL, NULL, APR_HOOK_REALLY_LAST);
    stm_conditions_register();
    stm_freshness_register();
    ap_hook_handler(stm_handler, cache, NULL, APR_HOOK_REALLY_FIRST);
    /* Before core's, which hands out the stored file. */
    ap_hook_handler(stm_handler_method, NULL, NULL, APR_HOOK_LAST);
}

/* All else is hidden; this is what httpd looks for. */
#pragma GCC visibility push(default)
AP_DECLARE_MODULE(statement) = {
    STANDARD20_MODULE_STUFF,
    stm_config_create_dir,
    stm_config_merge_dir,
    stm_config_create_server,
    NULL,
    stm_directives,
    register_hooks,
    0,
};
#pragma GCC visibility pop
