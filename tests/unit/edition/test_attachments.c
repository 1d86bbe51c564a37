#include "unit/folder.h"

#include <apr_file_io.h>
#include <string.h>

#include "core/edition/attachments.h"

static const char *root;

static void write_file(const char *name, const char *words)
{
    const char *path = apr_pstrcat(pool, root, "/", name, NULL);
    apr_file_t *file;

    ck_assert_int_eq(apr_file_open(&file, path,
                                   APR_FOPEN_WRITE | APR_FOPEN_CREATE | APR_FOPEN_TRUNCATE,
                                   APR_OS_DEFAULT, pool),
                     APR_SUCCESS);
    apr_file_puts(words, file);
    apr_file_close(file);
}

static int look(apr_array_header_t *files, const char *path)
{
    apr_finfo_t finfo;

    return stm_attachments_stat(&finfo, files, root, path, pool);
}

static apr_array_header_t *start(void)
{
    root = folder_create();
    write_file("a b.png", "1234");
    return stm_attachments_create(pool);
}

START_TEST(test_what_nothing_is_noted_of_stays_the_same)
{
    ck_assert_ptr_null(stm_attachments_text(start(), pool));
    ck_assert_ptr_null(stm_attachments_text(NULL, pool));
    ck_assert(stm_attachments_are_same(NULL, root, pool));
    ck_assert(look(NULL, "a b.png"));
}
END_TEST

START_TEST(test_a_file_that_changes_is_not_what_it_was)
{
    apr_array_header_t *files = start();
    const char *text;

    ck_assert(look(files, "a b.png"));
    text = stm_attachments_text(files, pool);
    ck_assert(stm_attachments_are_same(text, root, pool));
    write_file("a b.png", "12345");
    ck_assert(!stm_attachments_are_same(text, root, pool));
}
END_TEST

START_TEST(test_a_file_that_comes_or_goes_is_a_change)
{
    apr_array_header_t *files = start();
    const char *text;

    ck_assert(!look(files, "later.png"));
    text = stm_attachments_text(files, pool);
    ck_assert(stm_attachments_are_same(text, root, pool));
    write_file("later.png", "");
    ck_assert(!stm_attachments_are_same(text, root, pool));
    look(files, "later.png");
    text = stm_attachments_text(files, pool);
    ck_assert_msg(!stm_attachments_are_same(text, root, pool), "it was noted as missing, too");
    files = stm_attachments_create(pool);
    look(files, "a b.png");
    look(files, "later.png");
    text = stm_attachments_text(files, pool);
    ck_assert(stm_attachments_are_same(text, root, pool));
    apr_file_remove(apr_pstrcat(pool, root, "/later.png", NULL), pool);
    ck_assert(!stm_attachments_are_same(text, root, pool));
}
END_TEST

START_TEST(test_a_file_is_noted_once)
{
    apr_array_header_t *files = start();
    const char *text;

    look(files, "a b.png");
    text = stm_attachments_text(files, pool);
    look(files, "a b.png");
    ck_assert_str_eq(stm_attachments_text(files, pool), text);
}
END_TEST

START_TEST(test_what_is_no_file_counts_as_missing)
{
    apr_array_header_t *files = start();

    ck_assert(!look(files, "."));
    ck_assert(!look(files, "a\nb"));
    ck_assert(stm_attachments_are_same(stm_attachments_text(files, pool), root, pool));
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_what_nothing_is_noted_of_stays_the_same);
    tcase_add_test(all, test_a_file_that_changes_is_not_what_it_was);
    tcase_add_test(all, test_a_file_that_comes_or_goes_is_a_change);
    tcase_add_test(all, test_a_file_is_noted_once);
    tcase_add_test(all, test_what_is_no_file_counts_as_missing);
}

UNIT_MAIN("stm_files")
