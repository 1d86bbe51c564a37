#include "newsroom.h"

START_TEST(test_an_edit_is_taken_in_and_raises_the_generation)
{
    int is_complete;
    apr_int64_t before;
    start();
    write_file("a.xml", published("one", MORNING));
    look(NOON);
    before = generation(&is_complete);
    write_file("a.xml", published("one", "2026-05-04T09:00:00Z"));
    look(NOON + REFRESH);
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
    look(NOON);
    ck_assert_str_eq(listed(AT_SIX - 1), "0:");
    ck_assert_int_eq(past("a").first_public_at, 0);
    ck_assert_str_eq(listed(AT_SIX), "1: a");
    look(AT_SIX - 1);
    ck_assert_int_eq(past("a").first_public_at, 0);
    look(AT_SIX + 7);
    ck_assert_int_eq(past("a").first_public_at, AT_SIX);
    ck_assert_int_eq(entry("a")->first_public_at, AT_SIX);
}
END_TEST

START_TEST(test_a_draft_is_nowhere_and_a_published_one_may_become_a_draft_again)
{
    start();
    write_file("a.xml", draft("one"));
    look(NOON);
    ck_assert_str_eq(state_of("a"), "draft");
    ck_assert_str_eq(listed(NOON), "0:");
    ck_assert_int_eq(past("a").first_public_at, 0);
    write_file("a.xml", published("one", MORNING));
    look(NOON + 1);
    ck_assert_str_eq(listed(NOON + 1), "1: a");
    write_file("a.xml", draft("one"));
    look(NOON + 2);
    ck_assert_str_eq(state_of("a"), "draft");
    ck_assert_str_eq(listed(NOON + 2), "0:");
    /* Broken now, it stays what it was last: a draft. */
    write_file("a.xml", "<statement><head>");
    look(NOON + 3);
    ck_assert_str_eq(state_of("a"), "draft broken");
    ck_assert_str_eq(listed(NOON + 3), "0:");
}
END_TEST

START_TEST(test_a_broken_file_keeps_the_last_good_version)
{
    start();
    write_file("a.xml", published("one", MORNING));
    look(NOON);
    write_file("a.xml", "<statement id=\"one\"><head><title>Half");
    said = "";
    look(NOON + 1);
    ck_assert_str_eq(state_of("a"), "final broken");
    ck_assert_str_eq(entry("a")->title, "Title");
    ck_assert_str_eq(listed(NOON + 1), "1: a");
    ck_assert_ptr_nonnull(entry("a")->problems);
    ck_assert_str_eq(past("a").bytes, published("one", MORNING));
    ck_assert_ptr_nonnull(strstr(said, "a:"));
    write_file("a.xml", published("one", MORNING));
    said = "";
    look(NOON + 2);
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
    look(NOON);
    write_file("a.xml", "<statement>");
    look(NOON + 1);
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
    look(NOON);
    ck_assert_str_eq(state_of("a"), "invalid");
    ck_assert_str_eq(state_of("empty"), "invalid");
    ck_assert_str_eq(listed(NOON), "0:");
    ck_assert_ptr_nonnull(strstr(said, "a:"));
    drop("a.xml");
    look_twice(NOON + 1);
    ck_assert_str_eq(state_of("a"), "none");
}
END_TEST

START_TEST(test_of_two_files_with_one_id_the_first_known_wins_until_it_goes)
{
    start();
    write_file("b.xml", published("one", MORNING));
    look(NOON);
    write_file("a.xml", published("one", MORNING));
    said = "";
    look(NOON + 1);
    ck_assert_str_eq(state_of("b"), "final");
    ck_assert_str_eq(state_of("a"), "invalid");
    ck_assert_ptr_nonnull(strstr(said, "a:duplicate-id"));
    drop("b.xml");
    look(NOON + 2);
    ck_assert_str_eq(state_of("a"), "final");
    ck_assert_str_eq(state_of("b"), "none");
    ck_assert_str_eq(past("b").name, "a");
}
END_TEST

