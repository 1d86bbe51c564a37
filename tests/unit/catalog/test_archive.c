/* A feed's archive documents: what stands in which of them, and what moves nothing. */
#include "unit/catalog.h"

#include "core/i18n/date.h"

#define NOW   "2026-11-25T09:05:07Z"
#define ITEMS 2

static apr_time_t moment_of(const char *text)
{
    stm_date_t date;
    ck_assert_int_eq(stm_date_parse(&date, text), STM_DATE_GOOD);
    return stm_date_moment(&date, stm_zone_utc());
}

static stm_entry_t dated(const char *name, const char *published)
{
    stm_entry_t entry = entry_of(name, STM_STATE_FINAL, moment_of(published));
    entry.first_public_at = entry.visible_from < moment_of(NOW) ? entry.visible_from : 0;
    return entry;
}

static void add(const char *name, const char *published)
{
    put(dated(name, published), NULL);
}

static void add_tagged(const char *name, const char *published)
{
    stm_statement_t *statement = statement_with(STM_EDGE_UNSET, NULL);
    stm_tag_t tag = {.key = "tram", .text = "Tram"};
    statement->title = statement->text = "Text";
    statement->tags = apr_array_make(pool, 1, sizeof(tag));
    APR_ARRAY_PUSH(statement->tags, stm_tag_t) = tag;
    put(dated(name, published), statement);
}

static stm_query_t query_at(const char *moment)
{
    return (stm_query_t){.folder = "",
                         .show = STM_SHOW_PUBLISHED,
                         .moment = moment_of(moment),
                         .limit = stm_archive_items(ITEMS)};
}

static const char *names_of(const stm_query_t *query, int *total)
{
    apr_array_header_t *entries;
    const char *names = "";
    int i;
    ck_assert_int_eq(stm_catalog_list(&entries, total, writer, ROOM, query, pool), APR_SUCCESS);
    for (i = 0; i < entries->nelts; i++) {
        names = apr_pstrcat(pool, names, " ", APR_ARRAY_IDX(entries, i, stm_entry_t *)->name, NULL);
    }
    return names;
}

/* "2026-10: c b": all that a reader gets who follows the links of one document. */
static const char *document_of(const stm_archive_t *archive, stm_query_t query)
{
    const char *names;
    int total;
    query.offset = 0;
    query.from = archive->from;
    query.until = archive->until;
    names = names_of(&query, &total);
    for (query.offset = query.limit; query.offset < total; query.offset += query.limit) {
        names = apr_pstrcat(pool, names, " |", names_of(&query, &total), NULL);
    }
    return apr_pstrcat(pool, archive->name, ":", names, NULL);
}

/* All of them, from the newest to the oldest. */
static const char *documents(stm_query_t query)
{
    stm_archive_t archive;
    const char *all = "";
    query.offset = ITEMS;
    while (!stm_catalog_archive(&archive, writer, ROOM, &query)) {
        all = apr_pstrcat(pool, all, *all ? ", " : "", document_of(&archive, query), NULL);
        query.offset = 0;
        query.until = archive.from;
    }
    return all;
}

static void fill(void)
{
    start();
    add("a", "2024-05-01T10:00:00Z");
    add("b", "2025-01-02T10:00:00Z");
    add("c", "2025-01-03T10:00:00Z");
    add("d", "2025-06-04T10:00:00Z");
    add("e", "2025-06-05T10:00:00Z");
    add("f", "2025-06-06T10:00:00Z");
    add("g", "2026-11-24T08:00:00Z");
    add("h", "2026-11-25T09:01:00Z");
    add("i", "2026-11-25T09:05:01Z");
}

#define OLD "2025-06: f e d, 2025-01: c b, 2024: a"

START_TEST(test_documents_are_as_long_as_they_may_be_and_over)
{
    fill();
    ck_assert_str_eq(documents(query_at(NOW)), "2026-11-24: g, " OLD);
    ck_assert_str_eq(documents(query_at("2026-12-01T00:00:00Z")), "2026-11: i h g, " OLD);
    ck_assert_str_eq(documents(query_at("2027-01-01T00:00:00Z")), "2026: i h g, " OLD);
}
END_TEST

START_TEST(test_what_fits_into_a_feed_has_no_archive)
{
    start();
    ck_assert_str_eq(documents(query_at(NOW)), "");
    add("a", "2024-05-01T10:00:00Z");
    add("b", "2025-01-02T10:00:00Z");
    ck_assert_str_eq(documents(query_at(NOW)), "");
    add("c", "2025-01-03T10:00:00Z");
    ck_assert_str_eq(documents(query_at(NOW)), "2024: a");
}
END_TEST

