#include "unit/newsroom.h"

#include <sys/mount.h>

#define MINUTE apr_time_from_sec(60)

START_TEST(test_companions_pipes_and_foreign_roots_are_left_alone)
{
    start();
    make_folder(".git");
    write_file(".git/a.xml", published("one", MORNING));
    write_file(".hidden.xml", published("two", MORNING));
    write_file("~$c.xml", published("three", MORNING));
    write_file("newsroom.xml", published("four", MORNING));
    write_file("foreign.xml", "<note>text</note>");
    ck_assert_int_eq(mkfifo(path_of("pipe.xml"), 0600), 0);
    ck_assert_int_eq(symlink("nowhere", path_of("dangling.xml")), 0);
    make_folder("folder.xml");
    write_file("folder.xml/d.xml", published("five", MORNING));
    scan_once(NOON);
    ck_assert_str_eq(listed(NOON), "1: folder.xml/d");
    ck_assert_str_eq(state_of("foreign"), "none");
    ck_assert_str_eq(said, "foreign:foreign *:unreadable ");
    said = "";
    scan_once(NOON);
    ck_assert_str_eq(said, "");
    write_file("foreign.xml", published("six", MORNING));
    scan_once(NOON + 1);
    ck_assert_str_eq(state_of("foreign"), "final");
    write_file("foreign.xml", "<note>text</note>");
    scan_once(NOON + 2);
    ck_assert_str_eq(state_of("foreign"), "final broken");
}
END_TEST

START_TEST(test_linked_folders_are_walked_once_and_without_end)
{
    start();
    make_folder("real");
    write_file("real/a.xml", published("one", MORNING));
    ck_assert_int_eq(symlink("..", path_of("real/up")), 0);
    ck_assert_int_eq(symlink("real", path_of("alias")), 0);
    scan_once(NOON);
    ck_assert_str_eq(listed(NOON), "1: real/a");
}
END_TEST

START_TEST(test_a_vanished_root_deletes_nothing)
{
    start();
    make_folder("sub");
    write_file("a.xml", published("one", MORNING));
    write_file("sub/b.xml", published("two", MORNING));
    scan_once(NOON);
    ck_assert_int_eq(rename(root, apr_pstrcat(pool, root, "-away", NULL)), 0);
    said = "";
    scan_twice(NOON + REFRESH);
    scan_twice(NOON + 4 * REFRESH);
    ck_assert_str_eq(listed(NOON), "2: a sub/b");
    ck_assert_str_eq(said, "*:root-vanished ");
    ck_assert_int_eq(rename(apr_pstrcat(pool, root, "-away", NULL), root), 0);
    said = "";
    scan_once(NOON + 9 * REFRESH);
    ck_assert_str_eq(said, "*:mended ");
    ck_assert_str_eq(listed(NOON), "2: a sub/b");
}
END_TEST

START_TEST(test_a_folder_that_is_gone_keeps_its_statements_and_an_empty_one_does_not)
{
    start();
    make_folder("sub");
    write_file("sub/b.xml", published("two", MORNING));
    write_file("a.xml", published("one", MORNING));
    scan_once(NOON);
    drop("sub/b.xml");
    drop("sub");
    said = "";
    scan_twice(NOON + REFRESH);
    ck_assert_str_eq(said, "*:folder-missing ");
    ck_assert_str_eq(state_of("sub/b"), "final");
    make_folder("sub");
    scan_twice(NOON + 4 * REFRESH);
    ck_assert_str_eq(state_of("sub/b"), "deleted");
}
END_TEST

