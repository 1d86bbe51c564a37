/* The tables that are read from the schema never allow what the schema refuses. */
#include <apr_strings.h>
#include <libxml/xmlschemas.h>
#include <string.h>

#include "core/schema/validate.h"
#include "unit/unit.h"

#define CHANGED 30000

static const char sample[] =
    "<statement id=\"a\" xml:lang=\"en\" kind=\"Press release\" number=\"1\">"
    "<head><title>One <em>two</em></title><subtitle>s</subtitle>"
    "<issuer id=\"i\" short=\"I\" href=\"https://example.org/\">Council</issuer>"
    "<speaker id=\"sp\"><name>N</name><role>R</role></speaker>"
    "<published>2024-05-04T10:00:00Z</published><updated when=\"2024-05-05T10:00Z\">why</updated>"
    "<expires>2034-05-04</expires><place>P</place><summary>Sum <sub>1</sub></summary>"
    "<tag key=\"water\">Water</tag><author>A</author><source "
    "href=\"https://example.org/s\">S</source>"
    "<leadin>L</leadin><ending>E</ending>"
    "<contact by=\"i\"><name>N</name><role>R</role><organization>O</organization>"
    "<email>a@example.org</email><phone>+44 20 7946 0000</phone>"
    "<link href=\"https://example.org/c\">l</link><hours>9</hours><remark>r</remark></contact>"
    "<image href=\"p.png\" alt=\"x\" credit=\"c\">I</image>"
    "<attachment href=\"a.pdf\" type=\"application/pdf\">T</attachment>"
    "<translation href=\"b.xml\" xml:lang=\"de\"/><related href=\"c.xml\" rel=\"see\">C</related>"
    "</head><body><p xml:lang=\"fr\">t <quote who=\"sp\" "
    ">q</quote><strong>s</strong>"
    "<link href=\"d.xml\">l</link><sup>2</sup><br/><span xml:lang=\"la\">x</span>"
    "<time when=\"2024-05-04T10:00+02:00\">t</time><abbr ref=\"e\">EU</abbr><noteref "
    "ref=\"n\"/></p>"
    "<section by=\"i\"><heading>H</heading><p>x</p></section>"
    "<speech who=\"sp\"><speaker>S</speaker><p>x</p></speech>"
    "<blockquote cite=\"https://example.org/q\"><p>x</p><attribution>A</attribution></blockquote>"
    "<list kind=\"number\" start=\"3\"><item>a <em>b</em></item><item><p>c</p></item></list>"
    "<figure><image href=\"p.png\" alt=\"\"/><caption>C</caption><credit>R</credit></figure>"
    "<table><caption>C</caption><row><cell header=\"yes\" colspan=\"2\">1</cell>"
    "<cell rowspan=\"1\"><p>2</p></cell></row></table>"
    "<signatories><signatory><name>N</name><role>R</role><organization>O</organization>"
    "</signatory></signatories></body>"
    "<glossary><title>G</title><entry id=\"e\"><term>EU</term><def>Union</def></entry></glossary>"
    "<note id=\"n\" kind=\"footnote\"><title>T</title><p>x</p></note></statement>";

static const char *const texts[] = {"",
                                    " ",
                                    "x",
                                    "2024-05-04",
                                    " 2024-05-04 ",
                                    "2024-05-04T10:00",
                                    "2024-5-4",
                                    "yes",
                                    " yes",
                                    "see",
                                    "number",
                                    "bullet",
                                    "-1",
                                    "0",
                                    "+3",
                                    "1.5",
                                    "12345678901234567890123456",
                                    "draft",
                                    "final",
                                    "internal",
                                    "footnote",
                                    "12",
                                    "2024-05-04T24:00:00.5Z",
                                    "de-x-y",
                                    "not a lang!",
                                    "replaces",
                                    "editors",
                                    "000000000000000000000001"};

static xmlSchemaPtr compiled;
static const stm_schema_t *schema;
static apr_uint64_t chance;

static void keep_quiet(void *baton, const char *format, ...)
{
    (void)baton;
    (void)format;
}

static void start(void)
{
    xmlSchemaParserCtxtPtr parser = xmlSchemaNewParserCtxt(SOURCE_DIR "/xslt/statement.xsd");
    compiled = xmlSchemaParse(parser);
    ck_assert_ptr_nonnull(compiled);
    xmlSchemaFreeParserCtxt(parser);
    ck_assert_int_eq(stm_schema_load(&schema, SOURCE_DIR "/xslt", stm_problems_create(pool), pool),
                     0);
    chance = 88172645463325252u;
}

static unsigned draw(unsigned below)
{
    chance ^= chance << 13;
    chance ^= chance >> 7;
    chance ^= chance << 17;
    return (unsigned)(chance % below);
}

static unsigned count_elements(const xmlNode *node)
{
    unsigned count = 1;
    for (node = node->children; node; node = node->next) {
        count += node->type == XML_ELEMENT_NODE ? count_elements(node) : 0;
    }
    return count;
}

