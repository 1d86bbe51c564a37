#include "httpd/start/configtest.h"

#include <apr_hash.h>
#include <apr_strings.h>
#include <http_config.h>
#include <http_log.h>
#include <http_main.h>
#include <string.h>
#include <unistd.h>

#include "core/site/format.h"
#include "httpd/config/settings.h"
#include "httpd/runtime/state_dir.h"

APLOG_USE_MODULE(statement);

/* The path of the stylesheet in "NAME STYLESHEET ..." where it cannot be read, else NULL. */
static const char *unreadable_sheet(const char *words, apr_pool_t *pool)
{
    const char *path;

    ap_getword_conf(pool, &words);
    path = ap_server_root_relative(pool, ap_getword_conf(pool, &words));
    return path == NULL || access(path, R_OK) == 0 ? NULL : path;
}

/* Once for each stylesheet, however many sections name it. */
static void test_formats(const ap_directive_t *directive, apr_hash_t *named, apr_pool_t *pool)
{
    for (; directive != NULL; directive = directive->next) {
        const char *path = NULL;

        test_formats(directive->first_child, named, pool);
        if (strcasecmp(directive->directive, "StatementFormat") == 0) {
            path = unreadable_sheet(directive->args, pool);
        }
        if (path != NULL && apr_hash_get(named, path, APR_HASH_KEY_STRING) == NULL) {
            apr_hash_set(named, path, APR_HASH_KEY_STRING, path);
            ap_log_error(
                APLOG_MARK, APLOG_WARNING, errno, ap_server_conf,
                "STM0347: the stylesheet %s cannot be read (StatementFormat in %s, line %d): "
                "its format is answered with errors until it can",
                path, directive->filename, directive->line_num);
        }
    }
}

static void test_folder(const char *folder, apr_pool_t *pool)
{
    const apr_array_header_t *formats = stm_format_builtin(pool);
    const char *missing = access(apr_pstrcat(pool, folder, "/statement.xsd", NULL), R_OK) == 0
                              ? NULL
                              : "statement.xsd";

    for (int i = 0; missing == NULL && i < formats->nelts; i++) {
        const char *sheet = APR_ARRAY_IDX(formats, i, stm_format_t).statement_sheet;

        missing = access(apr_pstrcat(pool, folder, "/", sheet, NULL), R_OK) == 0 ? NULL : sheet;
    }
    if (missing != NULL) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, errno, ap_server_conf,
                     "STM0348: %s/%s cannot be read, newsrooms cannot answer; set "
                     "StatementStylesheetDir to the folder that make install filled",
                     folder, missing);
    }
}

void stmh_configtest(apr_pool_t *pconf, server_rec *server)
{
    const stmh_server_t *shared = stmh_config_server();
    const char *folder =
        shared->stylesheet_dir != NULL ? shared->stylesheet_dir : STM_STYLESHEET_DIR;
    apr_pool_t *pool;

    (void)server;
    apr_pool_create(&pool, pconf);
    apr_pool_tag(pool, "statement_configtest");
    test_folder(folder, pool);
    test_formats(ap_conftree, apr_hash_make(pool), pool);
    stmh_state_dir_test(shared->state_dir, pool);
    apr_pool_destroy(pool);
}