START_TEST(test_a_folder_that_is_gone_for_a_minute_is_deleted)
{
    start();
    make_folder("sub");
    make_folder("sub/inner");
    write_file("sub/b.xml", published("two", MORNING));
    write_file("sub/inner/c.xml", published("three", MORNING));
    write_file("a.xml", published("one", MORNING));
    scan_once(NOON);
    drop("sub/inner/c.xml");
    drop("sub/inner");
    drop("sub/b.xml");
    drop("sub");
    said = "";
    scan_once(NOON + REFRESH);
    scan_once(NOON + MINUTE);
    ck_assert_str_eq(said, "*:folder-missing ");
    ck_assert_str_eq(listed(NOON), "3: a sub/b sub/inner/c");
    scan_once(NOON + MINUTE + REFRESH);
    ck_assert_str_eq(state_of("sub/b"), "deleted");
    ck_assert_str_eq(state_of("sub/inner/c"), "deleted");
    ck_assert_int_eq(past("sub/b").deleted_at, NOON + MINUTE + REFRESH);
    ck_assert_str_eq(listed(NOON), "1: a");
    said = "";
    scan_once(NOON + MINUTE + 2 * REFRESH);
    ck_assert_str_eq(said, "*:mended ");
    make_folder("sub");
    write_file("sub/b.xml", published("two", MORNING));
    scan_once(NOON + MINUTE + 3 * REFRESH);
    ck_assert_str_eq(listed(NOON), "2: a sub/b");
}
END_TEST

START_TEST(test_a_folder_that_returns_within_a_minute_keeps_its_statements)
{
    start();
    make_folder("sub");
    write_file("sub/b.xml", published("two", MORNING));
    scan_once(NOON);
    move("sub", ".sub");
    scan_once(NOON + REFRESH);
    scan_once(NOON + MINUTE / 2);
    move(".sub", "sub");
    scan_once(NOON + MINUTE / 2 + REFRESH);
    move("sub", ".sub");
    scan_once(NOON + MINUTE / 2 + 2 * REFRESH);
    scan_once(NOON + MINUTE + 2 * REFRESH);
    ck_assert_str_eq(listed(NOON), "1: sub/b");
    scan_once(NOON + MINUTE / 2 + MINUTE + 2 * REFRESH);
    ck_assert_str_eq(listed(NOON), "0:");
}
END_TEST

START_TEST(test_a_mount_point_that_is_gone_keeps_its_statements)
{
    if (getuid() != 0) {
        return;
    }
    start();
    make_folder("sub");
    if (mount("tmpfs", path_of("sub"), "tmpfs", 0, "size=1m") != 0) {
        return;
    }
    make_folder("sub/inner");
    write_file("sub/inner/b.xml", published("two", MORNING));
    write_file("a.xml", published("one", MORNING));
    scan_once(NOON);
    ck_assert_str_eq(listed(NOON), "2: a sub/inner/b");
    ck_assert_int_eq(umount(path_of("sub")), 0);
    drop("sub");
    scan_once(NOON + REFRESH);
    scan_once(NOON + 2 * MINUTE);
    scan_once(NOON + 3 * MINUTE);
    ck_assert_str_eq(listed(NOON), "2: a sub/inner/b");
}
END_TEST

START_TEST(test_a_link_that_leads_nowhere_keeps_its_statements)
{
    const char *away;
    start();
    away = folder_create();
    ck_assert_int_eq(symlink(away, path_of("sub")), 0);
    write_file("sub/b.xml", published("two", MORNING));
    scan_once(NOON);
    ck_assert_str_eq(listed(NOON), "1: sub/b");
    ck_assert_int_eq(rename(away, apr_pstrcat(pool, away, "-away", NULL)), 0);
    scan_once(NOON + REFRESH);
    scan_once(NOON + 2 * MINUTE);
    scan_once(NOON + 3 * MINUTE);
    ck_assert_str_eq(listed(NOON), "1: sub/b");
}
END_TEST

START_TEST(test_a_folder_that_was_renamed_takes_its_statements_along)
{
    start();
    make_folder("sub");
    write_file("sub/b.xml", published("two", MORNING));
    scan_once(NOON);
    move("sub", "moved");
    scan_once(NOON + REFRESH);
    ck_assert_str_eq(listed(NOON), "1: moved/b");
    scan_once(NOON + 2 * MINUTE);
    scan_once(NOON + 3 * MINUTE);
    ck_assert_str_eq(listed(NOON), "1: moved/b");
    ck_assert_str_eq(past("sub/b").name, "moved/b");
}
END_TEST

