#include "folder.h"

#include <apr_file_io.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "stm_history.h"
#include "stm_intake.h"

#define NOON    apr_time_from_sec(1777896000) /* 2026-05-04T12:00:00Z */
#define MORNING "2026-05-04T08:00:00Z"
#define EVENING "2026-05-04T18:00:00Z"
#define AT_SIX  (NOON + apr_time_from_sec(6 * 3600))
#define REFRESH apr_time_from_sec(1)

static const char *root, *state, *said;
static stm_newsroom_t newsroom;
static stm_intake_t *intake;
static apr_pool_t *intake_pool;
static int stop_after;

static void report(void *baton, const stm_newsroom_t *of, const char *name,
                   const stm_problems_t *problems)
{
    const stm_problem_t *first = stm_problems_at(problems, 0);
    (void)baton;
    ck_assert_ptr_eq(of, &newsroom);
    said =
        apr_pstrcat(pool, said, name ? name : "*", ":", first ? first->code : "mended", " ", NULL);
}

static int stop(void *baton)
{
    (void)baton;
    return stop_after && !--stop_after;
}

static void open_intake(void)
{
    stm_problems_t *problems = stm_problems_create(pool);
    const stm_schema_t *schema;
    apr_pool_create(&intake_pool, pool);
    ck_assert_int_eq(stm_schema_load(&schema, SOURCE_DIR "/xslt", problems, intake_pool), 0);
    ck_assert_int_eq(
        stm_intake_open(&intake, state, schema, report, stop, NULL, problems, intake_pool),
        APR_SUCCESS);
}

static void close_intake(void)
{
    apr_pool_destroy(intake_pool);
}

static void start(void)
{
    root = folder_create();
    state = folder_create();
    said = "";
    stop_after = 0;
    newsroom = (stm_newsroom_t){.key = "0123456789abcdef0123456789abcdef",
                                .root = root,
                                .title = "News",
                                .identity = "example.org",
                                .lang = "en",
                                .zone = stm_zone_utc(),
                                .validate = STM_VALIDATE_STRICT,
                                .show = STM_SHOW_PUBLISHED,
                                .feed_items = 20};
    newsroom.limits = stm_limits_default;
    open_intake();
}

static const char *path_of(const char *file)
{
    return apr_pstrcat(pool, root, "/", file, NULL);
}

/* Never within the same stamp, as an editor's change would be. */
static void write_file(const char *file, const char *text)
{
    static int count = 0;
    const char *path = path_of(file);
    struct timespec times[2] = {{1777000000 + ++count, 0}, {1777000000 + count, 1000}};
    FILE *out = fopen(path, "w");
    ck_assert_ptr_nonnull(out);
    fputs(text, out);
    fclose(out);
    ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
}

static const char *document(const char *id, const char *head, const char *body)
{
    return apr_psprintf(pool,
                        "<statement xml:lang=\"en\"%s><head><title>Title</title>"
                        "<issuer>Example Body</issuer>%s</head><body><p>Words.</p>%s</body>"
                        "</statement>\n",
                        id ? apr_psprintf(pool, " id=\"%s\"", id) : "", head, body);
}

static const char *published(const char *id, const char *when)
{
    return document(id, apr_psprintf(pool, "<published>%s</published>", when), "");
}

static const char *draft(const char *id)
{
    return document(apr_pstrcat(pool, id, "\" status=\"draft", NULL), "", "");
}

static void make_folder(const char *name)
{
    ck_assert_int_eq(mkdir(path_of(name), 0700), 0);
}

static void move(const char *from, const char *to)
{
    ck_assert_int_eq(rename(path_of(from), path_of(to)), 0);
}

static void drop(const char *name)
{
    ck_assert_int_eq(remove(path_of(name)), 0);
}

static void look(apr_time_t moment)
{
    ck_assert_int_eq(stm_intake_look(intake, &newsroom, moment, REFRESH, pool), APR_SUCCESS);
}

