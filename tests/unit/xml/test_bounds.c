#include <apr_strings.h>
#include <string.h>

#include "core/xml/bounds.h"
#include "core/xml/document.h"
#include "unit/unit.h"

#define BEFORE "<statement xml:lang='en'><head>"

/* @a count times @a part between @a before and @a after. */
static const char *row_of(const char *before, const char *part, int count, const char *after)
{
    apr_array_header_t *parts = apr_array_make(pool, count + 2, sizeof(const char *));

    APR_ARRAY_PUSH(parts, const char *) = before;
    for (int i = 0; i < count; i++) {
        APR_ARRAY_PUSH(parts, const char *) = part;
    }
    APR_ARRAY_PUSH(parts, const char *) = after;
    return apr_array_pstrcat(pool, parts, 0);
}

/* What is said of @a text; "" where nothing is. */
static const char *fault_of(const char *text)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_document_t *document;
    apr_status_t status = stm_document_parse(&document, "a.xml", text, strlen(text),
                                             &stm_limits_default, problems, pool);

    if (status == APR_SUCCESS) {
        return "";
    }
    ck_assert_int_eq(status, STM_ELIMIT);
    ck_assert_int_eq(stm_problems_count(problems, STM_SEVERITY_ERROR), 1);
    return stm_problem_text(stm_problems_at(problems, 0), pool);
}

