#include "core/xslt/document_function.h"

#include <apr_strings.h>
#include <fcntl.h>
#include <libxml/parser.h>
#include <libxml/uri.h>
#include <libxslt/documents.h>
#include <libxslt/extensions.h>
#include <libxslt/imports.h>
#include <libxslt/transform.h>
#include <libxslt/xsltutils.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/xslt/stylesheet.h"
#include "core/xslt/stylesheet_tree.h"

/* Entities stay references: nothing is loaded for them, and none grows. */
#define PARSE_OPTIONS (XML_PARSE_NONET | XML_PARSE_NOCDATA)

/* What one call needs. */
typedef struct call_t {
    xsltTransformContextPtr transform;
    const stm_reading_t *reading;
    apr_pool_t *pool;
} call_t;

/* The path of a file's address; NULL for any other address. */
static char *path_of(const char *address)
{
    xmlURIPtr uri = xmlParseURI(address);
    char *path = NULL;

    if (uri != NULL && uri->path != NULL && uri->fragment == NULL && uri->query_raw == NULL &&
        (uri->scheme == NULL || strcmp(uri->scheme, "file") == 0) &&
        (uri->server == NULL || *uri->server == '\0')) {
        path = strdup(uri->path);
    }
    xmlFreeURI(uri);
    return path;
}

/* Opens @a path, which has no links in it, below the folder @a at. -1: not a way of folders. */
static int open_below(int at, char *path)
{
    char *slash;
    int next;

    while (at >= 0 && (slash = strchr(path, '/')) != NULL) {
        *slash = '\0';
        next = *path == '\0' ? dup(at)
                             : openat(at, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        close(at);
        at = next;
        path = slash + 1;
    }
    if (at < 0) {
        return -1;
    }
    next = openat(at, path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY);
    close(at);
    return next;
}

/* What may be read is asked of the path without its links; what is opened is that very path. */
static int open_file(const char *path, const apr_array_header_t *roots)
{
    char *resolved = realpath(path, NULL);
    int file = -1;

    if (resolved != NULL && stm_stylesheet_tree_is_below(resolved, roots)) {
        file = open_below(open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC), resolved + 1);
    }
    free(resolved);
    return file;
}

static xmlDocPtr parse(const call_t *call, int file, const char *address)
{
    apr_pool_t *pool;
    const char *bytes;
    apr_size_t size;
    xmlDocPtr xml = NULL;

    apr_pool_create(&pool, call->pool);
    if (stm_document_bytes_of(&bytes, &size, file, call->reading->limits, pool) == APR_SUCCESS) {
        xml = xmlReadMemory(bytes, (int)size, address, NULL, PARSE_OPTIONS);
    }
    apr_pool_destroy(pool);
    return xml;
}

/* What libxslt does with a document that it has loaded; it goes with the transform. NULL: it has
 * gone already. */
static xmlDocPtr enter(xsltTransformContextPtr transform, xmlDocPtr xml)
{
    if (xsltNeedElemSpaceHandling(transform)) {
        xsltApplyStripSpaces(transform, xmlDocGetRootElement(xml));
    }
    xmlXPathOrderDocElems(xml);
    if (xsltNewDocument(transform, xml) == NULL) {
        xmlFreeDoc(xml);
        return NULL;
    }
    return xml;
}

static xmlDocPtr load_file(const call_t *call, const char *address)
{
    const stm_stylesheet_t *sheet = call->transform->style->_private;
    char *path = sheet == NULL ? NULL : path_of(address);
    int file = path == NULL ? -1 : open_file(path, sheet->roots);
    xmlDocPtr xml = NULL;

    free(path);
    if (file >= 0) {
        xml = parse(call, file, address);
        close(file);
    }
    return xml;
}

/* NULL where it cannot be read, as XSLT 1.0 allows. */
static xmlDocPtr load(const call_t *call, const char *address)
{
    const stm_reading_t *reading = call->reading;
    xmlDocPtr xml =
        reading->load == NULL ? load_file(call, address) : reading->load(reading->baton, address);

    return xml == NULL ? NULL : enter(call->transform, xml);
}

