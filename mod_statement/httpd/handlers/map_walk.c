#include "httpd/handlers/map_walk.h"

#include <apr_strings.h>
#include <http_core.h>
#include <http_request.h>
#include <string.h>

#include "core/base/path.h"
#include "core/xml/file_name.h"
#include "httpd/access/subrequest.h"
#include "httpd/config/sections.h"
#include "httpd/request/target.h"

int stmh_map_walk(request_rec *r)
{
    int status;

    r->per_dir_config = r->server->lookup_defaults;
    status = ap_directory_walk(r);
    return status ? status : ap_file_walk(r);
}

int stmh_map_is_path(const request_rec *r)
{
    return r->filename && *r->filename == '/' && !r->proxyreq;
}

void stmh_map_pose_as_file(request_rec *r, const char *folder)
{
    r->filename = apr_pstrcat(r->pool, folder, "/", NULL);
    r->path_info = "";
    memset(&r->finfo, 0, sizeof(r->finfo));
    r->finfo.pool = r->pool;
    r->finfo.filetype = APR_REG;
    r->finfo.valid = APR_FINFO_TYPE;
}

/* In a newsroom whose folder is gone the walk would find the rules of the folders above only. */
static int walk_lookup(request_rec *r, const stmh_target_t *target)
{
    const char *root = target->mount->newsroom->root;

    if (!target->is_vanished || !stm_path_holds(root, r->filename)) {
        return stmh_map_walk(r);
    }
    r->per_dir_config = stmh_sections_vector(r->server, root, r->pool);
    return OK;
}

/* The rules for "NAME.XML" hold where that is the statement's file. */
static int walk_respelt(request_rec *r)
{
    char *path = apr_pstrdup(r->pool, r->filename);

    if (r->finfo.filetype != APR_NOFILE || !stm_file_name_is_xml(path) ||
        !stm_file_name_respell(path)) {
        return OK;
    }
    r->filename = r->canonical_filename = path;
    r->path_info = NULL;
    *ap_get_request_note(r, AP_NOTE_DIRECTORY_WALK) = NULL;
    return stmh_map_walk(r);
}

int stmh_map_lookup(request_rec *r)
{
    stmh_target_t *target = stmh_subrequest_asker(r);
    int status;

    if (!target || !stmh_map_is_path(r)) {
        return DECLINED;
    }
    target->looked_up = apr_pstrdup(r->main->pool, r->filename);
    status = walk_lookup(r, target);
    if (!status && !target->is_vanished) {
        status = walk_respelt(r);
    }
    if (!status && r->finfo.filetype != APR_REG) {
        stmh_map_pose_as_file(r, target->mount->newsroom->root);
    }
    return status;
}