START_TEST(parts_are_counted_up_to_their_bounds)
{
    static const struct {
        const char *before, *part, *after;
        int most;
        const char *fault;
    } cases[] = {
        {BEFORE, "<tag>a</tag>", "</head></statement>", 50, "More than 50 tags"},
        {BEFORE, "<issuer>a</issuer>", "</head></statement>", 50, "More than 50 issuers"},
        {BEFORE, "<contact/>", "</head></statement>", 200, "More than 200 contacts"},
        {"<statement>", "<note/>", "</statement>", 500, "More than 500 notes"},
        {"<statement><glossary>", "<entry/>", "</glossary></statement>", 500,
         "More than 500 glossary entries"},
        /* Those of a statement inside count too. */
        {"<statement><note/><body><statement>", "<note/>", "</statement></body></statement>", 499,
         "More than 500 notes"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const char *good = row_of(cases[i].before, cases[i].part, cases[i].most, cases[i].after);
        const char *bad = row_of(cases[i].before, cases[i].part, cases[i].most + 1, cases[i].after);

        ck_assert_str_eq(fault_of(good), "");
        ck_assert_msg(strstr(fault_of(bad), cases[i].fault) != NULL, "%s", fault_of(bad));
    }
}
END_TEST

START_TEST(the_part_too_many_is_shown)
{
    ck_assert_str_eq(fault_of(row_of("<statement>\n", "<note/>\n", 501, "</statement>")),
                     "a.xml:502:1: error: More than 500 notes stand in one statement. Put several "
                     "remarks into one <note>, or attach them as a file.");
}
END_TEST

START_TEST(attributes_are_counted_before_they_are_compared)
{
    apr_array_header_t *names = apr_array_make(pool, 300, sizeof(const char *));

    for (int i = 0; i < 257; i++) {
        APR_ARRAY_PUSH(names, const char *) = apr_psprintf(pool, "\na%d='>'", i);
    }
    ck_assert_str_eq(fault_of(apr_pstrcat(pool, "<statement><p", apr_array_pstrcat(pool, names, 0),
                                          "/></statement>", NULL)),
                     "a.xml:258:6: error: More than 256 attributes stand in one tag. Delete those "
                     "that are not in the vocabulary.");
    apr_array_pop(names);
    ck_assert_str_eq(fault_of(apr_pstrcat(pool, "<statement><p", apr_array_pstrcat(pool, names, 0),
                                          "/></statement>", NULL)),
                     "");
}
END_TEST

/* Marks count in tags only: not in words, comments, sections of raw text and instructions. */
START_TEST(marks_outside_tags_are_no_attributes)
{
    static const char *const around[][2] = {
        {"<statement><p>", "</p></statement>"},
        {"<statement><!--<p ", "> --></statement>"},
        {"<statement><p><![CDATA[<p ", "> ]]></p></statement>"},
        {"<statement><?a <p ", "> ?></statement>"},
    };

    for (size_t i = 0; i < sizeof(around) / sizeof(*around); i++) {
        ck_assert_str_eq(fault_of(row_of(around[i][0], "a=\"b\" ", 300, around[i][1])), "");
    }
}
END_TEST

START_TEST(namespaces_are_counted_over_the_document)
{
    ck_assert_str_eq(fault_of(row_of("<statement>", "<p xmlns:a='u'/>", 256, "</statement>")), "");
    ck_assert_ptr_nonnull(
        strstr(fault_of(row_of("<statement>", "<p xmlns:a='u'/>", 257, "</statement>")),
               "More than 256 xmlns attributes stand in one statement"));
}
END_TEST

START_TEST(a_page_weighs_what_it_reproduces)
{
    stm_weight_t leaf = {.parts = {[STM_COUNTED_NOTE] = 20}}, page = leaf;
    const char *remedy;

    for (int i = 0; i < 24; i++) {
        stm_bounds_add(&page, &leaf, 1000);
    }
    ck_assert_int_eq(page.parts[STM_COUNTED_NOTE], 500);
    ck_assert_int_eq(page.sources, 24);
    ck_assert_int_eq(page.depth, 1);
    ck_assert_int_eq(page.source_bytes, 24000);
    ck_assert_ptr_null(stm_bounds_fault(&page, &remedy, pool));
    stm_bounds_add(&page, &leaf, 1000);
    ck_assert_str_eq(stm_bounds_fault(&page, &remedy, pool),
                     "With the statements reproduced by src, the page holds more than 500 notes");
}
END_TEST

START_TEST(sources_are_bounded_in_depth_number_and_bytes)
{
    stm_weight_t chain = {.depth = 0}, wide = {.depth = 0}, large = {.depth = 0}, leaf = wide;
    const char *remedy;

    for (int i = 0; i < 8; i++) {
        stm_weight_t around = {.depth = 0};

        stm_bounds_add(&around, &chain, 1);
        chain = around;
        ck_assert_ptr_null(stm_bounds_fault(&chain, &remedy, pool));
    }
    stm_bounds_add(&leaf, &chain, 1);
    ck_assert_ptr_nonnull(strstr(stm_bounds_fault(&leaf, &remedy, pool), "more than 8 deep"));
    leaf = wide;
    for (int i = 0; i < 64; i++) {
        stm_bounds_add(&wide, &leaf, 1);
    }
    ck_assert_ptr_null(stm_bounds_fault(&wide, &remedy, pool));
    stm_bounds_add(&wide, &leaf, 1);
    ck_assert_ptr_nonnull(strstr(stm_bounds_fault(&wide, &remedy, pool), "more than 64"));
    stm_bounds_add(&large, &leaf, 4 * 1024 * 1024);
    ck_assert_ptr_null(stm_bounds_fault(&large, &remedy, pool));
    stm_bounds_add(&large, &leaf, 1);
    ck_assert_ptr_nonnull(strstr(stm_bounds_fault(&large, &remedy, pool), "more than 4 MiB"));
}
END_TEST

/* Each names the one below eight times. */
START_TEST(sums_that_grow_by_products_stay_at_their_bounds)
{
    stm_weight_t inner = {.parts = {[STM_COUNTED_TAG] = 50}};
    const char *remedy;

    for (int level = 0; level < 100; level++) {
        stm_weight_t outer = {.depth = 0};

        for (int i = 0; i < 8; i++) {
            stm_bounds_add(&outer, &inner, 2 * 1024 * 1024);
        }
        inner = outer;
    }
    ck_assert_int_eq(inner.sources, STM_BOUND_SOURCES + 1);
    ck_assert_int_eq(inner.depth, STM_BOUND_DEPTH + 1);
    ck_assert_int_eq(inner.parts[STM_COUNTED_TAG], 51);
    ck_assert_ptr_nonnull(stm_bounds_fault(&inner, &remedy, pool));
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, parts_are_counted_up_to_their_bounds);
    tcase_add_test(all, the_part_too_many_is_shown);
    tcase_add_test(all, attributes_are_counted_before_they_are_compared);
    tcase_add_test(all, marks_outside_tags_are_no_attributes);
    tcase_add_test(all, namespaces_are_counted_over_the_document);
    tcase_add_test(all, a_page_weighs_what_it_reproduces);
    tcase_add_test(all, sources_are_bounded_in_depth_number_and_bytes);
    tcase_add_test(all, sums_that_grow_by_products_stay_at_their_bounds);
}

UNIT_MAIN("stm_bounds")
