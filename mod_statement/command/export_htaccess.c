/* The .htaccess file of a copy. */
#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "command/export_site.h"
#include "core/base/bytes.h"
#include "core/catalog/report.h"
#include "core/site/reference.h"
#include "core/site/spelling.h"
#include "core/xml/libxml.h"

typedef struct htaccess_t {
    const export_site_t *site;
    const char *base_path; /* decoded, with a slash at its end */
    stm_bytes_t text;
} htaccess_t;

static const char head[] = "# Made by `statement export --htaccess`, which writes it anew.\n"
                           "# Needs AllowOverride FileInfo.\n\n";

/* The files of addresses that have a query or no extension. A folder is itself. */
#define REWRITING                                                                                  \
    "\n<IfModule mod_rewrite.c>\n"                                                                 \
    "    RewriteEngine On\n"                                                                       \
    "    RewriteCond %%{QUERY_STRING} ^archive=([0-9T:-]+)$\n"                                     \
    "    RewriteRule ^(.*/)?feed\\.(%s)$ $1archive/%%1.$2 [END]\n"                                 \
    "    RewriteCond %%{QUERY_STRING} ^archive=([0-9T:-]+)&skip=([0-9]+)$\n"                       \
    "    RewriteRule ^(.*/)?feed\\.(%s)$ $1archive/%%1-skip-%%2.$2 [END]\n"                        \
    "    RewriteCond %%{QUERY_STRING} ^page=([0-9]+)$\n"                                           \
    "    RewriteRule ^sitemap\\.xml$ sitemap/%%1.xml [END]\n"                                      \
    "    RewriteCond %%{REQUEST_FILENAME} !-f\n"                                                   \
    "    RewriteCond %%{REQUEST_FILENAME} !-d\n"                                                   \
    "    RewriteCond %%{REQUEST_FILENAME}.html -f\n"                                               \
    "    RewriteRule ^(.*[^/])$ $1.html [END]\n"                                                   \
    "</IfModule>\n"

/* Of a regular expression between quotation marks. */
static const char *quote(const char *text, apr_pool_t *pool)
{
    char *quoted = apr_palloc(pool, 2 * strlen(text) + 1), *to = quoted;

    for (; *text; text++) {
        if (strchr(".^$*+?()[]{}|\\\"", *text)) {
            *to++ = '\\';
        }
        *to++ = *text;
    }
    *to = '\0';
    return quoted;
}

/* The addresses of a statement: with the extension of any format, or none. */
static const char *pattern(const htaccess_t *made, const char *name, apr_pool_t *pool)
{
    const export_site_t *site = made->site;

    return apr_pstrcat(pool, "\"^", quote(made->base_path, pool),
                       quote(stm_spelling_public(site->newsroom.root, name, ".xml", pool), pool),
                       "(\\.[A-Za-z0-9]+)?$\"", NULL);
}

static void add(htaccess_t *made, const char *line)
{
    stm_bytes_add_string(&made->text, line);
}

static int has_control(const char *name)
{
    while (*name && !apr_iscntrl(*name)) {
        name++;
    }
    return *name != '\0';
}

/* Some signs mean something to httpd wherever they stand, and a name with an end of line in it
 * would go on as a directive of whoever wrote the statement. */
static int is_writable(htaccess_t *made, const char *name, const char *signs)
{
    int is_plain = !has_control(name) && strstr(name, "${") == NULL && strpbrk(name, signs) == NULL;

    if (!is_plain) {
        stm_problems_add(made->site->problems, STM_SEVERITY_WARNING, "not-redirected", name, 0, 0,
                         NULL, ".htaccess cannot name it, and leaves it out");
    }
    return is_plain;
}

static void add_gone(htaccess_t *made, const char *name, apr_pool_t *pool)
{
    if (is_writable(made, name, "\\")) {
        add(made, apr_pstrcat(pool, "RedirectMatch gone ", pattern(made, name, pool), "\n", NULL));
    }
}

/* httpd encodes where it leads to. */
static void add_moved(htaccess_t *made, const char *former, const char *name, apr_pool_t *pool)
{
    const export_site_t *site = made->site;
    const char *base = site->settings->base, *host = strstr(base, "://") + 3;
    const char *origin = apr_pstrmemdup(pool, base, (apr_size_t)(host - base) + strcspn(host, "/"));

    if (is_writable(made, former, "\\") && is_writable(made, name, "\\?#%$\"")) {
        add(made, apr_pstrcat(pool, "RedirectMatch permanent ", pattern(made, former, pool), " \"",
                              origin, made->base_path,
                              stm_spelling_public(site->newsroom.root, name, ".xml", pool),
                              "$1\"\n", NULL));
    }
}