START_TEST(test_a_folder_moved_with_all_in_it_is_renamed)
{
    start();
    make_folder("old");
    write_file("old/a.xml", published("one", MORNING));
    write_file("old/b.xml", published("two", MORNING));
    scan_once(NOON);
    move("old", "new");
    said = "";
    scan_twice(NOON + REFRESH);
    ck_assert_str_eq(listed(NOON), "2: new/a new/b");
    ck_assert_str_eq(past("old/a").name, "new/a");
    ck_assert_str_eq(said, "");
}
END_TEST

START_TEST(test_a_newsroom_that_never_was_there_is_not_complete)
{
    int is_complete = 0;
    start();
    newsroom.root = "/nonexistent/newsroom";
    scan_once(NOON);
    generation(&is_complete);
    ck_assert_int_eq(is_complete, 0);
    ck_assert_str_eq(said, "*:root-vanished ");
}
END_TEST

START_TEST(test_an_unreadable_file_is_reported_and_read_when_it_can_be)
{
    start();
    write_file("a.xml", published("one", MORNING));
    ck_assert_int_eq(chmod(path_of("a.xml"), 0), 0);
    if (!access(path_of("a.xml"), R_OK)) {
        return; /* root reads everything */
    }
    scan_once(NOON);
    ck_assert_str_eq(state_of("a"), "invalid");
    ck_assert_int_eq(chmod(path_of("a.xml"), 0600), 0);
    scan_once(NOON + 1);
    ck_assert_str_eq(state_of("a"), "final");
}
END_TEST

START_TEST(test_documents_in_all_folders_are_taken_in)
{
    int is_complete;
    start();
    make_folder("2026");
    write_file("a.xml", published("one", MORNING));
    write_file("2026/b.xml", published(NULL, "2026-05-03"));
    write_file("notes.txt", "not a document");
    scan_once(NOON);
    ck_assert_str_eq(listed(NOON), "2: 2026/b a");
    ck_assert_str_eq(entry("2026/b")->folder, "2026/");
    ck_assert_str_eq(entry("a")->title, "Title");
    ck_assert_str_eq(entry("a")->identity, stm_statement_identity("one", "a", "example.org", pool));
    ck_assert_int_eq(past("a").first_public_at, NOON);
    ck_assert_int_eq(past("a").changed_at, NOON);
    ck_assert_str_eq(past("a").bytes, published("one", MORNING));
    generation(&is_complete);
    ck_assert_int_eq(is_complete, 1);
}
END_TEST

START_TEST(test_a_name_that_is_not_utf8_is_left_out_and_reported)
{
    start();
    write_file("caf\xe9.xml", published("one", MORNING));
    write_file("caf\xc3\xa9.xml", published("two", MORNING));
    scan_once(NOON);
    ck_assert_str_eq(listed(NOON), "1: caf\xc3\xa9");
    ck_assert_str_eq(said, "*:name-encoding ");
}
END_TEST

START_TEST(test_a_root_that_is_swapped_by_a_link_is_an_ordinary_change)
{
    const char *real = folder_create(), *link;
    start();
    link = apr_pstrcat(pool, state, "/current", NULL);
    write_file("a.xml", published("one", MORNING));
    ck_assert_int_eq(symlink(root, link), 0);
    newsroom.root = link;
    scan_once(NOON);
    root = real;
    write_file("a.xml", published("one", MORNING));
    write_file("b.xml", published("two", MORNING));
    ck_assert_int_eq(remove(link), 0);
    ck_assert_int_eq(symlink(real, link), 0);
    scan_once(NOON + 1);
    ck_assert_str_eq(listed(NOON), "2: a b");
    ck_assert_str_eq(said, "");
}
END_TEST

