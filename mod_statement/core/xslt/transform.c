#include "core/xslt/transform.h"

#include <libxml/dict.h>
#include <libxml/xmlerror.h>
#include <libxslt/documents.h>
#include <libxslt/extensions.h>
#include <libxslt/extra.h>
#include <libxslt/transform.h>
#include <libxslt/variables.h>
#include <libxslt/xslt.h>
#include <libxslt/xsltconfig.h>
#include <libxslt/xsltutils.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/free_list.h"

/* A dictionary grows with names that come from documents. */
#define MOST_NAMES 1000

/* Elements nest a hundred deep at most, and a template or two stand on the stack for each. A
 * recursion that would not end is stopped by the stack that it takes (core/xslt/budget); this stops
 * one that allocates nothing on its way, and takes 2 MB of a thread's eight. (libxslt then prints
 * the names of the last templates by the function of the process, which cannot be kept from it.) */
#define MAX_TEMPLATE_DEPTH 3000

#define NODE_SET_NS "http://exslt.org/common"

struct stm_transforms_t {
    xsltStylesheetPtr sheet;
    stm_free_list_t idle;
};

static void free_transform(stm_transform_t *transform)
{
    xsltFreeTransformContext(transform->context);
    free(transform);
}

static apr_status_t free_idle(void *data)
{
    stm_transforms_t *transforms = data;

    stm_transforms_rest(transforms);
    pthread_mutex_destroy(&transforms->idle.lock);
    return APR_SUCCESS;
}

stm_transforms_t *stm_transforms_create(xsltStylesheetPtr sheet, apr_pool_t *result_pool)
{
    stm_transforms_t *transforms = apr_pcalloc(result_pool, sizeof(*transforms));

    transforms->sheet = sheet;
    pthread_mutex_init(&transforms->idle.lock, NULL);
    apr_pool_cleanup_register(result_pool, transforms, free_idle, apr_pool_cleanup_null);
    return transforms;
}

static stm_transform_t *make(xsltStylesheetPtr sheet, xmlDocPtr xml)
{
    stm_transform_t *transform = calloc(1, sizeof(*transform));

    if (transform == NULL) {
        return NULL;
    }
    transform->context = xsltNewTransformContext(sheet, xml);
    if (transform->context == NULL) {
        free(transform);
        return NULL;
    }
    transform->context->maxTemplateDepth = MAX_TEMPLATE_DEPTH;
    /* A file that document() reads has its entities left alone and loads nothing. */
    xsltSetCtxtParseOptions(transform->context, XML_PARSE_NONET | XML_PARSE_NOCDATA);
    xsltRegisterExtFunction(transform->context, BAD_CAST "node-set", BAD_CAST NODE_SET_NS,
                            xsltFunctionNodeSet);
    memcpy(&transform->fresh, transform->context, sizeof(transform->fresh));
    transform->fresh.docList = transform->fresh.document = NULL;
    return transform;
}

static int begin_with(xsltTransformContextPtr context, xmlDocPtr xml)
{
    context->xpathCtxt->doc = xml;
    context->document = xsltNewDocument(context, xml);
    if (context->document == NULL) {
        return 0;
    }
    context->document->main = 1;
    return xsltInitCtxtExts(context) >= 0;
}

stm_transform_t *stm_transform_take(stm_transforms_t *transforms, xmlDocPtr xml)
{
    stm_transform_t *transform = stm_free_list_pop(&transforms->idle);

    if (transform == NULL) {
        return make(transforms->sheet, xml);
    }
    if (!begin_with(transform->context, xml)) {
        free_transform(transform);
        return NULL;
    }
    return transform;
}

static void forget_extras(xsltTransformContextPtr context)
{
    int i;

    for (i = 0; i < context->extrasNr; i++) {
        xsltRuntimeExtra *extra = &context->extras[i];

        if (extra->deallocate != NULL && extra->info != NULL) {
            extra->deallocate(extra->info);
        }
        *extra = (xsltRuntimeExtra){0};
    }
}

