#include "mod_statement_access.h"

#include <apr_fnmatch.h>
#include <apr_hash.h>
#include <apr_strings.h>
#include <http_core.h>
#include <http_request.h>
#include <string.h>

#include "mod_statement_address.h"
#include "stm_address.h"

/* What httpd says of one folder. */
typedef struct folder_t {
    int is_open;
    const apr_array_header_t *files; /* its <Files> sections (ap_conf_vector_t *) */
} folder_t;

struct stm_access_check_t {
    request_rec *r;
    const stm_place_t *place;
    apr_hash_t *folders; /* "2026/" to folder_t */
    int needs_login;     /* the request itself did */
    int is_personal;
};

stm_access_check_t *stm_access_start(request_rec *r, const stm_place_t *place)
{
    stm_access_check_t *check = apr_pcalloc(r->pool, sizeof(*check));

    check->r = r;
    check->place = place;
    check->folders = apr_hash_make(r->pool);
    check->needs_login = r->user != NULL || ap_some_authn_required(r);
    check->is_personal = check->needs_login;
    return check;
}

static request_rec *look_up(const stm_access_check_t *check, const char *tail)
{
    const char *path = apr_pstrcat(check->r->pool, check->place->base_path, tail, NULL);

    stm_target_t *target = stm_target_of(check->r);
    request_rec *sub;

    target->is_looking_up = 1;
    sub = ap_sub_req_lookup_uri(stm_address_encode(path, 0, check->r->pool), check->r, NULL);
    target->is_looking_up = 0;
    return sub;
}

static int is_refusal(int status)
{
    return status >= 400;
}

/* Notes where a login opened what others do not get to see. */
static int judge(stm_access_check_t *check, request_rec *sub)
{
    if (is_refusal(sub->status)) {
        return sub->status;
    }
    if (sub->user) {
        check->is_personal = 1;
    }
    return OK;
}

int stm_access_document(stm_access_check_t *check, const char *name)
{
    request_rec *sub = look_up(check, apr_pstrcat(check->r->pool, name, ".xml", NULL));
    int status = judge(check, sub);
    const char *challenge = apr_table_get(sub->err_headers_out, "WWW-Authenticate");

    if (status == HTTP_UNAUTHORIZED && challenge) {
        apr_table_set(check->r->err_headers_out, "WWW-Authenticate", challenge);
    }
    ap_destroy_sub_req(sub);
    return status;
}

static const apr_array_header_t *files_of(const request_rec *r)
{
    const core_dir_config *core = ap_get_core_module_config(r->per_dir_config);

    return core->sec_file;
}

static folder_t *ask_folder(stm_access_check_t *check, const char *name)
{
    folder_t *folder = apr_hash_get(check->folders, name, APR_HASH_KEY_STRING);
    request_rec *sub;

    if (folder) {
        return folder;
    }
    folder = apr_pcalloc(check->r->pool, sizeof(*folder));
    sub = look_up(check, name);
    folder->is_open =
        stm_config_of(sub->per_dir_config)->engine == STM_SWITCH_ON && judge(check, sub) == OK;
    folder->files = files_of(sub) ? apr_array_copy(check->r->pool, files_of(sub)) : NULL;
    ap_destroy_sub_req(sub);
    apr_hash_set(check->folders, apr_pstrdup(check->r->pool, name), APR_HASH_KEY_STRING, folder);
    return folder;
}

static const char *folder_of(const char *name, apr_pool_t *pool)
{
    const char *slash = strrchr(name, '/');

    return slash ? apr_pstrmemdup(pool, name, (apr_size_t)(slash + 1 - name)) : "";
}

static int section_matches(const ap_conf_vector_t *section, const char *file)
{
    const core_dir_config *core = ap_get_core_module_config(section);

    if (core->r) {
        return !ap_regexec(core->r, file, 0, NULL, 0);
    }
    if (!core->d) {
        return 0;
    }
    return core->d_is_fnmatch ? !apr_fnmatch(core->d, file, APR_FNM_PATHNAME)
                              : !strcmp(core->d, file);
}

static int any_matches(const apr_array_header_t *sections, const char *text)
{
    int i;

    for (i = 0; sections && i < sections->nelts; i++) {
        if (section_matches(APR_ARRAY_IDX(sections, i, const ap_conf_vector_t *), text)) {
            return 1;
        }
    }
    return 0;
}