/* The same address gives the same document throughout a transform (XSLT 1.0 section 12.1). */
static xmlDocPtr find(const call_t *call, const char *address)
{
    apr_hash_t *documents = call->reading->documents;
    xmlDocPtr xml = apr_hash_get(documents, address, APR_HASH_KEY_STRING);

    if (xml == NULL) {
        xml = load(call, address);
        if (xml == NULL && call->reading->log != NULL) {
            stm_xslt_log_print(call->reading->log, "document(): %s cannot be read as XML%s\n",
                               address,
                               call->reading->load == NULL ? " below the stylesheet's folder" : "");
        }
        if (xml != NULL) {
            apr_hash_set(documents, apr_pstrdup(apr_hash_pool_get(documents), address),
                         APR_HASH_KEY_STRING, xml);
        }
    }
    return xml;
}

static void add(xmlXPathObjectPtr result, const call_t *call, const xmlChar *reference,
                const xmlChar *base)
{
    /* Names are written with spaces, which no address has (RFC 3986 section 2). */
    xmlChar *escaped = xmlURIEscapeStr(reference, BAD_CAST "%/:;?#@&=+$,!~*'()[]");
    xmlChar *address = escaped == NULL ? NULL : xmlBuildURI(escaped, base);
    xmlDocPtr xml = address == NULL ? NULL : find(call, (const char *)address);

    if (xml != NULL) {
        xmlXPathNodeSetAdd(result->nodesetval, (xmlNodePtr)xml);
    }
    xmlFree(address);
    xmlFree(escaped);
}

static xmlChar *base_of(xmlNodePtr node)
{
    if (node != NULL && node->type == XML_NAMESPACE_DECL) {
        return NULL;
    }
    return node == NULL ? NULL : xmlNodeGetBase(node->doc, node);
}

static int is_nodes(const xmlXPathObject *object)
{
    return object->type == XPATH_NODESET || object->type == XPATH_XSLT_TREE;
}

static xmlNodePtr first_of(const xmlXPathObject *object)
{
    const xmlNodeSet *nodes = object->nodesetval;

    return nodes == NULL || nodes->nodeNr == 0 ? NULL : nodes->nodeTab[0];
}

/* One address for each node; without a base of the call's own each has its node's. */
static void add_nodes(xmlXPathObjectPtr result, const call_t *call, const xmlXPathObject *object,
                      const xmlChar *base)
{
    const xmlNodeSet *nodes = object->nodesetval;
    int i;

    for (i = 0; nodes != NULL && i < nodes->nodeNr; i++) {
        xmlChar *reference = xmlXPathCastNodeToString(nodes->nodeTab[i]);
        xmlChar *own = base == NULL ? base_of(nodes->nodeTab[i]) : NULL;

        add(result, call, reference, base == NULL ? own : base);
        xmlFree(own);
        xmlFree(reference);
    }
}

static void answer(xmlXPathObjectPtr result, const call_t *call, xmlXPathObjectPtr object,
                   const xmlXPathObject *base_object)
{
    xmlChar *base = base_object == NULL ? NULL : base_of(first_of(base_object));
    xmlChar *reference;

    if (is_nodes(object)) {
        add_nodes(result, call, object, base);
    }
    else {
        base = base_object == NULL ? base_of(call->transform->inst) : base;
        reference = xmlXPathCastToString(object);
        add(result, call, reference, base);
        xmlFree(reference);
    }
    xmlFree(base);
}

void stm_document_function(xmlXPathParserContextPtr context, int count,
                           const stm_reading_t *reading)
{
    call_t call = {xsltXPathGetTransformContext(context), reading, NULL};
    xmlXPathObjectPtr object, base = NULL, result;

    if (count < 1 || count > 2) {
        xmlXPathErr(context, XPATH_INVALID_ARITY);
        return;
    }
    if (count == 2) {
        if (context->value == NULL || !is_nodes(context->value)) {
            xmlXPathErr(context, XPATH_INVALID_TYPE);
            return;
        }
        base = valuePop(context);
    }
    object = valuePop(context);
    result = xmlXPathNewNodeSet(NULL);
    if (object != NULL && result != NULL) {
        apr_pool_create(&call.pool, NULL);
        answer(result, &call, object, base);
        apr_pool_destroy(call.pool);
    }
    xmlXPathFreeObject(object);
    xmlXPathFreeObject(base);
    valuePush(context, result);
}
