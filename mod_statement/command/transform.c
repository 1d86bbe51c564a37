#include <apr_file_info.h>
#include <apr_strings.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "command/command.h"
#include "command/option.h"
#include "command/report.h"
#include "core/any_xml/transform.h"
#include "core/base/percent.h"
#include "core/xml/document.h"

#define SYSTEM_CATALOG "/etc/xml/catalog"

static const char help[] =
    "usage: statement transform [OPTION]… FILE\n\n"
    "Writes the page that the XML in FILE becomes by the XSLT stylesheet that its\n"
    "xml-stylesheet instruction names, as browsers made it and the server does with\n"
    "StatementTransform. Addresses are those of a site whose root is a folder: the\n"
    "stylesheet, what it imports and what document() reads are files below that\n"
    "folder. Nothing else is read, nothing is fetched from a network.\n\n"
    "  -o OUT           write to OUT instead of standard output\n"
    "  --root DIR       the folder that is the site's root; by default that of FILE\n"
    "  --base URL       the site's address (default http://localhost/): addresses\n"
    "                   that begin with its host are files below the root, too\n"
    "  --catalog XML    the XML catalogue that has DTDs (default /etc/xml/catalog,\n"
    "                   where there is one)\n\n"
    "Exit status: 0 written, 1 problems, 2 the arguments are wrong.";

typedef struct options_t {
    const char *file, *output, *root, *base, *catalog;
} options_t;

/* Where URLs are files. */
typedef struct site_t {
    const char *root; /* a folder, absolute, without symbolic links; "" is / */
    const char *host; /* with its port, in @a base */
    apr_size_t host_length;
    const char *base_path; /* of the base, with a slash at its end */
} site_t;

/* Zero after saying what is wrong. */
static int read_arguments(options_t *options, int argc, const char *const *argv)
{
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] != '-' && options->file == NULL) {
            options->file = argv[i];
        }
        else if (!option_take(&options->output, "-o", &i, argc, argv) &&
                 !option_take(&options->root, "--root", &i, argc, argv) &&
                 !option_take(&options->base, "--base", &i, argc, argv) &&
                 !option_take(&options->catalog, "--catalog", &i, argc, argv)) {
            command_usage("transform",
                          argv[i][0] == '-' ? "transform does not know “%s”, or it wants a value"
                                            : "“%s” is one file too many",
                          argv[i]);
            return 0;
        }
    }
    if (options->file == NULL) {
        command_usage("transform", "the XML file is missing");
    }
    return options->file != NULL;
}

/* The host in an http or https URL, *rest what follows it; NULL: it is no such URL. */
static const char *host_of(const char *url, const char **rest)
{
    const char *host = strncasecmp(url, "http://", 7) == 0    ? url + 7
                       : strncasecmp(url, "https://", 8) == 0 ? url + 8
                                                              : NULL;

    if (host == NULL || strcspn(host, "/?#") == 0) {
        return NULL;
    }
    *rest = host + strcspn(host, "/?#");
    return host;
}

/* Whatever the scheme, as on the server. Its path without the query; NULL: another site's. */
static const char *path_in_site(const site_t *site, const char *url, apr_pool_t *pool)
{
    const char *rest, *host = host_of(url, &rest);
    apr_size_t length = strlen(site->base_path);

    if (host == NULL || (apr_size_t)(rest - host) != site->host_length ||
        strncasecmp(host, site->host, site->host_length) != 0 ||
        strncmp(rest, site->base_path, length) != 0) {
        return NULL;
    }
    return apr_pstrmemdup(pool, rest + length, strcspn(rest + length, "?#"));
}

/* NULL where it has an escape that no file's name can have. */
static const char *decode(const char *path, apr_pool_t *pool)
{
    char *decoded = apr_pstrdup(pool, path), *out = decoded;

    while (*path != '\0') {
        int value = *path == '%' ? stm_percent_value(path) : (unsigned char)*path;

        if (value <= 0 || (*path == '%' && value == '/')) {
            return NULL;
        }
        path += *path == '%' ? 3 : 1;
        *out++ = (char)value;
    }
    *out = '\0';
    return decoded;
}

static int is_below(const char *path, const char *root)
{
    apr_size_t length = strlen(root);

    return strncmp(path, root, length) == 0 && path[length] == '/';
}

static apr_status_t read_file(stm_fetched_t *fetched, const char *path, apr_pool_t *pool)
{
    stm_limits_t limits = stm_limits_default;
    int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    apr_status_t status;

    if (file < 0) {
        return APR_FROM_OS_ERROR(errno);
    }
    limits.max_bytes = (apr_off_t)stm_transform_limits_default.max_bytes;
    status = stm_document_bytes_of(&fetched->bytes, &fetched->size, file, &limits, pool);
    close(file);
    return status;
}

/* Of a name that leads out of the folder, by dots or by a link, nothing is said but that it is not
 * there. */
static apr_status_t fetch(stm_fetched_t *fetched, void *baton, const char *url,
                          stm_fetch_kind_t kind, apr_pool_t *result_pool)
{
    const site_t *site = baton;
    const char *path = path_in_site(site, url, result_pool);

    (void)kind;
    path = path == NULL ? NULL : decode(path, result_pool);
    if (path == NULL) {
        return APR_EACCES;
    }
    path = command_real_path(apr_pstrcat(result_pool, site->root, "/", path, NULL), result_pool);
    return path != NULL && is_below(path, site->root) ? read_file(fetched, path, result_pool)
                                                      : APR_ENOENT;
}