START_TEST(test_a_new_statement_moves_nothing)
{
    fill();
    add("j", "2026-11-25T09:05:06Z");
    ck_assert_str_eq(documents(query_at(NOW)), "2026-11-25T09:01: h, 2026-11-24: g, " OLD);
    add("k", "2026-11-25T09:05:06Z");
    ck_assert_str_eq(documents(query_at(NOW)),
                     "2026-11-25T09:05:01: i, 2026-11-25T09:01: h, 2026-11-24: g, " OLD);
}
END_TEST

START_TEST(test_a_statement_dated_back_changes_its_own_document_alone)
{
    fill();
    add("late", "2025-06-05T10:00:00Z");
    ck_assert_str_eq(documents(query_at(NOW)), "2026-11-24: g, 2025-06: f e late d, 2025-01: c b,"
                                               " 2024: a");
    add("later", "2025-06-05T11:00:00Z");
    ck_assert_str_eq(documents(query_at(NOW)), "2026-11-24: g, 2025-06-06: f, 2025-06-05: later e"
                                               " late, 2025-06-04: d, 2025-01: c b, 2024: a");
}
END_TEST

START_TEST(test_what_goes_changes_its_own_document_alone)
{
    stm_entry_t entry;
    fill();
    entry = dated("e", "2025-06-05T10:00:00Z");
    entry.withdrawn_at = moment_of("2026-01-01T00:00:00Z");
    put(entry, NULL);
    ck_assert_str_eq(documents(query_at(NOW)), "2026-11-24: g, 2025-06: f d, 2025-01: c b, "
                                               "2024: a");
    entry = dated("c", "2025-01-03T10:00:00Z");
    entry.expires_at = moment_of("2026-11-25T09:05:00Z");
    put(entry, NULL);
    ck_assert_str_eq(documents(query_at(NOW)), "2026-11-24: g, 2025-06: f d, 2025-01: b, 2024: a");
    entry = dated("a", "2024-05-01T10:00:00Z");
    entry.state = STM_STATE_DELETED;
    put(entry, NULL);
    ck_assert_str_eq(documents(query_at(NOW)), "2026-11-24: g, 2025-06: f d, 2025-01: b");
}
END_TEST

START_TEST(test_what_is_not_public_yet_is_in_none)
{
    fill();
    add("later", "2026-11-25T09:05:08Z");
    put(entry_of("draft", STM_STATE_DRAFT, moment_of("2025-06-05T12:00:00Z")), NULL);
    ck_assert_str_eq(documents(query_at(NOW)), "2026-11-24: g, " OLD);
    ck_assert_str_eq(documents(query_at("2026-11-25T09:05:08Z")),
                     "2026-11-25T09:01: h, 2026-11-24: g, " OLD);
}
END_TEST

START_TEST(test_what_a_reader_may_not_see_is_in_none)
{
    stm_query_t query = query_at(NOW);
    apr_array_header_t *folders = apr_array_make(pool, 1, sizeof(const char *));
    fill();
    APR_ARRAY_PUSH(folders, const char *) = "board/";
    add("board/x", "2025-06-05T11:00:00Z");
    add("board/y", "2024-12-05T11:00:00Z");
    query.without_folders = folders;
    ck_assert_str_eq(documents(query), "2026-11-24: g, 2025-06: f e d, 2025-01: c b, 2024: a");
    query = query_at(NOW);
    query.folder = "board/";
    add("board/z", "2025-06-05T12:00:00Z");
    ck_assert_str_eq(documents(query), "2024: board/y");
}
END_TEST

START_TEST(test_a_filtered_feed_has_archives_of_its_own)
{
    stm_query_t query = query_at(NOW);
    fill();
    add_tagged("t", "2024-06-05T11:00:00Z");
    add_tagged("u", "2024-07-05T11:00:00Z");
    add_tagged("v", "2025-06-05T10:30:00Z");
    add_tagged("w", "2025-06-05T11:00:00Z");
    stm_filter_parse(&query.filter, "tag=tram", pool);
    ck_assert_str_eq(documents(query), "2024: u t");
    stm_filter_parse(&query.filter, "q=text", pool);
    ck_assert_str_eq(documents(query), "");
}
END_TEST

