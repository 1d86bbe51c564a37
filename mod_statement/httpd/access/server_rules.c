#include "httpd/access/server_rules.h"

#include <apr_strings.h>
#include <http_core.h>
#include <http_log.h>
#include <string.h>

#include "httpd/access/dirconf.h"
#include "httpd/access/modules.h"
#include "httpd/config/sections.h"
#include "httpd/runtime/log_once.h"

APLOG_USE_MODULE(statement);

static int lies_below(const char *folder, const char *path)
{
    return !strncmp(folder, path, strlen(path)) && folder[strlen(path)] == '/';
}

/* Below the root .htaccess files and links never count. */
static int is_level(const server_rec *server, const char *root, apr_pool_t *pool)
{
    const apr_array_header_t *dirconfs = stmh_config_own(server)->dirconfs;
    int i;

    for (i = 0; i < dirconfs->nelts; i++) {
        const stmh_dirconf_t *dirconf = &APR_ARRAY_IDX(dirconfs, i, stmh_dirconf_t);
        if (lies_below(dirconf->folder, root) && !dirconf->vector) {
            return 0;
        }
    }
    return stmh_dirconf_of(server, apr_pstrcat(pool, root, "/", NULL)) != NULL;
}

/* Every symbolic link is followed as if it were the file. */
static int are_links_free(const server_rec *server, const char *root, apr_pool_t *pool)
{
    const core_dir_config *core =
        ap_get_core_module_config(stmh_sections_vector(server, root, pool));

    return (core->opts & (OPT_SYM_OWNER | OPT_SYM_LINKS)) == OPT_SYM_LINKS;
}

static const char *say(const ap_directive_t *directive, apr_pool_t *pool)
{
    return directive
               ? apr_psprintf(pool, "%s:%d: %s%s%s", directive->filename, directive->line_num,
                              directive->directive, *directive->args ? " " : "", directive->args)
               : NULL;
}

void stmh_differences_take(stmh_differences_t *differences, stmh_survey_t *survey, apr_pool_t *pool)
{
    stmh_survey_finish(survey);
    differences->documents = survey->do_documents_differ;
    differences->readers = survey->do_readers_differ;
    differences->reads_host = survey->reads_host;
    differences->unaskable = say(survey->unaskable, pool);
}

static apr_array_header_t *copy_parts(const apr_array_header_t *parts, apr_pool_t *pool)
{
    apr_array_header_t *copies = apr_array_make(pool, parts->nelts, sizeof(stmh_survey_part_t));
    int i;

    for (i = 0; i < parts->nelts; i++) {
        stmh_survey_part_t part = APR_ARRAY_IDX(parts, i, stmh_survey_part_t);
        part.tail = apr_pstrdup(pool, part.tail);
        APR_ARRAY_PUSH(copies, stmh_survey_part_t) = part;
    }
    return copies;
}

/* Folders that rules name are asked for in the catalog only where something hangs on that. */
int stmh_server_rules_need_disk(const stmh_server_rules_t *rules)
{
    return !rules->is_level || rules->parts->nelts;
}

void stmh_server_rules_read(stmh_server_rules_t *rules, const server_rec *server, const char *root,
                            const char *base_path, apr_pool_t *result_pool)
{
    stmh_differences_t *differences = &rules->differences;
    apr_pool_t *scratch_pool;
    stmh_survey_t survey = {.server = server, .root = root, .base_path = base_path};

    *rules = (stmh_server_rules_t){.server = server, .root = root, .base_path = base_path};
    /* What modules merge may point to the configuration, and goes before that does. */
    apr_pool_create(&scratch_pool, server->process->pconf);
    survey.pool = scratch_pool;
    stmh_survey_start(&survey);
    stmh_differences_take(differences, &survey, result_pool);
    differences->key = stm_hash_hex(&survey.hash, result_pool);
    rules->parts = copy_parts(survey.parts, result_pool);
    rules->is_level = is_level(server, root, scratch_pool);
    differences->documents |= !are_links_free(server, root, scratch_pool);
    apr_pool_destroy(scratch_pool);
    differences->is_complete = !stmh_server_rules_need_disk(rules);
    if (stmh_modules_have_stranger()) {
        differences->documents = differences->readers = 1;
    }
}

int stmh_server_rules_are_uniform(const server_rec *server, const char *root, apr_pool_t *pool)
{
    stmh_server_rules_t rules;

    stmh_server_rules_read(&rules, server, root, NULL, pool);
    return !rules.differences.documents && !rules.differences.readers &&
           !stmh_server_rules_need_disk(&rules);
}

#define CLOSES                                                                                     \
    "the newsroom %s answers only at the addresses of its documents (NAME.xml): %s depends on "    \
    "something that only the request itself has, such as a variable that SetEnvIf sets by "        \
    "Request_URI; write the condition as <If> or Require expr on %%{REQUEST_URI}"

/* The start has reported what the server's own configuration says. One .htaccess file may close
 * several newsrooms below it. */
void stmh_differences_warn(const stmh_server_rules_t *rules, const stmh_differences_t *differences,
                           apr_pool_t *pool)
{
    if (differences->unaskable && !rules->differences.unaskable &&
        stmh_log_once_is_first(apr_pstrcat(pool, rules->root, " ", differences->unaskable, NULL))) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, rules->server, "STM0345: " CLOSES, rules->root,
                     differences->unaskable);
    }
}

void stmh_server_rules_report(const server_rec *server, const char *root,
                              const stmh_config_t *config, apr_pool_t *pool)
{
    const char *module_name = stmh_modules_for_main_requests();
    apr_pool_t *scratch_pool;
    stmh_survey_t survey = {.server = server, .root = root};

    apr_pool_create(&scratch_pool, pool);
    survey.pool = scratch_pool;
    stmh_survey_start(&survey);
    stmh_survey_finish(&survey);
    if (survey.unaskable) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, server, "STM0340: " CLOSES, root,
                     say(survey.unaskable, scratch_pool));
    }
    if (survey.block_list) {
        ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, server,
                     "STM0341: %s denies some readers the newsroom %s, but its answers are public, "
                     "and shared caches serve them to everybody; set StatementAudience Private to "
                     "prevent that",
                     say(survey.block_list, scratch_pool), root);
    }
    if (survey.reader_rule && config->audience == STMH_AUDIENCE_PUBLIC) {
        ap_log_error(
            APLOG_MARK, APLOG_WARNING, 0, server,
            "STM0344: StatementAudience Public is set for the newsroom %s, which not all readers "
            "may read (%s): caches such as mod_cache keep its pages and serve them to everybody, "
            "without a login; set StatementAudience Auto unless you want that",
            root, say(survey.reader_rule, scratch_pool));
    }
    if (module_name) {
        ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, server,
                     "STM0342: %s checks main requests only: a statement of the newsroom %s that "
                     "it refuses still appears in lists and feeds",
                     module_name, root);
    }
    apr_pool_destroy(scratch_pool);
}
