/* What is gathered and written as a whole is what FTS5 would have written bit by bit. */
#include <apr_strings.h>
#include <string.h>
#include <unistd.h>

#include "stm_postings.h"
#include "stm_tokenizer.h"
#include "unit.h"

static const stm_layout_t layout = {
    .application = 7,
    .version = 1,
    .synchronous = "OFF",
    .writer_cache_kb = 8192,
    .extend = stm_tokenizer_register,
    .tables = "CREATE VIRTUAL TABLE words USING fts5 (title, text, tokenize = 'statement');"
              "CREATE VIRTUAL TABLE places USING fts5vocab ('words', 'instance');"
              "INSERT INTO words (words, rank) VALUES ('hashsize', 8388608);",
};

static char folder[] = "/tmp/stm-postings-XXXXXX";
static stm_database_t *ours, *theirs;
static stm_postings_t *postings;
static apr_uint64_t chance;

static stm_database_t *open_one(const char *name)
{
    stm_database_t *database;
    const char *detail;
    ck_assert_int_eq(stm_database_open(&database, apr_pstrcat(pool, folder, "/", name, NULL),
                                       &layout, STM_ACCESS_WRITE, &detail, pool),
                     APR_SUCCESS);
    ck_assert_int_eq(stm_database_begin(database), APR_SUCCESS);
    return database;
}

static void start(void)
{
    strcpy(folder, "/tmp/stm-postings-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ours = open_one("ours.db");
    theirs = open_one("theirs.db");
    postings = stm_postings_create(pool);
    chance = 88172645463325252u;
}

static void run(stm_database_t *database, const char *sql)
{
    ck_assert_int_eq(stm_database_run(database, sql, NULL, NULL), APR_SUCCESS);
}

static void stop(void)
{
    run(ours, "COMMIT");
    run(theirs, "COMMIT");
    apr_pool_clear(pool);
    ck_assert_int_eq(system(apr_pstrcat(pool, "rm -r ", folder, NULL)), 0);
}

static void add_theirs(stm_database_t *database, apr_int64_t id, const char *title,
                       const char *text)
{
    ck_assert_int_eq(
        stm_database_run(database, "INSERT INTO words (rowid, title, text) VALUES (?1, ?2, ?3)",
                         STM_VALUES(STM_NUMBER(id), STM_TEXT(title), STM_TEXT(text)), NULL),
        APR_SUCCESS);
}

static void add(apr_int64_t id, const char *title, const char *text)
{
    apr_pool_t *scratch;
    apr_pool_create(&scratch, pool);
    ck_assert_int_eq(stm_postings_add(postings, ours, id, title, text, scratch), APR_SUCCESS);
    add_theirs(theirs, id, title, text);
    apr_pool_destroy(scratch);
}

static void write_ours(void)
{
    ck_assert_int_eq(stm_postings_write(postings, ours), APR_SUCCESS);
}

static apr_int64_t number(stm_database_t *database, const char *sql)
{
    apr_int64_t found;
    ck_assert_int_eq(stm_database_number(&found, database, sql, NULL), APR_SUCCESS);
    return found;
}

/* Row for row the same answers from both. */
static int compare(const char *sql)
{
    sqlite3_stmt *one, *other;
    int rows = 0;
    ck_assert_int_eq(stm_database_query(&one, ours, sql, NULL), APR_SUCCESS);
    ck_assert_int_eq(stm_database_query(&other, theirs, sql, NULL), APR_SUCCESS);
    for (;; rows++) {
        apr_status_t status = stm_database_next(ours, one);
        int i;
        ck_assert_int_eq(status, stm_database_next(theirs, other));
        if (status) {
            ck_assert_int_eq(status, APR_EOF);
            return rows;
        }
        for (i = 0; i < sqlite3_column_count(one); i++) {
            ck_assert_int_eq(sqlite3_column_bytes(one, i), sqlite3_column_bytes(other, i));
            ck_assert(!sqlite3_column_bytes(one, i) ||
                      !memcmp(sqlite3_column_blob(one, i), sqlite3_column_blob(other, i),
                              (size_t)sqlite3_column_bytes(one, i)));
        }
    }
}

static void commit(stm_database_t *database)
{
    run(database, "COMMIT");
    run(database, "BEGIN");
}

static int compare_all(void)
{
    commit(ours);
    commit(theirs);
    run(ours, "INSERT INTO words (words) VALUES ('integrity-check')");
    compare("SELECT id, c0, c1 FROM words_content ORDER BY id");
    compare("SELECT id, sz FROM words_docsize ORDER BY id");
    compare("SELECT block FROM words_data WHERE id = 1");
    compare("SELECT rowid, rank FROM words WHERE words MATCH 'w1 OR w17' ORDER BY rank, rowid");
    return compare("SELECT term, doc, col, offset FROM places");
}

static unsigned draw(unsigned below)
{
    chance ^= chance << 13;
    chance ^= chance >> 7;
    chance ^= chance << 17;
    return (unsigned)(chance % below);
}

/* Some words are in all statements, most in few. */
static const char *text_of(unsigned words)
{
    char *text = apr_palloc(pool, words * 16 + 1), *at = text;
    *text = '\0';
    while (words--) {
        unsigned most = 1u << draw(18);
        at += sprintf(at, "%s%u ", draw(9) ? "w" : "ü", draw(most));
    }
    return text;
}

START_TEST(test_a_segment_is_what_fts5_would_have_written)
{
    int id;
    start();
    for (id = 1; id <= 700; id++) {
        add(id * 3, draw(5) ? text_of(draw(12)) : NULL, text_of(draw(400)));
    }
    write_ours();
    ck_assert_int_gt(compare_all(), 100000);
    ck_assert_int_gt(number(ours, "SELECT count(*) FROM words_data WHERE id >> 37 = 1"), 100);
    stop();
}
END_TEST

START_TEST(test_words_at_the_edge_of_leaves_are_found)
{
    static const int sizes[] = {1, 120, 4030, 4040, 4045, 4050, 4060, 9000, 33000};
    size_t i;
    int id = 0;
    start();
    for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        char *text = apr_palloc(pool, (size_t)sizes[i] + 1);
        memset(text, 'x', (size_t)sizes[i]);
        text[sizes[i]] = '\0';
        add(++id, text, apr_pstrcat(pool, text, "y ", text_of(50), text, NULL));
    }
    add(++id, "", "");
    add(++id, NULL, NULL);
    write_ours();
    ck_assert_int_gt(compare_all(), 0);
    stop();
}
END_TEST