/* Two looks, far enough apart for a deletion. */
static void look_twice(apr_time_t moment)
{
    look(moment);
    look(moment + REFRESH);
}

static stm_catalog_t *catalog(void)
{
    stm_catalog_t *opened;
    ck_assert_int_eq(
        stm_catalog_open(&opened, state, STM_ACCESS_READ, stm_problems_create(pool), pool),
        APR_SUCCESS);
    return opened;
}

static stm_entry_t *entry(const char *name)
{
    stm_entry_t *found;
    return stm_catalog_find(&found, catalog(), newsroom.key, name, pool) ? NULL : found;
}

static const char *state_of(const char *name)
{
    static const char *const names[] = {"unset", "draft", "invalid", "final", "deleted"};
    const stm_entry_t *found = entry(name);
    return !found ? "none"
                  : apr_pstrcat(pool, names[found->state], found->is_broken ? " broken" : "", NULL);
}

static stm_past_t past(const char *name)
{
    stm_history_t *history;
    stm_past_t found;
    ck_assert_int_eq(
        stm_history_open(&history, state, STM_ACCESS_READ, stm_problems_create(pool), pool),
        APR_SUCCESS);
    ck_assert_int_eq(stm_history_by_name(&found, history, newsroom.key, name, STM_BYTES_WITH, pool),
                     APR_SUCCESS);
    return found;
}

static int by_name(const void *one, const void *other)
{
    return strcmp((*(stm_entry_t *const *)one)->name, (*(stm_entry_t *const *)other)->name);
}

/* "2: a b": how many are public, and their names in the order of names. */
static const char *listed(apr_time_t moment)
{
    stm_query_t query = {.folder = "", .show = STM_SHOW_PUBLISHED, .moment = moment, .limit = 20};
    apr_array_header_t *entries;
    const char *names;
    int total, i;
    ck_assert_int_eq(stm_catalog_list(&entries, &total, catalog(), newsroom.key, &query, pool),
                     APR_SUCCESS);
    qsort(entries->elts, (size_t)entries->nelts, sizeof(stm_entry_t *), by_name);
    names = apr_psprintf(pool, "%d:", total);
    for (i = 0; i < entries->nelts; i++) {
        names = apr_pstrcat(pool, names, " ", APR_ARRAY_IDX(entries, i, stm_entry_t *)->name, NULL);
    }
    return names;
}

static apr_int64_t generation(int *is_complete)
{
    apr_int64_t number = -1;
    stm_catalog_generation(&number, is_complete, catalog(), newsroom.key);
    return number;
}

/* Rises whenever another connection commits a change. */
static int data_version(sqlite3 *handle)
{
    sqlite3_stmt *query;
    int version;
    sqlite3_prepare_v2(handle, "PRAGMA data_version", -1, &query, NULL);
    ck_assert_int_eq(sqlite3_step(query), SQLITE_ROW);
    version = sqlite3_column_int(query, 0);
    sqlite3_finalize(query);
    return version;
}

static sqlite3 *open_state(const char *file)
{
    sqlite3 *handle;
    ck_assert_int_eq(sqlite3_open(apr_pstrcat(pool, state, "/", file, NULL), &handle), SQLITE_OK);
    data_version(handle);
    return handle;
}