static int set_base(site_t *site, const char **base, apr_pool_t *pool)
{
    const char *rest;

    site->host = host_of(*base, &rest);
    if (site->host == NULL || strpbrk(rest, "?#") != NULL) {
        return command_usage("transform", "--base wants an address as https://www.example.org/");
    }
    if (*rest == '\0' || rest[strlen(rest) - 1] != '/') {
        *base = apr_pstrcat(pool, *base, "/", NULL);
        site->host = host_of(*base, &rest);
    }
    site->host_length = (apr_size_t)(rest - site->host);
    site->base_path = rest;
    return COMMAND_CLEAN;
}

/* Where FILE is, on the disk and in the site. */
static int find_place(site_t *site, const char **path, const char **url, options_t *options,
                      apr_pool_t *pool)
{
    const char *root;

    *path = command_real_path(options->file, pool);
    if (*path == NULL) {
        return command_usage("transform", "“%s” cannot be read: %s", options->file,
                             strerror(errno));
    }
    root = options->root == NULL ? command_folder_of(*path, pool)
                                 : command_real_path(options->root, pool);
    if (root == NULL) {
        return command_usage("transform", "“%s” cannot be read: %s", options->root,
                             strerror(errno));
    }
    site->root = strcmp(root, "/") == 0 ? "" : root;
    if (!is_below(*path, site->root)) {
        return command_usage("transform", "“%s” is not below “%s”", options->file, root);
    }
    *url = apr_pstrcat(pool, options->base,
                       stm_percent_encode(*path + strlen(site->root) + 1, "/-._~", pool), NULL);
    return COMMAND_CLEAN;
}

static int load_catalog(const stm_xml_catalog_t **catalog, const char *option,
                        stm_problems_t *problems, apr_pool_t *pool)
{
    const char *path = option == NULL ? SYSTEM_CATALOG : command_real_path(option, pool);
    apr_finfo_t finfo;

    if (option == NULL && apr_stat(&finfo, path, APR_FINFO_TYPE, pool) != APR_SUCCESS) {
        return COMMAND_CLEAN;
    }
    if (path == NULL || stm_xml_catalog_load(catalog, path, problems, pool) != APR_SUCCESS) {
        if (option == NULL) {
            return COMMAND_CLEAN;
        }
        report_print(problems, REPORT_TEXT, NULL, pool);
        return command_usage("transform", "“%s” is no XML catalogue that can be read", option);
    }
    return COMMAND_CLEAN;
}

static int write_file(const stm_transform_page_t *page, const char *path)
{
    FILE *file = fopen(path, "wb");
    int is_written;

    if (file == NULL) {
        return command_fail(path, APR_FROM_OS_ERROR(errno));
    }
    is_written = fwrite(page->bytes, 1, page->size, file) == page->size;
    is_written = fclose(file) == 0 && is_written;
    return is_written ? COMMAND_CLEAN : command_fail(path, APR_FROM_OS_ERROR(errno));
}

static int write_page(const stm_transform_page_t *page, const char *output)
{
    if (output != NULL) {
        return write_file(page, output);
    }
    fwrite(page->bytes, 1, page->size, stdout);
    return command_flush();
}

static int transform(stm_transform_source_t *source, const char *path, const char *output,
                     stm_problems_t *problems, apr_pool_t *pool)
{
    stm_fetched_t fetched = {0};
    stm_transform_page_t page;
    apr_status_t status = read_file(&fetched, path, pool);

    if (status == STM_ELIMIT) {
        stm_problems_add(problems, STM_SEVERITY_ERROR, "xml-limit", source->name, 0, 0, NULL,
                         "It has more bytes than it may");
    }
    else if (status != APR_SUCCESS) {
        return command_fail(source->name, status);
    }
    else {
        source->bytes = fetched.bytes;
        source->size = fetched.size;
        status = stm_transform(&page, source, problems, pool);
    }
    if (status == APR_ENOENT) {
        stm_problems_add(problems, STM_SEVERITY_ERROR, "stylesheet", source->name, 0, 0,
                         "Write <?xml-stylesheet type=\"text/xsl\" href=\"…\"?> above its root.",
                         "It names no XSLT stylesheet");
    }
    report_print(problems, REPORT_TEXT, NULL, pool);
    return status == APR_SUCCESS ? write_page(&page, output) : COMMAND_PROBLEMS;
}

int cmd_transform(int argc, const char *const *argv, apr_pool_t *pool)
{
    options_t options = {.base = "http://localhost/"};
    stm_transform_source_t source = {.fetch = fetch};
    stm_problems_t *problems = stm_problems_create(pool);
    const stm_xml_catalog_t *catalog = NULL;
    const char *path;
    site_t site;

    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        puts(help);
        return COMMAND_CLEAN;
    }
    if (!read_arguments(&options, argc, argv) || set_base(&site, &options.base, pool) ||
        find_place(&site, &path, &source.url, &options, pool) ||
        load_catalog(&catalog, options.catalog, problems, pool)) {
        return COMMAND_USAGE;
    }
    source.dtds = stm_dtd_reader_create(catalog, pool);
    source.name = options.file;
    source.baton = &site;
    return transform(&source, path, options.output, problems, pool);
}