START_TEST(test_a_word_of_every_statement_goes_over_many_leaves)
{
    const char *text = apr_pstrdup(pool, "");
    int id, i;
    start();
    for (i = 0; i < 40; i++) {
        text = apr_pstrcat(pool, text, "same ", NULL);
    }
    for (id = 1; id <= 3000; id++) {
        add(id * 50, "same", id % 500 ? text : text_of(20000));
    }
    write_ours();
    ck_assert_int_gt(number(ours, "SELECT count(*) FROM words_data WHERE id >> 36 & 1"), 0);
    ck_assert_int_gt(compare_all(), 0);
    /* From one leaf to another by the list of them. */
    ck_assert_int_eq(compare("SELECT rowid FROM words WHERE words MATCH 'same' AND rowid > 149000"
                             " ORDER BY rowid DESC"),
                     20);
    compare("SELECT rowid FROM words WHERE words MATCH 'same w1' ORDER BY rowid");
    stop();
}
END_TEST

START_TEST(test_fts5_goes_on_with_several_segments)
{
    int id = 0, i;
    start();
    for (i = 0; i < 6; i++) {
        int end = id + 40;
        while (id < end) {
            add(++id, text_of(5), text_of(300));
        }
        write_ours();
        ck_assert(!stm_postings_is_full(ours));
    }
    ck_assert_int_gt(compare_all(), 0);
    for (; id < 600; id++) {
        const char *title = text_of(5), *text = text_of(300);
        add_theirs(ours, id + 1, title, text);
        add_theirs(theirs, id + 1, title, text);
    }
    run(ours, "DELETE FROM words WHERE rowid % 7 = 3");
    run(theirs, "DELETE FROM words WHERE rowid % 7 = 3");
    ck_assert_int_gt(compare_all(), 0);
    run(ours, "INSERT INTO words (words) VALUES ('optimize')");
    ck_assert_int_gt(compare_all(), 0);
    ck_assert(stm_postings_is_full(ours));
    stop();
}
END_TEST

START_TEST(test_what_is_dropped_is_not_written)
{
    start();
    ck_assert_int_eq(stm_postings_add(postings, ours, 1, "a", "b", pool), APR_SUCCESS);
    stm_postings_drop(postings);
    ck_assert_int_eq(stm_database_rollback(ours), APR_SUCCESS);
    ck_assert_int_eq(stm_database_begin(ours), APR_SUCCESS);
    add(2, "c", "d c");
    write_ours();
    write_ours();
    ck_assert_int_eq(compare_all(), 3);
    stop();
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_a_segment_is_what_fts5_would_have_written);
    tcase_add_test(all, test_words_at_the_edge_of_leaves_are_found);
    tcase_add_test(all, test_a_word_of_every_statement_goes_over_many_leaves);
    tcase_add_test(all, test_fts5_goes_on_with_several_segments);
    tcase_add_test(all, test_what_is_dropped_is_not_written);
}

UNIT_MAIN("stm_postings")
