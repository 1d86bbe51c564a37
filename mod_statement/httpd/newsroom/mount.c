#include "httpd/newsroom/mount.h"

#include <apr_fnmatch.h>
#include <apr_strings.h>
#include <apr_uri.h>
#include <http_core.h>
#include <string.h>

#include "core/base/path.h"
#include "core/site/address.h"
#include "httpd/config/intern.h"
#include "httpd/newsroom/mounts.h"
#include "httpd/newsroom/registry.h"
#include "httpd/newsroom/settings_digest.h"

#define MOST_FILLERS 4

/* Set before the child's threads start. */
static stmh_mount_fill_t fillers[MOST_FILLERS];
static int filler_count;

void stmh_mount_fill_with(stmh_mount_fill_t fill)
{
    if (filler_count < MOST_FILLERS) {
        fillers[filler_count++] = fill;
    }
}

const stm_newsroom_t *stmh_newsroom_make(const char *root, const stmh_config_t *config,
                                         const server_rec *server, apr_pool_t *result_pool)
{
    stm_newsroom_t *newsroom = apr_pcalloc(result_pool, sizeof(*newsroom));

    newsroom->root = root;
    newsroom->title = config->title ? config->title : server->server_hostname;
    newsroom->identity = config->identity ? config->identity : server->server_hostname;
    newsroom->lang = config->lang ? config->lang : "en";
    newsroom->zone = config->zone ? config->zone : stm_zone_utc();
    newsroom->set_zone = config->zone;
    newsroom->validate = config->validate;
    newsroom->show = config->show;
    newsroom->feed_items = config->feed_items;
    newsroom->limits.max_bytes = config->max_bytes;
    newsroom->limits.max_depth = config->max_depth;
    newsroom->limits.max_work = config->max_work;
    newsroom->params = stm_params_settle(config->params, result_pool);
    newsroom->key = stm_newsroom_key(newsroom->root, newsroom->set_zone, newsroom->validate,
                                     newsroom->identity, result_pool);
    return newsroom;
}

static int slashes_in(const char *text)
{
    int count = 0;

    while ((text = strchr(text, '/'))) {
        count++;
        text++;
    }
    return count;
}

static int section_matches(const stmh_section_t *section, const char *prefix, apr_pool_t *pool)
{
    if (section->regex) {
        return !ap_regexec(section->regex, prefix, 0, NULL, 0) ||
               !ap_regexec(section->regex, apr_pstrcat(pool, prefix, "/", NULL), 0, NULL, 0);
    }
    return slashes_in(prefix) == slashes_in(section->path) &&
           !apr_fnmatch(section->path, prefix, APR_FNM_PATHNAME);
}

/* The shortest beginning of @a path, whole steps only, that the section matches; NULL: none. */
static const char *section_prefix(const stmh_section_t *section, const char *path, apr_pool_t *pool)
{
    const char *end = path;

    if (!section->regex && !section->has_wildcards) {
        const char *folder = strcmp(section->path, "/") ? section->path : "";
        return stm_path_holds(folder, path) ? folder : NULL;
    }
    while (end && *end) {
        const char *prefix;
        end = strchr(end + 1, '/');
        prefix = end ? apr_pstrmemdup(pool, path, (apr_size_t)(end - path)) : path;
        if (section_matches(section, prefix, pool)) {
            return prefix;
        }
    }
    return NULL;
}

static int ends_with(const char *text, const char *end)
{
    apr_size_t size = strlen(text), end_size = strlen(end);

    return size >= end_size && !strcmp(text + size - end_size, end);
}

static const char *cut_end(const char *text, const char *end, apr_pool_t *pool)
{
    return apr_pstrmemdup(pool, text, strlen(text) - strlen(end));
}

/* A section that matches addresses: its root is where the address it matches leads. */
static const char *location_root(const stmh_section_t *section, const char *uri, const char *path,
                                 apr_pool_t *pool)
{
    const char *prefix = section_prefix(section, uri, pool);
    const char *rest = prefix ? uri + strlen(prefix) : NULL;

    return rest && ends_with(path, rest) ? cut_end(path, rest, pool) : NULL;
}

static const char *document_root(request_rec *r, const char *path)
{
    const char *root = ap_document_root(r);
    apr_size_t size = root ? strlen(root) : 0;

    while (size && root[size - 1] == '/') {
        size--;
    }
    root = apr_pstrmemdup(r->pool, root ? root : "", size);
    return size && stm_path_holds(root, path) ? root : NULL;
}

static const char *find_root(request_rec *r, const stmh_section_t *section, const char *uri,
                             const char *path)
{
    switch (section->kind) {
    case STMH_SECTION_SERVER:
        return document_root(r, path);
    case STMH_SECTION_DIRECTORY:
        return section_prefix(section, path, r->pool);
    case STMH_SECTION_LOCATION:
        return location_root(section, uri, path, r->pool);
    case STMH_SECTION_UNSET:
        break;
    }
    return NULL;
}

