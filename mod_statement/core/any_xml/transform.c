#include "core/any_xml/transform.h"

#include <apr_strings.h>
#include <libxml/uri.h>
#include <libxslt/transform.h>
#include <libxslt/xsltutils.h>
#include <string.h>

#include "core/any_xml/functions.h"
#include "core/any_xml/output.h"
#include "core/any_xml/parse.h"
#include "core/any_xml/prolog.h"
#include "core/any_xml/stylesheet.h"
#include "core/base/memory_reserve.h"
#include "core/base/table.h"
#include "core/xslt/cleanup.h"
#include "core/xslt/process_hooks.h"
#include "core/xslt/sandbox.h"

/* As for our own stylesheets, see core/render/page.c. */
#define MAX_TEMPLATE_DEPTH 3000

/* libxslt copies a tree by recursion, 100 bytes of the stack for each level, and looks at no limit
 * meanwhile: no tree may get so deep that a thread's eight megabytes end there. */
#define MAX_RESULT_DEPTH 20000

/* libxml2 compares and merges two sets of nodes by pairs, 3 ns each, and looks at no limit
 * meanwhile. It grows a set by doubling: this allows one of 81,920 nodes. */
#define MAX_BLOCK (1024 * 1024)

/* What one transformation works with. */
typedef struct run_t {
    const stm_transform_source_t *source;
    const stm_transform_limits_t *limits;
    stm_resources_t resources;
    stm_any_functions_t functions;
    stm_budget_t budget;
    stm_xslt_log_t log;
    xmlDocPtr document;
    const stm_any_stylesheet_t *sheet;
    xsltTransformContextPtr transform;
    apr_pool_t *pool; /* ends with it */
} run_t;

static apr_status_t refuse(run_t *run, apr_status_t status, const char *file, const char *message,
                           const char *remedy)
{
    stm_problems_add(run->resources.problems, STM_SEVERITY_ERROR,
                     status == STM_ELIMIT ? "work-limit" : "stylesheet", file, 0, 0, remedy, "%s",
                     message);
    return status;
}

/* The stylesheet that the prolog names; NULL: none. */
static const char *stylesheet_of(const xmlDoc *document, apr_pool_t *pool)
{
    const xmlNode *node;
    const char *href = NULL;

    for (node = document->children; node != NULL && node->type != XML_ELEMENT_NODE && href == NULL;
         node = node->next) {
        if (node->type == XML_PI_NODE && strcmp((const char *)node->name, "xml-stylesheet") == 0 &&
            node->content != NULL) {
            href = stm_prolog_stylesheet((const char *)node->content, pool);
        }
    }
    return href;
}

static apr_status_t parse(run_t *run)
{
    const stm_transform_source_t *source = run->source;
    const stm_any_xml_t file = {source->name, source->url, source->bytes, source->size};

    return stm_any_xml_parse(&run->document, &file, run->resources.dtds, run->limits, NULL,
                             run->resources.problems, run->pool);
}

static apr_status_t compile_alone(run_t *run, const char *url)
{
    stm_any_stylesheet_t *sheet;
    apr_status_t status = stm_any_stylesheet_compile(&sheet, &run->resources, url, run->pool);

    run->sheet = status == APR_SUCCESS ? sheet : NULL;
    return status;
}

static apr_status_t compile_embedded(run_t *run, const char *id)
{
    stm_any_stylesheet_t *sheet;
    apr_status_t status =
        stm_any_stylesheet_compile_embedded(&sheet, &run->resources, run->document, id, run->pool);

    run->sheet = status == APR_SUCCESS ? sheet : NULL;
    return status;
}

