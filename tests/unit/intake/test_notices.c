#include "unit/newsroom.h"

#include "core/intake/notices.h"

static apr_time_t now;

static void hear(void *baton, const stm_newsroom_t *of, const stm_lifecycle_t *event)
{
    (void)baton;
    (void)of;
    (void)event;
}

static void subscribe(void)
{
    stm_intake_on_lifecycle(intake, hear, NULL);
    stm_intake_keep_notices(intake);
}

/* In one step: what is written over another text would wait. */
static void save(const char *file, const char *text)
{
    const char *part = apr_pstrcat(pool, file, ".part", NULL);

    write_file(part, text);
    move(part, file);
}

/* One that has had its first scan. */
static void start_telling(void)
{
    start();
    subscribe();
    now = NOON;
    save("first.xml", published("first", MORNING));
    watch(now);
}

static void pass(void)
{
    now += 2 * REFRESH;
    watch(now);
    now += 2 * REFRESH;
    watch(now);
}

static apr_array_header_t *waiting(void)
{
    apr_array_header_t *notices;

    ck_assert_int_eq(stm_intake_notices(&notices, intake, 0, 100, pool), APR_SUCCESS);
    return notices;
}

static const char *line_of(const stm_notice_t *notice, stm_tell_t tell)
{
    const char *line;

    ck_assert_int_eq(stm_intake_notice_line(&line, intake, &newsroom, notice, tell,
                                            "https://example.org/news/", now, pool),
                     APR_SUCCESS);
    return line;
}

/* "event name; …" of what would be told now. */
static const char *told(void)
{
    const apr_array_header_t *notices = waiting();
    const char *all = "";

    for (int i = 0; i < notices->nelts; i++) {
        const stm_notice_t *notice = &APR_ARRAY_IDX(notices, i, stm_notice_t);
        const char *line = line_of(notice, STM_TELL_ALL), *event, *end;

        if (line) {
            event = strstr(line, "\"event\":\"") + 9;
            end = strchr(event, '"');
            all = apr_psprintf(pool, "%s%.*s %s; ", all, (int)(end - event), event, notice->name);
        }
    }
    return all;
}

START_TEST(test_what_a_first_scan_finds_is_no_news)
{
    start_telling();
    ck_assert_int_eq(waiting()->nelts, 0);
    save("a.xml", published("one", MORNING));
    pass();
    ck_assert_str_eq(told(), "published a; ");
}
END_TEST

START_TEST(test_each_event_is_told_in_its_order)
{
    start_telling();
    save("a.xml", published("one", MORNING));
    pass();
    save("a.xml", document("one", "<published>" MORNING "</published>", "<p>More.</p>"));
    pass();
    save("a.xml", document("one",
                           "<published>" MORNING "</published><updated when=\"2026-05-04"
                           "T11:00:00Z\">A figure was wrong.</updated>",
                           "<p>More.</p>"));
    pass();
    move("a.xml", "b.xml");
    pass();
    save("b.xml", "<statement id='one'>");
    pass();
    ck_assert_str_eq(told(), "published a; changed a; corrected a; renamed b; broken b; ");
    save("b.xml", document("one",
                           "<published>" MORNING "</published><updated when=\"2026-05-04"
                           "T11:00:00Z\">A figure was wrong.</updated>",
                           "<p>More.</p>"));
    pass();
    ck_assert_str_eq(told(),
                     "published a; changed a; corrected a; renamed b; broken b; mended b; ");
    drop("b.xml");
    pass();
    pass();
    ck_assert_str_eq(told(), "published a; changed a; corrected a; renamed b; broken b; mended b; "
                             "deleted b; ");
}
END_TEST

START_TEST(test_a_withdrawal_is_told_without_words)
{
    start_telling();
    save("first.xml", document("first",
                               "<published>" MORNING "</published><withdrawn when=\""
                               "2026-05-04T09:00:00Z\">It was wrong.</withdrawn>",
                               ""));
    pass();
    ck_assert_str_eq(told(), "withdrawn first; ");
    ck_assert_ptr_null(
        strstr(line_of(&APR_ARRAY_IDX(waiting(), 0, stm_notice_t), STM_TELL_ALL), "\"title\""));
}
END_TEST

START_TEST(test_what_was_never_public_is_not_told)
{
    start_telling();
    save("draft.xml", draft("two"));
    save("later.xml", published("three", EVENING));
    save("wrong.xml", "<statement id='four'><head/></statement>");
    save("outer.xml",
         document("five", "<published>" MORNING "</published>", "<statement src=\"draft\"/>"));
    pass();
    save("later.xml", "<statement id='three'>");
    save("draft.xml", document("two\" status=\"draft", "", "<p>More.</p>"));
    pass();
    move("draft.xml", "moved.xml");
    drop("outer.xml");
    pass();
    pass();
    ck_assert_int_eq(waiting()->nelts, 0);
}
END_TEST

