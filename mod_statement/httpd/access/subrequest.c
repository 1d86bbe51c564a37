#include "httpd/access/subrequest.h"

#include <apr_strings.h>
#include <http_config.h>
#include <http_core.h>
#include <http_log.h>
#include <http_request.h>
#include <string.h>

#include "core/base/path.h"
#include "httpd/access/setenvif.h"
#include "httpd/config/sections.h"

APLOG_USE_MODULE(statement);

/* With which a look-up's pool holds the main request. */
static const char main_key[] = "statement_lookup";

static request_rec *main_of(const request_rec *r)
{
    void *asker = r->main;

    if (!asker && r->pool) {
        apr_pool_userdata_get(&asker, main_key, r->pool);
    }
    return asker;
}

stmh_target_t *stmh_subrequest_asker(const request_rec *r)
{
    const request_rec *asker = main_of(r);
    stmh_target_t *target = asker ? stmh_target_of(asker) : NULL;

    return target && target->is_looking_up ? target : NULL;
}

/* With which a request's pool says that a sub-request is ours. */
static const char asking_key[] = "statement_asking";

static int is_asking(const request_rec *asker)
{
    void *asking = NULL;

    if (asker) {
        apr_pool_userdata_get(&asking, asking_key, asker->pool);
    }
    return asking != NULL;
}

/* A look-up in a newsroom, or what stmh_subrequest_ask asks for. */
static int is_ours(const request_rec *r)
{
    return stmh_subrequest_asker(r) || is_asking(main_of(r));
}

/* A broken .htaccess file is said all the same. */
static const struct ap_logconf alerts = {NULL, APLOG_ALERT};

/* The one that came over the wire. */
static const request_rec *first_of(const request_rec *r)
{
    while (r->main || r->prev) {
        r = r->main ? r->main : r->prev;
    }
    return r;
}

/* Rules see what they would see if the reader requested this address: a sub-request has the request
 * line of the main request, "INCLUDED" as its protocol, and not the port of the Host header. */
static void take_over(request_rec *r)
{
    const request_rec *first = first_of(r->main);

    r->protocol = first->protocol;
    r->proto_num = first->proto_num;
    r->parsed_uri.port = first->parsed_uri.port;
    r->parsed_uri.port_str = first->parsed_uri.port_str;
    r->the_request = apr_pstrcat(r->pool, "GET ", r->unparsed_uri, " ", r->protocol, NULL);
}

/* Newsrooms close where variables are set by address, and spare their look-ups the work. */
static void set_variables(request_rec *r)
{
    if (is_asking(main_of(r))) {
        stmh_setenvif_run(r);
    }
}

static int begin(request_rec *r)
{
    if (r->main && is_ours(r)) {
        r->log = &alerts;
        apr_pool_userdata_setn(r->main, main_key, NULL, r->pool);
        take_over(r);
        set_variables(r);
    }
    return DECLINED;
}

/* Without mod_rewrite nothing keeps the two hooks below in order, nor is there a need for them. */
static int is_rewrite_loaded;

static int find_rewrite(apr_pool_t *pool, apr_pool_t *log_pool, apr_pool_t *temp_pool,
                        server_rec *server)
{
    (void)pool, (void)log_pool, (void)temp_pool, (void)server;
    is_rewrite_loaded = ap_find_linked_module("mod_rewrite.c") != NULL;
    return OK;
}

static int pose_as_main(request_rec *r)
{
    if (is_rewrite_loaded && r->main && is_ours(r)) {
        r->main = NULL;
    }
    return DECLINED;
}

static int stop_posing(request_rec *r)
{
    /* Nobody else logs like that: main requests are passed over by two comparisons. */
    if (!r->main && r->log == &alerts && is_ours(r)) {
        r->main = main_of(r);
    }
    return DECLINED;
}

/* Both have one folder's configuration, though conditions on the address may tell them apart. A
 * copy has another address. */
static int judge_apart(request_rec *r)
{
    if (!r->main || !is_ours(r)) {
        return DECLINED;
    }
    r->per_dir_config =
        ap_merge_per_dir_configs(r->pool, r->per_dir_config, ap_create_request_config(r->pool));
    r->log = &alerts; /* a section with a LogLevel of its own has just been merged */
    set_variables(r);
    return OK;
}

