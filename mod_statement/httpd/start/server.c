#include "httpd/start/server.h"

#include <apr_file_info.h>
#include <apr_strings.h>
#include <http_core.h>
#include <http_log.h>
#include <http_main.h>
#include <string.h>

#include "core/base/malloc_trim.h"
#include "core/base/path.h"
#include "core/base/version.h"
#include "core/i18n/locale.h"
#include "core/i18n/preload.h"
#include "core/render/build.h"
#include "core/xslt/budget.h"
#include "httpd/access/dirconf.h"
#include "httpd/access/server_rules.h"
#include "httpd/config/sections.h"
#include "httpd/handlers/accounting.h"
#include "httpd/newsroom/forwarded.h"
#include "httpd/newsroom/mount.h"
#include "httpd/newsroom/registry.h"
#include "httpd/page_cache/delays.h"
#include "httpd/request/unwritten.h"
#include "httpd/runtime/log.h"
#include "httpd/runtime/log_once.h"
#include "httpd/runtime/metrics.h"
#include "httpd/runtime/state_dir.h"
#include "httpd/shared/stylesheets.h"
#include "httpd/shared/ui_words.h"
#include "httpd/start/watchdog_task.h"

APLOG_USE_MODULE(statement);

static void ask_for_name(const stmh_config_t *config, const server_rec *server, const char *root)
{
    if (!config->identity && !stmh_sections_has_name(ap_conftree, server)) {
        ap_log_error(
            APLOG_MARK, APLOG_WARNING, 0, server,
            "STM0302: newsroom %s: identifiers in feeds are derived from a guessed server name "
            "(%s); set ServerName or StatementIdentity, and do not change it afterwards",
            root, server->server_hostname);
    }
}

static stmh_known_newsroom_t *find(const apr_array_header_t *newsrooms, const char *key)
{
    int i;

    for (i = 0; i < newsrooms->nelts; i++) {
        stmh_known_newsroom_t *known = &APR_ARRAY_IDX(newsrooms, i, stmh_known_newsroom_t);

        if (!strcmp(known->newsroom->key, key)) {
            return known;
        }
    }
    return NULL;
}

/* Of a newsroom that several servers have, the strictest rules count. */
static stm_tell_t find_tell(const server_rec *server, const char *root, apr_pool_t *pool)
{
    return stmh_config_server()->notify_argv && stmh_server_rules_are_uniform(server, root, pool)
               ? STM_TELL_ALL
               : STM_TELL_LISTS;
}

static void add_newsroom(apr_array_header_t *newsrooms, const server_rec *server, const char *root)
{
    const stmh_config_t *config =
        stmh_config_of(stmh_sections_vector(server, root, newsrooms->pool));
    const stm_newsroom_t *newsroom;
    stmh_known_newsroom_t *known;
    stm_tell_t tell;

    if (config->engine != STMH_SWITCH_ON) {
        return;
    }
    config = stmh_config_settled(config, newsrooms->pool);
    newsroom = stmh_newsroom_make(root, config, server, newsrooms->pool);
    tell = find_tell(server, root, newsrooms->pool);
    known = find(newsrooms, newsroom->key);
    if (known) {
        known->tell = tell < known->tell ? tell : known->tell;
        return;
    }
    ask_for_name(config, server, root);
    stmh_server_rules_report(server, root, config, newsrooms->pool);
    stmh_stylesheets_prepare(newsroom, config, newsrooms->pool);
    APR_ARRAY_PUSH(newsrooms, stmh_known_newsroom_t) = (stmh_known_newsroom_t){
        newsroom, config->refresh, stmh_metrics_of(root, newsroom->identity, newsroom->key),
        config->base_url, tell};
}

static const char *root_of(const server_rec *server, apr_pool_t *pool)
{
    const core_server_config *core = ap_get_core_module_config(server->module_config);
    const char *root = core->ap_document_root ? core->ap_document_root : "";
    apr_size_t size = strlen(root);

    while (size && root[size - 1] == '/') {
        size--;
    }
    return apr_pstrmemdup(pool, root, size);
}

/* The main server is there for addresses that no virtual host has, under a name of its own or none.
 */
static int is_served_by(server_rec *server, const char *root, apr_pool_t *pool)
{
    const char *documents = root_of(server, pool);

    return (*documents && stm_path_holds(documents, root)) ||
           ((server != ap_server_conf || stmh_sections_has_name(ap_conftree, server)) &&
            stmh_sections_has_alias(ap_conftree, server, root, pool));
}

/* So many identities of one newsroom are watched before they are asked for. */
#define MOST_HOSTS 16

/* A section outside virtual hosts holds for all of them; each would give the newsroom another
 * identity. It is watched for those that have it below their DocumentRoot or an Alias, and where
 * there are none for the main server; others show up with their first request. */
static void add_common_root(apr_array_header_t *newsrooms, server_rec *main_server,
                            const char *root)
{
    server_rec *server;
    int count = newsrooms->nelts;

    for (server = main_server; server && newsrooms->nelts < count + MOST_HOSTS;
         server = server->next) {
        if (is_served_by(server, root, newsrooms->pool)) {
            add_newsroom(newsrooms, server, root);
        }
    }
    if (newsrooms->nelts == count && !main_server->next) {
        add_newsroom(newsrooms, main_server, root);
    }
}

