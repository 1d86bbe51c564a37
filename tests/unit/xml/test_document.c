#include <apr_file_io.h>
#include <apr_strings.h>
#include <libxml/xpath.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/xml/document.h"
#include "unit/unit.h"

static stm_problems_t *problems;

static apr_status_t parse(stm_document_t **document, const char *text)
{
    problems = stm_problems_create(pool);
    return stm_document_parse(document, "a.xml", text, strlen(text), &stm_limits_default, problems,
                              pool);
}

static const char *first_problem(void)
{
    const stm_problem_t *problem = stm_problems_at(problems, 0);

    return problem ? stm_problem_text(problem, pool) : "none";
}

/* "LINE:COLUMN" of the first element or text that the path finds. */
static const char *place(stm_document_t *document, const char *path)
{
    xmlXPathContextPtr context = xmlXPathNewContext(document->xml);
    xmlXPathObjectPtr found = xmlXPathEval(BAD_CAST path, context);
    int line, column;

    ck_assert_int_gt(found->nodesetval->nodeNr, 0);
    stm_document_position(found->nodesetval->nodeTab[0], &line, &column);
    xmlXPathFreeObject(found);
    xmlXPathFreeContext(context);
    return apr_psprintf(pool, "%d:%d", line, column);
}

START_TEST(elements_and_texts_know_their_line_and_column)
{
    stm_document_t *document;

    ck_assert_int_eq(parse(&document, "<?xml version=\"1.0\"?>\r\n"
                                      "<!-- <p> -->\r\n"
                                      "<statement a='>'\r\n"
                                      "  b=\"<!--x\">äöü<p>one</p>\r\n"
                                      "  <br/>  \n"
                                      "  tail <![CDATA[<p>]]><q>日本<em/></q></statement>\n"),
                     STM_EMALFORMED);
    ck_assert_int_eq(parse(&document, "<?xml version=\"1.0\"?>\r\n"
                                      "<!-- <p> -->\r\n"
                                      "<statement a='>'\r\n"
                                      "  b=\"/\">äöü<p>one</p>\r\n"
                                      "  <br/>  \n"
                                      "  tail <![CDATA[<p>]]><q>日本<em/></q></statement>\n"),
                     APR_SUCCESS);
    ck_assert_str_eq(place(document, "/statement"), "3:1");
    ck_assert_str_eq(place(document, "//p"), "4:12");
    ck_assert_str_eq(place(document, "//p/text()"), "4:15");
    ck_assert_str_eq(place(document, "//br"), "5:3");
    ck_assert_str_eq(place(document, "/statement/text()[2]"), "6:3");
    ck_assert_str_eq(place(document, "//q"), "6:23");
    ck_assert_str_eq(place(document, "//em"), "6:28");
}
END_TEST

START_TEST(comments_and_instructions_do_not_shift_places)
{
    stm_document_t *document;

    ck_assert_int_eq(
        parse(&document, "<statement><!--><p>--><p/><?a <p> ?><!---->x<br/></statement>"),
        APR_SUCCESS);
    ck_assert_str_eq(place(document, "//p"), "1:23");
    ck_assert_str_eq(place(document, "/statement/text()"), "1:44");
    ck_assert_str_eq(place(document, "//br"), "1:45");
}
END_TEST

START_TEST(a_line_beyond_65535_is_still_exact)
{
    const char *lines = apr_pstrcat(pool, "<statement>", NULL);
    char *many = apr_palloc(pool, 70001);
    stm_document_t *document;

    memset(many, '\n', 70000);
    many[70000] = '\0';
    ck_assert_int_eq(parse(&document, apr_pstrcat(pool, lines, many, " <p/></statement>", NULL)),
                     APR_SUCCESS);
    ck_assert_str_eq(place(document, "//p"), "70001:2");
}
END_TEST

START_TEST(a_character_of_a_text_is_found_through_references_and_sections)
{
    stm_document_t *document;
    xmlNode *text;
    int line, column;

    ck_assert_int_eq(parse(&document, "<statement>\n a&amp;b<![CDATA[&c]]>d&#233;f</statement>"),
                     APR_SUCCESS);
    text = xmlDocGetRootElement(document->xml)->children;
    ck_assert_str_eq((const char *)text->content, "\n a&b&cdéf");
    stm_document_character(text, 4, &line, &column); /* b */
    ck_assert_int_eq(line, 2);
    ck_assert_int_eq(column, 8);
    stm_document_character(text, 6, &line, &column); /* c */
    ck_assert_int_eq(column, 19);
    stm_document_character(text, 9, &line, &column); /* f */
    ck_assert_int_eq(column, 30);
}
END_TEST

