#include "httpd/handlers/map_plain.h"

#include <apr_strings.h>
#include <http_core.h>
#include <string.h>

static int is_folder(const char *path, apr_pool_t *pool)
{
    apr_finfo_t finfo;

    return !apr_stat(&finfo, path, APR_FINFO_TYPE, pool) && finfo.filetype == APR_DIR;
}

static int is_in_folder(const stm_address_t *address, apr_pool_t *pool)
{
    return is_folder(ap_make_dirstr_parent(pool, address->path), pool);
}

/* A link that leads nowhere is for the walk to judge. */
static int is_absent(const char *path, apr_filetype_e *type, apr_pool_t *pool)
{
    apr_finfo_t finfo = {.filetype = APR_NOFILE};
    apr_status_t status = apr_stat(&finfo, path, APR_FINFO_LINK | APR_FINFO_TYPE, pool);

    *type = finfo.filetype;
    return APR_STATUS_IS_ENOENT(status);
}

/* Whether the first folder below the root that is no folder is not there at all. */
static int lacks_folder(const stmh_target_t *target, apr_pool_t *pool)
{
    const char *root = target->mount->newsroom->root, *path = target->address.path;
    const char *slash = path + strlen(root);
    apr_filetype_e type = APR_DIR;
    int is_lacking = 0;

    if (!is_folder(root, pool)) {
        return 0;
    }
    while (type == APR_DIR && !is_lacking && (slash = strchr(slash + 1, '/'))) {
        is_lacking = is_absent(apr_pstrmemdup(pool, path, (apr_size_t)(slash - path)), &type, pool);
    }
    return is_lacking;
}

/* Whether a walk would tell nothing more: the file is missing from a folder that exists, or the
 * folder itself is missing. What <Files> says
 * of a name in no folder, and which section would be the last, only a walk knows. */
static int is_plainly_missing(const request_rec *r, const stmh_target_t *target,
                              const stmh_dirconf_t *dirconf)
{
    const core_dir_config *core = ap_get_core_module_config(r->per_dir_config);
    const stm_address_t *address = &target->address;
    apr_filetype_e type;

    if (address->finfo.filetype != APR_NOFILE) {
        return 0;
    }
    if (is_in_folder(address, r->pool)) {
        return is_absent(address->path, &type, r->pool);
    }
    return dirconf->size <= strlen(target->mount->newsroom->root) + 1 &&
           !(core->sec_file && core->sec_file->nelts) && lacks_folder(target, r->pool);
}

int stmh_map_is_plain(const request_rec *r, const stmh_target_t *target,
                      const stmh_dirconf_t *dirconf)
{
    const stm_address_t *address = &target->address;

    switch (address->kind) {
    case STM_ADDRESS_STATEMENT:
    case STM_ADDRESS_NEGOTIATED:
        return address->finfo.filetype == APR_REG || is_plainly_missing(r, target, dirconf);
    case STM_ADDRESS_OTHER:
        return address->finfo.filetype == APR_REG;
    case STM_ADDRESS_ARCHIVE:
        return address->finfo.filetype == APR_DIR;
    case STM_ADDRESS_FEED:
    case STM_ADDRESS_SITEMAP:
    case STM_ADDRESS_STYLE:
        return is_in_folder(address, r->pool);
    default:
        return 0;
    }
}
