#include "mod_statement_address.h"

#include <apr_strings.h>
#include <http_core.h>
#include <http_log.h>
#include <http_protocol.h>
#include <http_request.h>
#include <string.h>

#include "mod_statement_handler.h"
#include "mod_statement_sections.h"
#include "mod_statement_start.h"

APLOG_USE_MODULE(statement);

stm_target_t *stm_target_of(const request_rec *r)
{
    return ap_get_module_config(r->request_config, &statement_module);
}

/* What core's own hook does. */
static int walk(request_rec *r)
{
    int status;

    r->per_dir_config = r->server->lookup_defaults;
    status = ap_directory_walk(r);
    return status ? status : ap_file_walk(r);
}

/* The configuration as it will be once <Location> sections are merged, too; core does that later
 * and for good. */
static const stm_config_t *look_ahead(request_rec *r)
{
    ap_conf_vector_t *walked = r->per_dir_config;
    const stm_config_t *config;

    ap_location_walk(r);
    config = stm_config_of(r->per_dir_config);
    r->per_dir_config = walked;
    return config;
}

static int is_path(const request_rec *r)
{
    return r->filename && *r->filename == '/' && !r->proxyreq;
}

static int is_for_us(const request_rec *r)
{
    return !r->main && r->method_number == M_GET && is_path(r) && r->uri && *r->uri == '/';
}

/* A regular file for all who ask; its name is a folder that is there, so that a rule for missing
 * files does not match. */
static void pose_as_file(request_rec *r, const char *folder)
{
    r->filename = apr_pstrcat(r->pool, folder, "/", NULL);
    r->path_info = "";
    memset(&r->finfo, 0, sizeof(r->finfo));
    r->finfo.pool = r->pool;
    r->finfo.filetype = APR_REG;
    r->finfo.valid = APR_FINFO_TYPE;
}

/* Walks again with the document's own name, so that the rules for it hold. */
static int walk_document(request_rec *r, const stm_address_t *address)
{
    r->filename = apr_pstrdup(r->pool, address->path);
    r->canonical_filename = r->filename;
    r->path_info = NULL;
    r->finfo = address->finfo;
    return walk(r);
}

static int point_at_target(request_rec *r, const stm_target_t *target)
{
    const stm_address_t *address = &target->address;
    const char *folder = target->place->newsroom->root;
    int status;

    switch (address->kind) {
    case STM_ADDRESS_STATEMENT:
    case STM_ADDRESS_NEGOTIATED:
        status = target->is_vanished ? OK : walk_document(r, address);
        if (status) {
            return status;
        }
        if (address->finfo.filetype == APR_REG) {
            r->finfo = address->finfo;
            r->path_info = "";
            return OK;
        }
        break;
    case STM_ADDRESS_OTHER:
        if (address->finfo.filetype != APR_DIR) {
            return OK;
        }
        break;
    case STM_ADDRESS_ARCHIVE:
        if (address->finfo.filetype == APR_DIR) {
            folder = address->path;
        }
        break;
    default:
        break;
    }
    pose_as_file(r, folder);
    return OK;
}

/* A newsroom whose folder is gone has no walk that would find its section. */
static const stm_config_t *remember_vanished(request_rec *r, const char *path)
{
    ap_conf_vector_t *vector = stm_start_vanished(r->server, path, r->pool);

    if (!vector) {
        return NULL;
    }
    r->per_dir_config = vector;
    return look_ahead(r);
}

static int refuse_unknown_base(request_rec *r)
{
    ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r,
                  "STM0201: %s was rewritten to a file in a newsroom; without StatementBaseURL the "
                  "newsroom's own address is unknown",
                  r->uri);
    return HTTP_NOT_FOUND;
}

static int take(request_rec *r, const stm_config_t *config, const char *path, int is_vanished)
{
    stm_target_t *target = apr_pcalloc(r->pool, sizeof(*target));
    stm_place_t *place;
    apr_status_t status = stm_newsroom_locate(&place, r, config, path);

    if (status) {
        return APR_STATUS_IS_ENOENT(status) ? OK : refuse_unknown_base(r);
    }
    target->place = place;
    target->is_vanished = is_vanished;
    if (!place->tail) {
        target->address.kind = STM_ADDRESS_OTHER;
        target->address.path = place->newsroom->root;
        target->address.finfo.filetype = APR_DIR;
    }
    else {
        status = stm_address_resolve(&target->address, place->newsroom->root, place->tail,
                                     place->formats, r->pool);
    }
    if (status) {
        return stm_handler_http(status);
    }
    ap_set_module_config(r->request_config, &statement_module, target);
    return point_at_target(r, target);
}

/* In a newsroom whose folder is gone the walk would find the rules of the folders above only. */
static int walk_lookup(request_rec *r, const stm_target_t *target)
{
    const char *root = target->place->newsroom->root;

    if (!target->is_vanished || !stm_newsroom_holds(root, r->filename)) {
        return walk(r);
    }
    r->per_dir_config = stm_sections_vector(r->server, root, r->pool);
    return OK;
}

/* Our own look-ups ask what holds for an address. As a folder or a missing file it would be handed
 * on to a DirectoryIndex, a FallbackResource or a variant, and the answer be about those. */
static int map_lookup(request_rec *r)
{
    const stm_target_t *target = r->main ? stm_target_of(r->main) : NULL;
    int status;

    if (!target || !target->is_looking_up || !is_path(r)) {
        return DECLINED;
    }
    status = walk_lookup(r, target);
    if (!status && r->finfo.filetype != APR_REG) {
        pose_as_file(r, target->place->newsroom->root);
    }
    return status;
}

int stm_address_map(request_rec *r)
{
    const stm_config_t *config;
    int status, is_vanished = 0;
    char *path;

    if (!is_for_us(r)) {
        return map_lookup(r);
    }
    path = apr_pstrdup(r->pool, r->filename);
    ap_no2slash(path);
    status = walk(r);
    if (status) {
        return status;
    }
    config = look_ahead(r);
    if (!config->engine && r->finfo.filetype == APR_NOFILE) {
        config = remember_vanished(r, path);
        is_vanished = config != NULL;
    }
    return config && config->engine == STM_SWITCH_ON ? take(r, config, path, is_vanished) : OK;
}

int stm_address_claim(request_rec *r)
{
    stm_target_t *target = r->main ? NULL : stm_target_of(r);

    if (!target || r->proxyreq ||
        (target->address.kind == STM_ADDRESS_OTHER && target->address.finfo.filetype != APR_DIR)) {
        return DECLINED;
    }
    target->other_handler = r->handler;
    r->handler = "statement";
    return OK;
}