static int has_page(const export_site_t *site, const char *name, apr_pool_t *pool)
{
    stm_entry_t *entry;

    return !stm_catalog_find(&entry, site->records.catalog, site->newsroom.key, name, pool) &&
           stm_catalog_is_shown(entry, site->moment);
}

/* As the server: of what was renamed the new name is public, or taken back, or nothing is told. */
static void take_former(void *baton, const char *name, const stm_past_t *past,
                        apr_pool_t *scratch_pool)
{
    htaccess_t *made = baton;
    const export_site_t *site = made->site;
    stm_entry_t *entry;

    if (has_page(site, name, scratch_pool)) {
        return;
    }
    if (past->deleted_at) {
        add_gone(made, name, scratch_pool);
    }
    else if (!stm_catalog_find(&entry, site->records.catalog, site->newsroom.key, past->name,
                               scratch_pool) &&
             (stm_catalog_is_shown(entry, site->moment) ||
              stm_catalog_is_withdrawn(entry, site->moment))) {
        add_moved(made, name, past->name, scratch_pool);
    }
}

static void take_withdrawn(void *baton, const stm_entry_t *entry, apr_pool_t *scratch_pool)
{
    htaccess_t *made = baton;

    if (stm_catalog_is_withdrawn(entry, made->site->moment)) {
        add_gone(made, entry->name, scratch_pool);
    }
}

static const char *extensions(const export_site_t *site, apr_pool_t *pool)
{
    const apr_array_header_t *formats = site->settings->formats;
    const char *list = "";

    for (int i = 0; i < formats->nelts; i++) {
        const stm_format_t *format = &APR_ARRAY_IDX(formats, i, stm_format_t);

        if (format->list_sheet) {
            list = apr_pstrcat(pool, list, *list ? "|" : "", format->extension, NULL);
        }
    }
    return list;
}

/* Types that not every system's mime.types has, or has with another character set. */
static void add_types(htaccess_t *made, apr_pool_t *pool)
{
    const export_site_t *site = made->site;
    const apr_array_header_t *formats = site->settings->formats;

    for (int i = 0; i < formats->nelts; i++) {
        const stm_format_t *format = &APR_ARRAY_IDX(formats, i, stm_format_t);
        const stm_stylesheet_t *sheet =
            apr_hash_get(site->sheets, format->statement_sheet, APR_HASH_KEY_STRING);
        const char *type = format->media_type ? format->media_type : sheet->media_type;

        add(made, apr_pstrcat(pool, "AddType \"", type, "; charset=", sheet->encoding, "\" .",
                              format->extension, "\n", NULL));
    }
}

static apr_status_t compose(htaccess_t *made)
{
    const export_site_t *site = made->site;
    apr_pool_t *pool = site->pool;
    const char *lists = extensions(site, pool);
    apr_status_t status;

    add(made, head);
    add_types(made, pool);
    add(made, "\n");
    status = stm_catalog_visit_all(site->records.catalog, site->newsroom.key, take_withdrawn, made,
                                   pool);
    if (!status) {
        status = stm_history_former_names(site->records.history, site->newsroom.key, take_former,
                                          made, pool);
    }
    add(made, apr_psprintf(pool, REWRITING, lists, lists));
    return status;
}

apr_status_t export_htaccess(export_site_t *site)
{
    const export_group_t group = {"htaccess", "", STM_NEVER, NULL};
    htaccess_t made = {
        site, stm_reference_path(site->settings->base, site->pool), {NULL, NULL, NULL}};
    apr_status_t status, put = APR_SUCCESS;
    apr_size_t size;
    char *text;

    stm_bytes_init(&made.text, 4096);
    status = compose(&made);
    size = stm_bytes_size(&made.text);
    text = stm_bytes_finish(&made.text);
    if (!status) {
        put = export_out_put(site->out, ".htaccess", text, size);
        export_out_end(site->out, &group);
    }
    if (put) {
        export_site_complain(site, ".htaccess", put);
    }
    xmlFree(text);
    return status;
}
