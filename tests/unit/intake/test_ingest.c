#include "unit/newsroom.h"

START_TEST(test_an_edit_is_taken_in_and_raises_the_generation)
{
    int is_complete;
    apr_int64_t before;
    start();
    write_file("a.xml", published("one", MORNING));
    scan_once(NOON);
    before = generation(&is_complete);
    write_file("a.xml", published("one", "2026-05-04T09:00:00Z"));
    scan_once(NOON + REFRESH);
    ck_assert_int_gt(generation(&is_complete), before);
    ck_assert_int_eq(entry("a")->published_at, NOON - apr_time_from_sec(3 * 3600));
    ck_assert_int_eq(past("a").changed_at, NOON + REFRESH);
    ck_assert_int_eq(past("a").first_public_at, NOON);
}
END_TEST

START_TEST(test_an_embargo_ends_without_a_change_of_the_file)
{
    start();
    write_file("a.xml", published("one", EVENING));
    scan_once(NOON);
    ck_assert_str_eq(listed(AT_SIX - 1), "0:");
    ck_assert_int_eq(past("a").first_public_at, 0);
    ck_assert_str_eq(listed(AT_SIX), "1: a");
    scan_once(AT_SIX - 1);
    ck_assert_int_eq(past("a").first_public_at, 0);
    scan_once(AT_SIX + 7);
    ck_assert_int_eq(past("a").first_public_at, AT_SIX);
    ck_assert_int_eq(entry("a")->first_public_at, AT_SIX);
}
END_TEST

START_TEST(test_a_draft_is_nowhere_and_a_published_one_may_become_a_draft_again)
{
    start();
    write_file("a.xml", draft("one"));
    scan_once(NOON);
    ck_assert_str_eq(state_of("a"), "draft");
    ck_assert_str_eq(listed(NOON), "0:");
    ck_assert_int_eq(past("a").first_public_at, 0);
    write_file("a.xml", published("one", MORNING));
    scan_once(NOON + 1);
    ck_assert_str_eq(listed(NOON + 1), "1: a");
    write_file("a.xml", draft("one"));
    scan_once(NOON + 2);
    ck_assert_str_eq(state_of("a"), "draft");
    ck_assert_str_eq(listed(NOON + 2), "0:");
    /* Broken now, it stays what it was last: a draft. */
    write_file("a.xml", "<statement><head>");
    scan_once(NOON + 3);
    ck_assert_str_eq(state_of("a"), "draft broken");
    ck_assert_str_eq(listed(NOON + 3), "0:");
}
END_TEST

START_TEST(test_a_broken_file_keeps_the_last_good_version)
{
    start();
    write_file("a.xml", published("one", MORNING));
    scan_once(NOON);
    write_file("a.xml", "<statement id=\"one\"><head><title>Half");
    said = "";
    scan_once(NOON + 1);
    ck_assert_str_eq(state_of("a"), "final broken");
    ck_assert_str_eq(entry("a")->title, "Title");
    ck_assert_str_eq(listed(NOON + 1), "1: a");
    ck_assert_ptr_nonnull(entry("a")->problems);
    ck_assert_str_eq(past("a").bytes, published("one", MORNING));
    ck_assert_ptr_nonnull(strstr(said, "a:"));
    write_file("a.xml", published("one", MORNING));
    said = "";
    scan_once(NOON + 2);
    ck_assert_str_eq(state_of("a"), "final");
    ck_assert_ptr_null(entry("a")->problems);
    ck_assert_ptr_nonnull(strstr(said, "a:mended"));
    ck_assert_int_eq(past("a").changed_at, NOON);
}
END_TEST

START_TEST(test_an_embargo_holds_for_the_last_good_version_too)
{
    start();
    write_file("a.xml", published("one", EVENING));
    scan_once(NOON);
    write_file("a.xml", "<statement>");
    scan_once(NOON + 1);
    ck_assert_str_eq(state_of("a"), "final broken");
    ck_assert_str_eq(listed(AT_SIX - 1), "0:");
    ck_assert_str_eq(listed(AT_SIX), "1: a");
}
END_TEST

START_TEST(test_what_never_was_good_is_invalid)
{
    start();
    write_file("a.xml", "<statement><head></statement>");
    write_file("empty.xml", "");
    scan_once(NOON);
    ck_assert_str_eq(state_of("a"), "invalid");
    ck_assert_str_eq(state_of("empty"), "invalid");
    ck_assert_str_eq(listed(NOON), "0:");
    ck_assert_ptr_nonnull(strstr(said, "a:"));
    drop("a.xml");
    scan_twice(NOON + 1);
    ck_assert_str_eq(state_of("a"), "none");
}
END_TEST

