#include "unit/catalog.h"

/* The names in list order, "a b c", with the total before: "3: a b c". */
static const char *list(stm_catalog_t *catalog, stm_query_t query)
{
    apr_array_header_t *entries;
    const char *text;
    int total, i;
    query.folder = query.folder ? query.folder : "";
    query.show = query.show ? query.show : STM_SHOW_PUBLISHED;
    query.limit = query.limit ? query.limit : 20;
    query.moment = query.moment ? query.moment : NOON;
    ck_assert_int_eq(stm_catalog_list(&entries, &total, catalog, ROOM, &query, pool), APR_SUCCESS);
    text = apr_psprintf(pool, "%d:", total);
    for (i = 0; i < entries->nelts; i++) {
        text = apr_pstrcat(pool, text, " ", APR_ARRAY_IDX(entries, i, stm_entry_t *)->name, NULL);
    }
    return text;
}

START_TEST(test_what_was_put_is_found_whole)
{
    stm_entry_t entry = entry_of("2026/a", STM_STATE_FINAL, NOON), *found;
    entry.summary = "Summary";
    entry.lang = "de";
    entry.published_text = "2026-05-04";
    entry.updated_at = 3;
    entry.first_public_at = 4;
    entry.stamp = (stm_file_stamp_t){1, 2, 3, 4};
    entry.is_broken = 1;
    entry.problems = "[{\"code\":\"x\"}]";
    start();
    put(entry, NULL);
    found = find("2026/a");
    ck_assert_str_eq(found->folder, "2026/");
    ck_assert_str_eq(found->identity, "urn:2026/a");
    ck_assert_str_eq(found->title, "Title of 2026/a");
    ck_assert_str_eq(found->summary, "Summary");
    ck_assert_str_eq(found->lang, "de");
    ck_assert_str_eq(found->published_text, "2026-05-04");
    ck_assert_int_eq(found->published_at, NOON);
    ck_assert_int_eq(found->updated_at, 3);
    ck_assert_int_eq(found->first_public_at, 4);
    ck_assert(stm_file_stamp_equals(&found->stamp, &entry.stamp));
    ck_assert_int_eq(found->is_broken, 1);
    ck_assert_str_eq(found->problems, entry.problems);
    ck_assert_int_eq(stm_catalog_find(&found, writer, ROOM, "2026/b", pool), APR_ENOENT);
    ck_assert_int_eq(stm_catalog_find(&found, writer, "other", "2026/a", pool), APR_ENOENT);
}
END_TEST

START_TEST(test_a_list_is_newest_first_with_ties_by_identity)
{
    start();
    put_final("c", NOON - 1);
    put_final("b", NOON);
    put_final("a", NOON);
    put_final("d", NOON - 2);
    ck_assert_str_eq(list(writer, (stm_query_t){0}), "4: a b c d");
    ck_assert_str_eq(list(writer, (stm_query_t){.offset = 1, .limit = 2}), "4: b c");
}
END_TEST

START_TEST(test_visibility_changes_at_the_very_microsecond)
{
    stm_entry_t entry = entry_of("a", STM_STATE_FINAL, NOON);
    entry.expires_at = NOON + 10;
    entry.withdrawn_at = NOON + 20;
    start();
    put(entry, NULL);
    ck_assert_str_eq(list(writer, (stm_query_t){.moment = NOON - 1}), "0:");
    ck_assert_str_eq(list(writer, (stm_query_t){.moment = NOON}), "1: a");
    ck_assert_str_eq(list(writer, (stm_query_t){.moment = NOON + 9}), "1: a");
    ck_assert_str_eq(list(writer, (stm_query_t){.moment = NOON + 10}), "0:");
    ck_assert_int_eq(stm_catalog_is_shown(&entry, NOON - 1), 0);
    ck_assert_int_eq(stm_catalog_is_listed(&entry, NOON), 1);
    ck_assert_int_eq(stm_catalog_is_listed(&entry, NOON + 10), 0);
    ck_assert_int_eq(stm_catalog_is_shown(&entry, NOON + 10), 1);
    ck_assert_int_eq(stm_catalog_is_shown(&entry, NOON + 19), 1);
    ck_assert_int_eq(stm_catalog_is_shown(&entry, NOON + 20), 0);
}
END_TEST