void stmh_subrequest_register(void)
{
    static const char *const rewrite[] = {"mod_rewrite.c", NULL};

    ap_hook_post_config(find_rewrite, NULL, NULL, APR_HOOK_MIDDLE);
    stmh_setenvif_register();
    ap_hook_translate_name(begin, NULL, NULL, APR_HOOK_REALLY_FIRST);
    ap_hook_translate_name(pose_as_main, NULL, rewrite, APR_HOOK_FIRST);
    ap_hook_map_to_storage(stop_posing, NULL, NULL, APR_HOOK_REALLY_FIRST);
    ap_hook_post_perdir_config(judge_apart, NULL, NULL, APR_HOOK_LAST);
    ap_hook_fixups(pose_as_main, NULL, rewrite, APR_HOOK_FIRST);
    ap_hook_fixups(stop_posing, rewrite, NULL, APR_HOOK_FIRST);
}

/* "https://host/path?query" and "/path" alike. */
static const char *path_of(const char *url, apr_pool_t *pool)
{
    const char *start = strstr(url, "://");
    char *path;

    url = start ? start + 3 + strcspn(start + 3, "/?#") : url;
    path = apr_pstrmemdup(pool, url, strcspn(url, "?#"));
    ap_unescape_url(path);
    return path;
}

static int leads_elsewhere(const request_rec *sub, const char *path, apr_pool_t *pool)
{
    const char *location = apr_table_get(sub->headers_out, "Location");

    return !location || strcmp(path_of(location, pool), path) != 0;
}

/* A RewriteRule of the folder has handed it on, which the engine does not let it do. */
static int is_handed_on(const request_rec *sub)
{
    return sub->handler && strcmp(sub->handler, "redirect-handler") == 0;
}

static int is_file(const char *path, const char *root, const char *tail)
{
    const char *rest = stm_path_holds(root, path) ? stmh_newsroom_tail(root, path) : NULL;

    return rest && !strcmp(rest, tail);
}

/* Mapped to another file, no part of the newsroom, or handed on to another server. */
static int is_another(const request_rec *sub, const char *led_to, const char *root,
                      const char *tail, apr_pool_t *pool)
{
    return !led_to || stmh_config_of(sub->per_dir_config)->engine != STMH_SWITCH_ON ||
           !is_file(stmh_newsroom_merge_slashes(led_to, pool), root, tail) || sub->proxyreq ||
           !sub->filename || (*sub->filename != '/' && !is_handed_on(sub));
}

/* A walk takes over what the main request's has found for the same folder, though sections by
 * expression may match one of its files only. */
static request_rec *walk_anew(request_rec *r, const char *path)
{
    void **note = ap_get_request_note(r, AP_NOTE_DIRECTORY_WALK), *walked = *note;
    request_rec *sub;

    if (stmh_sections_by_expression(r->server)) {
        *note = NULL;
    }
    sub = ap_sub_req_lookup_uri(path, r, NULL);
    *note = walked;
    return sub;
}

request_rec *stmh_subrequest_ask(request_rec *r, const char *url)
{
    request_rec *sub;

    apr_pool_userdata_setn(r, asking_key, NULL, r->pool);
    sub = walk_anew(r, url);
    apr_pool_userdata_setn(NULL, asking_key, NULL, r->pool);
    sub->main = r;
    sub->log = r->log;
    sub->protocol = (char *)"INCLUDED"; /* as handlers know a sub-request */
    return sub;
}

void stmh_subrequest_start(stmh_subrequest_t *lookup, request_rec *r, const stmh_mount_t *mount,
                           const char *tail)
{
    stmh_target_t *target = stmh_target_of(r);
    const char *path;
    request_rec *sub;

    apr_pool_create(&lookup->pool, r->pool);
    path = apr_pstrcat(lookup->pool, mount->base_path, tail, NULL);
    target->looked_up = NULL;
    target->is_looking_up = 1;
    sub = walk_anew(r, stm_address_encode(path, 0, lookup->pool));
    sub->main = r;
    target->is_looking_up = 0;
    lookup->sub = sub;
    lookup->status = OK;
    if (ap_is_HTTP_ERROR(sub->status)) {
        lookup->status = sub->status;
    }
    else if (ap_is_HTTP_REDIRECT(sub->status)
                 ? leads_elsewhere(sub, path, lookup->pool)
                 : is_another(sub, target->looked_up, mount->newsroom->root, tail, lookup->pool)) {
        lookup->status = HTTP_FORBIDDEN;
    }
}

void stmh_subrequest_end(stmh_subrequest_t *lookup)
{
    ap_destroy_sub_req(lookup->sub);
    apr_pool_destroy(lookup->pool);
}
