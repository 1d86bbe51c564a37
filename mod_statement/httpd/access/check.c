#include "httpd/access/check.h"

#include <apr_hash.h>
#include <apr_strings.h>
#include <http_core.h>
#include <http_protocol.h>
#include <http_request.h>
#include <string.h>

#include "core/site/address.h"
#include "core/site/spelling.h"
#include "core/xml/file_name.h"
#include "httpd/access/htaccess.h"
#include "httpd/access/subrequest.h"
#include "httpd/access/variance.h"

/* Folders that one request asks about; documents in others are asked about one by one. */
#define MOST_FOLDERS 100

/* What is found out once a request, when it is first asked. */
typedef enum { FACT_UNKNOWN = 0, FACT_NO, FACT_YES } fact_t;

static const fact_t no = FACT_NO, yes = FACT_YES;

struct stmh_access_check_t {
    request_rec *r;
    stmh_answer_t *answer;
    const stmh_mount_t *mount;
    apr_hash_t *names;   /* fact_t by name: whether this reader gets NAME.xml */
    apr_hash_t *folders; /* fact_t by folder ("2026/"): whether it is open to him */
    apr_hash_t *strange; /* fact_t by folder: whether no look-up can ask about what is in it */
    int lookups;         /* documents asked about */
    const stmh_differences_t *differences;
};

/* httpd has judged this very request, and lets nobody in without a user who needs to be one. */
static int would_have_user(const request_rec *r)
{
    return !r->prev && !r->main;
}

static int needs_login(request_rec *r)
{
    return r->user || (!would_have_user(r) && ap_some_authn_required(r));
}

apr_status_t stmh_access_start(stmh_request_t *request, stmh_answer_t *answer)
{
    stmh_access_check_t *check = apr_pcalloc(request->pool, sizeof(*check));
    const stmh_differences_t *differences = stmh_variance_differences(request->r, request->mount);

    check->r = request->r;
    check->answer = answer;
    check->mount = request->mount;
    check->differences = differences;
    request->access = check;
    request->documents_differ = differences->documents;
    answer->readers_differ = differences->readers || needs_login(request->r);
    return differences->is_late ? APR_TIMEUP : APR_SUCCESS;
}

int stmh_access_is_exhausted(const stmh_access_check_t *check)
{
    return check && (check->lookups >= STMH_ACCESS_LOOKUPS || check->differences->unaskable);
}

/* Notes where a login opened what others do not get to see. */
static int note_login(stmh_access_check_t *check, const stmh_subrequest_t *lookup)
{
    if (lookup->status == OK && lookup->sub->user) {
        check->answer->readers_differ = 1;
    }
    return lookup->status;
}

/* Of the statement that the request is for, the look at the disk has been taken. */
static int is_requested(const stm_address_t *address, const char *name)
{
    return address->finfo.filetype == APR_REG && address->kind == STM_ADDRESS_STATEMENT &&
           !strcmp(address->name, name);
}

/* The statement's file, as it is spelt. */
static const char *tail_of(const stmh_access_check_t *check, const char *name)
{
    const stmh_target_t *target = stmh_target_of(check->r);
    const char *root = check->mount->newsroom->root;
    apr_finfo_t finfo;
    char *path;

    if (target && is_requested(&target->address, name)) {
        return target->address.path + strlen(root) + 1;
    }
    path = apr_pstrcat(check->r->pool, root, "/", name, ".xml", NULL);
    if (apr_stat(&finfo, path, APR_FINFO_TYPE, check->r->pool)) {
        stm_file_name_respell(path);
    }
    return path + strlen(root) + 1;
}

/* Whoever asks there might wait for good. */
static int is_stuck(const stmh_access_check_t *check, const char *tail)
{
    return !check->differences->is_complete &&
           stmh_htaccess_is_stuck(check->r->server, check->mount->newsroom->root, tail,
                                  check->r->pool);
}

