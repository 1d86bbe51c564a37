#include "unit/unit.h"

#include <apr_strings.h>
#include <apr_thread_proc.h>
#include <string.h>

#include "core/base/stat_cache.h"

static apr_finfo_t seen(apr_off_t size)
{
    apr_finfo_t finfo;

    memset(&finfo, 0, sizeof(finfo));
    finfo.filetype = APR_REG;
    finfo.size = size;
    finfo.inode = (apr_ino_t)size;
    finfo.mtime = size;
    return finfo;
}

START_TEST(test_a_look_is_shared_for_a_moment)
{
    stm_glances_t *glances = stm_glances_create(pool);
    apr_finfo_t finfo = seen(7), found;

    ck_assert_int_eq(stm_glances_share(glances, &found, "/a.xml", 1000, pool), 0);
    stm_glances_note(glances, &finfo, "/a.xml", 1000);
    ck_assert_int_eq(stm_glances_share(glances, &found, "/a.xml", 1000, pool), 1);
    ck_assert_int_eq(found.size, 7);
    ck_assert_ptr_eq(found.pool, pool);
    ck_assert_int_eq(
        stm_glances_share(glances, &found, "/a.xml", 1000 + STM_GLANCES_LASTING - 1, pool), 1);
    ck_assert_int_eq(stm_glances_share(glances, &found, "/a.xml", 1000 + STM_GLANCES_LASTING, pool),
                     0);
    ck_assert_int_eq(stm_glances_share(glances, &found, "/a.xm", 1000, pool), 0);
}
END_TEST

START_TEST(test_a_clock_set_back_ends_it)
{
    stm_glances_t *glances = stm_glances_create(pool);
    apr_finfo_t finfo = seen(7), found;

    stm_glances_note(glances, &finfo, "/a.xml", 1000);
    ck_assert_int_eq(stm_glances_share(glances, &found, "/a.xml", 999, pool), 0);
}
END_TEST

START_TEST(test_a_long_path_is_looked_at_each_time)
{
    stm_glances_t *glances = stm_glances_create(pool);
    apr_finfo_t finfo = seen(7), found;
    char path[600];

    memset(path, '/', sizeof(path));
    path[sizeof(path) - 1] = '\0';
    stm_glances_note(glances, &finfo, path, 1000);
    ck_assert_int_eq(stm_glances_share(glances, &found, path, 1000, pool), 0);
}
END_TEST

/* More files than it has room for take each other's places, never each other's answers. */
START_TEST(test_files_are_not_taken_for_each_other)
{
    stm_glances_t *glances = stm_glances_create(pool);
    int i, j, shared = 0;

    for (i = 0; i < 500; i++) {
        apr_finfo_t finfo = seen(i), found;
        stm_glances_note(glances, &finfo, apr_psprintf(pool, "/%d.xml", i), 1000);
        for (j = 0; j <= i; j++) {
            if (stm_glances_share(glances, &found, apr_psprintf(pool, "/%d.xml", j), 1000, pool)) {
                ck_assert_int_eq(found.size, j);
                shared++;
            }
        }
    }
    ck_assert_int_gt(shared, 500);
}
END_TEST

/* Whoever asks while others note gets all of one look. */
static void *APR_THREAD_FUNC note_and_share(apr_thread_t *thread, void *glances)
{
    apr_pool_t *own = apr_thread_pool_get(thread);
    int i;

    for (i = 0; i < 200000; i++) {
        apr_finfo_t finfo = seen(i), found;
        stm_glances_note(glances, &finfo, "/a.xml", 1000);
        if (stm_glances_share(glances, &found, "/a.xml", 1000, own)) {
            ck_assert_int_eq((apr_off_t)found.inode, found.size);
            ck_assert_int_eq(found.mtime, found.size);
        }
    }
    return NULL;
}

START_TEST(test_any_thread_may_note_and_share)
{
    stm_glances_t *glances = stm_glances_create(pool);
    apr_thread_t *threads[4];
    apr_status_t status;
    int i;

    for (i = 0; i < 4; i++) {
        ck_assert_int_eq(apr_thread_create(&threads[i], NULL, note_and_share, glances, pool), 0);
    }
    for (i = 0; i < 4; i++) {
        apr_thread_join(&status, threads[i]);
    }
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_a_look_is_shared_for_a_moment);
    tcase_add_test(all, test_a_clock_set_back_ends_it);
    tcase_add_test(all, test_a_long_path_is_looked_at_each_time);
    tcase_add_test(all, test_files_are_not_taken_for_each_other);
    tcase_add_test(all, test_any_thread_may_note_and_share);
}

UNIT_MAIN("stm_glances")