START_TEST(test_only_final_statements_are_published)
{
    start();
    put(entry_of("draft", STM_STATE_DRAFT, NOON - 5), NULL);
    put(entry_of("invalid", STM_STATE_INVALID, NOON - 5), NULL);
    put(entry_of("deleted", STM_STATE_DELETED, NOON - 5), NULL);
    put_final("embargoed", NOON + 5);
    put_final("final", NOON - 5);
    ck_assert_str_eq(list(writer, (stm_query_t){0}), "1: final");
    ck_assert_str_eq(list(writer, (stm_query_t){.show = STM_SHOW_ALL}), "3: embargoed draft final");
}
END_TEST

START_TEST(test_a_folder_lists_itself_and_what_is_below)
{
    start();
    put_final("2026/a", NOON - 1);
    put_final("2026/may/b", NOON - 2);
    put_final("2026-old/c", NOON - 3);
    put_final("20260/d", NOON - 4);
    put_final("e", NOON - 5);
    ck_assert_str_eq(list(writer, (stm_query_t){.folder = "2026/"}), "2: 2026/a 2026/may/b");
    ck_assert_str_eq(list(writer, (stm_query_t){.folder = "2026/may/"}), "1: 2026/may/b");
    ck_assert_str_eq(list(writer, (stm_query_t){.folder = "none/"}), "0:");
}
END_TEST

START_TEST(test_what_a_reader_may_not_see_is_neither_listed_nor_counted)
{
    apr_array_header_t *folders = apr_array_make(pool, 2, sizeof(const char *));
    APR_ARRAY_PUSH(folders, const char *) = "board \"secret\"/";
    APR_ARRAY_PUSH(folders, const char *) = "back\\slash/";
    start();
    put_final("a", NOON - 1);
    put_final("board \"secret\"/c", NOON - 3);
    put_final("board \"secret\"/open/d", NOON - 4);
    put_final("back\\slash/e", NOON - 5);
    ck_assert_str_eq(list(writer, (stm_query_t){.without_folders = folders}),
                     "2: a board \"secret\"/open/d");
}
END_TEST

START_TEST(test_folders_are_those_of_what_may_be_listed)
{
    apr_array_header_t *folders;
    start();
    put_final("b/one", NOON);
    put_final("b/two", NOON);
    put_final("top", NOON);
    put(entry_of("a/draft", STM_STATE_DRAFT, NOON), NULL);
    put(entry_of("c/gone", STM_STATE_DELETED, NOON), NULL);
    ck_assert_int_eq(stm_catalog_folders(&folders, writer, ROOM, pool), APR_SUCCESS);
    ck_assert_int_eq(folders->nelts, 3);
    ck_assert_str_eq(APR_ARRAY_IDX(folders, 0, const char *), "");
    ck_assert_str_eq(APR_ARRAY_IDX(folders, 1, const char *), "a/");
    ck_assert_str_eq(APR_ARRAY_IDX(folders, 2, const char *), "b/");
}
END_TEST

START_TEST(test_the_next_change_is_the_nearest_of_all_moments)
{
    stm_entry_t entry = entry_of("a", STM_STATE_FINAL, NOON + 30);
    apr_time_t next;
    entry.expires_at = NOON + 50;
    entry.withdrawn_at = NOON + 40;
    start();
    ck_assert_int_eq(stm_catalog_next_change(&next, writer, ROOM, NOON), APR_SUCCESS);
    ck_assert_int_eq(next, STM_NEVER);
    put(entry, NULL);
    put(entry_of("draft", STM_STATE_DRAFT, NOON + 10), NULL);
    stm_catalog_next_change(&next, writer, ROOM, NOON);
    ck_assert_int_eq(next, NOON + 30);
    stm_catalog_next_change(&next, writer, ROOM, NOON + 30);
    ck_assert_int_eq(next, NOON + 40);
    stm_catalog_next_change(&next, writer, ROOM, NOON + 40);
    ck_assert_int_eq(next, NOON + 50);
    stm_catalog_next_change(&next, writer, ROOM, NOON + 50);
    ck_assert_int_eq(next, STM_NEVER);
}
END_TEST

