#include "mod_statement_access.h"

#include <apr_hash.h>
#include <apr_strings.h>
#include <http_core.h>
#include <http_request.h>
#include <string.h>

#include "mod_statement_address.h"
#include "mod_statement_judge.h"
#include "stm_address.h"

/* What is found out once a request, when it is first asked. */
typedef enum { FACT_UNKNOWN = 0, FACT_NO, FACT_YES } fact_t;

static const fact_t no = FACT_NO, yes = FACT_YES;

struct stm_access_check_t {
    request_rec *r;
    const stm_place_t *place;
    apr_hash_t *names;   /* fact_t by name: whether this reader gets NAME.xml */
    apr_hash_t *folders; /* fact_t by folder ("2026/"): whether it is open to him */
    int lookups;         /* documents asked about */
    fact_t needs_login;  /* the request itself */
    fact_t documents_differ;
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

int stm_access_documents_differ(stm_access_check_t *check)
{
    if (check->documents_differ == FACT_UNKNOWN) {
        check->documents_differ = stm_judge_is_plain(check->place->judge) ? FACT_NO : FACT_YES;
    }
    return check->documents_differ == FACT_YES;
}

int stm_access_readers_differ(stm_access_check_t *check)
{
    return stm_access_is_personal(check) || stm_access_documents_differ(check);
}

int stm_access_is_exhausted(const stm_access_check_t *check)
{
    return check->lookups >= STM_ACCESS_LOOKUPS;
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
static int judge(stm_access_check_t *check, const request_rec *sub)
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

static int look_up_document(stm_access_check_t *check, const char *name)
{
    request_rec *sub = look_up(check, apr_pstrcat(check->r->pool, name, ".xml", NULL));
    int is_open = judge(check, sub) == OK;

    ap_destroy_sub_req(sub);
    return is_open;
}

/* Something may be asked about by its name while the memory of that name is there. */
static void learn(apr_hash_t **facts, stm_access_check_t *check, const char *name, int is_open)
{
    if (!*facts) {
        *facts = apr_hash_make(check->r->pool);
    }
    apr_hash_set(*facts, apr_pstrdup(check->r->pool, name), APR_HASH_KEY_STRING,
                 is_open ? &yes : &no);
}

static fact_t recall(apr_hash_t *facts, const char *name)
{
    const fact_t *fact = facts ? apr_hash_get(facts, name, APR_HASH_KEY_STRING) : NULL;

    return fact ? *fact : FACT_UNKNOWN;
}

int stm_access_may_mention(stm_access_check_t *check, const char *name)
{
    fact_t fact;

    if (!stm_access_documents_differ(check)) {
        return 1;
    }
    fact = recall(check->names, name);
    if (fact == FACT_UNKNOWN && !stm_access_is_exhausted(check)) {
        check->lookups++;
        learn(&check->names, check, name, look_up_document(check, name));
        fact = recall(check->names, name);
    }
    return fact == FACT_YES;
}

static int look_up_folder(stm_access_check_t *check, const char *folder)
{
    request_rec *sub = look_up(check, folder);
    int is_open =
        stm_config_of(sub->per_dir_config)->engine == STM_SWITCH_ON && judge(check, sub) == OK;

    ap_destroy_sub_req(sub);
    return is_open;
}

static int is_folder_open(stm_access_check_t *check, const char *folder)
{
    if (recall(check->folders, folder) == FACT_UNKNOWN) {
        learn(&check->folders, check, folder, look_up_folder(check, folder));
    }
    return recall(check->folders, folder) == FACT_YES;
}

static int has_prefix(const char *text, const char *prefix)
{
    return !strncmp(text, prefix, strlen(prefix));
}

static apr_status_t shut_folders(apr_array_header_t *shut, stm_access_check_t *check,
                                 const stm_query_t *query, stm_catalog_t *catalog)
{
    apr_array_header_t *folders;
    apr_status_t status =
        stm_catalog_folders(&folders, catalog, check->place->newsroom->key, check->r->pool);
    int i;

    for (i = 0; !status && i < folders->nelts; i++) {
        const char *folder = APR_ARRAY_IDX(folders, i, const char *);
        if (has_prefix(folder, query->folder) && !is_folder_open(check, folder)) {
            APR_ARRAY_PUSH(shut, const char *) = folder;
        }
    }
    return status;
}

/* Until lists ask about each of their entries. */
static apr_status_t shut_names(apr_array_header_t *shut, stm_access_check_t *check,
                               const stm_query_t *query, stm_catalog_t *catalog)
{
    apr_array_header_t *names;
    apr_status_t status =
        stm_catalog_names(&names, catalog, check->place->newsroom->key, check->r->pool);
    int i;

    for (i = 0; !status && i < names->nelts; i++) {
        const char *name = APR_ARRAY_IDX(names, i, const char *);
        if (has_prefix(name, query->folder) && !stm_access_may_mention(check, name)) {
            APR_ARRAY_PUSH(shut, const char *) = name;
        }
    }
    return status;
}

apr_status_t stm_access_filter(stm_access_check_t *check, stm_query_t *query,
                               stm_catalog_t *catalog)
{
    apr_array_header_t *folders, *names;
    apr_status_t status;

    query->without_folders = query->without_names = NULL;
    if (!stm_access_documents_differ(check)) {
        return APR_SUCCESS;
    }
    folders = apr_array_make(check->r->pool, 4, sizeof(const char *));
    names = apr_array_make(check->r->pool, 4, sizeof(const char *));
    status = shut_folders(folders, check, query, catalog);
    if (!status) {
        status = shut_names(names, check, query, catalog);
    }
    query->without_folders = folders;
    query->without_names = names;
    return status;
}

const char *stm_access_key(stm_access_check_t *check, apr_pool_t *result_pool)
{
    (void)result_pool;
    return stm_access_documents_differ(check) ? "differ" : "";
}

int stm_access_is_personal(stm_access_check_t *check)
{
    return check->is_personal || needs_login(check);
}
