/* Changes a statement as a tree, so that what comes out is still well-formed and says something
 * else: elements and attributes of the vocabulary come, go, move and change their names, texts
 * become hard ones. What is no XML, and an eighth of all, is changed as bytes. */
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <string.h>

#include "fuzz/fuzz.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1, const uint8_t *data2,
                                 size_t size2, uint8_t *out, size_t max_out, unsigned int seed);

#define MOST_NAMES 256
#define MOST_NODES 1024

typedef struct names_t {
    const char *all[MOST_NAMES];
    unsigned int count;
} names_t;

static names_t elements, attributes, values;

/* Texts, addresses, dates and names that something has to be done about. */
static const char *const hard[] = {
    "\"",
    "“",
    "”",
    "»",
    "’",
    "'",
    "<",
    "&",
    "]]>",
    "</script>",
    "--",
    "\n",
    " ",
    "\t",
    "",
    "\xC2\xA0",
    "\xE2\x80\x8B",
    "\xE2\x80\xAE",
    "\xE2\x80\xA8",
    "\xEF\xBB\xBF",
    "\xEF\xBF\xBE",
    "\xC2\x85",
    "\xF0\x9F\x87\xA9\xF0\x9F\x87\xAA",
    "e\xCC\x81",
    "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D",
    "\xD9\x85\xD8\xB1\xD8\xAD\xD8\xA8\xD8\xA7",
    "\xE5\xB8\x82\xE5\x8E\x85",
    "javascript:alert(1)",
    "JaVaScRiPt:x",
    "java\tscript:x",
    " javascript:x",
    "data:text/html,x",
    "vbscript:x",
    "//host/x",
    "http://",
    "https://ex\xC3\xA4mple.org/a b",
    "https://[::1]/",
    "http://a:b@c/",
    "mailto:a@b",
    "tel:1",
    "#x",
    "?q",
    "../..",
    "b",
    "in",
    "../b.xml",
    "ring",
    "outer",
    "gone",
    "hidden",
    "a",
    ".",
    "",
    "%2e%2e/x",
    "c:d",
    "\\x",
    "x;y=z",
    "2026-05-04",
    "2026-05-04T10:00:00Z",
    "2026-05-04T10:00",
    "2026-02-30",
    "0000-00-00",
    "9999-12-31T23:59:59-14:00",
    "1000-01-01T00:00:00+14:00",
    "2026-03-29T02:30:00",
    "4/5/2026",
    "en",
    "de-AT",
    "ar",
    "he",
    "zh-Hant",
    "x-default",
    "und",
    "fr-FR",
    "english",
    "zz",
    "internal",
    "press",
    "draft",
    "public",
    "yes",
    "no",
    "1",
    "0",
    "-1",
    "2147483648",
    "1e9",
    "efa",
    "master",
    "press",
    "desk",
    "about",
    "hpa",
    "ferries",
    "a@b.example",
    "\"a b\"@c",
    "+49 (0)30 / 123-4",
    "+1 555 0100 ext 5",
    "BEGIN:VCARD",
    "x\r\nEND:VCALENDAR",
    "\\n\\,;:",
    "e;f",
    "=CMD()",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4",
};

static unsigned int state;

static unsigned int any(unsigned int bound)
{
    state = state * 1664525u + 1013904223u;
    return bound == 0 ? 0 : (state >> 8) % bound;
}

static const char *any_hard(void)
{
    return values.count > 0 && any(4) == 0 ? values.all[any(values.count)]
                                           : hard[any(sizeof(hard) / sizeof(*hard))];
}

static void take_names(names_t *names, xmlXPathContextPtr context, const char *path)
{
    xmlXPathObjectPtr found = xmlXPathEval(BAD_CAST path, context);

    for (int i = 0; found != NULL && found->nodesetval != NULL && i < found->nodesetval->nodeNr &&
                    names->count < MOST_NAMES;
         i++) {
        names->all[names->count++] = (const char *)xmlNodeGetContent(found->nodesetval->nodeTab[i]);
    }
    xmlXPathFreeObject(found);
}

/* The vocabulary, from the grammar. */
static void learn(void)
{
    xmlDocPtr grammar = xmlReadFile(SOURCE_DIR "/xslt/statement.xsd", NULL, XML_PARSE_NONET);
    xmlXPathContextPtr context = xmlXPathNewContext(grammar);

    take_names(&elements, context, "//*[local-name()='element']/@name");
    take_names(&attributes, context, "//*[local-name()='attribute']/@name");
    take_names(&values, context, "//*[local-name()='enumeration']/@value");
    FUZZ_MUST(elements.count > 0 && attributes.count > 0, "the grammar has no names");
    xmlXPathFreeContext(context);
    xmlFreeDoc(grammar);
}

static unsigned int collect(xmlNode **nodes, xmlNode *node)
{
    unsigned int count = 0;

    while (node != NULL && count < MOST_NODES) {
        nodes[count++] = node;
        if (node->children != NULL && node->type == XML_ELEMENT_NODE) {
            node = node->children;
            continue;
        }
        while (node != NULL && node->next == NULL) {
            node = node->parent;
        }
        node = node == NULL || node->type != XML_ELEMENT_NODE ? NULL : node->next;
    }
    return count;
}

static int is_in(const xmlNode *node, const xmlNode *other)
{
    for (; node != NULL; node = node->parent) {
        if (node == other) {
            return 1;
        }
    }
    return 0;
}

static void put(xmlNode *at, xmlNode *node)
{
    if (at->type == XML_ELEMENT_NODE && (at->parent->type != XML_ELEMENT_NODE || any(2) == 0)) {
        if (at->children != NULL && any(2) == 0) {
            xmlAddPrevSibling(at->children, node);
        }
        else {
            xmlAddChild(at, node);
        }
    }
    else if (any(2) == 0) {
        xmlAddNextSibling(at, node);
    }
    else {
        xmlAddPrevSibling(at, node);
    }
}