static const apr_array_header_t *locations_of(const stm_access_check_t *check)
{
    const core_server_config *core = ap_get_core_module_config(check->r->server->module_config);

    return core->sec_url;
}

/* Whether a <Files> or <Location> section has something to say about NAME.xml alone. */
static int is_named(const stm_access_check_t *check, const folder_t *folder, const char *name)
{
    const char *slash = strrchr(name, '/');
    const char *file = apr_pstrcat(check->r->pool, slash ? slash + 1 : name, ".xml", NULL);
    const char *uri = apr_pstrcat(check->r->pool, check->place->base_path, name, ".xml", NULL);

    return any_matches(folder->files, file) || any_matches(locations_of(check), uri);
}

/* A file that a section guards more than its folder is guarded. */
static int is_guarded(stm_access_check_t *check, const char *name)
{
    request_rec *sub = look_up(check, apr_pstrcat(check->r->pool, name, ".xml", NULL));
    int is_it = is_refusal(sub->status) || (!check->needs_login && sub->user);

    ap_destroy_sub_req(sub);
    return is_it;
}

int stm_access_may_mention(stm_access_check_t *check, const char *name)
{
    const folder_t *folder = ask_folder(check, folder_of(name, check->r->pool));

    if (!folder->is_open) {
        return 0;
    }
    return !is_named(check, folder, name) || !is_guarded(check, name);
}

int stm_access_is_alike(stm_access_check_t *check, const char *name, const char *other)
{
    const char *folder = folder_of(name, check->r->pool);
    const folder_t *asked;

    if (strcmp(folder, folder_of(other, check->r->pool))) {
        return 0;
    }
    asked = ask_folder(check, folder);
    return !is_named(check, asked, name) && !is_named(check, asked, other);
}

static int has_prefix(const char *text, const char *prefix)
{
    return !strncmp(text, prefix, strlen(prefix));
}

static int have_sections(const stm_access_check_t *check)
{
    apr_hash_index_t *index;
    void *folder;

    if (locations_of(check)->nelts) {
        return 1;
    }
    for (index = apr_hash_first(check->r->pool, check->folders); index;
         index = apr_hash_next(index)) {
        apr_hash_this(index, NULL, NULL, &folder);
        if (((folder_t *)folder)->files && ((folder_t *)folder)->files->nelts) {
            return 1;
        }
    }
    return 0;
}

static apr_status_t filter_names(stm_access_check_t *check, stm_query_t *query,
                                 stm_catalog_t *catalog, apr_array_header_t *without)
{
    apr_array_header_t *names;
    apr_status_t status =
        stm_catalog_names(&names, catalog, check->place->newsroom->key, check->r->pool);
    int i;

    for (i = 0; !status && i < names->nelts; i++) {
        const char *name = APR_ARRAY_IDX(names, i, const char *);
        const folder_t *folder;
        if (!has_prefix(name, query->folder)) {
            continue;
        }
        folder = ask_folder(check, folder_of(name, check->r->pool));
        if (folder->is_open && is_named(check, folder, name) && is_guarded(check, name)) {
            APR_ARRAY_PUSH(without, const char *) = name;
        }
    }
    return status;
}

apr_status_t stm_access_filter(stm_access_check_t *check, stm_query_t *query,
                               stm_catalog_t *catalog)
{
    apr_array_header_t *folders;
    apr_array_header_t *shut = apr_array_make(check->r->pool, 4, sizeof(const char *));
    apr_array_header_t *guarded = apr_array_make(check->r->pool, 4, sizeof(const char *));
    apr_status_t status =
        stm_catalog_folders(&folders, catalog, check->place->newsroom->key, check->r->pool);
    int i;

    for (i = 0; !status && i < folders->nelts; i++) {
        const char *folder = APR_ARRAY_IDX(folders, i, const char *);
        if (has_prefix(folder, query->folder) && !ask_folder(check, folder)->is_open) {
            APR_ARRAY_PUSH(shut, const char *) = folder;
        }
    }
    if (!status && have_sections(check)) {
        status = filter_names(check, query, catalog, guarded);
    }
    query->without_folders = shut;
    query->without_names = guarded;
    return status;
}

int stm_access_is_personal(const stm_access_check_t *check)
{
    return check->is_personal;
}
