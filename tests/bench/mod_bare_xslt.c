/**
 * mod_bare_xslt - the least that rendering costs inside httpd: parse, transform, serialize.
 *
 * The stylesheet is compiled when the server starts and kept. Nothing is checked, confined,
 * looked up, tagged or kept beyond the request. BareStylesheet names the stylesheet.
 */
#include <httpd.h>

#include <apr_strings.h>
#include <http_config.h>
#include <http_core.h>
#include <http_protocol.h>
#include <libxml/parser.h>
#include <libxslt/transform.h>
#include <libxslt/xsltInternals.h>
#include <libxslt/xsltutils.h>
#include <string.h>

typedef struct bare_config_t {
    xsltStylesheetPtr sheet; /* NULL: no BareStylesheet here */
} bare_config_t;

module AP_MODULE_DECLARE_DATA bare_xslt_module;

static void *create_config(apr_pool_t *pool, char *folder)
{
    (void)folder;
    return apr_pcalloc(pool, sizeof(bare_config_t));
}

static void *merge_config(apr_pool_t *pool, void *base, void *own)
{
    const bare_config_t *inner = own;

    (void)pool;
    return inner->sheet ? own : base;
}

static apr_status_t free_sheet(void *sheet)
{
    xsltFreeStylesheet(sheet);
    return APR_SUCCESS;
}

static const char *set_stylesheet(cmd_parms *cmd, void *config, const char *path)
{
    bare_config_t *own = config;

    own->sheet = xsltParseStylesheetFile(BAD_CAST path);
    if (!own->sheet) {
        return apr_pstrcat(cmd->pool, "BareStylesheet: cannot compile ", path, NULL);
    }
    apr_pool_cleanup_register(cmd->pool, own->sheet, free_sheet, apr_pool_cleanup_null);
    return NULL;
}

static int serialize(xmlChar **bytes, int *size, const char *path, xsltStylesheetPtr sheet)
{
    xmlDocPtr document = xmlReadFile(path, NULL, XSLT_PARSE_OPTIONS);
    xmlDocPtr result = document ? xsltApplyStylesheet(sheet, document, NULL) : NULL;
    int failed = !result || xsltSaveResultToString(bytes, size, result, sheet);

    xmlFreeDoc(result);
    xmlFreeDoc(document);
    return failed;
}

static int send_page(request_rec *r, xmlChar *bytes, int size)
{
    apr_bucket_alloc_t *allocator = r->connection->bucket_alloc;
    apr_bucket_brigade *brigade = apr_brigade_create(r->pool, allocator);

    ap_set_content_type(r, "text/html; charset=utf-8");
    ap_set_content_length(r, size);
    APR_BRIGADE_INSERT_TAIL(
        brigade, apr_bucket_heap_create((char *)bytes, (apr_size_t)size, xmlFree, allocator));
    APR_BRIGADE_INSERT_TAIL(brigade, apr_bucket_eos_create(allocator));
    return ap_pass_brigade(r->output_filters, brigade) ? AP_FILTER_ERROR : OK;
}

static int handle(request_rec *r)
{
    const bare_config_t *config = ap_get_module_config(r->per_dir_config, &bare_xslt_module);
    xmlChar *bytes = NULL;
    int size = 0;

    if (!r->handler || strcmp(r->handler, "bare-xslt") || r->method_number != M_GET) {
        return DECLINED;
    }
    if (!config->sheet || r->finfo.filetype != APR_REG) {
        return HTTP_NOT_FOUND;
    }
    if (serialize(&bytes, &size, r->filename, config->sheet)) {
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    return send_page(r, bytes, size);
}

static void prepare_parser(apr_pool_t *pool, server_rec *server)
{
    (void)pool;
    (void)server;
    xmlInitParser();
}

static void register_hooks(apr_pool_t *pool)
{
    (void)pool;
    ap_hook_child_init(prepare_parser, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_handler(handle, NULL, NULL, APR_HOOK_MIDDLE);
}

static const command_rec directives[] = {
    AP_INIT_TAKE1("BareStylesheet", set_stylesheet, NULL, ACCESS_CONF, "a stylesheet's path"),
    {NULL, {NULL}, NULL, 0, RAW_ARGS, NULL}};

AP_DECLARE_MODULE(bare_xslt) = {STANDARD20_MODULE_STUFF,
                                create_config,
                                merge_config,
                                NULL,
                                NULL,
                                directives,
                                register_hooks,
                                0};