START_TEST(test_documents_in_all_folders_are_taken_in)
{
    int is_complete;
    start();
    make_folder("2026");
    write_file("a.xml", published("one", MORNING));
    write_file("2026/b.xml", published(NULL, "2026-05-03"));
    write_file("notes.txt", "not a document");
    look(NOON);
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

START_TEST(test_a_look_at_nothing_new_writes_nothing)
{
    sqlite3 *history, *index;
    int is_complete, history_version, index_version;
    apr_int64_t before;
    start();
    write_file("a.xml", published("one", MORNING));
    write_file("broken.xml", "<statement>");
    write_file("other.xml", "<note/>");
    /* The second look reads once more what was too fresh to trust its stamp. */
    look_twice(NOON);
    before = generation(&is_complete);
    history = open_state("history.db");
    index = open_state("index-1.db");
    history_version = data_version(history);
    index_version = data_version(index);
    said = "";
    look(NOON + 5 * REFRESH);
    look(NOON + 9 * REFRESH);
    ck_assert_int_eq(data_version(history), history_version);
    ck_assert_int_eq(data_version(index), index_version);
    ck_assert_int_eq(generation(&is_complete), before);
    ck_assert_str_eq(said, "");
    sqlite3_close(history);
    sqlite3_close(index);
}
END_TEST

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

START_TEST(test_a_renamed_statement_keeps_its_identity_and_its_old_name_leads_to_it)
{
    start();
    make_folder("2026");
    write_file("a.xml", published("one", MORNING));
    look(NOON);
    move("a.xml", "2026/b.xml");
    look(NOON + 1);
    ck_assert_str_eq(state_of("a"), "none");
    ck_assert_str_eq(state_of("2026/b"), "final");
    ck_assert_str_eq(listed(NOON), "1: 2026/b");
    ck_assert_str_eq(past("a").name, "2026/b");
    ck_assert_int_eq(past("a").first_public_at, NOON);
    look_twice(NOON + 2);
    ck_assert_str_eq(state_of("a"), "none");
    ck_assert_int_eq(past("a").deleted_at, 0);
}
END_TEST

START_TEST(test_a_statement_renamed_and_broken_at_once_is_still_shown)
{
    start();
    write_file("a.xml", published("one", MORNING));
    look(NOON);
    drop("a.xml");
    write_file("b.xml", "<statement id=\"one\" xml:lang=\"en\"><head><title>New</title></head>"
                        "<bdy/></statement>");
    look_twice(NOON + 1);
    look_twice(NOON + 4 * REFRESH);
    ck_assert_str_eq(state_of("b"), "final broken");
    ck_assert_str_eq(entry("b")->title, "Title");
    ck_assert_str_eq(past("a").name, "b");
}
END_TEST

START_TEST(test_a_file_is_deleted_only_after_two_looks_far_enough_apart)
{
    start();
    write_file("a.xml", published("one", MORNING));
    look(NOON);
    drop("a.xml");
    look(NOON + 10 * REFRESH);
    ck_assert_str_eq(listed(NOON), "1: a");
    look(NOON + 11 * REFRESH - 1);
    ck_assert_str_eq(state_of("a"), "final");
    look(NOON + 11 * REFRESH);
    ck_assert_str_eq(state_of("a"), "deleted");
    ck_assert_str_eq(listed(NOON), "0:");
    ck_assert_int_eq(past("a").deleted_at, NOON + 11 * REFRESH);
}
END_TEST

START_TEST(test_what_never_was_public_is_deleted_without_a_trace)
{
    start();
    write_file("a.xml", published("one", EVENING));
    write_file("b.xml", draft("two"));
    look(NOON);
    drop("a.xml");
    drop("b.xml");
    look_twice(NOON + REFRESH);
    ck_assert_str_eq(state_of("a"), "none");
    ck_assert_str_eq(state_of("b"), "none");
}
END_TEST

START_TEST(test_a_file_that_comes_back_is_the_same_statement)
{
    start();
    write_file("a.xml", published("one", MORNING));
    look(NOON);
    drop("a.xml");
    look_twice(NOON + REFRESH);
    ck_assert_str_eq(state_of("a"), "deleted");
    write_file("a.xml", published("one", MORNING));
    look(NOON + 5 * REFRESH);
    ck_assert_str_eq(state_of("a"), "final");
    ck_assert_int_eq(past("a").deleted_at, 0);
    ck_assert_int_eq(past("a").first_public_at, NOON);
    ck_assert_int_eq(past("a").changed_at, NOON);
    /* Saved by remove and rename: one look missed it. */
    drop("a.xml");
    look(NOON + 6 * REFRESH);
    write_file("a.xml", published("one", MORNING));
    look(NOON + 7 * REFRESH);
    look_twice(NOON + 8 * REFRESH);
    ck_assert_str_eq(state_of("a"), "final");
}
END_TEST

START_TEST(test_a_deleted_statement_comes_back_under_another_name)
{
    start();
    write_file("a.xml", published("one", MORNING));
    look(NOON);
    drop("a.xml");
    look_twice(NOON + REFRESH);
    write_file("b.xml", published("one", MORNING));
    look(NOON + 5 * REFRESH);
    ck_assert_str_eq(state_of("a"), "none");
    ck_assert_str_eq(state_of("b"), "final");
    ck_assert_str_eq(past("a").name, "b");
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
    look(NOON);
    ck_assert_str_eq(listed(NOON), "1: folder.xml/d");
    ck_assert_str_eq(state_of("foreign"), "none");
    ck_assert_str_eq(said, "");
    write_file("foreign.xml", published("six", MORNING));
    look(NOON + 1);
    ck_assert_str_eq(state_of("foreign"), "final");
    write_file("foreign.xml", "<note>text</note>");
    look(NOON + 2);
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
    look(NOON);
    ck_assert_str_eq(listed(NOON), "1: real/a");
}
END_TEST

START_TEST(test_a_vanished_root_deletes_nothing)
{
    start();
    make_folder("sub");
    write_file("a.xml", published("one", MORNING));
    write_file("sub/b.xml", published("two", MORNING));
    look(NOON);
    ck_assert_int_eq(rename(root, apr_pstrcat(pool, root, "-away", NULL)), 0);
    said = "";
    look_twice(NOON + REFRESH);
    look_twice(NOON + 4 * REFRESH);
    ck_assert_str_eq(listed(NOON), "2: a sub/b");
    ck_assert_str_eq(said, "*:root-vanished ");
    ck_assert_int_eq(rename(apr_pstrcat(pool, root, "-away", NULL), root), 0);
    said = "";
    look(NOON + 9 * REFRESH);
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
    look(NOON);
    drop("sub/b.xml");
    drop("sub");
    said = "";
    look_twice(NOON + REFRESH);
    ck_assert_str_eq(said, "*:folder-missing ");
    ck_assert_str_eq(state_of("sub/b"), "final");
    make_folder("sub");
    look_twice(NOON + 4 * REFRESH);
    ck_assert_str_eq(state_of("sub/b"), "deleted");
}
END_TEST

START_TEST(test_a_folder_moved_with_all_in_it_is_renamed)
{
    start();
    make_folder("old");
    write_file("old/a.xml", published("one", MORNING));
    write_file("old/b.xml", published("two", MORNING));
    look(NOON);
    move("old", "new");
    said = "";
    look_twice(NOON + REFRESH);
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
    look(NOON);
    generation(&is_complete);
    ck_assert_int_eq(is_complete, 0);
    ck_assert_str_eq(said, "*:root-vanished ");
}
END_TEST

START_TEST(test_a_look_that_is_told_to_stop_deletes_nothing_and_keeps_what_it_has)
{
    int is_complete;
    start();
    write_file("a.xml", published("one", MORNING));
    write_file("b.xml", published("two", MORNING));
    stop_after = 2;
    ck_assert_int_eq(stm_intake_look(intake, &newsroom, NOON, REFRESH, pool), APR_EINTR);
    ck_assert_str_eq(state_of("a"), "final");
    ck_assert_str_eq(state_of("b"), "none");
    generation(&is_complete);
    ck_assert_int_eq(is_complete, 0);
    look(NOON + 1);
    ck_assert_str_eq(listed(NOON), "2: a b");
}
END_TEST

START_TEST(test_a_second_writer_is_turned_away_until_the_first_goes)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_intake_t *second;
    start();
    ck_assert_int_eq(stm_intake_open(&second, state, NULL, report, stop, NULL, problems, pool),
                     APR_EBUSY);
    close_intake();
    ck_assert_int_eq(stm_intake_open(&second, state, NULL, report, stop, NULL, problems, pool),
                     APR_SUCCESS);
}
END_TEST

