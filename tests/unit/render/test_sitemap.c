#include "unit/unit.h"

#include <libxml/tree.h>

#include "core/render/sitemap.h"

/* Which statements, newest first, stand in which part. */
static const struct {
    int total, part, offset, limit;
    const char *reason;
} ranges[] = {
    {0, 1, 0, 0, "nothing"},
    {1, 1, 0, 1, "one"},
    {1000, 1, 0, 1000, "one part, full"},
    {1000, 2, 0, 0, "there is no second"},
    {1001, 1, 1, 1000, "the oldest thousand"},
    {1001, 2, 0, 1, "the newest"},
    {100000, 1, 99000, 1000, "the first of a hundred"},
    {100000, 100, 0, 1000, "the last of a hundred"},
    {INT32_MAX, INT32_MAX, 0, 0, "numbers without bound"},
};

START_TEST(test_parts_are_counted_from_the_oldest)
{
    int offset, limit;

    stm_sitemap_range(&offset, &limit, ranges[_i].total, ranges[_i].part);
    ck_assert_msg(limit == ranges[_i].limit, "%s: %d", ranges[_i].reason, limit);
    ck_assert_msg(offset == ranges[_i].offset, "%s: %d", ranges[_i].reason, offset);
}
END_TEST

START_TEST(test_only_more_than_one_part_needs_an_index)
{
    ck_assert_int_eq(stm_sitemap_parts(0), 0);
    ck_assert_int_eq(stm_sitemap_parts(1000), 0);
    ck_assert_int_eq(stm_sitemap_parts(1001), 2);
    ck_assert_int_eq(stm_sitemap_parts(INT32_MAX), 2147484);
}
END_TEST

START_TEST(test_what_has_no_language_is_no_alternate)
{
    stm_document_t *sitemap = stm_sitemap_create(pool);

    stm_sitemap_add(sitemap, "https://example.org/a?b&c", 0);
    stm_sitemap_alternate(sitemap, NULL, "https://example.org/a");
    stm_sitemap_alternate(sitemap, "", "https://example.org/a");
    ck_assert_ptr_null(xmlDocGetRootElement(sitemap->xml)->children->children);
    stm_sitemap_alternate(sitemap, "de", "https://example.org/a");
    ck_assert_ptr_nonnull(xmlDocGetRootElement(sitemap->xml)->children->children);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_loop_test(all, test_parts_are_counted_from_the_oldest, 0,
                        (int)(sizeof(ranges) / sizeof(ranges[0])));
    tcase_add_test(all, test_only_more_than_one_part_needs_an_index);
    tcase_add_test(all, test_what_has_no_language_is_no_alternate);
}

UNIT_MAIN("stm_sitemap")
