#include "httpd/access/htaccess.h"

#include <apr_file_info.h>
#include <apr_strings.h>
#include <http_core.h>
#include <string.h>

static const char *stamp_of(const char *path, const apr_finfo_t *finfo, apr_pool_t *pool)
{
    return apr_psprintf(
        pool, "%s %" APR_TIME_T_FMT " %" APR_TIME_T_FMT " %" APR_OFF_T_FMT " %" APR_UINT64_T_FMT,
        path, finfo->mtime, finfo->ctime, finfo->size, (apr_uint64_t)finfo->inode);
}

void stmh_htaccess_find(apr_array_header_t *files, stm_hash_t *stamps, const server_rec *server,
                        const char *folder, apr_pool_t *result_pool)
{
    const core_server_config *core = ap_get_core_module_config(server->module_config);
    const char *names = core->access_name ? core->access_name : ".htaccess";

    while (*names) {
        const char *name = ap_getword_conf(result_pool, &names);
        const char *path = apr_pstrcat(result_pool, folder, "/", name, NULL);
        apr_finfo_t finfo = {0};
        apr_status_t status = apr_stat(&finfo, path, APR_FINFO_MIN | APR_FINFO_INODE, result_pool);
        if (APR_STATUS_IS_ENOENT(status) || APR_STATUS_IS_ENOTDIR(status)) {
            continue;
        }
        APR_ARRAY_PUSH(files, stmh_htaccess_t) = (stmh_htaccess_t){
            path, apr_pstrdup(result_pool, folder), stamp_of(path, &finfo, result_pool)};
        stm_hash_text(stamps, APR_ARRAY_IDX(files, files->nelts - 1, stmh_htaccess_t).stamp);
        /* httpd takes the first that is there. */
        return;
    }
}

static int is_no_file(const char *path, apr_pool_t *pool)
{
    apr_finfo_t finfo;

    return !apr_stat(&finfo, path, APR_FINFO_TYPE, pool) && finfo.filetype != APR_REG;
}

static int is_folder_stuck(const char *names, const char *folder, apr_pool_t *pool)
{
    int is_it = 0;

    while (*names && !is_it) {
        const char *name = ap_getword_conf(pool, &names);
        is_it = is_no_file(apr_pstrcat(pool, folder, "/", name, NULL), pool);
    }
    return is_it;
}

int stmh_htaccess_is_stuck(const server_rec *server, const char *root, const char *tail,
                           apr_pool_t *scratch_pool)
{
    const core_server_config *core = ap_get_core_module_config(server->module_config);
    const char *names = core->access_name ? core->access_name : ".htaccess";
    const char *slash = tail, *folder;
    int is_it = 0;

    while (!is_it && *slash) {
        slash += strcspn(slash, "/");
        folder = apr_pstrmemdup(scratch_pool, tail, (apr_size_t)(slash - tail));
        is_it = is_folder_stuck(names, apr_pstrcat(scratch_pool, root, "/", folder, NULL),
                                scratch_pool);
        slash += strspn(slash, "/");
    }
    return is_it;
}

/* Where the next directive belongs. */
typedef struct builder_t {
    ap_directive_t *first, *last, *section;
    apr_pool_t *pool;
} builder_t;

static ap_directive_t *add(builder_t *builder, const char *name, const char *args)
{
    ap_directive_t *directive = apr_pcalloc(builder->pool, sizeof(*directive));

    directive->directive = name;
    directive->args = args;
    directive->parent = builder->section;
    if (builder->last) {
        builder->last->next = directive;
    }
    else if (builder->section) {
        builder->section->first_child = directive;
    }
    else {
        builder->first = directive;
    }
    builder->last = directive;
    return directive;
}

static void leave_section(builder_t *builder)
{
    if (builder->section) {
        builder->last = builder->section;
        builder->section = builder->section->parent;
    }
}

static void take_line(builder_t *builder, const char *line, const char *path, int number)
{
    const char *args = line;
    char *name = ap_getword_conf(builder->pool, &args);
    ap_directive_t *directive;

    if (!*name || *name == '#') {
        return;
    }
    if (name[0] == '<' && name[1] == '/') {
        leave_section(builder);
        return;
    }
    if (name[0] == '<' && name[strlen(name) - 1] == '>') {
        name[strlen(name) - 1] = '\0'; /* "<Else>" */
    }
    directive = add(builder, name, apr_pstrdup(builder->pool, args));
    directive->filename = path;
    directive->line_num = number;
    if (*name == '<') {
        builder->section = directive;
        builder->last = NULL;
    }
}

/* Opening a pipe waits for whoever writes to it, and a device may have no end. */
static apr_status_t open_file(ap_configfile_t **opened, const char *path, apr_pool_t *pool)
{
    apr_finfo_t finfo;
    apr_status_t status = apr_stat(&finfo, path, APR_FINFO_TYPE, pool);

    if (!status && finfo.filetype != APR_REG) {
        return APR_EINVAL;
    }
    return status ? status : ap_pcfg_openfile(opened, pool, path);
}

apr_status_t stmh_htaccess_read(ap_directive_t **tree, const stmh_htaccess_t *file,
                                apr_pool_t *result_pool)
{
    builder_t builder = {.pool = result_pool};
    char line[MAX_STRING_LEN];
    ap_configfile_t *opened;
    apr_status_t status = open_file(&opened, file->path, result_pool);

    *tree = NULL;
    if (status) {
        return status;
    }
    while (!(status = ap_cfg_getline(line, sizeof(line), opened))) {
        take_line(&builder, line, file->path, (int)opened->line_number);
    }
    ap_cfg_closefile(opened);
    *tree = builder.first;
    return APR_STATUS_IS_EOF(status) ? APR_SUCCESS : status;
}

void stmh_htaccess_find_above(apr_array_header_t *files, stm_hash_t *stamps,
                              const server_rec *server, const char *folder, apr_pool_t *result_pool)
{
    const char *slash;

    for (slash = folder; slash; slash = strchr(slash + 1, '/')) {
        stmh_htaccess_find(files, stamps, server,
                           apr_pstrmemdup(result_pool, folder, (apr_size_t)(slash - folder)),
                           result_pool);
    }
    stmh_htaccess_find(files, stamps, server, folder, result_pool);
}
