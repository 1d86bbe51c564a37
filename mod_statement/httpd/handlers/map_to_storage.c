#include "httpd/handlers/map_to_storage.h"

#include <ap_expr.h>
#include <apr_strings.h>
#include <http_core.h>
#include <http_log.h>
#include <http_protocol.h>
#include <http_request.h>
#include <string.h>

#include "core/base/path.h"
#include "httpd/access/dirconf.h"
#include "httpd/config/sections.h"
#include "httpd/handlers/map_plain.h"
#include "httpd/handlers/map_walk.h"
#include "httpd/handlers/report.h"
#include "httpd/request/http_status.h"
#include "httpd/request/target.h"

APLOG_USE_MODULE(statement);

static stm_stat_cache_t *missing_files;
static stm_folder_endings_t *folder_endings;

void stmh_map_child(void)
{
    apr_pool_t *pool;

    /* Not below the child's pool, which may go while requests still run. */
    apr_pool_create(&pool, NULL);
    apr_pool_tag(pool, "statement_address");
    missing_files = stm_stat_cache_create(pool);
    folder_endings = stm_folder_endings_create(pool);
}

/* The configuration as it will be once <Location> sections are merged, too; core does that later
 * and for good. */
static const stmh_config_t *look_ahead(request_rec *r)
{
    ap_conf_vector_t *walked = r->per_dir_config;
    const stmh_config_t *config;

    if (!stmh_config_own(r->server)->has_located_settings) {
        return stmh_config_of(walked);
    }
    ap_location_walk(r);
    config = stmh_config_of(r->per_dir_config);
    r->per_dir_config = walked;
    return config;
}

static int is_for_us(const request_rec *r)
{
    return !r->main && r->method_number == M_GET && stmh_map_is_path(r) && r->uri && *r->uri == '/';
}

static int is_document(const stm_address_t *address)
{
    return address->kind == STM_ADDRESS_STATEMENT || address->kind == STM_ADDRESS_NEGOTIATED;
}

/* httpd does not walk a folder twice, though expressions may match one of its files only. */
static void forget_walk(request_rec *r)
{
    if (stmh_sections_by_expression(r->server)) {
        *ap_get_request_note(r, AP_NOTE_DIRECTORY_WALK) = NULL;
    }
}

/* Walks again with the document's own name, so that the rules for it hold. */
static int walk_document(request_rec *r, const stm_address_t *address)
{
    if (address->finfo.filetype == APR_REG && !strcmp(r->filename, address->path)) {
        return OK;
    }
    r->filename = apr_pstrdup(r->pool, address->path);
    r->canonical_filename = r->filename;
    r->path_info = NULL;
    r->finfo = address->finfo;
    forget_walk(r);
    return stmh_map_walk(r);
}

/* The file or folder that the request is about. */
static void point_at_target(request_rec *r, const stmh_target_t *target)
{
    const stm_address_t *address = &target->address;
    const char *root = target->mount->newsroom->root;

    if (is_document(address) && address->finfo.filetype == APR_REG) {
        r->finfo = address->finfo;
        r->path_info = "";
    }
    else if (address->kind == STM_ADDRESS_ARCHIVE && address->finfo.filetype == APR_DIR) {
        stmh_map_pose_as_file(r, address->path);
    }
    else if (address->kind != STM_ADDRESS_OTHER || address->finfo.filetype == APR_DIR) {
        stmh_map_pose_as_file(r, root);
    }
}

/* The configuration of the newsroom named by a section below which the path lies while its folder
 * is gone; NULL: none. */
static ap_conf_vector_t *find_vanished(const server_rec *server, const char *path, apr_pool_t *pool)
{
    apr_array_header_t *roots = stmh_sections_roots(server, 1, pool);
    apr_finfo_t finfo;
    int i;

    for (i = roots->nelts - 1; i >= 0; i--) {
        const char *root = APR_ARRAY_IDX(roots, i, const char *);
        if (stm_path_holds(root, path) &&
            APR_STATUS_IS_ENOENT(apr_stat(&finfo, root, APR_FINFO_TYPE, pool))) {
            return stmh_sections_vector(server, root, pool);
        }
    }
    return NULL;
}

/* A newsroom whose folder is gone has no walk that would find its section. */
static const stmh_config_t *remember_vanished(request_rec *r, const char *path)
{
    ap_conf_vector_t *vector = find_vanished(r->server, path, r->pool);

    if (!vector) {
        return NULL;
    }
    r->per_dir_config = vector;
    return look_ahead(r);
}

static int refuse_unknown_base(request_rec *r)
{
    ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r,
                  "STM0201: %s was rewritten to a file in a newsroom whose own address is unknown, "
                  "and is answered with 404; set StatementBaseURL",
                  r->uri);
    return HTTP_NOT_FOUND;
}

/* APR_ENOENT: in no newsroom; APR_EGENERAL: in one whose address is unknown; else what prevents a
 * look at the file. */
static apr_status_t find_target(stmh_target_t *target, request_rec *r, const stmh_config_t *config,
                                const char *path)
{
    apr_status_t status = stmh_newsroom_locate(&target->mount, r, config, path);
    stm_address_memory_t memory = {missing_files, folder_endings, apr_time_now(), 0};
    const char *root, *tail;

    if (status) {
        return status;
    }
    root = target->mount->newsroom->root;
    tail = stmh_newsroom_tail(root, path);
    if (!tail) {
        target->address.kind = STM_ADDRESS_OTHER;
        target->address.path = root;
        target->address.finfo.filetype = APR_DIR;
        return APR_SUCCESS;
    }
    memory.lasting = target->mount->config->refresh;
    return stm_address_resolve(&target->address, root, tail, target->mount->formats, &memory,
                               r->pool);
}