static apr_time_t last_change(apr_time_t moment)
{
    apr_time_t last = -1;

    ck_assert_int_eq(stm_catalog_last_change(&last, writer, ROOM, moment), APR_SUCCESS);
    return last;
}

static void look_in_full(void)
{
    stm_catalog_begin(writer);
    ck_assert_int_eq(stm_catalog_mark_complete(writer, ROOM, 1), APR_SUCCESS);
    stm_catalog_commit(writer);
}

/* What nobody may see yet does not count. */
START_TEST(test_the_last_change_is_a_commit_or_a_moment_that_has_come)
{
    apr_time_t before = apr_time_now(), committed, future = before + apr_time_from_sec(3600);
    stm_entry_t entry = entry_of("a", STM_STATE_FINAL, future + 30);
    entry.expires_at = future + 50;
    entry.withdrawn_at = future + 40;
    start();
    put(entry, NULL);
    put(entry_of("draft", STM_STATE_DRAFT, future + 10), NULL);
    look_in_full();
    ck_assert_int_eq(last_change(future), 0);
    put(entry_of("seen", STM_STATE_FINAL, before), NULL);
    look_in_full();
    committed = last_change(future);
    ck_assert_int_ge(committed, before);
    ck_assert_int_le(committed, apr_time_now());
    put(entry_of("draft", STM_STATE_DRAFT, future + 20), NULL);
    look_in_full();
    ck_assert_int_eq(last_change(future), committed);
    ck_assert_int_eq(last_change(future + 29), committed);
    ck_assert_int_eq(last_change(future + 30), future + 30);
    ck_assert_int_eq(last_change(future + 45), future + 40);
    ck_assert_int_eq(last_change(STM_NEVER - 1), future + 50);
}
END_TEST

/* 1 where nobody who is shown names the file, 2 where somebody does. */
static int note_naming(void *baton, const stm_named_by_t *by)
{
    *(int *)baton = by->is_shown ? 2 : 1;
    return by->is_shown;
}

static int is_hidden_file(stm_catalog_t *catalog, const char *file, apr_time_t moment)
{
    int naming = 0;

    stm_catalog_named_by(catalog, ROOM, file, NULL, moment, note_naming, &naming, pool);
    return naming == 1;
}

START_TEST(test_a_file_is_as_hidden_as_all_that_show_it)
{
    start();
    put(entry_of("2026/a", STM_STATE_FINAL, NOON + 5),
        statement_with(STM_EDGE_SHOW, "../media/plan.pdf"));
    put(entry_of("draft", STM_STATE_DRAFT, NOON), statement_with(STM_EDGE_SHOW, "data.xml"));
    ck_assert_int_eq(is_hidden_file(writer, "media/plan.pdf", NOON), 1);
    ck_assert_int_eq(is_hidden_file(writer, "media/plan.pdf", NOON + 5), 0);
    ck_assert_int_eq(is_hidden_file(writer, "media/other.pdf", NOON), 0);
    ck_assert_int_eq(stm_catalog_shows_file(writer, ROOM, "media/plan.pdf"), 1);
    ck_assert_int_eq(stm_catalog_shows_file(writer, ROOM, "media/other.pdf"), 0);
    ck_assert_int_eq(stm_catalog_shows_file(writer, "another", "media/plan.pdf"), 0);
    ck_assert_int_eq(is_hidden_file(writer, "data.xml", NOON), 1);
    put(entry_of("b", STM_STATE_FINAL, NOON), statement_with(STM_EDGE_SHOW, "media/plan.pdf"));
    ck_assert_int_eq(is_hidden_file(writer, "media/plan.pdf", NOON), 0);
}
END_TEST

