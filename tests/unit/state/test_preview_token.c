#include "unit/unit.h"

#include <apr_strings.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/state/preview_token.h"
#include "unit/folder.h"

#define NOW   apr_time_from_sec(1777000000)
#define HOUR  apr_time_from_sec(3600)
#define SAME  "/srv/statements/name"
#define OTHER "/srv/statements/other"

static const char *state;
static stm_preview_key_t *key;

static void make_state(void)
{
    char real[4096];

    ck_assert_ptr_nonnull(realpath(folder_create(), real));
    state = apr_pstrdup(pool, real);
    ck_assert_int_eq(stm_preview_open(&key, state, STM_ACCESS_WRITE, pool), APR_SUCCESS);
}

static const char *token_until(apr_time_t until)
{
    return stm_preview_sign(key, SAME, NOW, until, pool);
}

START_TEST(test_a_token_opens_its_statement_until_its_end)
{
    const char *token = token_until(NOW + HOUR);

    ck_assert(stm_preview_opens(key, token, SAME, NOW, pool));
    ck_assert(stm_preview_opens(key, token, SAME, NOW + HOUR - 1, pool));
    ck_assert(!stm_preview_opens(key, token, SAME, NOW + HOUR, pool));
    ck_assert(!stm_preview_opens(key, token, SAME, NOW + 100 * HOUR, pool));
    ck_assert(!stm_preview_opens(key, token, OTHER, NOW, pool));
}
END_TEST

START_TEST(test_no_token_opens_for_longer_than_the_most)
{
    ck_assert(stm_preview_opens(key, token_until(NOW + STM_PREVIEW_MOST), SAME, NOW, pool));
    ck_assert(!stm_preview_opens(key, token_until(NOW + STM_PREVIEW_MOST + HOUR), SAME, NOW, pool));
}
END_TEST

/* As whoever has a copy of the key could make it, to outlast its end and a revocation. */
START_TEST(test_no_token_opens_that_is_made_in_the_future)
{
    const apr_time_t soon = NOW + HOUR / 60, later = NOW + HOUR;

    ck_assert(
        stm_preview_opens(key, stm_preview_sign(key, SAME, soon, later, pool), SAME, NOW, pool));
    ck_assert(!stm_preview_opens(key, stm_preview_sign(key, SAME, later, later + HOUR, pool), SAME,
                                 NOW, pool));
}
END_TEST

START_TEST(test_no_other_text_opens_it)
{
    const char *token = token_until(NOW + HOUR);

    for (size_t size = 0; token[size]; size++) {
        char *changed = apr_pstrdup(pool, token);

        changed[size] = changed[size] == '1' ? '2' : '1';
        ck_assert_msg(!stm_preview_opens(key, changed, SAME, NOW, pool), "%s", changed);
        ck_assert(!stm_preview_opens(key, apr_pstrmemdup(pool, token, size), SAME, NOW, pool));
    }
    ck_assert(!stm_preview_opens(key, apr_pstrcat(pool, token, "A", NULL), SAME, NOW, pool));
    ck_assert(!stm_preview_opens(key, apr_pstrcat(pool, "0", token, NULL), SAME, NOW, pool));
}
END_TEST

START_TEST(test_a_revocation_ends_what_was_made_before)
{
    const char *token = token_until(NOW + HOUR), *later;

    ck_assert_int_eq(stm_preview_revoke(key, SAME, NOW, pool), APR_SUCCESS);
    later = stm_preview_sign(key, SAME, NOW + apr_time_from_sec(1), NOW + HOUR, pool);
    ck_assert(!stm_preview_opens(key, token, SAME, NOW, pool));
    ck_assert(stm_preview_opens(key, later, SAME, NOW + apr_time_from_sec(1), pool));
    ck_assert(stm_preview_opens(key, stm_preview_sign(key, OTHER, NOW, NOW + HOUR, pool), OTHER,
                                NOW, pool));
}
END_TEST

