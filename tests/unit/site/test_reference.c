#include "unit/unit.h"

#include <apr_strings.h>
#include <string.h>

#include "core/site/reference.h"

static const struct {
    const char *href, *name, *reference, *reason;
} rows[] = {
    {"b.pdf", "a", "b.pdf", "beside the document"},
    {" b.pdf ", "a", "b.pdf", "spaces around it"},
    {"b.pdf?x#y", "2026/a", "2026/b.pdf", "query and fragment"},
    {"../b.pdf", "2026/a", "b.pdf", "up"},
    {"../b.pdf", "a", "../b.pdf", "above the root"},
    {"../../x/../b", "2026/a", "../b", "above, and down, and up"},
    {"../../../2026/../b", "2026/a", "../../b", "twice above the root"},
    {"%2e%2e/b", "2026/a", "b", "encoded dots"},
    {"2026%2Fb", "a", "2026/b", "an encoded slash"},
    {"2026\\b", "a", "2026/b", "a backslash"},
    {"2026//./b", "a", "2026/b", "steps that are none"},
    {"b%252e", "a", "b%2e", "decoded once"},
    {"100%", "a", "100%", "a stray percent sign"},
    {"/s/b", "2026/a", "/s/b", "from the host's root"},
    {"/../s/./b", "a", "/s/b", "nothing climbs above that"},
    {"//Host.Example:80/s/b", "a", "//host.example/s/b", "a host"},
    {"\\\\host\\s\\b", "a", "//host/s/b", "as browsers read it"},
    {"///host/s/b", "a", "//host/s/b", "more slashes"},
    {"https://u:p@host:8443//s/x/../b?x", "a", "//host/s/b", "all at once"},
    {"HTTP://host./b", "a", "//host/b", "a dot at the host's end"},
    {"http://b\xC3\xBC"
     "cher.example/b",
     "a", "//xn--bcher-kva.example/b", "an IDN"},
    {"http://b%C3%BCcher.example/b", "a", "//xn--bcher-kva.example/b", "an encoded IDN"},
    {"http://[::1]:80/b", "a", "//[::1]/b", "an address in numbers"},
    {"http:b", "a", "b", "a scheme without a host"},
    {"mailto:a@example.org", "a", NULL, "no file"},
    {"tel:1", "a", NULL, "no file"},
    {"c:d", "a", NULL, "a scheme nobody knows"},
    {"", "a", NULL, "the document itself"},
    {"#x", "a", NULL, "a part of it"},
    {"?x", "a", NULL, "a query of it"},
    {"b/", "a", NULL, "a folder"},
    {"..", "2026/a", NULL, "a folder"},
    {"http://host", "a", NULL, "a folder"},
    {"http:///", "a", NULL, "no host"},
    {"b%00", "a", NULL, "an end of text"},
};

START_TEST(test_one_spelling_for_all)
{
    const char *reference = stm_reference_make(rows[_i].href, rows[_i].name, pool);

    if (rows[_i].reference == NULL) {
        ck_assert_msg(reference == NULL, "%s: %s", rows[_i].reason, reference);
    }
    else {
        ck_assert_msg(reference != NULL, "%s", rows[_i].reason);
        ck_assert_msg(strcmp(reference, rows[_i].reference) == 0, "%s: %s", rows[_i].reason,
                      reference);
    }
}
END_TEST

/* Tails below https://host.example/s/ */
static const struct {
    const char *reference, *tail;
} tails[] = {
    {"2026/b", "2026/b"},
    {"../s/b", "b"},
    {"../../s/b", "b"},
    {"../b", NULL},
    {"/s/b", "b"},
    {"/other/b", NULL},
    {"//host.example/s/b", "b"},
    {"//other.example/s/b", NULL},
};

START_TEST(test_a_mount_decides_what_lies_below_it)
{
    const stm_mounts_t *mounts = stm_mounts_of_base("https://Host.example:8443/s/", pool);

    ck_assert_pstr_eq(stm_reference_tail(tails[_i].reference, mounts, pool), tails[_i].tail);
    if (tails[_i].tail != NULL) {
        ck_assert(stm_reference_leads(tails[_i].reference, tails[_i].tail, mounts, pool));
    }
    ck_assert(!stm_reference_leads(tails[_i].reference, "other/b", mounts, pool));
}
END_TEST

static int says_yes(void *baton, const char *path, const char *file)
{
    *(const char **)baton = apr_pstrcat(pool, path, " ", file, NULL);
    return 1;
}

static int is_any_host(void *baton, const char *host)
{
    (void)baton;
    return strcmp(host, "foreign") != 0;
}

START_TEST(test_a_mount_that_is_not_known_is_asked_about)
{
    apr_array_header_t *paths = apr_array_make(pool, 1, sizeof(const char *));
    const char *asked = NULL;
    stm_mounts_t mounts = {paths, &asked, is_any_host, says_yes};

    APR_ARRAY_PUSH(paths, const char *) = "/s/";
    ck_assert(stm_reference_leads("//host/t/2026/b", "2026/b", &mounts, pool));
    ck_assert_str_eq(asked, "/t/2026/b 2026/b");
    asked = NULL;
    ck_assert(!stm_reference_leads("//foreign/t/2026/b", "2026/b", &mounts, pool));
    ck_assert(!stm_reference_leads("/t/2026/c", "2026/b", &mounts, pool));
    ck_assert(!stm_reference_leads("/t/x2026/b", "2026/b", &mounts, pool));
    ck_assert_ptr_null(asked);
}
END_TEST

START_TEST(test_ends_begin_after_a_slash)
{
    const apr_array_header_t *ends = stm_reference_ends("//host/s/2026/b", pool);

    ck_assert_int_eq(ends->nelts, 3);
    ck_assert_str_eq(APR_ARRAY_IDX(ends, 0, const char *), "s/2026/b");
    ck_assert_str_eq(APR_ARRAY_IDX(ends, 2, const char *), "b");
    ends = stm_reference_ends("../../x/b", pool);
    ck_assert_int_eq(ends->nelts, 2);
    ck_assert_str_eq(APR_ARRAY_IDX(ends, 0, const char *), "x/b");
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_loop_test(all, test_one_spelling_for_all, 0, sizeof(rows) / sizeof(*rows));
    tcase_add_loop_test(all, test_a_mount_decides_what_lies_below_it, 0,
                        sizeof(tails) / sizeof(*tails));
    tcase_add_test(all, test_a_mount_that_is_not_known_is_asked_about);
    tcase_add_test(all, test_ends_begin_after_a_slash);
}

UNIT_MAIN("stm_reference")