START_TEST(test_of_two_files_with_one_id_the_first_known_wins_until_it_goes)
{
    start();
    write_file("b.xml", published("one", MORNING));
    scan_once(NOON);
    write_file("a.xml", published("one", MORNING));
    said = "";
    scan_once(NOON + 1);
    ck_assert_str_eq(state_of("b"), "final");
    ck_assert_str_eq(state_of("a"), "invalid");
    ck_assert_ptr_nonnull(strstr(said, "a:duplicate-id"));
    drop("b.xml");
    scan_once(NOON + 2);
    ck_assert_str_eq(state_of("a"), "final");
    ck_assert_str_eq(state_of("b"), "none");
    ck_assert_str_eq(past("b").name, "a");
}
END_TEST

static const char *worded(const char *attributes, const char *title, const char *words)
{
    return apr_psprintf(pool,
                        "<statement xml:lang=\"en\"%s><head><title>%s</title><issuer>Example Body"
                        "</issuer><published>" MORNING "</published></head><body><p>%s</p></body>"
                        "</statement>\n",
                        attributes, title, words);
}

START_TEST(test_of_two_new_files_with_one_id_the_older_wins)
{
    start();
    make_folder("a");
    write_file("b.xml", published("one", MORNING));
    write_file("a/z.xml", published("one", MORNING));
    scan_once(NOON);
    ck_assert_str_eq(state_of("b"), "final");
    ck_assert_str_eq(state_of("a/z"), "invalid");
    ck_assert_str_eq(past("b").name, "b");
    /* The winner gets an id of its own: the other has none to fear any more. */
    write_file("b.xml", published("two", MORNING));
    scan_once(NOON + 1);
    ck_assert_str_eq(state_of("a/z"), "final");
    ck_assert_str_eq(state_of("b"), "final");
}
END_TEST

START_TEST(test_of_two_files_of_one_age_the_shorter_name_wins)
{
    struct timespec times[2] = {{1777000000, 0}, {1777000000, 0}};
    start();
    write_file("a copy of it.xml", published("one", MORNING));
    write_file("it.xml", published("one", MORNING));
    ck_assert_int_eq(utimensat(AT_FDCWD, path_of("it.xml"), times, 0), 0);
    ck_assert_int_eq(utimensat(AT_FDCWD, path_of("a copy of it.xml"), times, 0), 0);
    scan_once(NOON);
    ck_assert_str_eq(state_of("it"), "final");
    ck_assert_str_eq(state_of("a copy of it"), "invalid");
}
END_TEST

START_TEST(test_of_two_with_one_id_the_one_that_was_public_first_wins)
{
    start();
    write_file("b.xml", published("one", MORNING));
    scan_once(NOON);
    write_file("a.xml", published("one", MORNING));
    scan_once(NOON + 1);
    ck_assert_str_eq(state_of("b"), "final");
    ck_assert_str_eq(state_of("a"), "invalid");
    /* A draft was not published at all. */
    write_file("draft.xml", draft("two"));
    scan_once(NOON + 2);
    write_file("x.xml", published("two", MORNING));
    scan_once(NOON + 3);
    ck_assert_str_eq(state_of("x"), "final");
    ck_assert_str_eq(state_of("draft"), "invalid");
    scan_once(NOON + 4);
    ck_assert_str_eq(listed(NOON + 4), "2: b x");
}
END_TEST

START_TEST(test_a_copy_without_an_id_is_held_back_until_the_other_is_gone)
{
    start();
    write_file("it.xml", worded("", "One", "Words."));
    scan_once(NOON);
    write_file("it (1).xml", worded("", "One", "Other words."));
    write_file("else.xml", worded("", "One", "Words."));
    write_file("new.xml", worded("", "One", "New words."));
    said = "";
    scan_once(NOON + 1);
    ck_assert_str_eq(listed(NOON + 1), "2: it new");
    ck_assert_ptr_nonnull(strstr(said, "it (1):copy"));
    ck_assert_ptr_nonnull(strstr(said, "else:copy"));
    scan_once(NOON + 2);
    ck_assert_str_eq(listed(NOON + 2), "2: it new");
    drop("it.xml");
    scan_once(NOON + 3);
    ck_assert_ptr_nonnull(strstr(listed(NOON + 3), "else"));
    scan_twice(NOON + 3 + REFRESH);
    ck_assert_str_eq(state_of("it"), "deleted");
    ck_assert_str_eq(state_of("else"), "final");
}
END_TEST

