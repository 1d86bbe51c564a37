/* Thousands of trees of all that may stand in a result. */
#include "unit/output.h"

#include <apr_tables.h>

/* A row of numbers that is the same on every machine. */
static unsigned int seed;

static unsigned int any(unsigned int bound)
{
    seed = seed * 1103515245u + 12345u;
    return (seed >> 16) % bound;
}

static const char *const names[] = {"a",
                                    "abbr",
                                    "acronym",
                                    "address",
                                    "applet",
                                    "area",
                                    "b",
                                    "base",
                                    "basefont",
                                    "bdo",
                                    "big",
                                    "blockquote",
                                    "body",
                                    "br",
                                    "button",
                                    "caption",
                                    "center",
                                    "cite",
                                    "code",
                                    "col",
                                    "colgroup",
                                    "dd",
                                    "del",
                                    "dfn",
                                    "dir",
                                    "div",
                                    "dl",
                                    "dt",
                                    "em",
                                    "embed",
                                    "fieldset",
                                    "font",
                                    "form",
                                    "frame",
                                    "frameset",
                                    "h1",
                                    "h2",
                                    "h3",
                                    "h4",
                                    "h5",
                                    "h6",
                                    "head",
                                    "hr",
                                    "html",
                                    "i",
                                    "iframe",
                                    "img",
                                    "input",
                                    "ins",
                                    "isindex",
                                    "kbd",
                                    "label",
                                    "legend",
                                    "li",
                                    "link",
                                    "map",
                                    "menu",
                                    "meta",
                                    "noframes",
                                    "noscript",
                                    "object",
                                    "ol",
                                    "optgroup",
                                    "option",
                                    "p",
                                    "param",
                                    "pre",
                                    "q",
                                    "s",
                                    "samp",
                                    "script",
                                    "select",
                                    "small",
                                    "span",
                                    "strike",
                                    "strong",
                                    "style",
                                    "sub",
                                    "sup",
                                    "table",
                                    "tbody",
                                    "td",
                                    "textarea",
                                    "tfoot",
                                    "th",
                                    "thead",
                                    "title",
                                    "tr",
                                    "tt",
                                    "u",
                                    "ul",
                                    "var",
                                    "article",
                                    "aside",
                                    "audio",
                                    "bdi",
                                    "canvas",
                                    "data",
                                    "details",
                                    "dialog",
                                    "figure",
                                    "footer",
                                    "header",
                                    "main",
                                    "mark",
                                    "math",
                                    "nav",
                                    "picture",
                                    "ruby",
                                    "section",
                                    "source",
                                    "summary",
                                    "svg",
                                    "template",
                                    "time",
                                    "track",
                                    "video",
                                    "wbr",
                                    "x",
                                    "zz",
                                    "px",
                                    "Br",
                                    "SCRIPT",
                                    "P",
                                    "a-long-name-of-an-element",
                                    "blockquote-x",
                                    "blockquotexy",
                                    "sixteen-letters-",
                                    "sixteen-letters-x"};

static const char *const attribute_names[] = {"href",     "src",      "action",
                                              "name",     "HREF",     "title",
                                              "class",    "id",       "checked",
                                              "compact",  "declare",  "defer",
                                              "disabled", "ismap",    "multiple",
                                              "nohref",   "noresize", "noshade",
                                              "nowrap",   "readonly", "selected",
                                              "Selected", "required", "http-equiv",
                                              "content",  "a",        "attribute-with-a-long-name"};

static const char *const pieces[] = {"word",
                                     " ",
                                     "\n",
                                     "\t",
                                     "\r",
                                     "<",
                                     ">",
                                     "&",
                                     "\"",
                                     "'",
                                     "<!--",
                                     "-->",
                                     "&{",
                                     "}",
                                     "]]>",
                                     "$",
                                     "[",
                                     "`",
                                     "|",
                                     "%20",
                                     "/",
                                     "?",
                                     "=",
                                     "\xC3\xA4",
                                     "\xE2\x80\x94",
                                     "\xF0\x9F\x98\x80",
                                     "\x7F",
                                     "\xFF",
                                     "a longer run of text without anything in it to replace ",
                                     "{x}",
                                     "~",
                                     "@"};

#define ANY_OF(all) all[any(sizeof(all) / sizeof(*all))]

/* What makes us leave a tree to libxslt is rare. */
static const char *any_piece(void)
{
    const char *piece = ANY_OF(pieces);

    return strpbrk(piece, "\"!{") != NULL && any(200) > 0 ? "x" : piece;
}