START_TEST(test_the_key_stays_and_without_it_nothing_opens)
{
    const char *token = token_until(NOW + HOUR);
    stm_preview_key_t *again;

    ck_assert_int_eq(stm_preview_open(&again, state, STM_ACCESS_READ, pool), APR_SUCCESS);
    ck_assert(stm_preview_opens(again, token, SAME, NOW, pool));
    ck_assert_int_eq(unlink(apr_pstrcat(pool, state, "/preview/key", NULL)), 0);
    ck_assert_int_ne(stm_preview_open(&again, state, STM_ACCESS_READ, pool), APR_SUCCESS);
    ck_assert_int_eq(stm_preview_open(&again, state, STM_ACCESS_WRITE, pool), APR_SUCCESS);
    ck_assert(!stm_preview_opens(again, token, SAME, NOW, pool));
}
END_TEST

START_TEST(test_no_link_is_followed_to_the_key)
{
    const char *path = apr_pstrcat(pool, state, "/preview/key", NULL);
    const char *moved = apr_pstrcat(pool, state, "/elsewhere", NULL);
    stm_preview_key_t *again;

    ck_assert_int_eq(rename(path, moved), 0);
    ck_assert_int_eq(symlink(moved, path), 0);
    ck_assert_int_ne(stm_preview_open(&again, state, STM_ACCESS_READ, pool), APR_SUCCESS);
    ck_assert_int_ne(stm_preview_open(&again, state, STM_ACCESS_WRITE, pool), APR_SUCCESS);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    ck_assert_int_ne(stm_preview_open(&again, state, STM_ACCESS_READ, pool), APR_SUCCESS);
}
END_TEST

START_TEST(test_a_copy_of_the_key_signs_where_its_group_alone_can_read_it)
{
    const char *copy = apr_pstrcat(pool, state, "/copy", NULL);
    const char *path = apr_pstrcat(pool, state, "/preview/key", NULL);
    stm_preview_key_t *other;

    ck_assert_int_eq(stm_preview_read_copy(&other, copy, pool), ENOENT);
    ck_assert_int_eq(link(path, copy), 0);
    ck_assert_int_eq(chmod(copy, 0640), 0);
    ck_assert_int_eq(stm_preview_read_copy(&other, copy, pool), APR_SUCCESS);
    ck_assert(stm_preview_opens(key, stm_preview_sign(other, SAME, NOW, NOW + HOUR, pool), SAME,
                                NOW, pool));
    ck_assert(!stm_preview_opens(other, token_until(NOW + HOUR), SAME, NOW, pool));
    ck_assert_int_ne(stm_preview_revoke(other, SAME, NOW, pool), APR_SUCCESS);
    ck_assert_int_eq(chmod(copy, 0644), 0);
    ck_assert_int_eq(stm_preview_read_copy(&other, copy, pool), APR_EINVAL);
    ck_assert_int_eq(chmod(copy, 0642), 0);
    ck_assert_int_eq(stm_preview_read_copy(&other, copy, pool), APR_EINVAL);
    ck_assert_int_eq(chmod(copy, 0640), 0);
    ck_assert_int_eq(truncate(copy, 31), 0);
    ck_assert_int_eq(stm_preview_read_copy(&other, copy, pool), APR_EGENERAL);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_checked_fixture(all, make_state, NULL);
    tcase_add_test(all, test_a_token_opens_its_statement_until_its_end);
    tcase_add_test(all, test_no_token_opens_for_longer_than_the_most);
    tcase_add_test(all, test_no_token_opens_that_is_made_in_the_future);
    tcase_add_test(all, test_no_other_text_opens_it);
    tcase_add_test(all, test_a_revocation_ends_what_was_made_before);
    tcase_add_test(all, test_the_key_stays_and_without_it_nothing_opens);
    tcase_add_test(all, test_no_link_is_followed_to_the_key);
    tcase_add_test(all, test_a_copy_of_the_key_signs_where_its_group_alone_can_read_it);
}

UNIT_MAIN("stm_preview_token")