static void set_attribute(xmlNode *node)
{
    const char *name = attributes.all[any(attributes.count)];

    if (any(8) == 0) {
        xmlNodeSetLang(node, BAD_CAST any_hard());
    }
    else if (node->properties != NULL && any(3) == 0) {
        xmlRemoveProp(node->properties);
    }
    else if (node->properties != NULL && any(2) == 0) {
        xmlSetProp(node, node->properties->name, BAD_CAST any_hard());
    }
    else {
        xmlSetProp(node, BAD_CAST name, BAD_CAST any_hard());
    }
}

static void set_text(xmlNode *node)
{
    uint8_t bytes[4096];
    size_t size;

    if (any(3) > 0) {
        xmlNode *text = xmlNewText(BAD_CAST any_hard());

        put(node, text);
        return;
    }
    if (node->type == XML_TEXT_NODE) {
        xmlChar *content = xmlNodeGetContent(node);

        size = strnlen((const char *)content, sizeof(bytes) / 2);
        memcpy(bytes, content, size);
        xmlFree(content);
        size = LLVMFuzzerMutate(bytes, size, sizeof(bytes) - 1);
        bytes[size] = '\0';
        if (xmlCheckUTF8(bytes)) {
            xmlNodeSetContent(node, NULL);
            xmlNodeAddContent(node, bytes);
        }
    }
}

static void remove_node(xmlNode *node)
{
    if (node->parent->type == XML_ELEMENT_NODE) {
        xmlUnlinkNode(node);
        xmlFreeNode(node);
    }
}

static void move(xmlNode *node, xmlNode *to)
{
    if (node->parent->type == XML_ELEMENT_NODE && !is_in(to, node)) {
        xmlUnlinkNode(node);
        put(to, node);
    }
}

static void copy(const xmlNode *node, xmlNode *to)
{
    put(to, xmlDocCopyNode((xmlNode *)node, to->doc, 1));
}

static void wrap(xmlNode *node)
{
    xmlNode *around = xmlNewNode(NULL, BAD_CAST elements.all[any(elements.count)]);

    if (node->parent->type == XML_ELEMENT_NODE) {
        xmlReplaceNode(node, around);
        xmlAddChild(around, node);
    }
    else {
        xmlFreeNode(around);
    }
}

static void add(xmlNode *node)
{
    xmlNode *made = xmlNewNode(NULL, BAD_CAST elements.all[any(elements.count)]);

    put(node, made);
    if (any(2) == 0) {
        xmlNodeAddContent(made, BAD_CAST any_hard());
    }
    if (any(2) == 0) {
        set_attribute(made);
    }
}

static void change(xmlDocPtr document)
{
    static xmlNode *nodes[MOST_NODES];
    unsigned int count = collect(nodes, xmlDocGetRootElement(document));
    xmlNode *node = nodes[any(count)], *other = nodes[any(count)];
    int is_element = node->type == XML_ELEMENT_NODE;

    switch (any(8)) {
    case 0:
        remove_node(node);
        break;
    case 1:
        move(node, other);
        break;
    case 2:
        copy(node, other);
        break;
    case 3:
        wrap(node);
        break;
    case 4:
        add(node);
        break;
    case 5:
        if (is_element) {
            set_attribute(node);
        }
        break;
    case 6:
        if (is_element && node->parent->type == XML_ELEMENT_NODE) {
            xmlNodeSetName(node, BAD_CAST elements.all[any(elements.count)]);
        }
        break;
    default:
        set_text(node);
    }
}

static xmlDocPtr parse(const uint8_t *data, size_t size)
{
    return xmlReadMemory((const char *)data, (int)size, NULL, NULL,
                         XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
}

/* 0: it does not fit. */
static size_t write_to(uint8_t *data, size_t max_size, xmlDocPtr document)
{
    xmlChar *text;
    int size;

    xmlDocDumpMemoryEnc(document, &text, &size, "UTF-8");
    if (text == NULL || (size_t)size > max_size) {
        size = 0;
    }
    else {
        memcpy(data, text, (size_t)size);
    }
    xmlFree(text);
    return (size_t)size;
}

static int is_for_documents(const uint8_t *data, size_t size)
{
    return size > 0 && memchr(data, '<', size < 64 ? size : 64) != NULL;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
    xmlDocPtr document;
    size_t changed;

    state = seed;
    document = !is_for_documents(data, size) || any(8) == 0 ? NULL : parse(data, size);
    if (document == NULL) {
        return LLVMFuzzerMutate(data, size, max_size);
    }
    if (elements.count == 0) {
        learn();
    }
    for (unsigned int i = 1 + any(4); i > 0; i--) {
        change(document);
    }
    changed = write_to(data, max_size, document);
    xmlFreeDoc(document);
    return changed > 0 ? changed : LLVMFuzzerMutate(data, size, max_size);
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1, const uint8_t *data2,
                                 size_t size2, uint8_t *out, size_t max_out, unsigned int seed)
{
    static xmlNode *nodes[MOST_NODES];
    xmlDocPtr to = is_for_documents(data1, size1) ? parse(data1, size1) : NULL;
    xmlDocPtr from = to == NULL ? NULL : parse(data2, size2);
    size_t size = 0;

    state = seed;
    if (from != NULL) {
        xmlNode *node = nodes[any(collect(nodes, xmlDocGetRootElement(from)))];

        copy(node, nodes[any(collect(nodes, xmlDocGetRootElement(to)))]);
        size = write_to(out, max_out, to);
    }
    xmlFreeDoc(from);
    xmlFreeDoc(to);
    return size;
}