static int by_text(const void *one, const void *other)
{
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

START_TEST(test_a_removed_entry_leaves_nothing_behind)
{
    stm_entry_t *entry;
    start();
    put(entry_of("a", STM_STATE_DRAFT, NOON), statement_with(STM_EDGE_SHOW, "plan.pdf"));
    ck_assert_int_eq(stm_catalog_begin(writer), APR_SUCCESS);
    ck_assert_int_eq(stm_catalog_remove(writer, ROOM, "a"), APR_SUCCESS);
    ck_assert_int_eq(stm_catalog_commit(writer), APR_SUCCESS);
    ck_assert_int_eq(stm_catalog_find(&entry, writer, ROOM, "a", pool), APR_ENOENT);
    ck_assert_int_eq(is_hidden_file(writer, "plan.pdf", NOON), 0);
}
END_TEST

START_TEST(test_the_generation_rises_with_changes_and_completes_with_the_look)
{
    apr_int64_t first, second;
    int is_complete;
    start();
    ck_assert_int_eq(stm_catalog_generation(&first, &is_complete, writer, ROOM), APR_ENOENT);
    ck_assert_int_eq(stm_catalog_is_complete(writer, ROOM), 0);
    put_final("a", NOON);
    ck_assert_int_eq(stm_catalog_generation(&first, &is_complete, writer, ROOM), APR_SUCCESS);
    ck_assert_int_eq(is_complete, 0);
    ck_assert_int_eq(stm_catalog_is_complete(writer, ROOM), 0);
    ck_assert_int_eq(stm_catalog_mark_complete(writer, ROOM, 1), APR_SUCCESS);
    ck_assert_int_eq(stm_catalog_generation(&second, &is_complete, writer, ROOM), APR_SUCCESS);
    ck_assert_int_eq(is_complete, 1);
    ck_assert_int_eq(stm_catalog_is_complete(writer, ROOM), 1);
    ck_assert_int_gt(second, first);
}
END_TEST

/* The names that a commit gives a new version: "a b", in alphabetical order. */
static const char *changed_by(const char *name, const stm_statement_t *statement)
{
    const stm_entry_t entry = entry_of(name, STM_STATE_FINAL, NOON);
    const apr_array_header_t *changed;
    apr_int64_t generation;
    int is_complete, i;
    const char *all = "";
    ck_assert_int_eq(stm_catalog_begin(writer), APR_SUCCESS);
    ck_assert_int_eq(statement ? stm_catalog_put(writer, ROOM, &entry, statement)
                               : stm_catalog_remove(writer, ROOM, name),
                     APR_SUCCESS);
    ck_assert_int_eq(stm_catalog_mark_complete(writer, ROOM, 1), APR_SUCCESS);
    ck_assert_int_eq(stm_catalog_commit(writer), APR_SUCCESS);
    ck_assert_int_eq(stm_catalog_generation(&generation, &is_complete, writer, ROOM), APR_SUCCESS);
    changed = stm_catalog_changed(writer);
    qsort(changed->elts, (size_t)changed->nelts, sizeof(const char *), by_text);
    for (i = 0; i < changed->nelts; i++) {
        const char *one = APR_ARRAY_IDX(changed, i, const char *);
        stm_entry_t *found;
        if (!stm_catalog_find(&found, writer, ROOM, one, pool)) {
            ck_assert_int_eq(found->version, generation);
        }
        all = apr_pstrcat(pool, all, i ? " " : "", one, NULL);
    }
    return all;
}

START_TEST(test_a_change_reaches_each_page_that_shows_something_of_it)
{
    const stm_statement_t *plain = statement_with(STM_EDGE_SHOW, "plan.pdf");
    apr_int64_t before;
    start();
    changed_by("aside", plain);
    before = find("aside")->version;
    ck_assert_str_eq(changed_by("outer", statement_with(STM_EDGE_SOURCE, "middle")), "outer");
    ck_assert_str_eq(changed_by("middle", statement_with(STM_EDGE_SOURCE, "inner.xml")),
                     "middle outer");
    ck_assert_str_eq(changed_by("linking", statement_with(STM_EDGE_LINK, "inner")),
                     "inner linking middle outer");
    ck_assert_str_eq(changed_by("far", statement_with(STM_EDGE_LINK, "linking")), "far linking");
    ck_assert_str_eq(changed_by("around", statement_with(STM_EDGE_SOURCE, "linking")), "around");
    ck_assert_str_eq(changed_by("inner", plain), "around inner linking middle outer");
    ck_assert_str_eq(changed_by("linking", plain), "around far inner linking middle outer");
    ck_assert_str_eq(changed_by("inner", plain), "inner middle outer");
    ck_assert_str_eq(changed_by("far", NULL), "around far linking");
    ck_assert_str_eq(changed_by("inner", NULL), "inner middle outer");
    ck_assert_int_eq(find("aside")->version, before);
}
END_TEST

/* "a b" */
static const char *names_of(const apr_array_header_t *entries)
{
    const char *all = "";
    int i;
    for (i = 0; i < entries->nelts; i++) {
        all = apr_pstrcat(pool, all, i ? " " : "", APR_ARRAY_IDX(entries, i, stm_entry_t *)->name,
                          NULL);
    }
    return all;
}

static const char *siblings_of(const char *name)
{
    apr_array_header_t *entries;
    ck_assert_int_eq(stm_catalog_siblings(&entries, writer, ROOM, name, NULL, pool), APR_SUCCESS);
    return names_of(entries);
}

START_TEST(test_a_translation_concerns_both_pages)
{
    const stm_statement_t *of_it = statement_with(STM_EDGE_TRANSLATION, "it.xml");
    start();
    changed_by("it", statement_with(STM_EDGE_UNSET, NULL));
    ck_assert_str_eq(changed_by("c", of_it), "c it");
    ck_assert_str_eq(changed_by("b", of_it), "b c it");
    ck_assert_str_eq(changed_by("linking", statement_with(STM_EDGE_LINK, "it")), "it linking");
    ck_assert_str_eq(siblings_of("it"), "b c");
    ck_assert_str_eq(siblings_of("b"), "it");
    ck_assert_str_eq(siblings_of("linking"), "");
    ck_assert_str_eq(changed_by("it", statement_with(STM_EDGE_UNSET, NULL)), "b c it linking");
    ck_assert_str_eq(changed_by("c", statement_with(STM_EDGE_UNSET, NULL)), "b c it linking");
    ck_assert_str_eq(siblings_of("it"), "b");
}
END_TEST

START_TEST(test_what_is_rolled_back_has_changed_nothing)
{
    stm_entry_t entry = entry_of("a", STM_STATE_FINAL, NOON);
    start();
    ck_assert_int_eq(stm_catalog_begin(writer), APR_SUCCESS);
    ck_assert_int_eq(stm_catalog_put(writer, ROOM, &entry, NULL), APR_SUCCESS);
    ck_assert_int_eq(stm_catalog_rollback(writer), APR_SUCCESS);
    ck_assert_str_eq(changed_by("b", statement_with(STM_EDGE_UNSET, NULL)), "b");
}
END_TEST

START_TEST(test_a_reader_sees_what_is_committed_and_never_waits)
{
    stm_entry_t more = entry_of("b", STM_STATE_FINAL, NOON - 1);
    stm_catalog_t *reader;
    start();
    put_final("a", NOON);
    reader = open_catalog(STM_ACCESS_READ, stm_problems_create(pool));
    ck_assert_int_eq(stm_catalog_begin(writer), APR_SUCCESS);
    ck_assert_int_eq(stm_catalog_put(writer, ROOM, &more, NULL), APR_SUCCESS);
    ck_assert_str_eq(list(reader, (stm_query_t){0}), "1: a");
    ck_assert_int_eq(stm_catalog_commit(writer), APR_SUCCESS);
    ck_assert_str_eq(list(reader, (stm_query_t){0}), "2: a b");
}
END_TEST

START_TEST(test_a_reader_may_come_before_the_writer)
{
    stm_catalog_t *reader;
    stm_entry_t *entry;
    dir = folder_create();
    reader = open_catalog(STM_ACCESS_READ, stm_problems_create(pool));
    ck_assert_int_eq(stm_catalog_find(&entry, reader, ROOM, "a", pool), APR_ENOENT);
    writer = open_catalog(STM_ACCESS_WRITE, stm_problems_create(pool));
    put_final("a", NOON);
    ck_assert_int_eq(stm_catalog_find(&entry, reader, ROOM, "a", pool), APR_SUCCESS);
}
END_TEST

START_TEST(test_without_an_index_every_question_is_answered_that_there_is_none)
{
    const stm_query_t query = {.folder = "", .show = STM_SHOW_PUBLISHED, .limit = 20};
    const stm_report_query_t refused = {STM_REPORT_REFUSED, NOON, 0, 10};
    apr_array_header_t *many;
    stm_entry_t *entry;
    apr_int64_t number;
    apr_time_t next;
    int count, is_complete;
    stm_archive_t archive;
    stm_catalog_t *reader;

    dir = folder_create();
    reader = open_catalog(STM_ACCESS_READ, stm_problems_create(pool));
    ck_assert_int_eq(stm_catalog_generation(&number, &is_complete, reader, ROOM), APR_ENOENT);
    ck_assert_int_eq(stm_catalog_instance(&number, reader), APR_ENOENT);
    ck_assert_int_eq(stm_catalog_find(&entry, reader, ROOM, "a", pool), APR_ENOENT);
    ck_assert_int_eq(stm_catalog_list(&many, &count, reader, ROOM, &query, pool), APR_ENOENT);
    ck_assert_int_eq(stm_catalog_facets(&many, reader, ROOM, &query, pool), APR_ENOENT);
    ck_assert_int_eq(stm_catalog_named_translations(&many, reader, ROOM, "a", pool), APR_ENOENT);
    ck_assert_int_eq(stm_catalog_siblings(&many, reader, ROOM, "a", NULL, pool), APR_ENOENT);
    ck_assert_int_eq(stm_catalog_folders(&many, reader, ROOM, pool), APR_ENOENT);
    ck_assert_int_eq(stm_catalog_next_change(&next, reader, ROOM, NOON), APR_ENOENT);
    ck_assert_int_eq(stm_catalog_report(&many, &count, reader, ROOM, &refused, pool), APR_ENOENT);
    ck_assert_int_eq(stm_catalog_gone(&many, reader, ROOM, &query, pool), APR_ENOENT);
    ck_assert_int_eq(stm_catalog_archive(&archive, reader, ROOM, &query), APR_ENOENT);
    ck_assert(!is_hidden_file(reader, "a.png", NOON));
}
END_TEST

/* Closes the writer, leaves a reader open, and runs @a sql on the index or spoils its file. */
static void spoil(const char *sql)
{
    const char *path = apr_pstrcat(pool, dir, "/index-1.db", NULL);
    sqlite3 *handle;
    apr_file_t *file;
    if (sql) {
        ck_assert_int_eq(sqlite3_open(path, &handle), SQLITE_OK);
        ck_assert_int_eq(sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK);
        sqlite3_close(handle);
        return;
    }
    ck_assert_int_eq(apr_file_open(&file, path, APR_FOPEN_WRITE, 0, pool), APR_SUCCESS);
    apr_file_puts("Written over by another program", file);
    apr_file_close(file);
}

static void expect_rebuilt(const char *sql)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_catalog_t *reader;
    apr_pool_t *life, *whole = pool;
    apr_int64_t generation, first, second;
    int is_complete;
    apr_pool_create(&life, pool);
    dir = folder_create();
    pool = life;
    writer = open_catalog(STM_ACCESS_WRITE, stm_problems_create(whole));
    put_final("a", NOON);
    pool = whole;
    apr_pool_destroy(life);
    reader = open_catalog(STM_ACCESS_READ, problems);
    ck_assert_int_eq(stm_catalog_generation(&generation, &is_complete, reader, ROOM), APR_SUCCESS);
    ck_assert_int_eq(stm_catalog_instance(&first, reader), APR_SUCCESS);
    spoil(sql);
    writer = open_catalog(STM_ACCESS_WRITE, problems);
    ck_assert_str_eq(stm_problems_at(problems, 0)->code, "index-rebuilt");
    ck_assert_int_eq(access(apr_pstrcat(pool, dir, "/index-1.db", NULL), F_OK), 0);
    put_final("b", NOON);
    ck_assert_int_eq(stm_catalog_begin(writer), APR_SUCCESS);
    ck_assert_int_eq(stm_catalog_mark_complete(writer, ROOM, 1), APR_SUCCESS);
    ck_assert_int_eq(stm_catalog_commit(writer), APR_SUCCESS);
    ck_assert_str_eq(list(reader, (stm_query_t){0}), "1: b");
    ck_assert_int_eq(stm_catalog_instance(&second, reader), APR_SUCCESS);
    ck_assert_int_ne(first, second);
}

