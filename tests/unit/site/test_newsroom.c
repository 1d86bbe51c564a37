#include "unit/unit.h"

#include "core/site/newsroom.h"

START_TEST(test_files_of_editors_and_uploaders_are_companions)
{
    static const char *const companions[] = {
        ".htaccess",         /* a dot file */
        "._name.xml",        /* macOS on a network drive */
        ".name.xml.Ab12Cd",  /* rsync while it writes */
        ".nfs000000000123",  /* removed while open */
        ".~lock.name.xml#",  /* an office program's lock */
        "name.xml~",         /* emacs, gedit */
        "#name.xml#",        /* emacs, not saved yet */
        "~$name.xml",        /* Word's lock */
        "name.xml.bak",      /* many editors */
        "name.bak",          /* old DOS habit */
        "name.xml.BAK",      /* file systems that ignore case */
        "name.xml.orig",     /* patch, merge tools */
        "name.xml.rej",      /* patch */
        "name.xml.swp",      /* vim */
        "name.xml.swo",      /* vim, the second one */
        "name.xml.part",     /* browsers, FTP clients */
        "name.xml.tmp",      /* many */
        "name.xml.filepart", /* WinSCP */
        "name.xml.upload",   /* servers with resumable uploads */
        "name.crdownload",   /* Chromium */
        "newsroom.xml",      /* settings of the newsroom */
        "Newsroom.XML",
        "Thumbs.db", /* Windows */
        "desktop.ini",
        ".",
        "name.sync-conflict-20240504-100000-ABCDEFG.xml", /* Syncthing */
        "name.Sync-Conflict-1.xml",
        "name (conflicted copy 2024-05-04 100000).xml", /* Nextcloud */
        "name (Anna's Conflicted Copy).pdf",            /* Dropbox */
        "@eaDir",
        "@EADIR", /* Synology */
        "name.xml:Zone.Identifier",
        "x:zone.identifier", /* Windows, beside a download */
        "ehthumbs.db",
        "EHTHUMBS.DB",
    };
    ck_assert_msg(stm_newsroom_is_companion(companions[_i]), "%s", companions[_i]);
}
END_TEST

START_TEST(test_statements_and_their_files_are_no_companions)
{
    static const char *const others[] = {
        "name.xml",        "a (1).xml",     "bak.xml",    "swp",
        "party.xml",       "name.part.xml", "#1.xml",     "a~b.xml",
        "$x.xml",          "x~$.xml",       "report.pdf", "#",
        "my-newsroom.xml", "tmp",           "c#",         "sync-conflict-in-the-harbour.xml",
        "a conflict.xml",  "a copy.xml",    "eaDir",      "zone.identifier",
    };
    ck_assert_msg(!stm_newsroom_is_companion(others[_i]), "%s", others[_i]);
}
END_TEST

static const char *key(const char *root, const stm_zone_t *zone, stm_validate_t validate,
                       const char *identity)
{
    return stm_newsroom_key(root, zone, validate, identity, pool);
}

START_TEST(test_key_differs_with_each_thing_that_changes_meaning)
{
    const char *first = key("/srv/news", NULL, STM_VALIDATE_STRICT, "example.org");

    ck_assert_uint_eq(strlen(first), 32);
    ck_assert_str_eq(first, key("/srv/news", NULL, STM_VALIDATE_STRICT, "example.org"));
    ck_assert_str_ne(first, key("/srv/new", NULL, STM_VALIDATE_STRICT, "example.org"));
    ck_assert_str_ne(first, key("/srv/news", NULL, STM_VALIDATE_WARN, "example.org"));
    ck_assert_str_ne(first, key("/srv/news", NULL, STM_VALIDATE_STRICT, "example.net"));
    ck_assert_str_ne(first, key("/srv/news", stm_zone_utc(), STM_VALIDATE_STRICT, "example.org"));
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_loop_test(all, test_files_of_editors_and_uploaders_are_companions, 0, 35);
    tcase_add_loop_test(all, test_statements_and_their_files_are_no_companions, 0, 20);
    tcase_add_test(all, test_key_differs_with_each_thing_that_changes_meaning);
}

UNIT_MAIN("stm_newsroom")
