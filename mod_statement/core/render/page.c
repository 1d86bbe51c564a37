#include "core/render/page.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <libxml/xpath.h>
#include <libxslt/extensions.h>
#include <libxslt/extra.h>
#include <libxslt/transform.h>
#include <libxslt/variables.h>
#include <libxslt/xsltutils.h>
#include <string.h>

#include "core/base/fingerprint.h"
#include "core/i18n/date.h"
#include "core/output/result_tree.h"
#include "core/site/filter.h"
#include "core/site/statement.h"
#include "core/xslt/budget.h"
#include "core/xslt/cleanup.h"
#include "core/xslt/functions.h"
#include "core/xslt/log.h"
#include "core/xslt/sandbox.h"

/* What StatementMaxWork allows beside operations: by default 200 MB, and ten seconds of the
 * processor. The densest statement of 2 MiB takes a third of each. */
#define BYTES_PER_OPERATION 2
#define LEAST_BYTES         ((long long)16 * 1024 * 1024)
#define OPERATIONS_PER_USEC 10
#define LEAST_USEC          1000000

/* Elements nest a hundred deep at most, and a template or two stand on the stack for each. A
 * recursion that would not end is stopped by the stack that it takes (core/xslt/budget); this stops
 * one that allocates nothing on its way, and takes 2 MB of a thread's eight. (libxslt then prints
 * the names of the last templates by the function of the process, which cannot be kept from it.) */
#define MAX_TEMPLATE_DEPTH 3000

#define NODE_SET_NS "http://exslt.org/common"

static void pass(xsltTransformContextPtr transform, const char *name, const char *value)
{
    xsltQuoteOneUserParam(transform, BAD_CAST name, BAD_CAST(value == NULL ? "" : value));
}

static void pass_params(xsltTransformContextPtr transform, const stm_render_context_t *context,
                        apr_pool_t *pool)
{
    const apr_array_header_t *params = context->newsroom->params;
    int i;

    pass(transform, "base", context->base);
    pass(transform, "self", context->self);
    pass(transform, "style", context->style);
    pass(transform, "preview", context->preview);
    pass(transform, "preview-from",
         context->preview && context->public_from < STM_NEVER
             ? stm_date_rfc3339(context->public_from, pool)
             : NULL);
    pass(transform, "newsroom-title", context->newsroom->title);
    pass(transform, "newsroom-lang", context->newsroom->lang);
    pass(transform, "links", context->format->links == STM_LINKS_PATH ? "path" : "absolute");
    for (i = 0; params != NULL && i < params->nelts; i++) {
        const stm_param_t *param = &APR_ARRAY_IDX(params, i, const stm_param_t);

        pass(transform, param->name, param->value);
    }
}

static const stm_functions_data_t *functions_data(const stm_render_context_t *context,
                                                  apr_pool_t *pool)
{
    const stm_newsroom_t *newsroom = context->newsroom;
    stm_functions_data_t *data = apr_palloc(pool, sizeof(*data));

    *data = (stm_functions_data_t){.words = context->words,
                                   .zone = newsroom->zone,
                                   .set_zone = newsroom->set_zone,
                                   .lang = newsroom->lang,
                                   .base = context->base,
                                   .limits = &newsroom->limits,
                                   .has_path_links = context->format->links == STM_LINKS_PATH,
                                   .tag_query = stm_filter_tag_query};
    return data;
}

/* Everything that libxslt would otherwise take from the process is set for this transform. */
static apr_status_t prepare(xsltTransformContextPtr transform, const stm_render_context_t *context,
                            stm_xslt_log_t *log, apr_pool_t *pool)
{
    unsigned long max_work = (unsigned long)context->newsroom->limits.max_work;
    apr_status_t status = stm_sandbox_enter(transform, pool);

    if (status != APR_SUCCESS) {
        return status;
    }
    xsltSetTransformErrorFunc(transform, log, stm_xslt_log_print);
    transform->xpathCtxt->error = (xmlStructuredErrorFunc)stm_xslt_log_xml;
    transform->xpathCtxt->userData = log;
    transform->xpathCtxt->opLimit = max_work;
    transform->opLimit = max_work;
    transform->maxTemplateDepth = MAX_TEMPLATE_DEPTH;
    /* A file that document() reads has its entities left alone and loads nothing. */
    xsltSetCtxtParseOptions(transform, XML_PARSE_NONET | XML_PARSE_NOCDATA);
    xsltRegisterExtFunction(transform, BAD_CAST "node-set", BAD_CAST NODE_SET_NS,
                            xsltFunctionNodeSet);
    stm_functions_offer(transform, functions_data(context, pool), log, pool);
    pass_params(transform, context, pool);
    return APR_SUCCESS;
}

/* NULL: it kept to its bounds. */
static const char *exceeded(const xsltTransformContextPtr transform, const stm_budget_t *budget)
{
    if (budget->state != STM_BUDGET_LEFT && budget->state != STM_BUDGET_NO_STACK) {
        return budget->state == STM_BUDGET_NO_BYTES ? "memory" : "time";
    }
    return transform->xpathCtxt->opCount >= transform->xpathCtxt->opLimit ||
                   transform->opCount >= transform->opLimit
               ? "work"
               : NULL;
}