START_TEST(test_many_of_one_second_have_pages)
{
    int i;
    fill();
    for (i = 0; i < 9; i++) {
        add(apr_psprintf(pool, "s%d", i), "2025-06-06T10:00:00Z");
    }
    ck_assert_str_eq(
        documents(query_at(NOW)),
        "2026-11-24: g, 2025-06-06T10:00:00: f s0 s1 s2 | s3 s4 s5 s6 | s7 s8, 2025-06-05: e, "
        "2025-06-04: d, 2025-01: c b, 2024: a");
}
END_TEST

START_TEST(test_all_that_is_there_is_in_archives_by_its_date)
{
    stm_query_t query = query_at(NOW);
    fill();
    put(entry_of("draft", STM_STATE_DRAFT, moment_of("2025-06-05T12:00:00Z")), NULL);
    put(entry_of("undated", STM_STATE_DRAFT, STM_NEVER), NULL);
    put(entry_of("undated-too", STM_STATE_DRAFT, STM_NEVER), NULL);
    put(entry_of("undated-three", STM_STATE_DRAFT, STM_NEVER), NULL);
    query.show = STM_SHOW_ALL;
    ck_assert_str_eq(documents(query), "2026-11-25T09:05:01: i, 2026-11-25T09:01: h, 2026-11-24: g,"
                                       " 2025-06: f draft e d, 2025-01: c b, 2024: a");
}
END_TEST

static const char *gone(stm_query_t query)
{
    apr_array_header_t *entries;
    const char *names = "";
    int i;
    ck_assert_int_eq(stm_catalog_gone(&entries, writer, ROOM, &query, pool), APR_SUCCESS);
    for (i = 0; i < entries->nelts; i++) {
        names = apr_pstrcat(pool, names, " ", APR_ARRAY_IDX(entries, i, stm_entry_t *)->name, NULL);
    }
    return names;
}

static void end(const char *name, stm_state_t state, const char *moment)
{
    stm_entry_t entry = dated(name, "2025-06-05T10:00:00Z");
    entry.state = state;
    entry.withdrawn_at = moment_of(moment);
    put(entry, NULL);
}

START_TEST(test_what_was_public_and_is_gone_is_known_the_last_first)
{
    stm_query_t query = query_at(NOW);
    stm_entry_t never = dated("never", "2025-06-05T10:00:00Z");
    apr_array_header_t *folders = apr_array_make(pool, 1, sizeof(const char *));
    fill();
    end("withdrawn", STM_STATE_FINAL, "2026-03-01T00:00:00Z");
    end("2025/deleted", STM_STATE_DELETED, "2026-04-01T00:00:00Z");
    end("soon", STM_STATE_FINAL, "2026-11-25T09:05:08Z");
    end("long-ago", STM_STATE_DELETED, "2026-02-01T00:00:00Z");
    never.first_public_at = 0;
    never.withdrawn_at = moment_of("2026-05-01T00:00:00Z");
    put(never, NULL);
    ck_assert_str_eq(gone(query), " 2025/deleted withdrawn long-ago");
    ck_assert_str_eq(gone(query_at("2026-11-25T09:05:08Z")),
                     " soon 2025/deleted withdrawn long-ago");
    query.limit = 2;
    ck_assert_str_eq(gone(query), " 2025/deleted withdrawn");
    query.folder = "2025/";
    ck_assert_str_eq(gone(query), " 2025/deleted");
    APR_ARRAY_PUSH(folders, const char *) = "2025/";
    query.without_folders = folders;
    ck_assert_str_eq(gone(query), "");
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_documents_are_as_long_as_they_may_be_and_over);
    tcase_add_test(all, test_what_fits_into_a_feed_has_no_archive);
    tcase_add_test(all, test_a_new_statement_moves_nothing);
    tcase_add_test(all, test_a_statement_dated_back_changes_its_own_document_alone);
    tcase_add_test(all, test_what_goes_changes_its_own_document_alone);
    tcase_add_test(all, test_what_is_not_public_yet_is_in_none);
    tcase_add_test(all, test_what_a_reader_may_not_see_is_in_none);
    tcase_add_test(all, test_a_filtered_feed_has_archives_of_its_own);
    tcase_add_test(all, test_many_of_one_second_have_pages);
    tcase_add_test(all, test_all_that_is_there_is_in_archives_by_its_date);
    tcase_add_test(all, test_what_was_public_and_is_gone_is_known_the_last_first);
}

UNIT_MAIN("stm_catalog_archive")
