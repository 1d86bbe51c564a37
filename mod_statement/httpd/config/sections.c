#include "httpd/config/sections.h"

#include <apr_fnmatch.h>
#include <apr_strings.h>
#include <http_core.h>
#include <http_log.h>
#include <http_main.h>
#include <string.h>

#include "core/base/path.h"

APLOG_USE_MODULE(statement);

const apr_array_header_t *stmh_sections_of(const server_rec *server)
{
    const core_server_config *core = ap_get_core_module_config(server->module_config);

    return core->sec_dir;
}

/* The first @a count steps of "/a/b/c", with a slash at the end. */
static const char *first_steps(const char *folder, unsigned count, apr_pool_t *pool)
{
    const char *end = folder;
    unsigned i;

    for (i = 1; i < count && end; i++) {
        end = strchr(end + 1, '/');
    }
    return end && count > 1
               ? apr_pstrcat(pool, apr_pstrmemdup(pool, folder, end - folder), "/", NULL)
               : NULL;
}

/* The same decisions as a directory walk: expressions on the whole folder, wildcards and names on
 * as many steps as they have. */
static int covers(const core_dir_config *section, const char *folder, apr_pool_t *pool)
{
    const char *whole = apr_pstrcat(pool, folder, "/", NULL), *steps;

    if (section->r) {
        return !ap_regexec(section->r, whole, 0, NULL, 0);
    }
    if (section->d_is_fnmatch) {
        steps = first_steps(whole, section->d_components, pool);
        return steps && !apr_fnmatch(section->d, steps, APR_FNM_PATHNAME);
    }
    return section->d && !strncmp(whole, section->d, strlen(section->d));
}

static ap_conf_vector_t *merge_those(ap_conf_vector_t *vector, const server_rec *server,
                                     const char *folder, int with_expressions, apr_pool_t *pool)
{
    const apr_array_header_t *sections = stmh_sections_of(server);
    int i;

    for (i = 0; i < sections->nelts; i++) {
        ap_conf_vector_t *one = APR_ARRAY_IDX(sections, i, ap_conf_vector_t *);
        const core_dir_config *core = ap_get_core_module_config(one);
        if (!core->r == !with_expressions && covers(core, folder, pool)) {
            vector = ap_merge_per_dir_configs(pool, vector, one);
        }
    }
    return vector;
}

ap_conf_vector_t *stmh_sections_vector(const server_rec *server, const char *folder,
                                       apr_pool_t *result_pool)
{
    ap_conf_vector_t *vector = merge_those(server->lookup_defaults, server, folder, 0, result_pool);

    return merge_those(vector, server, folder, 1, result_pool);
}

static int is_inherited(const ap_conf_vector_t *section, const server_rec *server)
{
    const apr_array_header_t *sections = stmh_sections_of(ap_server_conf);
    int i;

    for (i = 0; server != ap_server_conf && i < sections->nelts; i++) {
        if (APR_ARRAY_IDX(sections, i, ap_conf_vector_t *) == section) {
            return 1;
        }
    }
    return 0;
}

apr_array_header_t *stmh_sections_roots(const server_rec *server, int with_inherited,
                                        apr_pool_t *result_pool)
{
    const apr_array_header_t *sections = stmh_sections_of(server);
    apr_array_header_t *roots = apr_array_make(result_pool, 4, sizeof(const char *));
    int i;

    for (i = 0; i < sections->nelts; i++) {
        const ap_conf_vector_t *one = APR_ARRAY_IDX(sections, i, ap_conf_vector_t *);
        const stmh_config_t *config = stmh_config_of(one);
        if (config && config->engine == STMH_SWITCH_ON &&
            config->section->kind == STMH_SECTION_DIRECTORY && !config->section->regex &&
            !config->section->has_wildcards && (with_inherited || !is_inherited(one, server))) {
            APR_ARRAY_PUSH(roots, const char *) = config->section->path;
        }
    }
    return roots;
}

