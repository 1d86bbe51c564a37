#include "core/xslt/stylesheet.h"

#include <apr_strings.h>
#include <libxslt/imports.h>
#include <libxslt/xsltutils.h>
#include <string.h>
#include <unistd.h>

#include "core/base/memory_reserve.h"
#include "core/xslt/log.h"
#include "core/xslt/process_hooks.h"
#include "core/xslt/stylesheet_tree.h"

xsltStylesheetPtr stm_stylesheet_compile(xmlDocPtr xml, const stm_xslt_loader_t *loader,
                                         stm_xslt_log_t *log)
{
    xsltStylesheetPtr compiled;

    stm_xslt_hooks_begin(log, loader);
    stm_xslt_log_begin(log);
    compiled = xsltParseStylesheetDoc(xml);
    stm_xslt_log_end(log);
    stm_xslt_hooks_end();
    if (compiled == NULL) {
        xmlFreeDoc(xml);
    }
    return compiled;
}

static apr_status_t free_compiled(void *compiled)
{
    xsltFreeStylesheet(compiled);
    return APR_SUCCESS;
}

static const char *media_type_by_method(xsltStylesheetPtr style)
{
    const xmlChar *method;

    XSLT_GET_IMPORT_PTR(method, style, method)
    if (method != NULL && xmlStrEqual(method, BAD_CAST "html")) {
        return "text/html";
    }
    return method != NULL && xmlStrEqual(method, BAD_CAST "text") ? "text/plain"
                                                                  : "application/xml";
}

static void read_output(stm_stylesheet_t *sheet, apr_pool_t *pool)
{
    const xmlChar *media_type, *encoding;

    XSLT_GET_IMPORT_PTR(media_type, sheet->compiled, mediaType)
    XSLT_GET_IMPORT_PTR(encoding, sheet->compiled, encoding)
    sheet->media_type = media_type != NULL ? apr_pstrdup(pool, (const char *)media_type)
                                           : media_type_by_method(sheet->compiled);
    sheet->encoding = encoding != NULL ? apr_pstrdup(pool, (const char *)encoding) : "utf-8";
}

int stm_stylesheet_is_stale(const stm_stylesheet_t *sheet, apr_pool_t *scratch_pool)
{
    int i;

    for (i = 0; i < sheet->files->nelts; i++) {
        const apr_finfo_t *then = &APR_ARRAY_IDX(sheet->stamps, i, const apr_finfo_t);
        const char *path = APR_ARRAY_IDX(sheet->files, i, const char *);
        apr_finfo_t now;
        apr_status_t status = apr_stat(&now, path, STM_SHEET_STAMP, scratch_pool);

        if ((status != APR_SUCCESS && status != APR_INCOMPLETE) || now.inode != then->inode ||
            now.device != then->device || now.size != then->size || now.mtime != then->mtime ||
            now.ctime != then->ctime || access(path, R_OK)) {
            return 1;
        }
    }
    return 0;
}

static apr_status_t refuse(stm_problems_t *problems, const char *path, const char *message)
{
    stm_problems_add(problems, STM_SEVERITY_ERROR, "stylesheet", path, 0, 0, NULL, "%s", message);
    return STM_ESTYLESHEET;
}

static stm_stylesheet_t *make_sheet(const char *path, const stm_stylesheet_tree_t *tree,
                                    apr_pool_t *pool)
{
    stm_stylesheet_t *sheet = apr_pcalloc(pool, sizeof(*sheet));

    sheet->path = apr_pstrdup(pool, path);
    sheet->files = tree->files;
    sheet->stamps = tree->stamps;
    sheet->hash = tree->hash;
    sheet->roots = tree->roots;
    return sheet;
}

apr_status_t stm_stylesheet_survey(const stm_stylesheet_t **sheet, const char *path,
                                   const apr_array_header_t *roots, stm_problems_t *problems,
                                   apr_pool_t *result_pool)
{
    const unsigned int failures = stm_memory_reserve_failures();
    stm_stylesheet_tree_t tree;
    apr_status_t status = stm_stylesheet_tree_walk(&tree, path, roots, problems, result_pool);

    if (status == APR_SUCCESS) {
        xmlFreeDoc(tree.main);
        *sheet = make_sheet(path, &tree, result_pool);
    }
    return stm_memory_reserve_failures() == failures ? status : APR_ENOMEM;
}

static apr_status_t load(const stm_stylesheet_t **sheet, const char *path,
                         const apr_array_header_t *roots, stm_problems_t *problems,
                         apr_pool_t *result_pool)
{
    stm_stylesheet_t *loaded;
    stm_stylesheet_tree_t tree;
    stm_xslt_log_t log;
    apr_status_t status = stm_stylesheet_tree_walk(&tree, path, roots, problems, result_pool);

    if (status != APR_SUCCESS) {
        return status;
    }
    loaded = make_sheet(path, &tree, result_pool);
    stm_xslt_log_init(&log, problems, path, STM_SEVERITY_ERROR);
    loaded->compiled = stm_stylesheet_compile(tree.main, NULL, &log);
    if (loaded->compiled == NULL) {
        return log.count > 0 ? STM_ESTYLESHEET
                             : refuse(problems, path, "The stylesheet does not compile");
    }
    apr_pool_cleanup_register(result_pool, loaded->compiled, free_compiled, apr_pool_cleanup_null);
    loaded->compiled->_private = loaded;
    read_output(loaded, result_pool);
    /* libxslt has read the imports a second time: they must still be what the walk approved of. */
    if (stm_stylesheet_is_stale(loaded, result_pool)) {
        refuse(problems, path, "The stylesheet changed while it was read");
        return APR_EBUSY;
    }
    *sheet = loaded;
    return APR_SUCCESS;
}

apr_status_t stm_stylesheet_load(const stm_stylesheet_t **sheet, const char *path,
                                 const apr_array_header_t *roots, stm_problems_t *problems,
                                 apr_pool_t *result_pool)
{
    const unsigned int failures = stm_memory_reserve_failures();
    apr_status_t status = load(sheet, path, roots, problems, result_pool);

    return stm_memory_reserve_failures() == failures ? status : APR_ENOMEM;
}