START_TEST(test_what_is_no_copy)
{
    start();
    write_file("it.xml", worded("", "One", "Words."));
    scan_once(NOON);
    write_file("it-id.xml", worded(" id=\"own\"", "One", "Words."));
    write_file("it-title.xml", worded("", "Two", "Words."));
    write_file("it-draft.xml", worded(" status=\"draft\"", "One", "Words."));
    scan_once(NOON + 1);
    ck_assert_str_eq(state_of("it-id"), "final");
    ck_assert_str_eq(state_of("it-title"), "final");
    ck_assert_str_eq(state_of("it-draft"), "draft");
}
END_TEST

START_TEST(test_what_succeeds_a_withdrawn_one_is_no_copy)
{
    start();
    write_file("it.xml", worded("", "One", "Words."));
    scan_once(NOON);
    write_file("it-2.xml", worded("", "One", "Words."));
    scan_once(NOON + 1);
    ck_assert_str_eq(state_of("it-2"), "invalid");
    write_file("it.xml",
               "<statement xml:lang=\"en\"><head><title>One</title><issuer>Example Body</issuer>"
               "<published>" MORNING "</published><withdrawn when=\"" MORNING
               "\">Wrong.</withdrawn></head><body><p>Words.</p></body></statement>");
    scan_once(NOON + 2);
    ck_assert_str_eq(state_of("it-2"), "final");
}
END_TEST

START_TEST(test_at_one_first_look_the_older_is_no_copy)
{
    start();
    write_file("it.xml", worded("", "One", "Words."));
    write_file("Copy of it.xml", worded("", "One", "Words."));
    write_file("it (1).xml", worded("", "One", "Words."));
    scan_once(NOON);
    ck_assert_str_eq(listed(NOON), "1: it");
    ck_assert_str_eq(state_of("Copy of it"), "invalid");
    ck_assert_str_eq(state_of("it (1)"), "invalid");
    scan_once(NOON + 1);
    ck_assert_str_eq(listed(NOON + 1), "1: it");
}
END_TEST

START_TEST(test_one_that_is_public_is_not_taken_away_as_a_copy)
{
    start();
    write_file("it (1).xml", worded("", "One", "Old words."));
    scan_once(NOON);
    write_file("it.xml", worded("", "One", "Words."));
    scan_once(NOON + 1);
    ck_assert_str_eq(listed(NOON + 1), "2: it it (1)");
    write_file("it (1).xml", worded("", "One", "Words."));
    scan_once(NOON + 2);
    ck_assert_str_eq(listed(NOON + 2), "2: it it (1)");
}
END_TEST

START_TEST(test_a_chain_of_reproductions_appears_with_its_last_part)
{
    start();
    write_file("outer.xml",
               document("o", "<published>" MORNING "</published>", "<statement src=\"inner\"/>"));
    said = "";
    scan_once(NOON);
    ck_assert_str_eq(listed(NOON), "0:");
    ck_assert_ptr_nonnull(strstr(said, "outer:source-missing"));
    write_file("inner.xml", published("i", EVENING));
    scan_once(NOON + 1);
    ck_assert_str_eq(listed(AT_SIX - 1), "0:");
    ck_assert_str_eq(listed(AT_SIX), "2: inner outer");
    scan_once(AT_SIX);
    ck_assert_int_eq(past("outer").first_public_at, AT_SIX);
    ck_assert_ptr_null(entry("outer")->problems);
    write_file("inner.xml", draft("i"));
    scan_once(AT_SIX + 1);
    ck_assert_str_eq(listed(AT_SIX + 1), "0:");
    write_file("inner.xml", published("i", EVENING));
    scan_once(AT_SIX + 2);
    drop("inner.xml");
    scan_twice(AT_SIX + REFRESH);
    ck_assert_str_eq(state_of("inner"), "deleted");
    ck_assert_str_eq(listed(AT_SIX + 3 * REFRESH), "1: outer");
}
END_TEST

/* Breaks the rules, but is well-formed. */
static const char *without_title(const char *id)
{
    return apr_psprintf(pool,
                        "<statement xml:lang=\"en\" id=\"%s\"><head><issuer>Example Body</issuer>"
                        "<published>" MORNING "</published></head><body><p>Words.</p></body>"
                        "</statement>\n",
                        id);
}