START_TEST(a_foreign_root_is_no_problem_but_a_misspelt_one_is)
{
    stm_document_t *document;

    ck_assert_int_eq(parse(&document, "<!DOCTYPE html><html><br/></html>"), STM_EFOREIGN);
    ck_assert_int_eq(stm_problems_count(problems, STM_SEVERITY_WARNING), 0);
    ck_assert_int_eq(parse(&document, "<Statment/>"), STM_EMALFORMED);
    ck_assert_str_eq(first_problem(),
                     "a.xml:1:1: error: The outermost element is <Statment>, which looks like a "
                     "misspelt <statement>. Write <statement> and </statement> around everything.");
}
END_TEST

START_TEST(what_is_not_well_formed_is_nobody_elses)
{
    stm_document_t *document;

    ck_assert_int_eq(parse(&document, "<!DOCTYPE html><html><br></html>"), STM_EMALFORMED);
    ck_assert_int_gt(stm_problems_count(problems, STM_SEVERITY_ERROR), 0);
    ck_assert_int_eq(parse(&document, "< statement><head/></statement>"), STM_EMALFORMED);
    ck_assert_int_gt(stm_problems_count(problems, STM_SEVERITY_ERROR), 0);
}
END_TEST

START_TEST(no_doctype_is_accepted_and_no_entity_expanded)
{
    stm_document_t *document;

    ck_assert_int_eq(parse(&document, "<!DOCTYPE statement [<!ENTITY a \"x\">]>\n"
                                      "<statement>&a;</statement>"),
                     STM_EMALFORMED);
    ck_assert_str_eq(first_problem(),
                     "a.xml:1:1: error: A statement may not have a <!DOCTYPE> line. Delete it, "
                     "with everything in its brackets.");
}
END_TEST

START_TEST(depth_is_limited)
{
    stm_document_t *document;
    char *deep = apr_pstrdup(pool, "<statement>");

    for (int i = 0; i < 100; i++) {
        deep = apr_pstrcat(pool, deep, "<q>", NULL);
    }
    ck_assert_int_eq(parse(&document, deep), STM_ELIMIT);
    ck_assert_str_eq(stm_problems_at(problems, 0)->code, "too-deep");
}
END_TEST

START_TEST(size_is_limited)
{
    stm_limits_t limits = stm_limits_default;
    stm_document_t *document;

    limits.max_bytes = 5;
    problems = stm_problems_create(pool);
    ck_assert_int_eq(
        stm_document_parse(&document, "a.xml", "<statement/>", 12, &limits, problems, pool),
        STM_ELIMIT);
    ck_assert_str_eq(first_problem(),
                     "a.xml: error: The file is larger than the 5 bytes that one statement may "
                     "have. Put pictures and long annexes into files of their own.");
}
END_TEST

START_TEST(a_pipe_is_refused_without_waiting_and_a_missing_file_is_no_problem)
{
    const char *path, *bytes, *directory;
    apr_size_t size;

    problems = stm_problems_create(pool);
    apr_temp_dir_get(&directory, pool);
    path = apr_psprintf(pool, "%s/stm_document_%d.xml", directory, (int)getpid());
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    ck_assert_int_eq(
        stm_document_bytes(&bytes, &size, path, "a.xml", &stm_limits_default, problems, pool),
        APR_EINVAL);
    ck_assert_int_eq(stm_problems_count(problems, STM_SEVERITY_ERROR), 1);
    apr_file_remove(path, pool);
    ck_assert(APR_STATUS_IS_ENOENT(
        stm_document_bytes(&bytes, &size, path, "a.xml", &stm_limits_default, problems, pool)));
    ck_assert_int_eq(stm_problems_count(problems, STM_SEVERITY_ERROR), 1);
}
END_TEST

START_TEST(encodings_are_taken_by_mark_and_by_declaration)
{
    static const char utf16[] = "\xFF\xFE<\0s\0t\0a\0t\0e\0m\0e\0n\0t\0>\0\xFC\0<\0/\0s\0t\0a\0t\0e"
                                "\0m\0e\0n\0t\0>";
    stm_document_t *document;

    problems = stm_problems_create(pool);
    ck_assert_int_eq(stm_document_parse(&document, "a.xml", utf16, sizeof(utf16),
                                        &stm_limits_default, problems, pool),
                     APR_SUCCESS);
    ck_assert_str_eq((const char *)xmlDocGetRootElement(document->xml)->children->content, "ü");
    ck_assert_int_eq(parse(&document, "<?xml version='1.0' encoding='windows-1252'?>"
                                      "<statement>\x80\x93</statement>"),
                     APR_SUCCESS);
    ck_assert_str_eq((const char *)xmlDocGetRootElement(document->xml)->children->content, "€“");
}
END_TEST

