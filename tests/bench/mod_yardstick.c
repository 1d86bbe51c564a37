/**
 * mod_yardstick - the most that httpd allows: for a file that is there, a page from memory.
 *
 * The request goes the whole way of any request: hooks, the walk along the path, the look at the
 * file, access control. Only then comes a page that was read when the server started, with an
 * entity tag, a date and answers to conditions. YardstickPages names the folder of pages: for
 * NAME.xml the page is NAME.html there.
 */
#include <httpd.h>

#include <apr_file_io.h>
#include <apr_hash.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <http_config.h>
#include <http_core.h>
#include <http_protocol.h>
#include <http_request.h>
#include <string.h>

typedef struct yardstick_page_t {
    const char *bytes;
    apr_size_t size;
    apr_time_t changed_at;
    const char *etag;
} yardstick_page_t;

typedef struct yardstick_config_t {
    apr_hash_t *pages; /* by name without extension; NULL: no YardstickPages here */
} yardstick_config_t;

module AP_MODULE_DECLARE_DATA yardstick_module;

static void *create_config(apr_pool_t *pool, char *folder)
{
    (void)folder;
    return apr_pcalloc(pool, sizeof(yardstick_config_t));
}

static void *merge_config(apr_pool_t *pool, void *base, void *own)
{
    const yardstick_config_t *inner = own;

    (void)pool;
    return inner->pages ? own : base;
}

static apr_status_t read_page(yardstick_page_t **page, const char *path, apr_pool_t *pool)
{
    apr_finfo_t finfo;
    apr_file_t *file;
    char *bytes;
    apr_status_t status = apr_file_open(&file, path, APR_FOPEN_READ, APR_FPROT_OS_DEFAULT, pool);

    if (status || (status = apr_file_info_get(&finfo, APR_FINFO_MIN, file))) {
        return status;
    }
    bytes = apr_palloc(pool, (apr_size_t)finfo.size);
    status = apr_file_read_full(file, bytes, (apr_size_t)finfo.size, NULL);
    apr_file_close(file);
    *page = apr_pcalloc(pool, sizeof(**page));
    (*page)->bytes = bytes;
    (*page)->size = (apr_size_t)finfo.size;
    (*page)->changed_at = finfo.mtime;
    (*page)->etag =
        apr_psprintf(pool, "\"%032" APR_UINT64_T_HEX_FMT "\"", (apr_uint64_t)finfo.mtime);
    return status;
}

static const char *stem_of(const char *path, apr_pool_t *pool)
{
    const char *name = apr_filepath_name_get(path);
    const char *dot = strrchr(name, '.');

    return dot ? apr_pstrmemdup(pool, name, (apr_size_t)(dot - name)) : name;
}

static const char *set_pages(cmd_parms *cmd, void *config, const char *folder)
{
    yardstick_config_t *own = config;
    apr_finfo_t finfo;
    apr_dir_t *dir;

    if (apr_dir_open(&dir, folder, cmd->pool)) {
        return apr_pstrcat(cmd->pool, "YardstickPages: cannot read ", folder, NULL);
    }
    own->pages = apr_hash_make(cmd->pool);
    while (!apr_dir_read(&finfo, APR_FINFO_NAME | APR_FINFO_TYPE, dir)) {
        const char *path = apr_pstrcat(cmd->pool, folder, "/", finfo.name, NULL);
        yardstick_page_t *page;

        if (finfo.filetype == APR_REG && !read_page(&page, path, cmd->pool)) {
            apr_hash_set(own->pages, stem_of(finfo.name, cmd->pool), APR_HASH_KEY_STRING, page);
        }
    }
    return apr_dir_close(dir) ? "YardstickPages: cannot close the folder" : NULL;
}

static const yardstick_page_t *find_page(const request_rec *r)
{
    const yardstick_config_t *config = ap_get_module_config(r->per_dir_config, &yardstick_module);

    return config->pages && r->finfo.filetype == APR_REG
               ? apr_hash_get(config->pages, stem_of(r->filename, r->pool), APR_HASH_KEY_STRING)
               : NULL;
}

static int send_page(request_rec *r, const yardstick_page_t *page)
{
    apr_bucket_alloc_t *allocator = r->connection->bucket_alloc;
    apr_bucket_brigade *brigade = apr_brigade_create(r->pool, allocator);

    ap_set_content_length(r, (apr_off_t)page->size);
    APR_BRIGADE_INSERT_TAIL(brigade,
                            apr_bucket_immortal_create(page->bytes, page->size, allocator));
    APR_BRIGADE_INSERT_TAIL(brigade, apr_bucket_eos_create(allocator));
    return ap_pass_brigade(r->output_filters, brigade) ? AP_FILTER_ERROR : OK;
}

static int handle(request_rec *r)
{
    const yardstick_page_t *page;
    int status;

    if (!r->handler || strcmp(r->handler, "yardstick") || r->method_number != M_GET) {
        return DECLINED;
    }
    page = find_page(r);
    if (!page) {
        return HTTP_NOT_FOUND;
    }
    ap_set_content_type(r, "text/html; charset=utf-8");
    ap_update_mtime(r, page->changed_at);
    ap_set_last_modified(r);
    apr_table_setn(r->headers_out, "ETag", page->etag);
    status = ap_meets_conditions(r);
    return status == OK ? send_page(r, page) : status;
}

static void register_hooks(apr_pool_t *pool)
{
    (void)pool;
    ap_hook_handler(handle, NULL, NULL, APR_HOOK_MIDDLE);
}

static const command_rec directives[] = {
    AP_INIT_TAKE1("YardstickPages", set_pages, NULL, ACCESS_CONF, "folder of NAME.html pages"),
    {NULL, {NULL}, NULL, 0, RAW_ARGS, NULL}};

AP_DECLARE_MODULE(yardstick) = {STANDARD20_MODULE_STUFF,
                                create_config,
                                merge_config,
                                NULL,
                                NULL,
                                directives,
                                register_hooks,
                                0};