/* An empty folder on another device than @a other's; NULL where this machine has none. */
static const char *other_device(const char *other)
{
    char *path = apr_pstrdup(pool, "/dev/shm/statement-test-XXXXXX");
    struct stat here, there;
    if (!mkdtemp(path)) {
        return NULL;
    }
    apr_pool_cleanup_register(pool, path, folder_remove, apr_pool_cleanup_null);
    return !stat(path, &there) && !stat(other, &here) && here.st_dev != there.st_dev ? path : NULL;
}

START_TEST(test_an_empty_root_on_another_device_is_one_that_is_not_mounted)
{
    const char *link, *empty;
    start();
    empty = other_device(root);
    if (!empty) {
        return;
    }
    link = apr_pstrcat(pool, state, "/current", NULL);
    write_file("a.xml", published("one", MORNING));
    ck_assert_int_eq(symlink(root, link), 0);
    newsroom.root = link;
    scan_once(NOON);
    ck_assert_int_eq(remove(link), 0);
    ck_assert_int_eq(symlink(empty, link), 0);
    scan_twice(NOON + REFRESH);
    scan_twice(NOON + 4 * REFRESH);
    ck_assert_str_eq(listed(NOON), "1: a");
    ck_assert_str_eq(said, "*:root-vanished ");
    root = empty;
    write_file("b.xml", published("two", MORNING));
    scan_twice(NOON + 8 * REFRESH);
    ck_assert_str_eq(listed(NOON), "1: b");
    ck_assert_str_eq(state_of("a"), "deleted");
}
END_TEST

START_TEST(test_an_empty_folder_on_another_device_is_one_that_is_not_mounted)
{
    const char *full = folder_create(), *empty;
    start();
    empty = other_device(root);
    if (!empty) {
        return;
    }
    ck_assert_int_eq(symlink(full, path_of("sub")), 0);
    write_file("sub/a.xml", published("one", MORNING));
    scan_once(NOON);
    drop("sub");
    ck_assert_int_eq(symlink(empty, path_of("sub")), 0);
    scan_twice(NOON + REFRESH);
    ck_assert_str_eq(listed(NOON), "1: sub/a");
    ck_assert_str_eq(said, "*:folder-unmounted ");
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_an_empty_root_on_another_device_is_one_that_is_not_mounted);
    tcase_add_test(all, test_an_empty_folder_on_another_device_is_one_that_is_not_mounted);
    tcase_add_test(all, test_companions_pipes_and_foreign_roots_are_left_alone);
    tcase_add_test(all, test_linked_folders_are_walked_once_and_without_end);
    tcase_add_test(all, test_a_vanished_root_deletes_nothing);
    tcase_add_test(all, test_a_folder_that_is_gone_keeps_its_statements_and_an_empty_one_does_not);
    tcase_add_test(all, test_a_folder_that_is_gone_for_a_minute_is_deleted);
    tcase_add_test(all, test_a_folder_that_returns_within_a_minute_keeps_its_statements);
    tcase_add_test(all, test_a_mount_point_that_is_gone_keeps_its_statements);
    tcase_add_test(all, test_a_link_that_leads_nowhere_keeps_its_statements);
    tcase_add_test(all, test_a_folder_that_was_renamed_takes_its_statements_along);
    tcase_add_test(all, test_a_folder_moved_with_all_in_it_is_renamed);
    tcase_add_test(all, test_a_newsroom_that_never_was_there_is_not_complete);
    tcase_add_test(all, test_an_unreadable_file_is_reported_and_read_when_it_can_be);
    tcase_add_test(all, test_documents_in_all_folders_are_taken_in);
    tcase_add_test(all, test_a_name_that_is_not_utf8_is_left_out_and_reported);
    tcase_add_test(all, test_a_root_that_is_swapped_by_a_link_is_an_ordinary_change);
}

UNIT_MAIN("stm_intake_walk")