static void copy_index(const char *from, const char *to)
{
    ck_assert_int_eq(apr_file_copy(apr_pstrcat(pool, state, "/", from, NULL),
                                   apr_pstrcat(pool, state, "/", to, NULL),
                                   APR_FPROT_UREAD | APR_FPROT_UWRITE, pool),
                     APR_SUCCESS);
}

START_TEST(test_an_index_that_lags_behind_the_history_catches_up)
{
    start();
    write_file("edited.xml", published("one", MORNING));
    write_file("renamed.xml", published("two", MORNING));
    write_file("removed.xml", published("three", MORNING));
    look(NOON);
    close_intake();
    copy_index("index-1.db", "before");
    open_intake();
    write_file("edited.xml", published("one", "2026-05-04T09:00:00Z"));
    move("renamed.xml", "new-name.xml");
    drop("removed.xml");
    write_file("added.xml", published("four", MORNING));
    look_twice(NOON + REFRESH);
    close_intake();
    /* As if killed after the history's commits and before the index's. */
    copy_index("before", "index-1.db");
    open_intake();
    look_twice(NOON + 4 * REFRESH);
    ck_assert_str_eq(listed(NOON), "3: added edited new-name");
    ck_assert_str_eq(state_of("removed"), "deleted");
    ck_assert_str_eq(state_of("renamed"), "none");
    ck_assert_str_eq(past("renamed").name, "new-name");
    ck_assert_int_eq(past("added").first_public_at, NOON + REFRESH);
    ck_assert_int_eq(past("edited").changed_at, NOON + REFRESH);
}
END_TEST

