#include "core/any_xml/functions.h"

#include <libexslt/exslt.h>
#include <libxml/xpathInternals.h>
#include <libxslt/extensions.h>
#include <libxslt/extra.h>
#include <libxslt/functions.h>
#include <pthread.h>
#include <string.h>

#include "core/any_xml/extension_elements.h"
#include "core/any_xml/strings.h"
#include "core/any_xml/tokens.h"
#include "core/xslt/generate_id.h"

#define COMMON "http://exslt.org/common"
#define MATH   "http://exslt.org/math"
#define SETS   "http://exslt.org/sets"
#define STRING "http://exslt.org/strings"

static stm_any_functions_t *shared_of(xmlXPathParserContextPtr context)
{
    return xsltXPathGetTransformContext(context)->_private;
}

static void call_document(xmlXPathParserContextPtr context, int count)
{
    stm_document_function(context, count, &shared_of(context)->reading);
}

static void call_generate_id(xmlXPathParserContextPtr context, int count)
{
    stm_generate_id(context, count, shared_of(context)->numbers);
}

/* Only XSLT's own: libxslt would ask what other modules have registered. */
static void call_element_available(xmlXPathParserContextPtr context, int count)
{
    xmlChar *name, *prefix = NULL, *local;
    const xmlChar *space;

    if (count != 1) {
        xmlXPathErr(context, XPATH_INVALID_ARITY);
        return;
    }
    name = xmlXPathPopString(context);
    local = name == NULL ? NULL : xmlSplitQName2(name, &prefix);
    space = local == NULL ? NULL : xmlXPathNsLookup(context->context, prefix);
    valuePush(context,
              xmlXPathNewBoolean(space != NULL && xmlStrEqual(space, BAD_CAST STM_XSLT_NS) &&
                                 stm_xslt_has_instruction((const char *)local)));
    xmlFree(name);
    xmlFree(prefix);
    xmlFree(local);
}

static void call_object_type(xmlXPathParserContextPtr context, int count)
{
    xmlXPathObjectPtr object;
    const char *type;

    if (count != 1) {
        xmlXPathErr(context, XPATH_INVALID_ARITY);
        return;
    }
    object = valuePop(context);
    type = object == NULL                    ? "external"
           : object->type == XPATH_STRING    ? "string"
           : object->type == XPATH_NUMBER    ? "number"
           : object->type == XPATH_BOOLEAN   ? "boolean"
           : object->type == XPATH_NODESET   ? "node-set"
           : object->type == XPATH_XSLT_TREE ? "RTF"
                                             : "external";
    xmlXPathFreeObject(object);
    valuePush(context, xmlXPathNewCString(type));
}

typedef struct function_t {
    const char *space; /* NULL: none */
    const char *name;
    xmlXPathFunction function; /* of EXSLT: set by find_exslt */
} function_t;

static function_t functions[] = {
    {NULL, "contains", stm_strings_contains},
    {NULL, "document", call_document},
    {NULL, "element-available", call_element_available},
    {NULL, "generate-id", call_generate_id},
    {NULL, "substring-after", stm_strings_substring_after},
    {NULL, "substring-before", stm_strings_substring_before},
    {NULL, "translate", stm_strings_translate},
    {COMMON, "node-set", xsltFunctionNodeSet},
    {COMMON, "object-type", call_object_type},
    {MATH, "highest", NULL},
    {MATH, "lowest", NULL},
    {MATH, "max", NULL},
    {MATH, "min", NULL},
    {SETS, "difference", NULL},
    {SETS, "distinct", NULL},
    {SETS, "has-same-node", NULL},
    {SETS, "intersection", NULL},
    {SETS, "leading", NULL},
    {SETS, "trailing", NULL},
    {STRING, "concat", NULL},
    {STRING, "split", stm_tokens_split},
    {STRING, "tokenize", stm_tokens_tokenize},
};

#define FUNCTION_COUNT (sizeof(functions) / sizeof(*functions))

/* libexslt registers with the whole process, or with a context of XPath: from one of our own we
 * take what we want. */
static void find_exslt(void)
{
    xmlXPathContextPtr context = xmlXPathNewContext(NULL);

    if (context == NULL) {
        return;
    }
    exsltMathXpathCtxtRegister(context, BAD_CAST "math");
    exsltSetsXpathCtxtRegister(context, BAD_CAST "set");
    exsltStrXpathCtxtRegister(context, BAD_CAST "str");
    for (size_t i = 0; i < FUNCTION_COUNT; i++) {
        if (functions[i].function == NULL) {
            functions[i].function = xmlXPathFunctionLookupNS(context, BAD_CAST functions[i].name,
                                                             BAD_CAST functions[i].space);
        }
    }
    xmlXPathFreeContext(context);
}

/* For whatever else is there in libxml2's own table of the context: nothing of another module. */
static xmlXPathFunction find_function(void *context, const xmlChar *name, const xmlChar *space)
{
    (void)context;
    for (size_t i = 0; i < FUNCTION_COUNT; i++) {
        /* Most that are looked up are XPath's own: their first letters tell. */
        if (*functions[i].name == *(const char *)name &&
            strcmp(functions[i].name, (const char *)name) == 0 &&
            xmlStrEqual(BAD_CAST functions[i].space, space)) {
            return functions[i].function;
        }
    }
    return NULL;
}

void stm_any_functions_offer(xsltTransformContextPtr transform, stm_any_functions_t *shared)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, find_exslt);
    transform->_private = shared;
    xmlXPathRegisterFuncLookup(transform->xpathCtxt, find_function, NULL);
}
