#include "core/any_xml/extension_elements.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Namespaces that an element names in extension-element-prefixes, and those around it. */
typedef struct designated_t {
    const struct designated_t *outer;
    xmlNodePtr node;
    const char *prefixes; /* NULL: it names none */
} designated_t;

static const char *const instructions[] = {
    "apply-imports",
    "apply-templates",
    "attribute",
    "call-template",
    "choose",
    "comment",
    "copy",
    "copy-of",
    "element",
    "fallback",
    "for-each",
    "if",
    "message",
    "number",
    "processing-instruction",
    "text",
    "value-of",
    "variable",
    NULL,
};

/* Inside instructions. */
static const char *const parts[] = {"otherwise", "param", "sort", "when", "with-param", NULL};

/* At the top. */
static const char *const declarations[] = {
    "attribute-set",   "decimal-format", "import",    "include",        "key",
    "namespace-alias", "output",         "param",     "preserve-space", "strip-space",
    "stylesheet",      "template",       "transform", "variable",       NULL,
};

/* Those that our libraries have tables for; all contain ASCII. */
static const char *const encodings[] = {
    "UTF-8",        "US-ASCII",     "ASCII",        "ISO-8859-1",   "ISO-8859-2",   "ISO-8859-3",
    "ISO-8859-4",   "ISO-8859-5",   "ISO-8859-6",   "ISO-8859-7",   "ISO-8859-8",   "ISO-8859-9",
    "ISO-8859-10",  "ISO-8859-13",  "ISO-8859-14",  "ISO-8859-15",  "ISO-8859-16",  "windows-1250",
    "windows-1251", "windows-1252", "windows-1253", "windows-1254", "windows-1255", "windows-1256",
    "windows-1257", "windows-1258", "KOI8-R",       "KOI8-U",       "Shift_JIS",    "EUC-JP",
    "EUC-KR",       "GBK",          "GB2312",       "GB18030",      "Big5",         NULL,
};

static int is_among(const char *name, const char *const *names)
{
    while (*names != NULL && strcmp(*names, name) != 0) {
        names++;
    }
    return *names != NULL;
}

static int is_common(const char *encoding)
{
    const char *const *name = encodings;

    while (*name != NULL && strcasecmp(*name, encoding) != 0) {
        name++;
    }
    return *name != NULL;
}

int stm_xslt_has_instruction(const char *name)
{
    return is_among(name, instructions);
}

static int is_xslt(const xmlNode *node)
{
    return node->type == XML_ELEMENT_NODE && node->ns != NULL &&
           strcmp((const char *)node->ns->href, STM_XSLT_NS) == 0;
}

int stm_xslt_is(const xmlNode *node, const char *name)
{
    return is_xslt(node) && strcmp((const char *)node->name, name) == 0;
}

static int is_sheet(const xmlNode *node)
{
    return stm_xslt_is(node, "stylesheet") || stm_xslt_is(node, "transform");
}

static xmlAttrPtr designation(const xmlNode *node)
{
    return xmlHasNsProp((xmlNodePtr)node, BAD_CAST "extension-element-prefixes",
                        is_xslt(node) ? NULL : BAD_CAST STM_XSLT_NS);
}

static int is_prefix_of(const designated_t *designated, const char *prefix, size_t length,
                        const xmlChar *uri)
{
    char name[64];
    xmlNsPtr space;

    if (length == 0 || length >= sizeof(name)) {
        return 0;
    }
    snprintf(name, sizeof(name), "%.*s", (int)length, prefix);
    space = xmlSearchNs(designated->node->doc, designated->node,
                        strcmp(name, "#default") == 0 ? NULL : BAD_CAST name);
    return space != NULL && xmlStrEqual(space->href, uri);
}

static int is_extension(const xmlNode *node, const designated_t *designated)
{
    static const char space[] = " \t\r\n";

    for (; designated != NULL; designated = designated->outer) {
        const char *at = designated->prefixes;

        while (at != NULL && *at != '\0') {
            size_t length = strcspn(at, space);

            if (is_prefix_of(designated, at, length, node->ns->href)) {
                return 1;
            }
            at += length;
            at += strspn(at, space);
        }
    }
    return 0;
}

/* Where it is. */
static int is_unknown(const xmlNode *node)
{
    const char *name = (const char *)node->name;
    const xmlNode *root = xmlDocGetRootElement(node->doc);

    if (!is_xslt(node)) {
        return 0;
    }
    return node == root || (node->parent == root && is_sheet(root))
               ? !is_among(name, declarations)
               : !is_among(name, instructions) && !is_among(name, parts);
}

static void remove_node(xmlNodePtr node)
{
    xmlUnlinkNode(node);
    xmlFreeNode(node);
}

static void remove_attributes(xmlNodePtr node)
{
    while (node->properties != NULL) {
        xmlRemoveProp(node->properties);
    }
}

/* Makes @a node the instruction @a name, without attributes; its declarations of namespaces stay,
 * for what is in it. */