static apr_status_t judge(const xsltTransformContextPtr transform, xmlDocPtr result,
                          const stm_budget_t *budget, const char *name,
                          const stm_stylesheet_t *sheet, stm_problems_t *problems)
{
    const char *what = exceeded(transform, budget);

    if (budget->state == STM_BUDGET_UNWANTED) {
        return APR_EINTR;
    }
    if (budget->state == STM_BUDGET_NO_MEMORY) {
        return APR_ENOMEM;
    }
    if (budget->state == STM_BUDGET_NO_STACK) {
        stm_problems_add(problems, STM_SEVERITY_ERROR, "stylesheet", sheet->path, 0, 0,
                         "Look for one that calls itself without an end.",
                         "The templates call one another too deep at %s", name);
        return STM_ESTYLESHEET;
    }
    if (what != NULL) {
        stm_problems_add(problems, STM_SEVERITY_ERROR, "work-limit", name, 0, 0,
                         "Split the statement, or raise StatementMaxWork.",
                         "The page takes more %s than one page may", what);
        return STM_ELIMIT;
    }
    if (result == NULL || transform->state != XSLT_STATE_OK) {
        stm_problems_add(problems, STM_SEVERITY_ERROR, "stylesheet", sheet->path, 0, 0, NULL,
                         "The stylesheet stopped at %s", name);
        return STM_ESTYLESHEET;
    }
    return APR_SUCCESS;
}

static const char *with_charset(const char *media_type, const char *encoding, apr_pool_t *pool)
{
    char *lower = apr_pstrdup(pool, encoding), *next;
    apr_size_t length = strlen(media_type);

    /* RFC 8259 section 11: JSON has no charset parameter. */
    if (strstr(media_type, "charset=") != NULL ||
        (length >= 4 && strcmp(media_type + length - 4, "json") == 0)) {
        return media_type;
    }
    for (next = lower; *next != '\0'; next++) {
        *next = (char)apr_tolower(*next);
    }
    return apr_pstrcat(pool, media_type, "; charset=", lower, NULL);
}

static const char *entity_tag(const char *bytes, apr_size_t size, apr_pool_t *pool)
{
    return apr_pstrcat(pool, "\"", stm_fingerprint(bytes, size, pool), "\"", NULL);
}

static apr_status_t serialize(stm_page_t *page, xmlDocPtr result, const stm_stylesheet_t *sheet,
                              const stm_render_context_t *context, apr_pool_t *result_pool)
{
    const char *media_type =
        context->format->media_type != NULL ? context->format->media_type : sheet->media_type;
    apr_status_t status =
        stm_output_write(&page->bytes, &page->size, result, sheet->compiled, result_pool);

    if (status != APR_SUCCESS) {
        return status;
    }
    page->media_type = with_charset(media_type, sheet->encoding, result_pool);
    page->etag = entity_tag(page->bytes, page->size, result_pool);
    return APR_SUCCESS;
}

static stm_budget_t budget_of(const stm_limits_t *limits, const int *is_unwanted)
{
    long long bytes = (long long)limits->max_work * BYTES_PER_OPERATION;
    long long usec = (long long)limits->max_work / OPERATIONS_PER_USEC;

    return (stm_budget_t){.max_bytes = bytes > LEAST_BYTES ? bytes : LEAST_BYTES,
                          .max_usec = usec > LEAST_USEC ? usec : LEAST_USEC,
                          .is_unwanted = is_unwanted};
}

static apr_status_t transform_document(stm_page_t *page, const stm_document_t *document,
                                       const stm_stylesheet_t *sheet,
                                       const stm_render_context_t *context, stm_xslt_log_t *log,
                                       apr_pool_t *result_pool, apr_pool_t *scratch_pool)
{
    xsltTransformContextPtr transform = xsltNewTransformContext(sheet->compiled, document->xml);
    stm_budget_t budget = budget_of(&context->newsroom->limits, context->is_unwanted);
    xmlDocPtr result;
    apr_status_t status;

    if (transform == NULL) {
        return APR_ENOMEM;
    }
    stm_cleanup_transform(transform, scratch_pool);
    status = prepare(transform, context, log, scratch_pool);
    if (status != APR_SUCCESS) {
        return status;
    }
    stm_budget_begin(&budget, transform);
    result = xsltApplyStylesheetUser(sheet->compiled, document->xml, NULL, NULL, NULL, transform);
    stm_budget_end(&budget);
    if (result != NULL) {
        stm_cleanup_result(result, scratch_pool);
    }
    status = judge(transform, result, &budget, document->name, sheet, log->problems);
    return status != APR_SUCCESS ? status : serialize(page, result, sheet, context, result_pool);
}

apr_status_t stm_render(stm_page_t *page, const stm_document_t *document,
                        const stm_stylesheet_t *sheet, const stm_render_context_t *context,
                        stm_problems_t *problems, apr_pool_t *result_pool)
{
    stm_xslt_log_t log;
    apr_pool_t *scratch_pool;
    apr_status_t status;

    apr_pool_create(&scratch_pool, result_pool);
    stm_xslt_log_init(&log, problems, sheet->path, STM_SEVERITY_WARNING);
    stm_xslt_log_begin(&log);
    status = transform_document(page, document, sheet, context, &log, result_pool, scratch_pool);
    stm_xslt_log_end(&log);
    apr_pool_destroy(scratch_pool);
    return status;
}