static apr_status_t find_sheet(run_t *run)
{
    const char *href = stylesheet_of(run->document, run->pool);
    xmlChar *url;
    apr_status_t status;

    if (href == NULL) {
        return APR_ENOENT;
    }
    if (*href == '#') {
        return compile_embedded(run, href + 1);
    }
    url = xmlBuildURI(BAD_CAST href, BAD_CAST run->source->url);
    if (url == NULL) {
        return refuse(run, STM_ESTYLESHEET, run->source->name,
                      "The address of the stylesheet is not a valid URI", NULL);
    }
    status = run->source->sheets == NULL
                 ? compile_alone(run, (const char *)url)
                 : stm_stylesheet_cache_get(&run->sheet, run->source->sheets, &run->resources,
                                            apr_pstrdup(run->pool, (const char *)url));
    xmlFree(url);
    return status;
}

/* libxslt itself loads nothing while it transforms: document() is ours. */
static xmlDocPtr load_nothing(void *baton, const char *url, xmlDictPtr dict)
{
    (void)baton, (void)url, (void)dict;
    return NULL;
}

static void listen_begin(run_t *run)
{
    static const stm_xslt_loader_t nowhere = {load_nothing, NULL};

    stm_xslt_hooks_begin(&run->log, &nowhere);
    stm_xslt_log_begin(&run->log);
}

static void listen_end(run_t *run)
{
    stm_xslt_log_end(&run->log);
    stm_xslt_hooks_end();
}

/* The caller's function may use libxml2 itself, for whatever answers a sub-request. */
static const stm_resource_t *fetch_aside(run_t *run, const char *url)
{
    stm_budget_t *paused = stm_budget_pause();
    const stm_resource_t *resource;

    listen_end(run);
    resource = stm_resources_get(&run->resources, url, STM_FETCH_DOCUMENT);
    listen_begin(run);
    stm_budget_resume(paused);
    return resource;
}

static void stop(run_t *run)
{
    run->transform->state = XSLT_STATE_STOPPED;
    run->transform->opLimit = 1;
    run->transform->xpathCtxt->opLimit = 1;
}

/* For document(). */
static xmlDocPtr load_document(void *baton, const char *address)
{
    run_t *run = baton;
    const stm_resource_t *resource;
    stm_any_xml_t file;
    xmlDocPtr xml;

    if (strchr(address, '#') != NULL) {
        return NULL;
    }
    resource = fetch_aside(run, address);
    if (run->resources.is_stopped) {
        stop(run);
    }
    if (resource->status != APR_SUCCESS) {
        return NULL;
    }
    file = (stm_any_xml_t){resource->url, resource->url, resource->bytes, resource->size};
    if (stm_any_xml_parse(&xml, &file, run->resources.dtds, run->limits, run->transform->dict,
                          run->resources.problems, run->pool) != APR_SUCCESS) {
        return NULL;
    }
    stm_any_xml_release(xml, run->pool);
    return xml;
}

static void offer_functions(run_t *run)
{
    apr_hash_t *documents = stm_table_make(run->pool);

    apr_hash_set(documents, run->source->url, APR_HASH_KEY_STRING, run->document);
    run->functions.numbers = stm_table_make(run->pool);
    run->functions.reading = (stm_reading_t){
        .documents = documents, .log = &run->log, .load = load_document, .baton = run};
    stm_any_functions_offer(run->transform, &run->functions);
}

static apr_status_t prepare(run_t *run)
{
    xsltTransformContextPtr transform =
        xsltNewTransformContext(run->sheet->compiled, run->document);

    if (transform == NULL) {
        return APR_ENOMEM;
    }
    run->transform = transform;
    stm_cleanup_transform(transform, run->pool);
    xsltSetTransformErrorFunc(transform, &run->log, stm_xslt_log_print);
    transform->xpathCtxt->error = (xmlStructuredErrorFunc)stm_xslt_log_xml;
    transform->xpathCtxt->userData = &run->log;
    transform->xpathCtxt->opLimit = (unsigned long)run->limits->max_work;
    transform->opLimit = (unsigned long)run->limits->max_work;
    transform->maxTemplateDepth = MAX_TEMPLATE_DEPTH;
    xsltSetCtxtParseOptions(transform, XML_PARSE_NONET | XML_PARSE_NOCDATA);
    offer_functions(run);
    return stm_sandbox_enter(transform, run->pool);
}