static void take(request_rec *r, stmh_target_t *target)
{
    stmh_target_set(r, target);
    point_at_target(r, target);
}

/* Where <Files> names the report's own address, that of a document would not match. */
static int is_report(request_rec *r)
{
    const core_dir_config *core = ap_get_core_module_config(r->per_dir_config);
    const char *error = NULL, *handler = core->handler;

    if (core->expr_handler) {
        handler = ap_expr_str_exec(r, core->expr_handler, &error);
    }
    return !error && stmh_report_is_handler(handler);
}

static int take_walked(request_rec *r, const stmh_config_t *config, const char *path,
                       int is_vanished)
{
    stmh_target_t *target = apr_pcalloc(r->pool, sizeof(*target));
    apr_status_t status = find_target(target, r, config, path);

    if (!target->mount) {
        return APR_STATUS_IS_ENOENT(status) ? OK : refuse_unknown_base(r);
    }
    if (status) {
        return stmh_status_http(status);
    }
    target->is_vanished = is_vanished;
    if ((is_document(&target->address) || target->address.is_respelt) && !is_vanished &&
        !is_report(r)) {
        int refusal = walk_document(r, &target->address);
        if (refusal) {
            return refusal;
        }
    }
    take(r, target);
    return OK;
}

/* What the walk to a file does where all that sections have to say of its folder is known. */
static int walk_known(request_rec *r, const stmh_target_t *target, const char *path)
{
    const stm_address_t *address = &target->address;
    const core_dir_config *core = ap_get_core_module_config(r->per_dir_config);

    r->filename = (char *)(is_document(address) || address->is_respelt ? address->path : path);
    r->canonical_filename = r->filename;
    r->path_info = "";
    r->finfo = address->finfo;
    return core->sec_file && core->sec_file->nelts ? ap_file_walk(r) : OK;
}

/* Whether what a walk finds for the target is what the start knows of the folder, up to <Files>. */
static int is_on(const stmh_dirconf_t *dirconf, const request_rec *r, const stmh_target_t *target)
{
    return !(is_document(&target->address) || target->address.is_respelt) ||
           !stmh_sections_by_expression(r->server) ||
           stmh_dirconf_of(r->server, target->address.path) == dirconf;
}

static int take_known(request_rec *r, const stmh_dirconf_t *dirconf, const char *path)
{
    stmh_target_t *target = apr_pcalloc(r->pool, sizeof(*target));
    const stmh_config_t *config;

    r->per_dir_config = dirconf->vector;
    config = look_ahead(r);
    if (config->engine != STMH_SWITCH_ON || find_target(target, r, config, path) ||
        !stmh_map_is_plain(r, target, dirconf) || !is_on(dirconf, r, target) ||
        walk_known(r, target, path) != OK || look_ahead(r) != config) {
        return DECLINED;
    }
    take(r, target);
    return OK;
}

/* Another module has been here, or a request that was handed on to this one. */
static int is_checked(const request_rec *r)
{
    return r->prev || r->finfo.filetype != APR_NOFILE;
}

/* The short way, for what is there in a folder about which the start knows all that a walk would
 * find. DECLINED: the long one is needed, and nothing has been changed. */
static int map_known(request_rec *r, const char *path)
{
    const stmh_dirconf_t *dirconf = is_checked(r) ? NULL : stmh_dirconf_of(r->server, path);
    char *filename = r->filename, *canonical = r->canonical_filename, *path_info = r->path_info;

    if (!dirconf) {
        return DECLINED;
    }
    if (take_known(r, dirconf, path) == OK) {
        return OK;
    }
    r->per_dir_config = r->server->lookup_defaults;
    r->filename = filename;
    r->canonical_filename = canonical;
    r->path_info = path_info;
    memset(&r->finfo, 0, sizeof(r->finfo));
    return DECLINED;
}

int stmh_map_to_storage(request_rec *r)
{
    const stmh_config_t *config;
    int status, is_vanished = 0;
    const char *path;

    if (!is_for_us(r)) {
        return stmh_map_lookup(r);
    }
    path = stmh_newsroom_merge_slashes(r->filename, r->pool);
    if (map_known(r, path) == OK) {
        return OK;
    }
    /* Of which the walk may make another. */
    path = apr_pstrdup(r->pool, path);
    status = stmh_map_walk(r);
    if (status) {
        return status;
    }
    config = look_ahead(r);
    if (!config->engine && r->finfo.filetype == APR_NOFILE) {
        config = remember_vanished(r, path);
        is_vanished = config != NULL;
    }
    return config && config->engine == STMH_SWITCH_ON ? take_walked(r, config, path, is_vanished)
                                                      : OK;
}

/* What administrators ask for has an address of its own, also where the whole site is a newsroom.
 */
static int is_status(const request_rec *r)
{
    return r->handler && (strcmp(r->handler, "statement-status") == 0 ||
                          strcmp(r->handler, "statement-health") == 0);
}

int stmh_map_claim(request_rec *r)
{
    stmh_target_t *target = r->main ? NULL : stmh_target_of(r);

    if (!target || r->proxyreq || stmh_report_is_meant(r) ||
        (target->address.kind == STM_ADDRESS_OTHER && target->address.finfo.filetype != APR_DIR)) {
        return DECLINED;
    }
    if (is_status(r)) {
        stmh_target_set(r, NULL);
        return DECLINED;
    }
    target->other_handler = r->handler;
    r->handler = "statement";
    return OK;
}
