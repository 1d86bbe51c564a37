#include "unit/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/safe_open.h"

static const char *root;

static const char *below(const char *name)
{
    return apr_pstrcat(pool, root, "/", name, NULL);
}

static apr_status_t descend(const char *name, int makes)
{
    const char *link;
    int folder;

    return stm_safe_open_folder(&folder, &link, below(name), makes, pool);
}

static void start(void)
{
    root = folder_create();
    ck_assert_int_eq(mkdir(below("real"), 0755), 0);
    ck_assert_int_eq(mkdir(below("real/inner"), 0755), 0);
}

START_TEST(test_a_folder_is_opened_whatever_slashes_its_path_has)
{
    start();
    ck_assert_int_eq(descend("real/inner", 0), APR_SUCCESS);
    ck_assert_int_eq(descend("/real//inner/", 0), APR_SUCCESS);
    ck_assert_int_eq(descend("real/./../real/inner", 0), APR_SUCCESS);
    ck_assert_int_eq(descend("real/none", 0), ENOENT);
}
END_TEST

START_TEST(test_as_many_last_steps_as_allowed_are_made)
{
    struct stat found;

    start();
    ck_assert_int_eq(descend("real/a/b", 1), ENOENT);
    ck_assert_int_eq(descend("real/a", 1), APR_SUCCESS);
    ck_assert_int_eq(descend("real/c/d", 2), APR_SUCCESS);
    ck_assert_int_eq(stat(below("real/c"), &found), 0);
    ck_assert_int_eq(found.st_mode & 0777, 0755);
    ck_assert_int_eq(stat(below("real/c/d"), &found), 0);
    ck_assert_int_eq(found.st_mode & 0777, 0700);
}
END_TEST

static int is_fixed(const char *name)
{
    return stm_safe_open_is_root_only(below(name), pool);
}

/* As for root alone: an ordinary user has no file of root's to put there. */
START_TEST(test_a_file_is_fixed_while_only_root_can_change_what_its_path_names)
{
    const uid_t other = 65534;

    if (geteuid() != 0) {
        return;
    }
    start();
    close(open(below("real/inner/file"), O_CREAT | O_WRONLY, 0644));
    ck_assert_int_eq(symlink("inner/./file", below("real/link")), 0);
    ck_assert_int_eq(symlink(below("real"), below("folder")), 0);
    ck_assert_int_eq(symlink("loop", below("loop")), 0);
    ck_assert(is_fixed("real/inner/file") && is_fixed("real//inner/../inner/file"));
    ck_assert(is_fixed("real/link") && is_fixed("folder/link"));
    ck_assert(!is_fixed("real/inner") && !is_fixed("real/none") && !is_fixed("loop"));
    ck_assert(!stm_safe_open_is_root_only("real/inner/file", pool));

    ck_assert_int_eq(chmod(below("real/inner"), 0777), 0);
    ck_assert(!is_fixed("real/inner/file") && !is_fixed("folder/link"));
    ck_assert_int_eq(chmod(below("real/inner"), 01777), 0);
    ck_assert(is_fixed("real/inner/file"));
    ck_assert_int_eq(chown(below("real/inner"), other, 0), 0);
    ck_assert(!is_fixed("real/inner/file"));
    ck_assert_int_eq(chown(below("real/inner"), 0, other), 0);
    ck_assert_int_eq(chmod(below("real/inner"), 0775), 0);
    ck_assert(!is_fixed("real/inner/file"));
    ck_assert_int_eq(chmod(below("real/inner"), 0755), 0);
    ck_assert(is_fixed("folder/link"));
    ck_assert_int_eq(lchown(below("folder"), other, 0), 0);
    ck_assert(!is_fixed("folder/link") && is_fixed("real/link"));
    ck_assert_int_eq(chmod(below("real/inner/file"), 0646), 0);
    ck_assert(!is_fixed("real/link"));
}
END_TEST

START_TEST(test_a_file_is_no_folder)
{
    start();
    close(open(below("file"), O_CREAT | O_WRONLY, 0600));
    ck_assert_int_eq(descend("file", 1), ENOTDIR);
    ck_assert_int_eq(descend("file/inner", 1), ENOTDIR);
}
END_TEST

START_TEST(test_a_link_in_a_folder_that_only_its_owner_writes_is_followed)
{
    start();
    ck_assert_int_eq(symlink("real", below("link")), 0);
    ck_assert_int_eq(symlink(below("real"), below("whole")), 0);
    ck_assert_int_eq(symlink("whole/inner", below("more")), 0);
    ck_assert_int_eq(descend("link/inner", 0), APR_SUCCESS);
    ck_assert_int_eq(descend("whole/inner", 0), APR_SUCCESS);
    ck_assert_int_eq(descend("more", 0), APR_SUCCESS);
}
END_TEST

START_TEST(test_a_link_in_a_folder_that_others_write_is_not_followed)
{
    start();
    ck_assert_int_eq(symlink("inner", below("real/link")), 0);
    ck_assert_int_eq(chmod(below("real"), 0777), 0);
    ck_assert_int_eq(descend("real/link", 1), ELOOP);
    ck_assert_int_eq(descend("real/inner", 1), APR_SUCCESS);
    ck_assert_int_eq(chmod(below("real"), 01777), 0);
    ck_assert_int_eq(descend("real/link", 1), APR_SUCCESS);
    if (!geteuid()) {
        ck_assert_int_eq(lchown(below("real/link"), 1, 1), 0);
        ck_assert_int_eq(descend("real/link", 1), ELOOP);
    }
}
END_TEST

START_TEST(test_links_in_a_circle_end)
{
    start();
    ck_assert_int_eq(symlink("b", below("a")), 0);
    ck_assert_int_eq(symlink("a", below("b")), 0);
    ck_assert_int_eq(descend("a/inner", 0), ELOOP);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_a_folder_is_opened_whatever_slashes_its_path_has);
    tcase_add_test(all, test_as_many_last_steps_as_allowed_are_made);
    tcase_add_test(all, test_a_file_is_no_folder);
    tcase_add_test(all, test_a_file_is_fixed_while_only_root_can_change_what_its_path_names);
    tcase_add_test(all, test_a_link_in_a_folder_that_only_its_owner_writes_is_followed);
    tcase_add_test(all, test_a_link_in_a_folder_that_others_write_is_not_followed);
    tcase_add_test(all, test_links_in_a_circle_end);
}

UNIT_MAIN("stm_safe_open")
