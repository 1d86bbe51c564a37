/* Attempts of a stylesheet at memory, time and the stack. */
#include <time.h>

#include "unit/any_xml/attempt.h"

/* As long as no test of ours takes on the slowest machine, and far from the product. */
#define LONG_SEC 20

static const char *repeated(const char *piece, int count)
{
    apr_size_t length = strlen(piece);
    char *text = apr_palloc(pool, length * (apr_size_t)count + 1);

    for (int i = 0; i < count; i++) {
        memcpy(text + length * (apr_size_t)i, piece, length);
    }
    text[length * (apr_size_t)count] = '\0';
    return text;
}

static void within_time(const attempt_t *attempt)
{
    clock_t start = clock();

    run_attempt(attempt);
    ck_assert_msg(clock() - start < LONG_SEC * CLOCKS_PER_SEC, "%s takes too long", attempt->name);
}

static void attempt_sheet(const char *sheet, apr_status_t status)
{
    const attempt_t attempt = {"sheet", NULL, sheet, status, NULL};

    within_time(&attempt);
}

/* Two of 300,000 letters: the product would take minutes. */
static void attempt_strings(const char *select)
{
    const char *document = apr_pstrcat(pool, PI "<a><b>", repeated("a", 300000), "</b><c>",
                                       repeated("a", 150000), "b</c></a>", NULL);
    const attempt_t attempt = {
        select, document, apr_psprintf(pool, SHEET("<o><xsl:value-of select=\"%s\"/></o>"), select),
        ANY_STATUS, NULL};

    within_time(&attempt);
}

START_TEST(strings_take_no_product)
{
    static const char *const paths[] = {
        "contains(/a/b, /a/c)",
        "substring-before(/a/b, /a/c)",
        "substring-after(/a/b, /a/c)",
        "translate(/a/b, /a/c, /a/b)",
        "count(str:tokenize(/a/b, /a/c))",
        "count(str:split(/a/b, /a/c))",
    };

    attempt_strings(paths[_i]);
}
END_TEST

/* A tree that libxslt cannot copy on a thread's stack. */
START_TEST(a_result_tree_stays_shallow_enough_to_be_copied)
{
    const char *sheet = apr_pstrcat(
        pool,
        XSL_OPEN "<xsl:template match='/'><xsl:variable name='v'><xsl:call-template name='r'>"
                 "<xsl:with-param name='n' select='800'/></xsl:call-template></xsl:variable><o>"
                 "<xsl:copy-of select='$v'/></o></xsl:template><xsl:template name='r'><xsl:param "
                 "name='n'/>",
        repeated("<e>", 200),
        "<xsl:if test='$n &gt; 0'><xsl:call-template name='r'><xsl:with-param name='n' select='$n "
        "- 1'/></xsl:call-template></xsl:if>",
        repeated("</e>", 200), "</xsl:template></xsl:stylesheet>", NULL);

    attempt_sheet(sheet, STM_ELIMIT);
}
END_TEST

/* A hundred thousand nodes with each of another hundred thousand. */
START_TEST(sets_of_nodes_are_not_compared_by_pairs_without_a_bound)
{
    static const char *const paths[] = {"/r/a = /r/b", "count(/r/a | /r/b)",
                                        "count(set:intersection(/r/a, /r/b))",
                                        "count(set:distinct(/r/a))"};
    const char *document = apr_pstrcat(pool, PI "<r>", repeated("<a/>", 100000),
                                       repeated("<b>1</b>", 100000), "</r>", NULL);
    const attempt_t attempt = {
        paths[_i], document,
        apr_psprintf(pool, SHEET("<o><xsl:value-of select='%s'/></o>"), paths[_i]), STM_ELIMIT,
        NULL};

    within_time(&attempt);
}
END_TEST

START_TEST(expressions_nest_to_a_bound)
{
    attempt_sheet(apr_pstrcat(pool, XSL_OPEN "<xsl:template match='/'><o><xsl:value-of select='",
                              repeated("(", 100000), "1", repeated(")", 100000),
                              "'/></o></xsl:template></xsl:stylesheet>", NULL),
                  STM_ESTYLESHEET);
}
END_TEST

START_TEST(predicates_nest_to_a_bound)
{
    attempt_sheet(apr_pstrcat(pool, XSL_OPEN "<xsl:template match='/'><o><xsl:value-of select='",
                              repeated("*[", 50000), "1", repeated("]", 50000),
                              "'/></o></xsl:template></xsl:stylesheet>", NULL),
                  STM_ESTYLESHEET);
}
END_TEST

START_TEST(a_pattern_may_be_long)
{
    attempt_sheet(apr_pstrcat(pool, XSL_OPEN "<xsl:template match='a", repeated("/a", 20000),
                              "'/></xsl:stylesheet>", NULL),
                  ANY_STATUS);
}
END_TEST