START_TEST(test_a_damaged_index_is_built_anew_beside_the_old_and_readers_switch)
{
    expect_rebuilt(NULL);
}
END_TEST

START_TEST(test_an_index_of_another_version_is_built_anew)
{
    expect_rebuilt("PRAGMA user_version = 99");
}
END_TEST

START_TEST(test_an_index_that_nobody_uses_any_more_is_removed)
{
    apr_pool_t *life, *whole = pool;
    dir = folder_create();
    apr_pool_create(&life, pool);
    pool = life;
    writer = open_catalog(STM_ACCESS_WRITE, stm_problems_create(whole));
    pool = whole;
    apr_pool_destroy(life);
    spoil("PRAGMA user_version = 99");
    apr_pool_create(&life, pool);
    pool = life;
    writer = open_catalog(STM_ACCESS_WRITE, stm_problems_create(whole));
    ck_assert_int_eq(stm_catalog_begin(writer), APR_SUCCESS);
    ck_assert_int_eq(stm_catalog_mark_complete(writer, ROOM, 1), APR_SUCCESS);
    ck_assert_int_eq(stm_catalog_commit(writer), APR_SUCCESS);
    pool = whole;
    apr_pool_destroy(life);
    writer = open_catalog(STM_ACCESS_WRITE, stm_problems_create(pool));
    ck_assert_int_ne(access(apr_pstrcat(pool, dir, "/index-1.db", NULL), F_OK), 0);
    ck_assert_int_eq(access(apr_pstrcat(pool, dir, "/index-2.db", NULL), F_OK), 0);
}
END_TEST