/* What xsltFreeTransformContext frees, but for what is the same for each document. */
static void forget_document(xsltTransformContextPtr context)
{
    xsltShutdownCtxtExts(context);
    forget_extras(context);
    xsltFreeGlobalVariables(context);
    context->globalVars = NULL;
    xsltFreeDocuments(context);
    context->docList = context->styleList = context->document = NULL;
    xsltFreeRVTs(context);
}

static void reset_state(xsltTransformContextPtr context, const struct _xsltTransformContext *fresh)
{
    context->type = fresh->type;
    context->templ = NULL;
    context->vars = NULL;
    context->templNr = context->varsNr = context->varsBase = 0;
    context->mode = context->modeURI = NULL;
    context->node = context->insert = context->inst = context->initialContextNode = NULL;
    context->output = context->initialContextDoc = NULL;
    context->nodeList = NULL;
    context->sec = fresh->sec;
    context->error = fresh->error;
    context->errctx = fresh->errctx;
    context->lasttext = NULL;
    context->lasttsize = context->lasttuse = 0;
    context->nbKeys = context->hasTemplKeyPatterns = context->keyInitLevel = 0;
    context->currentTemplateRule = NULL;
    context->contextVariable = NULL;
    context->depth = 0;
    context->opLimit = fresh->opLimit;
    context->opCount = 0;
    context->_private = NULL;
}

/* Newer versions, and some older ones that were mended, have sourceDocDirty behind opCount: marks
 * in the document, which each transform takes out of it at its end. */
static void reset_mark(xsltTransformContextPtr context)
{
    const size_t at = offsetof(struct _xsltTransformContext, opCount) + sizeof(context->opCount);

    if (sizeof(*context) >= at + sizeof(int)) {
        memset((char *)context + at, 0, sizeof(int));
    }
}

static void reset_xpath(xmlXPathContextPtr xpath)
{
    xpath->doc = NULL;
    xpath->node = NULL;
    xpath->namespaces = NULL;
    xpath->nsNr = 0;
    xpath->contextSize = xpath->proximityPosition = -1;
    xpath->userData = NULL;
    xpath->error = NULL;
    xpath->opLimit = xpath->opCount = 0;
    xpath->depth = 0;
    xmlResetError(&xpath->lastError);
}

/* Whatever a version of libxslt keeps in it that is not named here, or whatever has not been set
 * back: one that differs from a new one in anything but the room in its stacks is not used again.
 */
static int is_fresh(stm_transform_t *transform)
{
    const struct _xsltTransformContext *context = transform->context;
    struct _xsltTransformContext *fresh = &transform->fresh;
    const char *bytes = (const char *)context, *fresh_bytes = (const char *)fresh;

    fresh->templTab = context->templTab;
    fresh->templMax = context->templMax;
    fresh->varsTab = context->varsTab;
    fresh->varsMax = context->varsMax;
    /* What is between fields was zero before the first use, and nobody writes there. */
    return memcmp(fresh_bytes, bytes, sizeof(*fresh)) == 0;
}

/* The fields that are set back are those of the headers. */
static int is_known_version(void)
{
    return xsltLibxsltVersion == LIBXSLT_VERSION;
}

void stm_transform_give(stm_transforms_t *transforms, stm_transform_t *transform, int is_sound)
{
    xsltTransformContextPtr context = transform->context;

    if (is_sound && is_known_version() &&
        xmlDictSize(context->dict) <= xmlDictSize(transforms->sheet->dict) + MOST_NAMES) {
        forget_document(context);
        reset_state(context, &transform->fresh);
        reset_mark(context);
        reset_xpath(context->xpathCtxt);
        if (is_fresh(transform) && stm_free_list_push(&transforms->idle, transform)) {
            return;
        }
    }
    free_transform(transform);
}

void stm_transforms_rest(stm_transforms_t *transforms)
{
    stm_transform_t *transform;

    while ((transform = stm_free_list_pop(&transforms->idle)) != NULL) {
        free_transform(transform);
    }
}