START_TEST(test_the_end_of_an_embargo_is_told_once)
{
    start_telling();
    save("later.xml", published("three", EVENING));
    pass();
    ck_assert_str_eq(told(), "");
    now = AT_SIX;
    watch(now);
    pass();
    ck_assert_str_eq(told(), "published later; ");
}
END_TEST

/* Which no event tells of, and long before the next check. */
START_TEST(test_the_end_of_an_embargo_is_not_waited_for)
{
    start();
    subscribe();
    save("later.xml", published("three", EVENING));
    now = AT_SIX - apr_time_from_sec(10);
    ck_assert_int_eq(stm_intake_watch(intake, &newsroom, now, apr_time_from_sec(3600), pool),
                     APR_SUCCESS);
    now = AT_SIX;
    ck_assert_int_eq(stm_intake_watch(intake, &newsroom, now, apr_time_from_sec(3600), pool),
                     APR_SUCCESS);
    ck_assert_str_eq(told(), "published later; ");
}
END_TEST

START_TEST(test_a_file_that_comes_back_is_told_as_published)
{
    const char *text = published("one", MORNING);

    start_telling();
    save("a.xml", text);
    pass();
    drop("a.xml");
    pass();
    save("a.xml", text);
    pass();
    ck_assert_str_eq(told(), "published a; deleted a; published a; ");
}
END_TEST

START_TEST(test_what_reproduces_another_is_told_once_that_is_public)
{
    start_telling();
    save("outer.xml",
         document("five", "<published>" MORNING "</published>", "<statement src=\"inner\"/>"));
    pass();
    ck_assert_str_eq(told(), "");
    save("inner.xml", published("six", MORNING));
    pass();
    ck_assert_str_eq(told(), "published inner; published outer; ");
}
END_TEST

START_TEST(test_what_is_hidden_with_what_it_reproduces_is_told)
{
    start_telling();
    save("inner.xml", published("six", MORNING));
    save("outer.xml",
         document("five", "<published>" MORNING "</published>", "<statement src=\"inner\"/>"));
    pass();
    ck_assert_str_eq(told(), "published inner; published outer; ");
    save("inner.xml", draft("six"));
    pass();
    ck_assert_str_eq(told(), "hidden inner; hidden outer; ");
    save("inner.xml", published("six", MORNING));
    pass();
    ck_assert_str_eq(told(), "published inner; published outer; hidden inner; hidden outer; "
                             "published inner; published outer; ");
}
END_TEST

START_TEST(test_a_change_of_what_all_share_is_told_of_the_newsroom)
{
    start_telling();
    save("newsroom.xml", "<newsroom/>");
    pass();
    watch(now += apr_time_from_sec(61));
    ck_assert_int_eq(waiting()->nelts, 1);
    ck_assert_str_eq(line_of(&APR_ARRAY_IDX(waiting(), 0, stm_notice_t), STM_TELL_LISTS),
                     "{\"id\":1,\"event\":\"newsroom\",\"at\":\"2026-05-04T12:00:02Z\","
                     "\"newsroom\":\"example.org\",\"base\":\"https://example.org/news/\","
                     "\"keys\":[\"newsroom:example.org\"]}\n");
}
END_TEST

START_TEST(test_a_statement_hidden_meanwhile_is_told_under_its_public_name_alone)
{
    start_telling();
    save("a.xml", published("one", MORNING));
    pass();
    drop("a.xml");
    save("secret-name.xml", draft("one"));
    pass();
    ck_assert_str_eq(told(), "hidden a; ");
    save("secret-name.xml", published("one", MORNING));
    pass();
    ck_assert_str_eq(told(), "published a; hidden a; published secret-name; ");
}
END_TEST

START_TEST(test_where_access_differs_no_statement_is_named)
{
    const char *line;

    start_telling();
    save("a.xml", published("one", MORNING));
    pass();
    line = line_of(&APR_ARRAY_IDX(waiting(), 0, stm_notice_t), STM_TELL_LISTS);
    ck_assert_ptr_nonnull(strstr(line, "\"event\":\"lists\",\"at\":\"2026-05-04T12:00:02Z\","
                                       "\"newsroom\":\"example.org\","
                                       "\"base\":\"https://example.org/news/\","
                                       "\"keys\":[\"lists:example.org\"]}\n"));
}
END_TEST