/* Another module of the process may have set such a default, with a call that newer libxml2
 * deprecates. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
START_TEST(white_space_stays_whatever_the_process_defaults_to)
{
    stm_document_t *document;

    xmlKeepBlanksDefault(0);
    ck_assert_int_eq(parse(&document, "<statement><p> <em>a</em> </p></statement>"), APR_SUCCESS);
    xmlKeepBlanksDefault(1);
    ck_assert_int_eq(xmlDocGetRootElement(document->xml)->children->children->type, XML_TEXT_NODE);
}
END_TEST
#pragma GCC diagnostic pop

static int count(const xmlNode *parent, xmlElementType type)
{
    int sum = 0;

    for (const xmlNode *node = parent->children; node != NULL; node = node->next) {
        sum += (node->type == type) + count(node, type);
    }
    return sum;
}

START_TEST(white_space_between_elements_is_nobodys_words)
{
    stm_document_t *document;

    ck_assert_int_eq(parse(&document, "<statement> <head>\n <title>a</title>\t</head> <body> <list>"
                                      " <item>b</item> </list> </body> </statement>"),
                     APR_SUCCESS);
    ck_assert_int_eq(count(xmlDocGetRootElement(document->xml), XML_TEXT_NODE), 2);
    ck_assert_int_eq(parse(&document, "<statement> words <body><p> <em/> <em/> </p><item> </item>"
                                      "<list><item>&#160;</item>&#160;</list></body></statement>"),
                     APR_SUCCESS);
    ck_assert_int_eq(count(xmlDocGetRootElement(document->xml), XML_TEXT_NODE), 7);
}
END_TEST

START_TEST(a_parser_keeps_nothing_of_a_document)
{
    stm_document_t *document;
    int times;

    for (times = 0; times < 20; times++) {
        apr_pool_t *own;

        apr_pool_create(&own, pool);
        problems = stm_problems_create(own);
        ck_assert_int_eq(stm_document_parse(&document, "a.xml", "<statement><p a='1'>x</statement>",
                                            33, &stm_limits_default, problems, own),
                         STM_EMALFORMED);
        ck_assert_int_eq(stm_document_parse(&document, "a.xml", "<statement><p>y</p></statement>",
                                            31, &stm_limits_default, problems, own),
                         APR_SUCCESS);
        ck_assert_ptr_null(xmlDocGetRootElement(document->xml)->children->properties);
        ck_assert_str_eq(place(document, "//p"), "1:12");
        apr_pool_destroy(own);
    }
}
END_TEST

START_TEST(a_document_is_dropped_once)
{
    stm_document_t *document;

    ck_assert_int_eq(parse(&document, "<statement xml:id=\"a\"><p xml:id=\"b\">c</p></statement>"),
                     APR_SUCCESS);
    stm_document_drop(document);
    stm_document_drop(document);
    ck_assert_ptr_null(document->xml);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, white_space_between_elements_is_nobodys_words);
    tcase_add_test(all, a_parser_keeps_nothing_of_a_document);
    tcase_add_test(all, white_space_stays_whatever_the_process_defaults_to);
    tcase_add_test(all, elements_and_texts_know_their_line_and_column);
    tcase_add_test(all, comments_and_instructions_do_not_shift_places);
    tcase_add_test(all, a_line_beyond_65535_is_still_exact);
    tcase_add_test(all, a_character_of_a_text_is_found_through_references_and_sections);
    tcase_add_test(all, a_foreign_root_is_no_problem_but_a_misspelt_one_is);
    tcase_add_test(all, what_is_not_well_formed_is_nobody_elses);
    tcase_add_test(all, no_doctype_is_accepted_and_no_entity_expanded);
    tcase_add_test(all, depth_is_limited);
    tcase_add_test(all, size_is_limited);
    tcase_add_test(all, a_pipe_is_refused_without_waiting_and_a_missing_file_is_no_problem);
    tcase_add_test(all, encodings_are_taken_by_mark_and_by_declaration);
    tcase_add_test(all, a_document_is_dropped_once);
}

UNIT_MAIN("stm_document")