static void lose_index(void)
{
    FILE *index;
    close_intake();
    index = fopen(apr_pstrcat(pool, state, "/index-1.db", NULL), "r+");
    fputs("Written over by another program", index);
    fclose(index);
    open_intake();
}

START_TEST(test_a_lost_index_is_built_anew_from_directory_and_history)
{
    start();
    make_folder("sub");
    write_file("a.xml", published("one", MORNING));
    write_file("broken.xml", published("two", MORNING));
    write_file("deleted.xml", published("three", MORNING));
    write_file("renamed.xml", published("four", MORNING));
    write_file("sub/e.xml", published("five", MORNING));
    look(NOON);
    write_file("broken.xml", "<statement>");
    drop("deleted.xml");
    move("renamed.xml", "b.xml");
    look_twice(NOON + REFRESH);
    move("sub", ".away");
    lose_index();
    look_twice(NOON + 4 * REFRESH);
    ck_assert_str_eq(listed(NOON), "4: a b broken sub/e");
    ck_assert_str_eq(state_of("broken"), "final broken");
    ck_assert_str_eq(state_of("deleted"), "deleted");
    ck_assert_str_eq(past("renamed").name, "b");
    ck_assert_int_eq(entry("a")->first_public_at, NOON);
    ck_assert_int_eq(past("a").changed_at, NOON);
}
END_TEST

START_TEST(test_without_index_and_root_the_last_good_versions_are_served)
{
    int is_complete;
    start();
    write_file("a.xml", published("one", MORNING));
    look(NOON);
    lose_index();
    drop("a.xml");
    /* Empty: as a place where nothing is mounted looks. */
    look_twice(NOON + REFRESH);
    look_twice(NOON + 4 * REFRESH);
    generation(&is_complete);
    ck_assert_int_eq(is_complete, 1);
    ck_assert_str_eq(listed(NOON), "1: a");
    write_file("b.xml", published("two", MORNING));
    look_twice(NOON + 8 * REFRESH);
    ck_assert_str_eq(listed(NOON), "1: b");
    ck_assert_str_eq(state_of("a"), "deleted");
}
END_TEST