START_TEST(test_a_line_has_address_words_and_keys)
{
    start_telling();
    save("a \"b\".xml", document("one",
                                 "<published>" MORNING "</published><tag>Ferries, "
                                 "boats</tag>",
                                 ""));
    pass();
    ck_assert_str_eq(
        line_of(&APR_ARRAY_IDX(waiting(), 0, stm_notice_t), STM_TELL_ALL),
        apr_pstrcat(
            pool,
            "{\"id\":1,\"event\":\"published\",\"at\":\"2026-05-04T12:00:02Z\","
            "\"newsroom\":\"example.org\",\"base\":\"https://example.org/news/\","
            "\"name\":\"a \\\"b\\\"\",\"identity\":\"",
            entry("a \"b\"")->identity,
            "\",\"url\":\"https://example.org/news/a%20%22b%22\",\"title\":\"Title\","
            "\"summary\":\"Words.\",\"lang\":\"en\",\"date\":\"2026-05-04T08:00:00Z\","
            "\"issuers\":[\"Example Body\"],\"tags\":[\"Ferries, boats\"],"
            "\"keys\":[\"lists:example.org\",\"statement:example.org:a%20%22b%22\"],"
            "\"groups\":[\"newsroom:example.org\",\"lang:example.org:en\","
            "\"issuer:example.org:example%20body\",\"tag:example.org:ferries%2C%20boats\"]}\n",
            NULL));
}
END_TEST

START_TEST(test_notices_outlive_the_writer_and_go_when_they_are_acknowledged)
{
    apr_int64_t ids[] = {1};

    start_telling();
    save("a.xml", published("one", MORNING));
    save("b.xml", published("two", MORNING));
    pass();
    ck_assert_int_eq(waiting()->nelts, 2);
    close_intake();
    open_intake();
    subscribe();
    pass();
    ck_assert_int_eq(waiting()->nelts, 2);
    ck_assert_int_eq(stm_intake_notices_told(intake, ids, 1), APR_SUCCESS);
    ck_assert_int_eq(waiting()->nelts, 1);
    ck_assert_int_eq(APR_ARRAY_IDX(waiting(), 0, stm_notice_t).id, 2);
    ids[0] = 2;
    ck_assert_int_eq(stm_intake_notices_told(intake, ids, 1), APR_SUCCESS);
    save("c.xml", published("three", MORNING));
    pass();
    ck_assert_int_eq(APR_ARRAY_IDX(waiting(), 0, stm_notice_t).id, 3);
}
END_TEST

START_TEST(test_what_changes_while_nobody_writes_is_told_afterwards)
{
    start_telling();
    close_intake();
    save("a.xml", published("one", MORNING));
    ck_assert_int_eq(remove(apr_pstrcat(pool, state, "/index.current", NULL)), 0);
    open_intake();
    subscribe();
    pass();
    ck_assert_str_eq(told(), "published a; ");
}
END_TEST

START_TEST(test_too_many_are_cut_from_the_oldest_on)
{
    int removed;

    start_telling();
    save("a.xml", published("one", MORNING));
    save("b.xml", published("two", MORNING));
    save("c.xml", published("three", MORNING));
    pass();
    ck_assert_int_eq(stm_intake_notices_trim(&removed, intake, 3), APR_SUCCESS);
    ck_assert_int_eq(removed, 0);
    ck_assert_int_eq(stm_intake_notices_trim(&removed, intake, 2), APR_SUCCESS);
    ck_assert_int_eq(removed, 1);
    ck_assert_int_eq(APR_ARRAY_IDX(waiting(), 0, stm_notice_t).id, 2);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_what_a_first_scan_finds_is_no_news);
    tcase_add_test(all, test_each_event_is_told_in_its_order);
    tcase_add_test(all, test_a_withdrawal_is_told_without_words);
    tcase_add_test(all, test_what_was_never_public_is_not_told);
    tcase_add_test(all, test_the_end_of_an_embargo_is_told_once);
    tcase_add_test(all, test_the_end_of_an_embargo_is_not_waited_for);
    tcase_add_test(all, test_a_file_that_comes_back_is_told_as_published);
    tcase_add_test(all, test_what_reproduces_another_is_told_once_that_is_public);
    tcase_add_test(all, test_what_is_hidden_with_what_it_reproduces_is_told);
    tcase_add_test(all, test_a_change_of_what_all_share_is_told_of_the_newsroom);
    tcase_add_test(all, test_a_statement_hidden_meanwhile_is_told_under_its_public_name_alone);
    tcase_add_test(all, test_where_access_differs_no_statement_is_named);
    tcase_add_test(all, test_a_line_has_address_words_and_keys);
    tcase_add_test(all, test_notices_outlive_the_writer_and_go_when_they_are_acknowledged);
    tcase_add_test(all, test_what_changes_while_nobody_writes_is_told_afterwards);
    tcase_add_test(all, test_too_many_are_cut_from_the_oldest_on);
}

UNIT_MAIN("stm_notices")