/* 2^30 files, if each were compiled as often as it is imported. */
START_TEST(imports_that_double_are_counted)
{
    static file_t files[32];
    const attempt_t attempt = {"imports", NULL, NULL, STM_ELIMIT, NULL};
    stm_transform_page_t page;
    apr_status_t status;

    for (int i = 0; i < 30; i++) {
        files[i].path = i == 0 ? "sheet.xsl" : apr_psprintf(pool, "%d.xsl", i);
        files[i].text = apr_psprintf(
            pool, XSL("<xsl:import href='%d.xsl'/><xsl:import href='%d.xsl'/>"), i + 1, i + 1);
    }
    files[30] = (file_t){"30.xsl", XSL("")};
    page_without_words(&status, PI "<a/>", files, &page);
    ck_assert_int_eq(status, STM_ELIMIT);
    check_traps(&attempt, NULL);
}
END_TEST

START_TEST(a_large_stylesheet_is_refused)
{
    attempt_sheet(apr_pstrcat(pool, XSL_OPEN, repeated("<!-- 0123456789 -->", 500000),
                              "</xsl:stylesheet>", NULL),
                  STM_ELIMIT);
}
END_TEST

START_TEST(a_large_page_is_refused)
{
    const char *document =
        apr_pstrcat(pool, PI "<a>", repeated("xxxxxxxxxxxxxxxx", 100000), "</a>", NULL);
    const attempt_t attempt = {"output", document,
                               apr_pstrcat(pool, XSL_OPEN "<xsl:template match='/'><o>",
                                           repeated("<xsl:value-of select='/'/>", 40),
                                           "</o></xsl:template></xsl:stylesheet>", NULL),
                               STM_ELIMIT, NULL};

    within_time(&attempt);
}
END_TEST

START_TEST(work_that_is_not_wanted_stops)
{
    static const int unwanted = 1;
    const file_t files[] = {
        {"sheet.xsl",
         XSL("<xsl:template match='/'><o><xsl:call-template name='r'/></o></xsl:template>"
             "<xsl:template name='r'><xsl:for-each select='document(\"\")//node()'><a><b/><c/>"
             "<xsl:for-each select='//node()'><d/><xsl:for-each select='document(\"\")//node()'>"
             "<e/></xsl:for-each></xsl:for-each></a></xsl:for-each></xsl:template>")},
        {NULL, NULL}};
    stm_transform_page_t page;
    apr_status_t status;

    site_source.is_unwanted = &unwanted;
    page_without_words(&status, apr_pstrcat(pool, PI "<a>", repeated("<b/>", 2000), "</a>", NULL),
                       files, &page);
    ck_assert_int_eq(status, APR_EINTR);
}
END_TEST

/* One has a megabyte. */
START_TEST(nobody_is_asked_for_an_address_without_an_end)
{
    const char *sheet =
        apr_pstrcat(pool, XSL_OPEN "<xsl:template match='/'><xsl:variable name='u'>",
                    repeated("<xsl:value-of select='/'/>", 60),
                    "</xsl:variable><o><xsl:copy-of select=\"document(concat('/1/', $u))\"/>"
                    "<xsl:copy-of select=\"document('/short')\"/></o></xsl:template>"
                    "</xsl:stylesheet>",
                    NULL);
    const file_t files[] = {{"sheet.xsl", sheet}, {NULL, NULL}};
    stm_transform_page_t page;
    apr_status_t status;

    page_without_words(&status, apr_pstrcat(pool, PI "<a>", repeated("x", 16000), "</a>", NULL),
                       files, &page);
    ck_assert_int_eq(status, APR_SUCCESS);
    ck_assert_int_eq(site_fetched, 2);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_checked_fixture(all, set_traps, take_traps_away);
    tcase_add_loop_test(all, strings_take_no_product, 0, 6);
    tcase_add_test(all, a_result_tree_stays_shallow_enough_to_be_copied);
    tcase_add_loop_test(all, sets_of_nodes_are_not_compared_by_pairs_without_a_bound, 0, 4);
    tcase_add_test(all, expressions_nest_to_a_bound);
    tcase_add_test(all, predicates_nest_to_a_bound);
    tcase_add_test(all, a_pattern_may_be_long);
    tcase_add_test(all, imports_that_double_are_counted);
    tcase_add_test(all, a_large_stylesheet_is_refused);
    tcase_add_test(all, a_large_page_is_refused);
    tcase_add_test(all, work_that_is_not_wanted_stops);
    tcase_add_test(all, nobody_is_asked_for_an_address_without_an_end);
}

UNIT_MAIN("stm_hostile_work")