static int ask_tail(stmh_access_check_t *check, const char *tail)
{
    const char *challenge;
    stmh_subrequest_t lookup;
    int status;

    if (is_stuck(check, tail)) {
        return HTTP_FORBIDDEN;
    }
    stmh_subrequest_start(&lookup, check->r, check->mount, tail);
    status = note_login(check, &lookup);
    challenge = apr_table_get(lookup.sub->err_headers_out, "WWW-Authenticate");
    if (status == HTTP_UNAUTHORIZED && challenge) {
        apr_table_set(check->r->err_headers_out, "WWW-Authenticate", challenge);
    }
    stmh_subrequest_end(&lookup);
    return status;
}

/* A rule may be written for the file's name or for the address that pages print, whose accents may
 * be stored in another form. */
static const char *printed_tail(const stmh_access_check_t *check, const char *tail)
{
    return stm_spelling_public(check->mount->newsroom->root, tail, "", check->r->pool);
}

static int ask_document(stmh_access_check_t *check, const char *name)
{
    const char *tail = tail_of(check, name), *printed = printed_tail(check, tail);
    int status = ask_tail(check, tail);

    return status == OK && strcmp(printed, tail) != 0 ? ask_tail(check, printed) : status;
}

/* An .htaccess file on the way, which may lie in a folder that nothing is known of yet. */
static int has_htaccess(const request_rec *r)
{
    const struct htaccess_result *one;

    for (one = r->htaccess; one; one = one->next) {
        if (one->htaccess) {
            return 1;
        }
    }
    return 0;
}

static int is_open(stmh_access_check_t *check, const char *tail)
{
    stmh_subrequest_t lookup;
    int is_it;

    if (is_stuck(check, tail)) {
        return 0;
    }
    stmh_subrequest_start(&lookup, check->r, check->mount, tail);
    is_it = note_login(check, &lookup) == OK;
    stmh_subrequest_end(&lookup);
    return is_it;
}

static int is_document_open(stmh_access_check_t *check, const char *name)
{
    const char *tail = tail_of(check, name), *printed = printed_tail(check, tail);

    return is_open(check, tail) && (strcmp(printed, tail) == 0 || is_open(check, printed));
}

/* Something may be asked about by its name while the memory of that name is there. */
static void learn(apr_hash_t **facts, stmh_access_check_t *check, const char *name, int is_it)
{
    if (!*facts) {
        *facts = apr_hash_make(check->r->pool);
    }
    apr_hash_set(*facts, apr_pstrdup(check->r->pool, name), APR_HASH_KEY_STRING,
                 is_it ? &yes : &no);
}

static fact_t recall(apr_hash_t *facts, const char *name)
{
    const fact_t *fact = facts ? apr_hash_get(facts, name, APR_HASH_KEY_STRING) : NULL;

    return fact ? *fact : FACT_UNKNOWN;
}

static const char *folder_of(const stmh_access_check_t *check, const char *name)
{
    const char *slash = strrchr(name, '/');

    return slash ? apr_pstrmemdup(check->r->pool, name, (apr_size_t)(slash + 1 - name)) : "";
}

/* Whether rules may hold for it that nobody has looked at yet. */
static int is_unchecked(stmh_access_check_t *check, const char *name)
{
    const stmh_differences_t *differences = check->differences;

    return !differences->is_complete &&
           stmh_variance_is_unchecked(differences, folder_of(check, name), check->r->pool);
}

/* Whether a look-up would not get the answer that the reader gets at NAME.xml. */
static int is_unaskable(stmh_access_check_t *check, const char *name)
{
    const char *folder;

    if (check->differences->unaskable || !is_unchecked(check, name)) {
        return check->differences->unaskable != NULL;
    }
    folder = folder_of(check, name);
    if (recall(check->strange, folder) == FACT_UNKNOWN) {
        learn(&check->strange, check, folder,
              stmh_variance_is_unaskable(check->r, check->mount, folder));
    }
    return recall(check->strange, folder) == FACT_YES;
}