static const char *any_text(void)
{
    apr_array_header_t *parts = apr_array_make(pool, 8, sizeof(const char *));
    unsigned int count = any(4) == 0 ? any(40) : any(5);

    while (count-- > 0) {
        APR_ARRAY_PUSH(parts, const char *) = any_piece();
    }
    return apr_array_pstrcat(pool, parts, 0);
}

static const char *const prefixes[] = {NULL, "x", "xml"};

static xmlNodePtr any_element(xmlDocPtr doc)
{
    xmlNodePtr element = xmlNewDocNode(doc, NULL, BAD_CAST ANY_OF(names), NULL);
    unsigned int count = any(3) == 0 ? any(6) : 0;

    while (count-- > 0) {
        xmlAttrPtr attribute = any(8) == 0
                                   ? xmlNewProp(element, BAD_CAST ANY_OF(attribute_names), NULL)
                                   : add_attribute(element, ANY_OF(attribute_names), any_text());

        if (any(1000) == 0) {
            xmlAddChild((xmlNodePtr)attribute, xmlNewReference(doc, BAD_CAST "x"));
        }
    }
    if (any(1000) == 0) {
        xmlSetNs(element, xmlNewNs(element, BAD_CAST "urn:x", BAD_CAST ANY_OF(prefixes)));
    }
    return element;
}

static xmlNodePtr any_node(xmlDocPtr doc)
{
    xmlNodePtr node;

    switch (any(10) > 0 ? 5 + any(11) : any(100)) {
    case 0:
        return xmlNewDocComment(doc, BAD_CAST any_text());
    case 1:
        return xmlNewDocPI(doc, BAD_CAST "pi", any(2) ? BAD_CAST any_text() : NULL);
    case 2:
        return xmlNewReference(doc, BAD_CAST "nbsp");
    case 3:
        node = xmlNewDocText(doc, BAD_CAST any_text());
        node->name = xmlStringTextNoenc;
        return node;
    case 4:
        return xmlNewCDataBlock(doc, BAD_CAST any_text(), 3);
    case 5:
    case 6:
    case 7:
    case 8:
        return xmlNewDocText(doc, BAD_CAST any_text());
    default:
        return any_element(doc);
    }
}

static void grow(xmlNodePtr parent, unsigned int size)
{
    xmlNodePtr at = parent;

    while (size-- > 0) {
        xmlNodePtr node = xmlAddChild(at, any_node(parent->doc));

        if (node->type == XML_ELEMENT_NODE && any(3) > 0) {
            at = node;
        }
        while (at != parent && any(4) == 0) {
            at = at->parent;
        }
    }
}

static const char *const random_outputs[] = {HTML, "method='html' indent='no' encoding='UTF-8'"};

static xmlDocPtr any_result(int is_html)
{
    xmlDocPtr result = new_result(is_html);
    xmlNodePtr root = xmlNewDocNode(result, NULL, BAD_CAST(any(2) ? "html" : ANY_OF(names)), NULL);

    xmlDocSetRootElement(result, root);
    if (any(2)) {
        xmlNodePtr head = xmlNewChild(root, NULL, BAD_CAST "head", NULL);

        grow(head, any(4));
    }
    grow(root, any(2) ? any(8) : any(300));
    return result;
}

START_TEST(test_any_tree_is_written_as_libxslt_does)
{
    xsltStylesheetPtr style = compile(random_outputs[_i], "x");
    apr_pool_t *whole = pool;
    int round, own = 0;

    seed = 2026u + (unsigned int)_i;
    for (round = 0; round < 1500 && is_measure(); round++) {
        xmlDocPtr result;
        const char *bytes;
        apr_size_t size;

        apr_pool_create(&pool, whole);
        result = any_result(1);
        own += stm_output_write_own(&bytes, &size, result, style, pool) == APR_SUCCESS;
        ck_assert_int_eq(stm_output_write(&bytes, &size, result, style, pool), APR_SUCCESS);
        ck_assert_msg(strcmp(bytes, by_libxslt(result, style)) == 0, "tree %d:\n%s\n---\n%s", round,
                      bytes, by_libxslt(result, style));
        xmlFreeDoc(result);
        apr_pool_destroy(pool);
        pool = whole;
    }
    ck_assert_int_ge(own, is_measure() ? 500 : 0);
    xsltFreeStylesheet(style);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_loop_test(all, test_any_tree_is_written_as_libxslt_does, 0,
                        sizeof(random_outputs) / sizeof(*random_outputs));
}

UNIT_MAIN("stm_output_random")
