#include "httpd/access/dirconf.h"

#include <http_core.h>
#include <http_request.h>
#include <stdlib.h>
#include <string.h>

#include "httpd/config/sections.h"
#include "httpd/config/settings.h"

/* What the walk carries from one section to the next. */
typedef struct state_t {
    allow_options_t opts, add, remove;
    overrides_t override;
    const apr_table_t *override_list;
} state_t;

static void start_state(state_t *state, const server_rec *server)
{
    const core_dir_config *core = ap_get_core_module_config(server->lookup_defaults);

    state->opts = core->opts;
    state->add = core->opts_add;
    state->remove = core->opts_remove;
    state->override = core->override;
    state->override_list = core->override_list;
}

static void pass_section(state_t *state, const core_dir_config *core)
{
    if (core->opts & OPT_UNSET) {
        state->add = (state->add & ~core->opts_remove) | core->opts_add;
        state->remove = (state->remove & ~core->opts_add) | core->opts_remove;
        state->opts = (state->opts & ~state->remove) | state->add;
    }
    else {
        state->opts = core->opts;
        state->add = core->opts_add;
        state->remove = core->opts_remove;
    }
    if (!(core->override & OR_UNSET)) {
        state->override = core->override;
    }
    if (core->override_list) {
        state->override_list = core->override_list;
    }
}

/* No .htaccess file is looked for, and links are followed without a look. An override that nobody
 * has set is one: httpd looks for files then. */
static int is_blind(const state_t *state)
{
    return !state->override && !state->override_list &&
           (state->opts & (OPT_SYM_OWNER | OPT_SYM_LINKS)) == OPT_SYM_LINKS;
}

static int is_named(const core_dir_config *core)
{
    return core->d && !core->r && !core->d_is_fnmatch;
}

/* Sections that go by name and by how many steps a folder has. */
static int is_above(const core_dir_config *core, const char *folder)
{
    return !strncmp(folder, core->d, strlen(core->d));
}

/* Walks down to @a folder; NULL where on the way something has to be looked at. */
static ap_conf_vector_t *walk_down(const server_rec *server, const char *folder, apr_pool_t *pool)
{
    const apr_array_header_t *sections = stmh_sections_of(server);
    ap_conf_vector_t *merged = NULL;
    state_t state;
    int i;

    start_state(&state, server);
    for (i = 0; i < sections->nelts; i++) {
        ap_conf_vector_t *one = APR_ARRAY_IDX(sections, i, ap_conf_vector_t *);
        const core_dir_config *core = ap_get_core_module_config(one);
        if (!is_named(core) || !is_above(core, folder)) {
            continue;
        }
        if (strcmp(core->d, "/") && !is_blind(&state)) {
            return NULL;
        }
        pass_section(&state, core);
        merged = merged ? ap_merge_per_dir_configs(pool, merged, one) : one;
    }
    return is_blind(&state) && merged
               ? ap_merge_per_dir_configs(pool, server->lookup_defaults, merged)
               : NULL;
}

/* The part of a pattern that stands for itself. */
static apr_size_t literal_size(const char *pattern)
{
    return strcspn(pattern, "*?[\\");
}

/* Whether a section with wildcards may match a folder above @a folder, it, or one below. */
static int may_touch(const core_dir_config *core, const char *folder)
{
    apr_size_t literal = literal_size(core->d), size = strlen(folder);

    return !strncmp(core->d, folder, literal < size ? literal : size);
}

static int is_touched(const server_rec *server, const char *folder)
{
    const apr_array_header_t *sections = stmh_sections_of(server);
    int i;

    for (i = 0; i < sections->nelts; i++) {
        const core_dir_config *core =
            ap_get_core_module_config(APR_ARRAY_IDX(sections, i, const ap_conf_vector_t *));
        if (core->d && !core->r && core->d_is_fnmatch && may_touch(core, folder)) {
            return 1;
        }
    }
    return 0;
}

static int deepest_first(const void *one, const void *other)
{
    apr_size_t size = ((const stmh_dirconf_t *)one)->size;
    apr_size_t other_size = ((const stmh_dirconf_t *)other)->size;

    return (size < other_size) - (size > other_size);
}

/* Sections that name no folder apply everywhere, and modules may look at files in their own way. */
static int is_predictable(const server_rec *server)
{
    const apr_array_header_t *sections = stmh_sections_of(server), *looks;
    int i;

    for (i = 0; i < sections->nelts; i++) {
        const core_dir_config *core =
            ap_get_core_module_config(APR_ARRAY_IDX(sections, i, const ap_conf_vector_t *));
        if (!core->d || (is_named(core) && *core->d != '/')) {
            return 0;
        }
    }
    looks = ap_hook_get_dirwalk_stat();
    return !looks || looks->nelts <= 1; /* core's own */
}

const apr_array_header_t *stmh_dirconf_survey(const server_rec *server, apr_pool_t *result_pool)
{
    const apr_array_header_t *sections = stmh_sections_of(server);
    apr_array_header_t *dirconfs = apr_array_make(result_pool, 4, sizeof(stmh_dirconf_t));
    int i;

    if (!is_predictable(server)) {
        return dirconfs;
    }
    for (i = 0; i < sections->nelts; i++) {
        const core_dir_config *core =
            ap_get_core_module_config(APR_ARRAY_IDX(sections, i, const ap_conf_vector_t *));
        stmh_dirconf_t dirconf = {core->d, strlen(core->d), NULL};
        if (!is_named(core)) {
            continue;
        }
        if (!is_touched(server, core->d)) {
            dirconf.vector = walk_down(server, core->d, result_pool);
        }
        APR_ARRAY_PUSH(dirconfs, stmh_dirconf_t) = dirconf;
    }
    qsort(dirconfs->elts, (size_t)dirconfs->nelts, sizeof(stmh_dirconf_t), deepest_first);
    return dirconfs;
}

/* A section by expression goes by the whole name of a file. */
static int is_by_expression(const server_rec *server, const char *path)
{
    const apr_array_header_t *sections = stmh_sections_of(server);
    int i;

    for (i = sections->nelts - 1; i >= 0; i--) {
        const core_dir_config *core =
            ap_get_core_module_config(APR_ARRAY_IDX(sections, i, const ap_conf_vector_t *));
        if (!core->r) {
            return 0;
        }
        if (!ap_regexec(core->r, path, 0, NULL, 0)) {
            return 1;
        }
    }
    return 0;
}

const stmh_dirconf_t *stmh_dirconf_of(const server_rec *server, const char *path)
{
    const stmh_server_t *own = stmh_config_own(server);
    apr_size_t size = (apr_size_t)(strrchr(path, '/') + 1 - path);
    int i;

    for (i = 0; own->dirconfs && i < own->dirconfs->nelts; i++) {
        const stmh_dirconf_t *dirconf = &APR_ARRAY_IDX(own->dirconfs, i, stmh_dirconf_t);
        if (dirconf->size <= size && !memcmp(dirconf->folder, path, dirconf->size)) {
            return dirconf->vector && !is_by_expression(server, path) ? dirconf : NULL;
        }
    }
    return NULL;
}