START_TEST(test_a_state_directory_that_is_missing_is_reported)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_catalog_t *catalog;
    ck_assert_int_eq(
        stm_catalog_open(&catalog, "/nonexistent/state", STM_ACCESS_WRITE, problems, pool),
        STM_ESTATE);
    ck_assert_str_eq(stm_problems_at(problems, 0)->code, "index-unusable");
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_what_was_put_is_found_whole);
    tcase_add_test(all, test_a_list_is_newest_first_with_ties_by_identity);
    tcase_add_test(all, test_visibility_changes_at_the_very_microsecond);
    tcase_add_test(all, test_only_final_statements_are_published);
    tcase_add_test(all, test_a_folder_lists_itself_and_what_is_below);
    tcase_add_test(all, test_what_a_reader_may_not_see_is_neither_listed_nor_counted);
    tcase_add_test(all, test_folders_are_those_of_what_may_be_listed);
    tcase_add_test(all, test_the_next_change_is_the_nearest_of_all_moments);
    tcase_add_test(all, test_the_last_change_is_a_commit_or_a_moment_that_has_come);
    tcase_add_test(all, test_a_file_is_as_hidden_as_all_that_show_it);
    tcase_add_test(all, test_a_removed_entry_leaves_nothing_behind);
    tcase_add_test(all, test_the_generation_rises_with_changes_and_completes_with_the_look);
    tcase_add_test(all, test_a_change_reaches_each_page_that_shows_something_of_it);
    tcase_add_test(all, test_a_translation_concerns_both_pages);
    tcase_add_test(all, test_what_is_rolled_back_has_changed_nothing);
    tcase_add_test(all, test_a_reader_sees_what_is_committed_and_never_waits);
    tcase_add_test(all, test_a_reader_may_come_before_the_writer);
    tcase_add_test(all, test_without_an_index_every_question_is_answered_that_there_is_none);
    tcase_add_test(all, test_a_damaged_index_is_built_anew_beside_the_old_and_readers_switch);
    tcase_add_test(all, test_an_index_of_another_version_is_built_anew);
    tcase_add_test(all, test_an_index_that_nobody_uses_any_more_is_removed);
    tcase_add_test(all, test_a_state_directory_that_is_missing_is_reported);
}

UNIT_MAIN("stm_catalog")