/* Where the newsroom lies in the address space of this request; NULL where that is unknown. */
static const char *find_base_path(const char *tail, const char *uri, apr_pool_t *pool)
{
    const char *base_path;

    if (!tail) {
        return apr_pstrcat(pool, uri, "/", NULL);
    }
    if (!ends_with(uri, tail)) {
        return NULL;
    }
    base_path = cut_end(uri, tail, pool);
    return ends_with(base_path, "/") ? base_path : NULL;
}

const apr_array_header_t *stmh_newsroom_formats(const stmh_config_t *config,
                                                apr_pool_t *result_pool)
{
    apr_array_header_t *formats = apr_array_copy(result_pool, stm_format_builtin(result_pool));
    int i;

    for (i = 0; config->formats && i < config->formats->nelts; i++) {
        stm_format_apply(formats, &APR_ARRAY_IDX(config->formats, i, stmh_format_setting_t).format);
    }
    return formats;
}

/* What ap_construct_url makes of it. */
static const char *make_base(const stmh_mount_key_t *key, const char *encoded, apr_pool_t *pool)
{
    return key->port == apr_uri_port_of_scheme(key->scheme)
               ? apr_pstrcat(pool, key->scheme, "://", key->host, encoded, NULL)
               : apr_psprintf(pool, "%s://%s:%u%s", key->scheme, key->host, (unsigned)key->port,
                              encoded);
}

static stmh_mount_t *make_mount(const stmh_mount_key_t *key, apr_pool_t *pool)
{
    stmh_mount_t *mount = apr_pcalloc(pool, sizeof(*mount));
    const char *encoded = stm_address_encode(key->base_path, 0, pool);

    mount->config = stmh_config_settled(key->config, pool);
    mount->newsroom = stmh_newsroom_make(key->root, mount->config, key->server, pool);
    mount->formats = stmh_newsroom_formats(mount->config, pool);
    mount->base_path = key->base_path;
    mount->base = key->host ? make_base(key, encoded, pool) : key->config->base_url;
    mount->style = apr_pstrcat(pool, encoded, "statement.css", NULL);
    mount->digest = stmh_settings_digest(mount, pool);
    mount->is_from_start = stmh_registry_is_from_start(mount->newsroom->key);
    mount->metrics = stmh_metrics_others();
    for (int i = 0; i < filler_count; i++) {
        fillers[i](mount, key->server, pool);
    }
    return mount;
}

static const char *path_of_url(const char *url)
{
    return strchr(strstr(url, "//") + 2, '/');
}

static apr_status_t find_key(stmh_mount_key_t *key, request_rec *r, const stmh_config_t *config,
                             const char *path, const char *uri)
{
    memset(key, 0, sizeof(*key));
    key->config = config;
    key->server = r->server;
    key->root = find_root(r, config->section, uri, path);
    if (!key->root) {
        return APR_ENOENT;
    }
    key->base_path = find_base_path(stmh_newsroom_tail(key->root, path), uri, r->pool);
    if (!key->base_path && config->base_url) {
        key->base_path = path_of_url(config->base_url);
    }
    if (!config->base_url) {
        stmh_mounts_origin(key, r);
    }
    return key->base_path ? APR_SUCCESS : APR_EGENERAL;
}

apr_status_t stmh_newsroom_locate(const stmh_mount_t **mount, request_rec *r,
                                  const stmh_config_t *config, const char *path)
{
    const char *uri = r->uri;
    stmh_mount_key_t key;
    apr_status_t status;

    config = stmh_intern_config(config);
    *mount = stmh_mounts_find(r, config, path, uri);
    if (*mount) {
        return APR_SUCCESS;
    }
    uri = stmh_newsroom_merge_slashes(uri, r->pool);
    *mount = uri == r->uri ? NULL : stmh_mounts_find(r, config, path, uri);
    if (*mount) {
        return APR_SUCCESS;
    }
    status = find_key(&key, r, config, path, uri);
    if (!status) {
        *mount = stmh_mounts_make(r, &key, make_mount);
    }
    return status;
}

const char *stmh_newsroom_merge_slashes(const char *path, apr_pool_t *result_pool)
{
    char *merged;

    if (!strstr(path, "//")) {
        return path;
    }
    merged = apr_pstrdup(result_pool, path);
    ap_no2slash(merged);
    return merged;
}

const char *stmh_newsroom_tail(const char *root, const char *path)
{
    apr_size_t size = strlen(root);

    return path[size] ? path + size + 1 : NULL;
}

const stmh_format_setting_t *stmh_newsroom_setting(const stmh_mount_t *mount,
                                                   const char *sheet_path)
{
    const apr_array_header_t *formats = mount->config->formats;
    int i;

    for (i = 0; formats && i < formats->nelts; i++) {
        const stmh_format_setting_t *setting = &APR_ARRAY_IDX(formats, i, stmh_format_setting_t);
        if (!strcmp(setting->format.statement_sheet, sheet_path)) {
            return setting;
        }
    }
    return NULL;
}