int stmh_access_document(stmh_access_check_t *check, const char *name)
{
    if (is_unaskable(check, name)) {
        return HTTP_FORBIDDEN;
    }
    return !check->differences->documents && !is_unchecked(check, name) &&
                   !has_htaccess(check->r) &&
                   !stmh_variance_names(check->mount->variance, check->r->uri)
               ? OK
               : ask_document(check, name);
}

int stmh_access_may_mention(stmh_access_check_t *check, const char *name)
{
    fact_t fact;

    if (!check || (!check->differences->documents && !is_unchecked(check, name))) {
        return 1;
    }
    if (is_unaskable(check, name)) {
        return 0;
    }
    fact = recall(check->names, name);
    if (fact == FACT_UNKNOWN && !stmh_access_is_exhausted(check)) {
        check->lookups++;
        learn(&check->names, check, name, is_document_open(check, name));
        fact = recall(check->names, name);
    }
    return fact == FACT_YES;
}

static int is_folder_open(stmh_access_check_t *check, const char *folder)
{
    if (recall(check->folders, folder) == FACT_UNKNOWN) {
        learn(&check->folders, check, folder, is_open(check, folder));
    }
    return recall(check->folders, folder) == FACT_YES;
}

static int has_prefix(const char *text, const char *prefix)
{
    return !strncmp(text, prefix, strlen(prefix));
}

/* What refuses a folder's own address need not refuse what is in it. */
static apr_status_t confirm_shut(int *is_shut, stmh_access_check_t *check, const char *folder,
                                 const stm_query_t *query, stm_catalog_t *catalog)
{
    stm_query_t newest = {
        .folder = folder, .show = query->show, .moment = query->moment, .limit = 1};
    apr_array_header_t *entries;
    int total;
    apr_status_t status = stm_catalog_list(&entries, &total, catalog, check->mount->newsroom->key,
                                           &newest, check->r->pool);

    *is_shut = !status && entries->nelts &&
               !stmh_access_may_mention(check, APR_ARRAY_IDX(entries, 0, stm_entry_t *)->name);
    return status;
}

static apr_status_t shut_folders(apr_array_header_t *shut, stmh_access_check_t *check,
                                 const stm_query_t *query, stm_catalog_t *catalog)
{
    apr_array_header_t *folders;
    apr_status_t status =
        stm_catalog_folders(&folders, catalog, check->mount->newsroom->key, check->r->pool);
    int i, is_shut;

    for (i = 0; !status && i < folders->nelts && i < MOST_FOLDERS; i++) {
        const char *folder = APR_ARRAY_IDX(folders, i, const char *);
        if (!*folder || !has_prefix(folder, query->folder) || is_folder_open(check, folder)) {
            continue;
        }
        status = confirm_shut(&is_shut, check, folder, query, catalog);
        if (is_shut) {
            APR_ARRAY_PUSH(shut, const char *) = folder;
        }
    }
    return status;
}

apr_status_t stmh_access_filter(stmh_access_check_t *check, stm_query_t *query,
                                stm_catalog_t *catalog)
{
    apr_array_header_t *folders;
    apr_status_t status;

    query->without_folders = NULL;
    if (!check->differences->documents) {
        return APR_SUCCESS;
    }
    folders = apr_array_make(check->r->pool, 4, sizeof(const char *));
    status = shut_folders(folders, check, query, catalog);
    query->without_folders = folders;
    return status;
}

/* As rules see it: the header as it is written, with its port. */
static const char *host_of(request_rec *r, apr_pool_t *result_pool)
{
    const char *header = apr_table_get(r->headers_in, "Host");

    return apr_psprintf(result_pool, "%s://%s:%u %s", ap_http_scheme(r), ap_get_server_name(r),
                        ap_get_server_port(r), header ? header : "");
}

const char *stmh_access_key(stmh_access_check_t *check, apr_pool_t *result_pool)
{
    const stmh_differences_t *differences = check->differences;

    if (!differences->documents) {
        return "";
    }
    return differences->reads_host ? apr_pstrcat(result_pool, differences->key, " ",
                                                 host_of(check->r, result_pool), NULL)
                                   : differences->key;
}
