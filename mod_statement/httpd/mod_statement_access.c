#include "mod_statement_access.h"

#include <apr_hash.h>
#include <apr_strings.h>
#include <http_core.h>
#include <http_request.h>
#include <string.h>

#include "mod_statement_address.h"
#include "mod_statement_folders.h"
#include "mod_statement_judge.h"
#include "stm_address.h"

/* What is found out once a request, when it is first asked. */
typedef enum { FACT_UNKNOWN = 0, FACT_NO, FACT_YES } fact_t;

/* What httpd says of one folder. */
typedef struct folder_t {
    int is_open;
    const apr_array_header_t *files; /* its <Files> sections (ap_conf_vector_t *) */
} folder_t;

struct stm_access_check_t {
    request_rec *r;
    const stm_place_t *place;
    apr_hash_t *folders; /* with rules of their own, and "": "2026/" to folder_t; NULL: none yet */
    fact_t needs_login;  /* the request itself */
    fact_t is_plain;
    int is_personal; /* a look-up needed a login */
};

stm_access_check_t *stm_access_start(request_rec *r, const stm_place_t *place)
{
    stm_access_check_t *check = apr_pcalloc(r->pool, sizeof(*check));

    check->r = r;
    check->place = place;
    return check;
}

/* httpd has judged this very request, and lets nobody in without a user who needs to be one. */
static int would_have_user(const request_rec *r)
{
    return !r->prev && !r->main;
}