static void become(xmlNodePtr node, const char *name)
{
    xmlNsPtr space = xmlSearchNsByHref(node->doc, node, BAD_CAST STM_XSLT_NS);

    remove_attributes(node);
    xmlNodeSetName(node, BAD_CAST name);
    xmlSetNs(node, space != NULL ? space : xmlNewNs(node, BAD_CAST STM_XSLT_NS, BAD_CAST "xslt"));
}

static void become_transparent(xmlNodePtr node)
{
    become(node, "if");
    xmlNewProp(node, BAD_CAST "test", BAD_CAST "true()");
}

static void become_stop(xmlNodePtr node)
{
    char text[256];

    snprintf(text, sizeof(text), "The element %.100s is not part of XSLT 1.0",
             (const char *)node->name);
    become(node, "message");
    xmlNewProp(node, BAD_CAST "terminate", BAD_CAST "yes");
    xmlNodeAddContent(node, BAD_CAST text);
}

static void replace(xmlNodePtr node)
{
    xmlNodePtr child, next;
    int has_fallback = 0;

    for (child = node->children; child != NULL; child = next) {
        next = child->next;
        if (stm_xslt_is(child, "fallback")) {
            has_fallback = 1;
            become_transparent(child);
        }
        else {
            remove_node(child);
        }
    }
    if (has_fallback) {
        become_transparent(node);
    }
    else {
        become_stop(node);
    }
}

/* So that libxslt sees no extension, and writes no namespace of one into the result. */
static void exclude(xmlNodePtr node, xmlAttrPtr attribute, const char *prefixes)
{
    const xmlChar *uri = is_xslt(node) ? NULL : BAD_CAST STM_XSLT_NS;
    xmlNsPtr space = attribute->ns;
    xmlChar *excluded = uri == NULL ? xmlGetNoNsProp(node, BAD_CAST "exclude-result-prefixes")
                                    : xmlGetNsProp(node, BAD_CAST "exclude-result-prefixes", uri);

    excluded = xmlStrcat(excluded, BAD_CAST(excluded == NULL ? "" : " "));
    excluded = xmlStrcat(excluded, BAD_CAST prefixes);
    xmlRemoveProp(attribute);
    xmlSetNsProp(node, space, BAD_CAST "exclude-result-prefixes", excluded);
    xmlFree(excluded);
}

static void check_output(xmlNodePtr node)
{
    xmlChar *encoding = xmlGetNoNsProp(node, BAD_CAST "encoding");

    if (encoding != NULL && !is_common((const char *)encoding)) {
        xmlSetProp(node, BAD_CAST "encoding", BAD_CAST "UTF-8");
    }
    xmlFree(encoding);
}

static void pass_children(xmlNodePtr parent, const designated_t *designated);

/* Not deeper than the parser allows. */
static void pass_element(xmlNodePtr node, const designated_t *outer)
{
    designated_t designated = {outer, node, NULL};
    xmlAttrPtr attribute = designation(node);
    xmlChar *prefixes = attribute == NULL ? NULL : xmlNodeGetContent((xmlNodePtr)attribute);

    designated.prefixes = (const char *)prefixes;
    if (is_unknown(node) ||
        (node->ns != NULL && !is_xslt(node) && is_extension(node, &designated))) {
        replace(node);
    }
    else if (prefixes != NULL) {
        exclude(node, attribute, designated.prefixes);
    }
    pass_children(node, &designated);
    xmlFree(prefixes);
}

static void pass_children(xmlNodePtr parent, const designated_t *designated)
{
    for (xmlNodePtr node = parent->children; node != NULL; node = node->next) {
        if (node->type == XML_ELEMENT_NODE) {
            pass_element(node, designated);
        }
    }
}

/* At the top, what is not known is ignored (XSLT 1.0 sections 2.2 and 2.5). */
static void pass_top(xmlNodePtr root)
{
    xmlNodePtr node, next;

    for (node = root->children; node != NULL; node = next) {
        next = node->next;
        if (node->type == XML_ELEMENT_NODE && (!is_xslt(node) || is_unknown(node))) {
            remove_node(node);
        }
        else if (stm_xslt_is(node, "output")) {
            check_output(node);
        }
    }
}

void stm_extension_elements_replace(xmlDocPtr xml)
{
    xmlNodePtr root = xmlDocGetRootElement(xml);

    if (root != NULL && is_sheet(root)) {
        pass_top(root);
    }
    if (root != NULL) {
        pass_element(root, NULL);
    }
}

static int makes_element(const xmlNode *node)
{
    return node->type == XML_ELEMENT_NODE &&
           (!is_xslt(node) || stm_xslt_is(node, "element") || stm_xslt_is(node, "copy"));
}

int stm_xslt_nesting(xmlDocPtr xml)
{
    const xmlNode *root = xmlDocGetRootElement(xml), *node = root;
    int depth = 0, most = 0;

    while (node != NULL) {
        depth += makes_element(node);
        most = depth > most ? depth : most;
        if (node->type == XML_ELEMENT_NODE && node->children != NULL) {
            node = node->children;
            continue;
        }
        depth -= makes_element(node);
        while (node != root && node->next == NULL) {
            node = node->parent;
            depth -= makes_element(node);
        }
        node = node == root ? NULL : node->next;
    }
    return most;
}