START_TEST(test_of_two_new_files_with_one_id_the_first_by_name_wins)
{
    start();
    make_folder("a");
    write_file("b.xml", published("one", MORNING));
    write_file("a/z.xml", published("one", MORNING));
    look(NOON);
    ck_assert_str_eq(state_of("a/z"), "final");
    ck_assert_str_eq(state_of("b"), "invalid");
    /* The winner gets an id of its own: the other has none to fear any more. */
    write_file("a/z.xml", published("two", MORNING));
    look(NOON + 1);
    ck_assert_str_eq(state_of("a/z"), "final");
    ck_assert_str_eq(state_of("b"), "final");
}
END_TEST

START_TEST(test_a_chain_of_reproductions_appears_with_its_last_part)
{
    start();
    write_file("outer.xml",
               document("o", "<published>" MORNING "</published>", "<statement src=\"inner\"/>"));
    said = "";
    look(NOON);
    ck_assert_str_eq(listed(NOON), "0:");
    ck_assert_ptr_nonnull(strstr(said, "outer:source-missing"));
    write_file("inner.xml", published("i", EVENING));
    look(NOON + 1);
    ck_assert_str_eq(listed(AT_SIX - 1), "0:");
    ck_assert_str_eq(listed(AT_SIX), "2: inner outer");
    look(AT_SIX);
    ck_assert_int_eq(past("outer").first_public_at, AT_SIX);
    ck_assert_ptr_null(entry("outer")->problems);
    write_file("inner.xml", draft("i"));
    look(AT_SIX + 1);
    ck_assert_str_eq(listed(AT_SIX + 1), "0:");
    write_file("inner.xml", published("i", EVENING));
    look(AT_SIX + 2);
    drop("inner.xml");
    look_twice(AT_SIX + REFRESH);
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
    look(NOON);
    ck_assert_str_eq(state_of("a"), "invalid");
    newsroom.key = "1123456789abcdef0123456789abcdef";
    newsroom.validate = STM_VALIDATE_WARN;
    said = "";
    look(NOON);
    ck_assert_str_eq(state_of("a"), "final");
    ck_assert_ptr_nonnull(entry("a")->problems);
    ck_assert_ptr_nonnull(strstr(said, "a:"));
    newsroom.key = "2123456789abcdef0123456789abcdef";
    newsroom.validate = STM_VALIDATE_OFF;
    look(NOON);
    ck_assert_str_eq(state_of("a"), "final");
    ck_assert_ptr_null(entry("a")->problems);
    write_file("b.xml", "<statement>");
    look(NOON + 1);
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
    look_twice(NOON);
    ck_assert_str_eq(state_of("a"), "invalid");
    look(AT_SIX);
    ck_assert_str_eq(state_of("a"), "final");
    ck_assert_int_eq(entry("a")->updated_at, AT_SIX);
}
END_TEST

START_TEST(test_a_new_id_in_a_published_file_is_another_statement)
{
    start();
    write_file("a.xml", published("one", MORNING));
    look(NOON);
    write_file("a.xml", published("two", MORNING));
    look(NOON + 1);
    ck_assert_str_eq(listed(NOON + 1), "1: a");
    ck_assert_str_eq(entry("a")->identity, stm_statement_identity("two", "a", "example.org", pool));
    write_file("b.xml", published("one", MORNING));
    look(NOON + 2);
    ck_assert_str_eq(listed(NOON + 2), "2: a b");
    ck_assert_int_eq(past("b").first_public_at, NOON);
}
END_TEST

START_TEST(test_a_withdrawn_statement_leaves_the_lists_and_stays_known)
{
    start();
    write_file("a.xml", published("one", MORNING));
    look(NOON);
    write_file("a.xml", document("one",
                                 "<published>" MORNING "</published><withdrawn when=\""
                                 "2026-05-04T11:00:00Z\">Sent in error.</withdrawn>",
                                 ""));
    look(NOON + 1);
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
    tcase_add_test(all, test_of_two_new_files_with_one_id_the_first_by_name_wins);
    tcase_add_test(all, test_a_chain_of_reproductions_appears_with_its_last_part);
    tcase_add_test(all,
                   test_a_document_that_breaks_the_rules_is_published_only_where_that_is_allowed);
    tcase_add_test(all, test_a_correction_dated_too_late_is_taken_when_its_moment_comes);
    tcase_add_test(all, test_a_new_id_in_a_published_file_is_another_statement);
    tcase_add_test(all, test_a_withdrawn_statement_leaves_the_lists_and_stays_known);
}

UNIT_MAIN("stm_intake_take")
