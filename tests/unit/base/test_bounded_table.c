#include "unit/unit.h"

#include <apr_strings.h>
#include <apr_thread_proc.h>
#include <string.h>

#include "core/base/bounded_table.h"

static void put(stm_bounded_table_t *table, const char *key, const char *one, const char *other)
{
    struct iovec pieces[] = {{.iov_base = (void *)one, .iov_len = strlen(one)},
                             {.iov_base = (void *)other, .iov_len = strlen(other)}};

    stm_bounded_table_put(table, key, pieces, 2);
}

/* NULL: none. */
static const char *get(stm_bounded_table_t *table, const char *key)
{
    struct iovec value;

    return stm_bounded_table_get(&value, table, key, pool)
               ? apr_pstrmemdup(pool, value.iov_base, value.iov_len)
               : NULL;
}

START_TEST(test_a_value_is_kept_until_another_one_takes_its_place)
{
    stm_bounded_table_t *table = stm_bounded_table_create(16, pool);

    ck_assert_ptr_null(get(table, "a"));
    put(table, "a", "text/", "html");
    put(table, "b", "", "");
    ck_assert_str_eq(get(table, "a"), "text/html");
    ck_assert_str_eq(get(table, "b"), "");
    put(table, "a", "other", "");
    ck_assert_str_eq(get(table, "a"), "other");
}
END_TEST

START_TEST(test_a_key_alone_can_be_kept)
{
    stm_bounded_table_t *table = stm_bounded_table_create(16, pool);

    ck_assert(!stm_bounded_table_get(NULL, table, "a", pool));
    stm_bounded_table_put(table, "a", NULL, 0);
    ck_assert(stm_bounded_table_get(NULL, table, "a", pool));
}
END_TEST

START_TEST(test_the_least_recently_used_gives_way)
{
    stm_bounded_table_t *table = stm_bounded_table_create(1, pool);

    put(table, "a", "1", "");
    put(table, "b", "2", "");
    put(table, "c", "3", "");
    put(table, "d", "4", "");
    ck_assert_str_eq(get(table, "a"), "1");
    put(table, "e", "5", "");
    ck_assert_ptr_null(get(table, "b"));
    ck_assert_str_eq(get(table, "a"), "1");
    ck_assert_str_eq(get(table, "e"), "5");
}
END_TEST

START_TEST(test_many_keys_are_never_more_than_it_has_places)
{
    stm_bounded_table_t *table = stm_bounded_table_create(16, pool);
    int i, count = 0;

    for (i = 0; i < 5000; i++) {
        const char *key = apr_itoa(pool, i);
        put(table, key, "value ", key);
    }
    for (i = 0; i < 5000; i++) {
        const char *key = apr_itoa(pool, i), *value = get(table, key);
        ck_assert(!value || !strcmp(value + strlen("value "), key));
        count += value != NULL;
    }
    ck_assert_int_gt(count, 32);
    ck_assert_int_le(count, 64);
}
END_TEST

/* Whoever asks while others put gets all of one value. */
static void *APR_THREAD_FUNC put_and_get(apr_thread_t *thread, void *table)
{
    apr_pool_t *own;
    char text[32];

    apr_pool_create(&own, apr_thread_pool_get(thread));
    for (int i = 0; i < 20000; i++) {
        struct iovec pieces[] = {{.iov_base = text, .iov_len = sizeof(text)}}, value;
        memset(text, 'a' + i % 26, sizeof(text));
        stm_bounded_table_put(table, "key", pieces, 1);
        if (stm_bounded_table_get(&value, table, "key", own)) {
            const char *got = value.iov_base;
            ck_assert_int_eq((int)value.iov_len, (int)sizeof(text));
            ck_assert_int_eq(got[0], got[sizeof(text) - 1]);
        }
        apr_pool_clear(own);
    }
    return NULL;
}

START_TEST(test_any_thread_may_put_and_get)
{
    stm_bounded_table_t *table = stm_bounded_table_create(1, pool);
    apr_thread_t *threads[4];
    apr_status_t status;
    int i;

    for (i = 0; i < 4; i++) {
        ck_assert_int_eq(apr_thread_create(&threads[i], NULL, put_and_get, table, pool), 0);
    }
    for (i = 0; i < 4; i++) {
        apr_thread_join(&status, threads[i]);
    }
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_a_value_is_kept_until_another_one_takes_its_place);
    tcase_add_test(all, test_a_key_alone_can_be_kept);
    tcase_add_test(all, test_the_least_recently_used_gives_way);
    tcase_add_test(all, test_many_keys_are_never_more_than_it_has_places);
    tcase_add_test(all, test_any_thread_may_put_and_get);
}

UNIT_MAIN("stm_bounded_table")
