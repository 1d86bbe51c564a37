#include "unit/unit.h"

#include <apr_strings.h>
#include <libxml/xmlversion.h>
#include <string.h>

#include "core/xml/document.h"
#include "core/xml/parser.h"

static stm_document_t *parse(const char *xml)
{
    stm_document_t *document;

    ck_assert_int_eq(stm_document_parse(&document, "a.xml", xml, strlen(xml), &stm_limits_default,
                                        stm_problems_create(pool), pool),
                     APR_SUCCESS);
    return document;
}

static const char *text_of(const stm_document_t *document)
{
    const char *copy;
    xmlChar *text;
    int size;

    xmlDocDumpMemory(document->xml, &text, &size);
    copy = apr_pstrmemdup(pool, (char *)text, (apr_size_t)size);
    xmlFree(text);
    return copy;
}

/* How many nodes and attributes the idle parser has at hand. */
static int kept(void)
{
    xmlParserCtxt *parser = stm_parser_take();
    int count = 0;

#if LIBXML_VERSION < 21400
    count = parser->freeElemsNr + parser->freeAttrsNr;
#endif
    stm_parser_give(parser, xmlNewDoc(BAD_CAST "1.0"));
    return count;
}

static const char full[] = "<?xml version=\"1.0\"?>\n"
                           "<statement xmlns:x=\"urn:x\" x:a=\"1\" b=\"a longer value, not in the "
                           "node\"><!-- c --><?p i?><p>a</p>"
                           "<x:p>text that is longer than a node has room for</x:p>"
                           "<p>&lt;<em/></p></statement>\n";

START_TEST(test_a_document_in_the_memory_of_another_is_the_same)
{
    const char *first = text_of(parse(full));
    int i;

    for (i = 0; i < 3; i++) {
        stm_document_t *document = parse(full);

        ck_assert_str_eq(text_of(document), first);
        xmlNewProp(xmlDocGetRootElement(document->xml), BAD_CAST "new", BAD_CAST "value");
        xmlNodeSetContent(xmlDocGetRootElement(document->xml)->last, BAD_CAST "other words");
        stm_document_drop(document);
    }
    ck_assert_str_eq(text_of(parse(full)), first);
}
END_TEST

START_TEST(test_ids_and_their_table_go_together)
{
    int i;

    for (i = 0; i < 3; i++) {
        stm_document_drop(parse("<statement xml:id=\"a\"><p xml:id=\"b\">c</p></statement>"));
    }
}
END_TEST

START_TEST(test_a_document_is_dropped_once)
{
    stm_document_t *document = parse(full);

    stm_document_drop(document);
    stm_document_drop(document);
    ck_assert_ptr_null(document->xml);
}
END_TEST

#if LIBXML_VERSION < 21400
START_TEST(test_nodes_are_kept_for_the_next_document_within_bounds)
{
    apr_array_header_t *pieces = apr_array_make(pool, 5000, sizeof(const char *));
    int i;

    stm_parser_rest();
    ck_assert_int_eq(kept(), 0);
    stm_document_drop(parse(full));
    ck_assert_int_ge(kept(), 10);
    for (i = 0; i < 5000; i++) {
        APR_ARRAY_PUSH(pieces, const char *) = "<p a=\"b\">c</p>";
    }
    stm_document_drop(parse(apr_pstrcat(pool, "<statement>", apr_array_pstrcat(pool, pieces, 0),
                                        "</statement>", NULL)));
    ck_assert_int_ge(kept(), 2000);
    ck_assert_int_le(kept(), 4000);
    stm_parser_rest();
    ck_assert_int_eq(kept(), 0);
}
END_TEST
#endif

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_a_document_in_the_memory_of_another_is_the_same);
    tcase_add_test(all, test_ids_and_their_table_go_together);
    tcase_add_test(all, test_a_document_is_dropped_once);
#if LIBXML_VERSION < 21400
    tcase_add_test(all, test_nodes_are_kept_for_the_next_document_within_bounds);
#endif
}

UNIT_MAIN("stm_parser")
