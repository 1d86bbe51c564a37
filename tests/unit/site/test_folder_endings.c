#include "unit/unit.h"

#include <apr_file_io.h>
#include <apr_strings.h>
#include <unistd.h>

#include "core/site/folder_endings.h"

#define LASTING apr_time_from_sec(60)

static const char *folder;
static stm_folder_endings_t *endings;

static void put_file(const char *name)
{
    apr_file_t *file;

    ck_assert_int_eq(apr_file_open(&file, apr_pstrcat(pool, folder, "/", name, NULL),
                                   APR_WRITE | APR_CREATE, APR_OS_DEFAULT, pool),
                     APR_SUCCESS);
    apr_file_close(file);
}

static void begin(void)
{
    char template[] = "/tmp/unit-folder-endings-XXXXXX";

    folder = apr_pstrdup(pool, mkdtemp(template));
    endings = stm_folder_endings_create(pool);
    put_file("a.xml");
    put_file("b.txt");
}

/* As if all changes so far were @a seconds old. */
static stm_folder_endings_kind_t look_after(int seconds)
{
    return stm_folder_endings_look(endings, folder, apr_time_now() + apr_time_from_sec(seconds),
                                   LASTING, pool);
}

START_TEST(test_a_folder_with_the_usual_ending_only_is_known)
{
    begin();
    ck_assert_int_eq(look_after(10), STM_FOLDER_ENDINGS_USUAL);
    ck_assert_int_eq(look_after(11), STM_FOLDER_ENDINGS_USUAL);
}
END_TEST

START_TEST(test_a_folder_that_may_still_be_changing_is_not)
{
    begin();
    ck_assert_int_eq(look_after(0), STM_FOLDER_ENDINGS_UNSET);
}
END_TEST

START_TEST(test_another_ending_is_found_at_once)
{
    begin();
    ck_assert_int_eq(look_after(10), STM_FOLDER_ENDINGS_USUAL);
    usleep(20000); /* a tick of the file system's clock */
    put_file("c.XML");
    ck_assert_int_eq(look_after(10), STM_FOLDER_ENDINGS_UNSET);
    ck_assert_int_eq(look_after(11), STM_FOLDER_ENDINGS_UNSET);
    ck_assert_int_eq(apr_file_remove(apr_pstrcat(pool, folder, "/c.XML", NULL), pool), APR_SUCCESS);
    ck_assert_int_eq(look_after(10), STM_FOLDER_ENDINGS_USUAL);
}
END_TEST

START_TEST(test_without_a_memory_any_spelling_may_be_there)
{
    begin();
    ck_assert_int_eq(stm_folder_endings_look(NULL, folder, 0, 0, pool), STM_FOLDER_ENDINGS_UNSET);
}
END_TEST

START_TEST(test_no_folder_holds_nothing)
{
    begin();
    ck_assert_int_eq(stm_folder_endings_look(endings, apr_pstrcat(pool, folder, "/none", NULL), 0,
                                             LASTING, pool),
                     STM_FOLDER_ENDINGS_NONE);
    ck_assert_int_eq(stm_folder_endings_look(endings, apr_pstrcat(pool, folder, "/a.xml", NULL), 0,
                                             LASTING, pool),
                     STM_FOLDER_ENDINGS_NONE);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_a_folder_with_the_usual_ending_only_is_known);
    tcase_add_test(all, test_a_folder_that_may_still_be_changing_is_not);
    tcase_add_test(all, test_another_ending_is_found_at_once);
    tcase_add_test(all, test_without_a_memory_any_spelling_may_be_there);
    tcase_add_test(all, test_no_folder_holds_nothing);
}

UNIT_MAIN("stm_folder_endings")