START_TEST(test_a_document_that_breaks_the_rules_is_published_only_where_that_is_allowed)
{
    start();
    write_file("a.xml", without_title("one"));
    scan_once(NOON);
    ck_assert_str_eq(state_of("a"), "invalid");
    newsroom.key = "1123456789abcdef0123456789abcdef";
    newsroom.validate = STM_VALIDATE_WARN;
    said = "";
    scan_once(NOON);
    ck_assert_str_eq(state_of("a"), "final");
    ck_assert_ptr_nonnull(entry("a")->problems);
    ck_assert_ptr_nonnull(strstr(said, "a:"));
    newsroom.key = "2123456789abcdef0123456789abcdef";
    newsroom.validate = STM_VALIDATE_OFF;
    scan_once(NOON);
    ck_assert_str_eq(state_of("a"), "final");
    ck_assert_ptr_null(entry("a")->problems);
    write_file("b.xml", "<statement>");
    scan_once(NOON + 1);
    ck_assert_str_eq(state_of("b"), "invalid");
}
END_TEST

START_TEST(test_a_correction_dated_too_late_is_taken_when_its_moment_comes)
{
    start();
    write_file("a.xml", document("one",
                                 "<published>" MORNING "</published>"
                                 "<updated when=\"" EVENING "\">Corrected.</updated>",
                                 ""));
    scan_twice(NOON);
    ck_assert_str_eq(state_of("a"), "invalid");
    scan_once(AT_SIX);
    ck_assert_str_eq(state_of("a"), "final");
    ck_assert_int_eq(entry("a")->updated_at, AT_SIX);
}
END_TEST

START_TEST(test_a_new_id_in_a_published_file_is_another_statement)
{
    start();
    write_file("a.xml", published("one", MORNING));
    scan_once(NOON);
    write_file("a.xml", published("two", MORNING));
    scan_once(NOON + 1);
    ck_assert_str_eq(listed(NOON + 1), "1: a");
    ck_assert_str_eq(entry("a")->identity, stm_statement_identity("two", "a", "example.org", pool));
    write_file("b.xml", published("one", MORNING));
    scan_once(NOON + 2);
    ck_assert_str_eq(listed(NOON + 2), "2: a b");
    ck_assert_int_eq(past("b").first_public_at, NOON);
}
END_TEST

START_TEST(test_a_withdrawn_statement_leaves_the_lists_and_stays_known)
{
    start();
    write_file("a.xml", published("one", MORNING));
    scan_once(NOON);
    write_file("a.xml", document("one",
                                 "<published>" MORNING "</published><withdrawn when=\""
                                 "2026-05-04T11:00:00Z\">Sent in error.</withdrawn>",
                                 ""));
    scan_once(NOON + 1);
    ck_assert_str_eq(state_of("a"), "final");
    ck_assert_str_eq(listed(NOON + 1), "0:");
    ck_assert_int_eq(entry("a")->withdrawn_at, NOON - apr_time_from_sec(3600));
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_an_edit_is_taken_in_and_raises_the_generation);
    tcase_add_test(all, test_an_embargo_ends_without_a_change_of_the_file);
    tcase_add_test(all, test_a_draft_is_nowhere_and_a_published_one_may_become_a_draft_again);
    tcase_add_test(all, test_a_broken_file_keeps_the_last_good_version);
    tcase_add_test(all, test_an_embargo_holds_for_the_last_good_version_too);
    tcase_add_test(all, test_what_never_was_good_is_invalid);
    tcase_add_test(all, test_of_two_files_with_one_id_the_first_known_wins_until_it_goes);
    tcase_add_test(all, test_of_two_new_files_with_one_id_the_older_wins);
    tcase_add_test(all, test_of_two_files_of_one_age_the_shorter_name_wins);
    tcase_add_test(all, test_of_two_with_one_id_the_one_that_was_public_first_wins);
    tcase_add_test(all, test_a_copy_without_an_id_is_held_back_until_the_other_is_gone);
    tcase_add_test(all, test_what_is_no_copy);
    tcase_add_test(all, test_what_succeeds_a_withdrawn_one_is_no_copy);
    tcase_add_test(all, test_at_one_first_look_the_older_is_no_copy);
    tcase_add_test(all, test_one_that_is_public_is_not_taken_away_as_a_copy);
    tcase_add_test(all, test_a_chain_of_reproductions_appears_with_its_last_part);
    tcase_add_test(all,
                   test_a_document_that_breaks_the_rules_is_published_only_where_that_is_allowed);
    tcase_add_test(all, test_a_correction_dated_too_late_is_taken_when_its_moment_comes);
    tcase_add_test(all, test_a_new_id_in_a_published_file_is_another_statement);
    tcase_add_test(all, test_a_withdrawn_statement_leaves_the_lists_and_stays_known);
}

UNIT_MAIN("stm_intake_take")