static int needs_login(stm_access_check_t *check)
{
    request_rec *r = check->r;

    if (check->needs_login == FACT_UNKNOWN) {
        check->needs_login =
            r->user || (!would_have_user(r) && ap_some_authn_required(r)) ? FACT_YES : FACT_NO;
    }
    return check->needs_login == FACT_YES;
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

static int ask_document(stm_access_check_t *check, const char *name)
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

int stm_access_document(stm_access_check_t *check, const char *name)
{
    return stm_judge_is_alike(check->place->judge, check->r, name) ? OK : ask_document(check, name);
}

static const apr_array_header_t *files_of(const request_rec *r)
{
    const core_dir_config *core = ap_get_core_module_config(r->per_dir_config);

    return core->sec_file;
}

static const char *folder_of(const char *name, apr_pool_t *pool)
{
    const char *slash = strrchr(name, '/');

    return slash ? apr_pstrmemdup(pool, name, (apr_size_t)(slash + 1 - name)) : "";
}

/* Whether the request itself has been judged as one for the folder @a rule would be. */
static int is_answered(const stm_access_check_t *check, const char *rule)
{
    const stm_judge_t *of = check->place->judge;
    const char *folder = stm_target_of(check->r)->address.folder;

    return folder && stm_judge_is_as_folder(of, check->r, rule) &&
           !strcmp(stm_folders_rule(of, folder, check->r->pool), rule);
}

static void look_up_folder(folder_t *folder, stm_access_check_t *check, const char *rule)
{
    request_rec *sub = look_up(check, rule);

    folder->is_open =
        stm_config_of(sub->per_dir_config)->engine == STM_SWITCH_ON && judge(check, sub) == OK;
    folder->files = files_of(sub) ? apr_array_copy(check->r->pool, files_of(sub)) : NULL;
    ap_destroy_sub_req(sub);
}

/* For the folder @a rule, which has rules of its own or is the root: once per request. */
static const folder_t *ask_folder(stm_access_check_t *check, const char *rule)
{
    folder_t *folder;

    if (!check->folders) {
        check->folders = apr_hash_make(check->r->pool);
    }
    folder = apr_hash_get(check->folders, rule, APR_HASH_KEY_STRING);
    if (folder) {
        return folder;
    }
    folder = apr_pcalloc(check->r->pool, sizeof(*folder));
    if (is_answered(check, rule)) {
        folder->is_open = 1;
        folder->files = files_of(check->r);
    }
    else {
        look_up_folder(folder, check, rule);
    }
    apr_hash_set(check->folders, apr_pstrdup(check->r->pool, rule), APR_HASH_KEY_STRING, folder);
    return folder;
}

/* A file that a section guards more than its folder is guarded. */
static int is_guarded(stm_access_check_t *check, const char *name)
{
    request_rec *sub = look_up(check, apr_pstrcat(check->r->pool, name, ".xml", NULL));
    int is_it = is_refusal(sub->status) || (!needs_login(check) && sub->user);

    ap_destroy_sub_req(sub);
    return is_it;
}

int stm_access_is_plain(stm_access_check_t *check)
{
    if (check->is_plain == FACT_UNKNOWN) {
        check->is_plain =
            stm_judge_is_plain(check->place->judge) && is_answered(check, "") ? FACT_YES : FACT_NO;
    }
    return check->is_plain == FACT_YES;
}

static const char *rule_for(const stm_access_check_t *check, const char *name)
{
    return stm_folders_rule(check->place->judge, folder_of(name, check->r->pool), check->r->pool);
}

int stm_access_may_mention(stm_access_check_t *check, const char *name)
{
    const stm_judge_t *of = check->place->judge;
    const folder_t *folder;

    if (stm_access_is_plain(check)) {
        return 1;
    }
    folder = ask_folder(check, rule_for(check, name));
    return folder->is_open && (!stm_judge_is_named(of, folder->files, name, check->r->pool) ||
                               !is_guarded(check, name));
}

int stm_access_is_alike(stm_access_check_t *check, const char *name, const char *other)
{
    const stm_judge_t *of = check->place->judge;
    apr_pool_t *pool = check->r->pool;
    const folder_t *folder;
    const char *rule;

    if (stm_access_is_plain(check)) {
        return 1;
    }
    rule = rule_for(check, name);
    if (strcmp(rule, rule_for(check, other))) {
        return 0;
    }
    folder = ask_folder(check, rule);
    return !stm_judge_is_named(of, folder->files, name, pool) &&
           !stm_judge_is_named(of, folder->files, other, pool);
}

static int has_prefix(const char *text, const char *prefix)
{
    return !strncmp(text, prefix, strlen(prefix));
}

/* What is asked for one list. */
typedef struct filter_t {
    stm_access_check_t *check;
    stm_query_t *query;
    stm_catalog_t *catalog;
    const stm_folders_t *folders;
    apr_array_header_t *shut, *guarded; /* const char * */
} filter_t;

static const char *rule_of(const filter_t *filter, const char *folder)
{
    const apr_array_header_t *ruled = filter->folders->ruled;
    int i;

    for (i = 0; i < ruled->nelts; i++) {
        const stm_folder_rule_t *one = &APR_ARRAY_IDX(ruled, i, stm_folder_rule_t);
        if (!strcmp(one->folder, folder)) {
            return one->rule;
        }
    }
    return "";
}

static void shut_ruled(filter_t *filter)
{
    const apr_array_header_t *ruled = filter->folders->ruled;
    int i;

    for (i = 0; i < ruled->nelts; i++) {
        const stm_folder_rule_t *one = &APR_ARRAY_IDX(ruled, i, stm_folder_rule_t);
        if (has_prefix(one->folder, filter->query->folder) &&
            !ask_folder(filter->check, one->rule)->is_open) {
            APR_ARRAY_PUSH(filter->shut, const char *) = one->folder;
        }
    }
}

/* A root that is closed to a reader who may see its list: then all that goes by it is closed. */
static apr_status_t shut_others(filter_t *filter)
{
    const stm_place_t *place = filter->check->place;
    apr_array_header_t *folders;
    apr_status_t status;
    int i;

    if (ask_folder(filter->check, "")->is_open) {
        return APR_SUCCESS;
    }
    status = stm_catalog_folders(&folders, filter->catalog, place->newsroom->key,
                                 filter->check->r->pool);
    for (i = 0; !status && i < folders->nelts; i++) {
        const char *folder = APR_ARRAY_IDX(folders, i, const char *);
        if (has_prefix(folder, filter->query->folder) && !*rule_of(filter, folder)) {
            APR_ARRAY_PUSH(filter->shut, const char *) = folder;
        }
    }
    return status;
}

static void guard(filter_t *filter, const char *name)
{
    stm_access_check_t *check = filter->check;
    const folder_t *folder;

    if (!has_prefix(name, filter->query->folder)) {
        return;
    }
    folder = ask_folder(check, rule_of(filter, folder_of(name, check->r->pool)));
    if (folder->is_open &&
        stm_judge_is_named(check->place->judge, folder->files, name, check->r->pool) &&
        is_guarded(check, name)) {
        APR_ARRAY_PUSH(filter->guarded, const char *) = name;
    }
}

/* Whether a folder has <Files> sections of its own that may name documents. */
static int has_own_files(const filter_t *filter)
{
    const stm_judge_t *of = filter->check->place->judge;
    const apr_array_header_t *files = stm_judge_files(of);
    apr_hash_index_t *index;

    for (index = apr_hash_first(filter->check->r->pool, filter->check->folders); index;
         index = apr_hash_next(index)) {
        const folder_t *folder = apr_hash_this_val(index);
        int is_same = folder->files == files ||
                      (folder->files && files && folder->files->nelts == files->nelts &&
                       !memcmp(folder->files->elts, files->elts,
                               (apr_size_t)files->nelts * (apr_size_t)files->elt_size));
        if (folder->is_open && !is_same && stm_judge_may_name(of, folder->files)) {
            return 1;
        }
    }
    return 0;
}

static apr_status_t guard_names(filter_t *filter)
{
    stm_access_check_t *check = filter->check;
    const apr_array_header_t *names = filter->folders->named;
    apr_array_header_t *all;
    apr_status_t status = APR_SUCCESS;
    int i;

    if (has_own_files(filter)) {
        status =
            stm_catalog_names(&all, filter->catalog, check->place->newsroom->key, check->r->pool);
        names = all;
    }
    for (i = 0; !status && i < names->nelts; i++) {
        guard(filter, APR_ARRAY_IDX(names, i, const char *));
    }
    return status;
}

apr_status_t stm_access_filter(stm_access_check_t *check, stm_query_t *query,
                               stm_catalog_t *catalog)
{
    filter_t filter = {check, query, catalog, NULL, NULL, NULL};
    apr_status_t status;

    query->without_folders = query->without_names = NULL;
    if (stm_access_is_plain(check)) {
        return APR_SUCCESS;
    }
    filter.shut = apr_array_make(check->r->pool, 4, sizeof(const char *));
    filter.guarded = apr_array_make(check->r->pool, 4, sizeof(const char *));
    status = stm_folders_get(&filter.folders, check->r, check->place, catalog);
    if (!status) {
        shut_ruled(&filter);
        status = shut_others(&filter);
    }
    if (!status) {
        status = guard_names(&filter);
    }
    query->without_folders = filter.shut;
    query->without_names = filter.guarded;
    return status;
}

int stm_access_is_personal(stm_access_check_t *check)
{
    return check->is_personal || needs_login(check);
}
