#include "unit/unit.h"

#include <string.h>

#include "core/render/exposition.h"

static stm_exposition_t *sample(void)
{
    static const char *const labels[] = {"newsroom", "/srv/\"a\\b\n\xff\xc3\xbc", "kind", "feed",
                                         NULL};
    stm_exposition_t *exposition = stm_exposition_create(pool);

    stm_exposition_family(exposition, "x_build", STM_FAMILY_INFO, "The version");
    stm_exposition_add(exposition, 1, labels + 2);
    stm_exposition_family(exposition, "x_requests", STM_FAMILY_COUNTER, "Requests");
    stm_exposition_add(exposition, 12, labels);
    stm_exposition_family(exposition, "x_lag_seconds", STM_FAMILY_SPAN, "Lag");
    stm_exposition_add(exposition, 1500000, NULL);
    stm_exposition_family(exposition, "x_none", STM_FAMILY_GAUGE, "Nothing");
    return exposition;
}

static const char *attribute(xmlNode *node, const char *name)
{
    return (const char *)xmlHasProp(node, BAD_CAST name)->children->content;
}

START_TEST(test_openmetrics_names_families_and_ends)
{
    ck_assert_str_eq(stm_exposition_openmetrics(sample(), pool),
                     "# HELP x_build The version.\n# TYPE x_build info\n"
                     "x_build_info{kind=\"feed\"} 1\n"
                     "# HELP x_requests Requests.\n# TYPE x_requests counter\n"
                     "x_requests_total{newsroom=\"/srv/\\\"a\\\\b??\xc3\xbc\",kind=\"feed\"} 12\n"
                     "# HELP x_lag_seconds Lag.\n# TYPE x_lag_seconds gauge\n"
                     "# UNIT x_lag_seconds seconds\nx_lag_seconds 1.500000\n"
                     "# HELP x_none Nothing.\n# TYPE x_none gauge\n# EOF\n");
}
END_TEST

START_TEST(test_the_older_format_names_samples)
{
    const char *text = stm_exposition_text(sample(), pool);

    ck_assert_ptr_nonnull(strstr(text, "# TYPE x_build_info gauge\n"));
    ck_assert_ptr_nonnull(strstr(text, "# TYPE x_requests_total counter\n"));
    ck_assert_ptr_null(strstr(text, "# UNIT"));
    ck_assert_ptr_null(strstr(text, "# EOF"));
}
END_TEST

START_TEST(test_json_has_an_array_for_each_family)
{
    ck_assert_str_eq(stm_exposition_json(sample(), pool),
                     "{\"x_build_info\":[\n{\"kind\":\"feed\",\"value\":1}],\n"
                     "\"x_requests_total\":[\n{\"newsroom\":\"/srv/\\\"a\\\\b??\xc3\xbc\","
                     "\"kind\":\"feed\",\"value\":12}],\n"
                     "\"x_lag_seconds\":[\n{\"value\":1.500000}],\n\"x_none\":[]}\n");
}
END_TEST

START_TEST(test_the_document_says_units_and_labels)
{
    const stm_document_t *document = stm_exposition_document(sample(), pool);
    xmlNode *family = xmlDocGetRootElement(document->xml)->children->next;
    xmlNode *label = family->children->children;

    ck_assert_str_eq(attribute(family, "name"), "x_requests");
    ck_assert_str_eq(attribute(family->children, "value"), "12");
    ck_assert_str_eq(attribute(label, "name"), "newsroom");
    ck_assert_str_eq(attribute(family->next, "unit"), "seconds");
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_openmetrics_names_families_and_ends);
    tcase_add_test(all, test_the_older_format_names_samples);
    tcase_add_test(all, test_json_has_an_array_for_each_family);
    tcase_add_test(all, test_the_document_says_units_and_labels);
}

UNIT_MAIN("stm_exposition")
