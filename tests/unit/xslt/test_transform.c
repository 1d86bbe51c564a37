#include "core/xslt/transform.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <check.h>
#include <libxml/parser.h>
#include <libxslt/transform.h>
#include <libxslt/variables.h>
#include <libxslt/xsltutils.h>
#include <stdlib.h>

static apr_pool_t *pool;

#define SHEET(body)                                                                                \
    "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'"               \
    " xmlns:exsl='http://exslt.org/common'><xsl:output method='text'/>" body "</xsl:stylesheet>"

static const struct row_t {
    const char *what, *sheet, *first, *second;
} rows[] = {
    {"text and names of the document",
     SHEET("<xsl:template match='/'><xsl:value-of select='name(*)'/>,<xsl:value-of select='.'/>"
           "</xsl:template>"),
     "a,1", "b,2"},
    {"global variables are computed for each document",
     SHEET("<xsl:variable name='v' select='/*'/><xsl:variable name='t'><x><xsl:value-of"
           " select='$v'/></x></xsl:variable><xsl:template match='/'><xsl:value-of"
           " select='concat($v, $t)'/></xsl:template>"),
     "11", "22"},
    {"parameters are those of one use",
     SHEET("<xsl:param name='p' select=\"'none'\"/><xsl:template match='/'><xsl:value-of"
           " select='$p'/></xsl:template>"),
     "one", "none"},
    {"keys are those of the document",
     SHEET("<xsl:key name='k' match='*' use='.'/><xsl:template match='/'><xsl:value-of"
           " select=\"concat(count(key('k', '1')), count(key('k', '2')))\"/></xsl:template>"),
     "10", "01"},
    {"fragments of a result, also as nodes",
     SHEET("<xsl:template match='/'><xsl:variable name='f'><y n='{*}'/><y n='3'/></xsl:variable>"
           "<xsl:for-each select='exsl:node-set($f)/y'><xsl:sort select='@n' order='descending'/>"
           "<xsl:value-of select='@n'/></xsl:for-each></xsl:template>"),
     "31", "32"},
    {"templates that call each other, with modes and numbers",
     SHEET("<xsl:template match='/'><xsl:apply-templates mode='m'/></xsl:template>"
           "<xsl:template match='*' mode='m'><xsl:call-template name='n'><xsl:with-param name='w'"
           " select='number(.) + 1'/></xsl:call-template></xsl:template><xsl:template name='n'>"
           "<xsl:param name='w'/><xsl:number value='$w' format='I'/></xsl:template>"),
     "II", "III"},
    {"numbers of nodes begin anew",
     SHEET("<xsl:template match='/'><xsl:value-of select='string-length(generate-id(*))'/>"
           "</xsl:template>"),
     NULL, NULL},
};

static apr_status_t free_sheet(void *sheet)
{
    xsltFreeStylesheet(sheet);
    return APR_SUCCESS;
}

static stm_transforms_t *transforms_of(const char *text)
{
    xmlDocPtr xml = xmlReadDoc(BAD_CAST text, NULL, NULL, 0);
    xsltStylesheetPtr sheet = xsltParseStylesheetDoc(xml);

    ck_assert_ptr_nonnull(sheet);
    apr_pool_cleanup_register(pool, sheet, free_sheet, apr_pool_cleanup_null);
    return stm_transforms_create(sheet, pool);
}

/* What @a transform makes of @a text; it is given back. */
static const char *use(stm_transforms_t *transforms, stm_transform_t *transform, xmlDocPtr xml,
                       const char *param)
{
    xmlDocPtr result;
    const char *words;

    if (param) {
        xsltQuoteOneUserParam(transform->context, BAD_CAST "p", BAD_CAST param);
    }
    result = xsltApplyStylesheetUser(transform->context->style, xml, NULL, NULL, NULL,
                                     transform->context);
    ck_assert_ptr_nonnull(result);
    words = apr_pstrdup(pool, result->children ? (char *)result->children->content : "");
    xmlFreeDoc(result);
    stm_transform_give(transforms, transform, 1);
    xmlFreeDoc(xml);
    return words;
}

static xmlDocPtr document(const char *text)
{
    return xmlReadDoc(BAD_CAST text, NULL, NULL, 0);
}

START_TEST(one_that_is_used_again_knows_nothing_of_its_last_use)
{
    const struct row_t *row = &rows[_i];
    stm_transforms_t *transforms = transforms_of(row->sheet);
    const char *first, *second, *third;
    xmlDocPtr xml = document("<a>1</a>");

    first = use(transforms, stm_transform_take(transforms, xml), xml, "one");
    xml = document("<b>2</b>");
    second = use(transforms, stm_transform_take(transforms, xml), xml, NULL);
    xml = document("<a>1</a>");
    third = use(transforms, stm_transform_take(transforms, xml), xml, "one");
    ck_assert_msg(row->first == NULL || strcmp(first, row->first) == 0, "%s: %s", row->what, first);
    ck_assert_msg(row->second == NULL || strcmp(second, row->second) == 0, "%s: %s", row->what,
                  second);
    ck_assert_msg(strcmp(first, third) == 0, "%s: %s", row->what, third);
}
END_TEST

START_TEST(one_that_came_to_its_end_is_used_again)
{
    stm_transforms_t *transforms = transforms_of(rows[_i].sheet);
    xmlDocPtr xml = document("<a>1</a>");
    stm_transform_t *transform = stm_transform_take(transforms, xml);

    use(transforms, transform, xml, "one");
    xml = document("<b>2</b>");
    ck_assert_ptr_eq(stm_transform_take(transforms, xml), transform);
    use(transforms, transform, xml, NULL);
}
END_TEST

START_TEST(two_at_once_are_two)
{
    stm_transforms_t *transforms = transforms_of(rows[0].sheet);
    xmlDocPtr one = document("<a>1</a>"), other = document("<b>2</b>");
    stm_transform_t *first = stm_transform_take(transforms, one);
    stm_transform_t *second = stm_transform_take(transforms, other);

    ck_assert_ptr_ne(first, second);
    ck_assert_str_eq(use(transforms, first, one, NULL), "a,1");
    ck_assert_str_eq(use(transforms, second, other, NULL), "b,2");
}
END_TEST

static void set_up(void)
{
    apr_pool_create(&pool, NULL);
}

static void tear_down(void)
{
    apr_pool_destroy(pool);
}

int main(void)
{
    const int all = sizeof(rows) / sizeof(*rows);
    Suite *suite = suite_create("stm_transform");
    TCase *cases = tcase_create("all");
    SRunner *runner;
    int failures;

    apr_initialize();
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_loop_test(cases, one_that_is_used_again_knows_nothing_of_its_last_use, 0, all);
    /* The last row leaves a number in the context that its makers may add to. */
    tcase_add_loop_test(cases, one_that_came_to_its_end_is_used_again, 0, all - 1);
    tcase_add_test(cases, two_at_once_are_two);
    suite_add_tcase(suite, cases);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    failures = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