int stmh_sections_by_expression(const server_rec *server)
{
    const apr_array_header_t *sections = stmh_sections_of(server);
    const core_dir_config *last;

    if (!sections->nelts) {
        return 0;
    }
    last = ap_get_core_module_config(
        APR_ARRAY_IDX(sections, sections->nelts - 1, const ap_conf_vector_t *));
    return last->r != NULL;
}

int stmh_sections_have_located(const server_rec *server)
{
    const core_server_config *core = ap_get_core_module_config(server->module_config);
    int i;

    for (i = 0; i < core->sec_url->nelts; i++) {
        if (stmh_config_of(APR_ARRAY_IDX(core->sec_url, i, const ap_conf_vector_t *))) {
            return 1;
        }
    }
    return 0;
}

static int has_child(const ap_directive_t *section, const char *name, const char *without)
{
    const ap_directive_t *child;

    for (child = section->first_child; child; child = child->next) {
        if (!strcasecmp(child->directive, name) && (!without || strcasecmp(child->args, without))) {
            return 1;
        }
    }
    return 0;
}

void stmh_sections_warn_dav(const ap_directive_t *tree)
{
    for (; tree; tree = tree->next) {
        if (has_child(tree, "StatementEngine", "Off") && has_child(tree, "Dav", "Off")) {
            ap_log_error(APLOG_MARK, APLOG_WARNING, 0, ap_server_conf,
                         "STM0301: %s:%d: StatementEngine On and Dav On are in one place, and "
                         "WebDAV clients get pages instead of documents; give editors another "
                         "address (Alias) for the folder, with the engine off",
                         tree->filename, tree->line_num);
        }
        stmh_sections_warn_dav(tree->first_child);
    }
}

int stmh_sections_is_host(const ap_directive_t *container, const server_rec *server)
{
    return server != ap_server_conf && server->defn_name &&
           !strcasecmp(container->directive, "<VirtualHost") &&
           !strcmp(container->filename, server->defn_name) &&
           container->line_num == (int)server->defn_line_number;
}

/* What an expression would put into the target stands behind its first "$" or "%". */
static int leads_to(const ap_directive_t *directive, const char *root, apr_pool_t *pool)
{
    static const char *const names[] = {"Alias", "AliasMatch", NULL};
    const char *args = directive->args, *word, *target = NULL;
    int i;

    for (i = 0; names[i] && strcasecmp(directive->directive, names[i]); i++) {
    }
    if (!names[i]) {
        return 0;
    }
    while (*(word = ap_getword_conf(pool, &args))) {
        target = word;
    }
    target =
        target ? ap_server_root_relative(pool, apr_pstrmemdup(pool, target, strcspn(target, "$%")))
               : NULL;
    if (!target) {
        return 0;
    }
    target = *target && target[strlen(target) - 1] == '/'
                 ? apr_pstrmemdup(pool, target, strlen(target) - 1)
                 : target;
    return *target && (stm_path_holds(target, root) || stm_path_holds(root, target));
}

static int is_vhost(const ap_directive_t *directive)
{
    return !strcasecmp(directive->directive, "<VirtualHost");
}

int stmh_sections_has_alias(const ap_directive_t *tree, const server_rec *server, const char *root,
                            apr_pool_t *scratch_pool)
{
    for (; tree; tree = tree->next) {
        if (leads_to(tree, root, scratch_pool) ||
            ((!is_vhost(tree) || stmh_sections_is_host(tree, server)) &&
             stmh_sections_has_alias(tree->first_child, server, root, scratch_pool))) {
            return 1;
        }
    }
    return 0;
}

int stmh_sections_has_name(const ap_directive_t *tree, const server_rec *server)
{
    for (; tree; tree = tree->next) {
        if (server == ap_server_conf && !strcasecmp(tree->directive, "ServerName")) {
            return 1;
        }
        if (stmh_sections_is_host(tree, server)) {
            return has_child(tree, "ServerName", NULL);
        }
    }
    return 0;
}