static xmlNodePtr find(xmlNodePtr node, unsigned *number)
{
    xmlNodePtr child, found = *number ? NULL : node;
    for (child = node->children; !found && child; child = child->next) {
        if (child->type == XML_ELEMENT_NODE) {
            --*number;
            found = find(child, number);
        }
    }
    return found;
}

/* Any element but the outermost one. */
static xmlNodePtr some_element(xmlDocPtr xml)
{
    xmlNodePtr root = xmlDocGetRootElement(xml);
    unsigned count = count_elements(root), number = count > 1 ? 1 + draw(count - 1) : 0;
    return find(root, &number);
}

static void put_aside(xmlNodePtr moved, xmlNodePtr beside)
{
    switch (draw(3)) {
    case 0:
        xmlAddPrevSibling(beside, moved);
        break;
    case 1:
        xmlAddNextSibling(beside, moved);
        break;
    default:
        xmlAddChild(beside, moved);
    }
}

static void change_attribute(xmlNodePtr node)
{
    static const char *const names[] = {"id",        "href", "rel",   "kind",     "when",
                                        "ref",       "alt",  "start", "xml:lang", "colspan",
                                        "continues", "src",  "status"};
    const char *name = names[draw(sizeof(names) / sizeof(names[0]))];
    const char *value = texts[draw(sizeof(texts) / sizeof(texts[0]))];
    if (node->properties && draw(3)) {
        xmlAttrPtr attribute = node->properties;
        while (attribute->next && draw(2)) {
            attribute = attribute->next;
        }
        if (draw(4)) {
            xmlNodeSetContent((xmlNodePtr)attribute, BAD_CAST value);
        }
        else {
            xmlRemoveProp(attribute);
        }
    }
    else {
        xmlSetProp(node, BAD_CAST name, BAD_CAST value);
    }
}

static void change(xmlDocPtr xml)
{
    xmlNodePtr one = some_element(xml), other = some_element(xml);
    switch (draw(6)) {
    case 0:
        xmlUnlinkNode(one);
        xmlFreeNode(one);
        break;
    case 1:
        put_aside(xmlCopyNode(one, 1), other);
        break;
    case 2:
        put_aside(xmlNewDocNode(xml, NULL, other->name, BAD_CAST(draw(2) ? "x" : "")), one);
        break;
    case 3:
        xmlNodeSetContent(one, BAD_CAST texts[draw(sizeof(texts) / sizeof(texts[0]))]);
        break;
    case 4:
        xmlAddChild(one, draw(3) ? xmlNewDocText(xml, BAD_CAST " ")
                                 : xmlNewDocComment(xml, BAD_CAST "c"));
        break;
    default:
        change_attribute(one);
    }
}

/* The sample with some changes, as text. */
static const char *changed_sample(int changes)
{
    xmlDocPtr xml = xmlReadMemory(sample, (int)strlen(sample), NULL, NULL, 0);
    xmlChar *bytes;
    const char *text;
    int size;
    while (changes--) {
        change(xml);
    }
    xmlDocDumpMemory(xml, &bytes, &size);
    text = apr_pstrmemdup(pool, (const char *)bytes, (apr_size_t)size);
    xmlFree(bytes);
    xmlFreeDoc(xml);
    return text;
}

static int is_valid(const char *text)
{
    xmlDocPtr xml = xmlReadMemory(text, (int)strlen(text), NULL, NULL, 0);
    xmlSchemaValidCtxtPtr context = xmlSchemaNewValidCtxt(compiled);
    int result;
    xmlSchemaSetValidErrors(context, keep_quiet, keep_quiet, NULL);
    result = xmlSchemaValidateDoc(context, xml);
    xmlSchemaFreeValidCtxt(context);
    xmlFreeDoc(xml);
    return result == 0;
}

static int is_accepted(const char *text)
{
    static const stm_rules_t rules = {.moment = APR_INT64_MAX / 2};
    stm_problems_t *problems = stm_problems_create(pool);
    stm_document_t *document;
    return !stm_document_parse(&document, "a.xml", text, strlen(text), &stm_limits_default,
                               problems, pool) &&
           !stm_schema_check(schema, document, &rules, problems, pool);
}

START_TEST(test_what_is_accepted_is_valid_by_the_schema)
{
    apr_pool_t *all = pool;
    int i, accepted = 0, valid = 0;
    start();
    ck_assert(is_valid(sample));
    ck_assert(is_accepted(sample));
    for (i = 0; i < CHANGED; i++) {
        const char *text;
        int is_good;
        apr_pool_create(&pool, all);
        text = changed_sample(1 + (int)draw(2));
        is_good = is_valid(text);
        valid += is_good;
        if (is_accepted(text)) {
            accepted++;
            ck_assert_msg(is_good, "%s", text);
        }
        apr_pool_destroy(pool);
        pool = all;
    }
    /* Enough of both sorts. */
    ck_assert_int_gt(accepted, CHANGED / 20);
    ck_assert_int_gt(CHANGED - valid, CHANGED / 5);
    xmlSchemaFree(compiled);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_what_is_accepted_is_valid_by_the_schema);
}

UNIT_MAIN("stm_grammar")