/* NULL: it kept to its bounds. */
static const char *exceeded(const run_t *run)
{
    const stm_budget_state_t state = run->budget.state;

    if (state == STM_BUDGET_NO_BYTES || state == STM_BUDGET_NO_TIME) {
        return state == STM_BUDGET_NO_BYTES ? "memory" : "time";
    }
    return run->transform->xpathCtxt->opCount >= run->limits->max_work ||
                   run->transform->opCount >= run->limits->max_work
               ? "work"
               : NULL;
}

/* After any error libxslt gives no result, as in Chromium. */
static apr_status_t judge(run_t *run, const xmlDoc *result)
{
    const char *what = exceeded(run);

    if (run->resources.is_stopped) {
        return APR_EAGAIN;
    }
    if (run->budget.state == STM_BUDGET_NO_MEMORY) {
        return APR_ENOMEM;
    }
    if (run->budget.state == STM_BUDGET_UNWANTED) {
        return APR_EINTR;
    }
    if (run->budget.state == STM_BUDGET_NO_STACK) {
        return refuse(run, STM_ELIMIT, run->sheet->url, "The templates call one another too deep",
                      "Look for one that calls itself without an end.");
    }
    if (what != NULL) {
        return refuse(run, STM_ELIMIT, run->source->name,
                      apr_psprintf(run->pool, "The page takes more %s than one page may", what),
                      NULL);
    }
    return result == NULL
               ? refuse(run, STM_ESTYLESHEET, run->sheet->url, "The stylesheet stopped", NULL)
               : APR_SUCCESS;
}

static apr_status_t apply(stm_transform_page_t *page, run_t *run, apr_pool_t *result_pool)
{
    xmlDocPtr result;
    apr_status_t status = prepare(run);

    if (status != APR_SUCCESS) {
        return status;
    }
    run->budget = stm_transform_budget(run->limits, run->source->is_unwanted);
    run->budget.max_depth = MAX_RESULT_DEPTH / (run->sheet->nesting > 0 ? run->sheet->nesting : 1);
    stm_budget_begin(&run->budget, run->transform);
    result = xsltApplyStylesheetUser(run->sheet->compiled, run->document, NULL, NULL, NULL,
                                     run->transform);
    stm_budget_end(&run->budget);
    if (result != NULL) {
        stm_cleanup_result(result, run->pool);
    }
    status = judge(run, result);
    if (status == APR_SUCCESS && run->source->link != NULL) {
        stm_source_link_put(result, run->source->link);
    }
    if (status == APR_SUCCESS && !stm_any_xml_write(page, result, run->sheet->compiled,
                                                    run->limits->max_output, result_pool)) {
        status =
            refuse(run, STM_ELIMIT, run->source->name, "The page has more bytes than it may", NULL);
    }
    return status;
}

static apr_status_t transform(stm_transform_page_t *page, run_t *run, apr_pool_t *result_pool)
{
    apr_status_t status = parse(run);

    if (status == APR_SUCCESS) {
        status = find_sheet(run);
    }
    if (status != APR_SUCCESS) {
        return status;
    }
    stm_xslt_log_init(&run->log, run->resources.problems, run->sheet->url, STM_SEVERITY_WARNING);
    listen_begin(run);
    status = apply(page, run, result_pool);
    listen_end(run);
    return status;
}

apr_status_t stm_transform(stm_transform_page_t *page, const stm_transform_source_t *source,
                           stm_problems_t *problems, apr_pool_t *result_pool)
{
    run_t run = {.source = source,
                 .limits = source->limits == NULL ? &stm_transform_limits_default : source->limits};
    const unsigned int failures = stm_memory_reserve_failures();
    apr_status_t status;

    memset(page, 0, sizeof(*page));
    apr_pool_create(&run.pool, result_pool);
    stm_resources_init(&run.resources, source, run.limits, problems, run.pool);
    status = transform(page, &run, result_pool);
    apr_pool_destroy(run.pool);
    return stm_memory_reserve_failures() == failures ? status : APR_ENOMEM;
}