static void add_server(apr_array_header_t *newsrooms, server_rec *server)
{
    apr_array_header_t *roots = stmh_sections_roots(server, 0, newsrooms->pool);
    const stmh_config_t *config = stmh_config_of(server->lookup_defaults);
    int i;

    for (i = 0; i < roots->nelts; i++) {
        const char *root = APR_ARRAY_IDX(roots, i, const char *);
        if (server == ap_server_conf) {
            add_common_root(newsrooms, server, root);
        }
        else {
            add_newsroom(newsrooms, server, root);
        }
    }
    if (config->engine == STMH_SWITCH_ON && *root_of(server, newsrooms->pool)) {
        add_newsroom(newsrooms, server, root_of(server, newsrooms->pool));
    }
}

/* Before anything else is made that lasts, and fills the holes that this leaves. */
static void use_languages(const stm_ui_words_t *words, apr_pool_t *pool)
{
    apr_array_header_t *tags = stm_ui_words_tags(words, pool);
    int i;

    for (i = 0; i < tags->nelts; i++) {
        stm_preload_language(APR_ARRAY_IDX(tags, i, const char *), pool);
    }
    stm_locale_release_idle();
}

/* Never stops the server: without them newsrooms answer with an error, all else goes on. */
static void load_shared(stmh_server_t *shared, apr_pool_t *pool, apr_pool_t *scratch_pool)
{
    stm_problems_t *problems = stm_problems_create(pool);
    apr_status_t status;

    stmh_ui_words_start(pool);
    status = stm_ui_words_load(&shared->words, shared->stylesheet_dir, problems, pool);
    if (!status) {
        use_languages(shared->words, scratch_pool);
        status = stm_schema_load(&shared->schema, shared->stylesheet_dir, problems, pool);
    }
    stmh_log_start(problems);
    if (status) {
        ap_log_error(APLOG_MARK, APLOG_ERR, status, ap_server_conf,
                     "STM0303: the words and rules in %s cannot be loaded, and newsrooms cannot "
                     "answer; set StatementStylesheetDir to the folder with statement.xsd",
                     shared->stylesheet_dir);
    }
}

/* httpd lets a virtual host without a directive of ours share the main server's configuration. */
static stmh_server_t *give_own(server_rec *server, apr_pool_t *pool)
{
    stmh_server_t *own = stmh_config_own(server);

    if (server != ap_server_conf && own == stmh_config_server()) {
        own = stmh_config_create_server(pool, server);
        ap_set_module_config(server->module_config, &statement_module, own);
    }
    return own;
}

/* What would be of no use to the children. */
static void give_back(void)
{
    stm_locale_release_idle();
    stm_trim();
}

static void say_version(const stmh_server_t *shared, apr_pool_t *pconf)
{
    ap_add_version_component(pconf, "mod_statement/" STM_VERSION);
    ap_log_error(APLOG_MARK, APLOG_INFO, 0, ap_server_conf,
                 "STM0315: mod_statement " STM_VERSION " (%s) starts with %d newsrooms and the "
                 "state directory %s",
                 stm_build_libraries(), shared->newsrooms->nelts, shared->state_dir);
}

int stmh_start(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp, server_rec *server)
{
    stmh_server_t *shared = stmh_config_server();
    server_rec *each;

    (void)plog;
    if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG) {
        return OK;
    }
    if (!shared->stylesheet_dir) {
        shared->stylesheet_dir = STM_STYLESHEET_DIR;
    }
    /* Names the file that this code came from: an update may replace it while the server runs. */
    stm_build_digest();
    if (!stm_build_is_installed()) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, server,
                     "STM0346: mod_statement.so has been replaced since httpd was started, and the "
                     "old one goes on: stop httpd and start it to load the new one (neither a "
                     "restart nor a graceful one does)");
    }
    if (!stm_budget_install()) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, server,
                     "STM0314: another module has replaced libxml2's memory functions; the memory "
                     "and time of a transformation are bounded by StatementMaxWork alone");
    }
    if (!stmh_state_dir_take(&shared->state_dir, pconf, ptemp)) {
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    stmh_registry_start(pconf);
    stmh_log_once_start(pconf);
    stmh_metrics_start(server);
    stmh_accounting_start();
    stmh_delays_start(pconf);
    stmh_unwritten_start(pconf);
    load_shared(shared, pconf, ptemp);
    stmh_stylesheets_start(pconf);
    shared->newsrooms = apr_array_make(pconf, 4, sizeof(stmh_known_newsroom_t));
    for (each = server; each; each = each->next) {
        stmh_server_t *own = give_own(each, pconf);

        own->dirconfs = stmh_dirconf_survey(each, pconf);
        own->has_located_settings = stmh_sections_have_located(each);
        add_server(shared->newsrooms, each);
    }
    stmh_forwarded_start(pconf, server);
    stmh_sections_warn_dav(ap_conftree);
    say_version(shared, pconf);
    give_back();
    return stmh_watchdog_task_start(shared, pconf, server);
}