START_TEST(test_a_lost_history_is_filled_again_from_files_and_index)
{
    start();
    write_file("a.xml", published("one", MORNING));
    look_twice(NOON);
    close_intake();
    ck_assert_int_eq(remove(apr_pstrcat(pool, state, "/history.db", NULL)), 0);
    open_intake();
    look(NOON + 4 * REFRESH);
    ck_assert_str_eq(past("a").bytes, published("one", MORNING));
    ck_assert_int_eq(past("a").first_public_at, NOON);
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
    look(NOON);
    ck_assert_str_eq(state_of("a"), "invalid");
    ck_assert_int_eq(chmod(path_of("a.xml"), 0600), 0);
    look(NOON + 1);
    ck_assert_str_eq(state_of("a"), "final");
}
END_TEST

START_TEST(test_a_burst_goes_in_several_batches)
{
    int i;
    start();
    for (i = 0; i < 1203; i++) {
        write_file(apr_psprintf(pool, "%04d.xml", i), published(NULL, MORNING));
    }
    look(NOON);
    ck_assert_int_eq(strncmp(listed(NOON), "1203: ", 6), 0);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_documents_in_all_folders_are_taken_in);
    tcase_add_test(all, test_a_look_at_nothing_new_writes_nothing);
    tcase_add_test(all, test_an_edit_is_taken_in_and_raises_the_generation);
    tcase_add_test(all, test_an_embargo_ends_without_a_change_of_the_file);
    tcase_add_test(all, test_a_draft_is_nowhere_and_a_published_one_may_become_a_draft_again);
    tcase_add_test(all, test_a_broken_file_keeps_the_last_good_version);
    tcase_add_test(all, test_an_embargo_holds_for_the_last_good_version_too);
    tcase_add_test(all, test_what_never_was_good_is_invalid);
    tcase_add_test(all, test_a_renamed_statement_keeps_its_identity_and_its_old_name_leads_to_it);
    tcase_add_test(all, test_a_statement_renamed_and_broken_at_once_is_still_shown);
    tcase_add_test(all, test_a_file_is_deleted_only_after_two_looks_far_enough_apart);
    tcase_add_test(all, test_what_never_was_public_is_deleted_without_a_trace);
    tcase_add_test(all, test_a_file_that_comes_back_is_the_same_statement);
    tcase_add_test(all, test_a_deleted_statement_comes_back_under_another_name);
    tcase_add_test(all, test_of_two_files_with_one_id_the_first_known_wins_until_it_goes);
    tcase_add_test(all, test_of_two_new_files_with_one_id_the_first_by_name_wins);
    tcase_add_test(all, test_a_chain_of_reproductions_appears_with_its_last_part);
    tcase_add_test(all, test_companions_pipes_and_foreign_roots_are_left_alone);
    tcase_add_test(all, test_linked_folders_are_walked_once_and_without_end);
    tcase_add_test(all, test_a_vanished_root_deletes_nothing);
    tcase_add_test(all, test_a_folder_that_is_gone_keeps_its_statements_and_an_empty_one_does_not);
    tcase_add_test(all, test_a_folder_moved_with_all_in_it_is_renamed);
    tcase_add_test(all, test_a_newsroom_that_never_was_there_is_not_complete);
    tcase_add_test(all, test_a_look_that_is_told_to_stop_deletes_nothing_and_keeps_what_it_has);
    tcase_add_test(all, test_a_second_writer_is_turned_away_until_the_first_goes);
    tcase_add_test(all, test_an_index_that_lags_behind_the_history_catches_up);
    tcase_add_test(all, test_a_lost_index_is_built_anew_from_directory_and_history);
    tcase_add_test(all, test_without_index_and_root_the_last_good_versions_are_served);
    tcase_add_test(all, test_a_lost_history_is_filled_again_from_files_and_index);
    tcase_add_test(all, test_an_unreadable_file_is_reported_and_read_when_it_can_be);
    tcase_add_test(all, test_a_burst_goes_in_several_batches);
}

UNIT_MAIN("stm_intake")
