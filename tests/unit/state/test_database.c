#include "unit/folder.h"

#include "core/state/database.h"

static const char *const upgrades[] = {"CREATE TABLE second (b); INSERT INTO second VALUES (2)",
                                       "CREATE TABLE third (c)", NULL};
static const char *const failing[] = {"CREATE TABLE second (b); INSERT INTO second VALUES (2)",
                                      "INSERT INTO nowhere VALUES (3)", NULL};

static const stm_layout_t first = {.application = 7,
                                   .version = 1,
                                   .synchronous = "NORMAL",
                                   .writer_cache_kb = 100,
                                   .tables =
                                       "CREATE TABLE first (a); INSERT INTO first VALUES (1)"};

static stm_layout_t layout_of(int version, const char *const *steps)
{
    stm_layout_t layout = first;
    layout.version = version;
    layout.upgrades = steps;
    return layout;
}

static apr_status_t open_with(stm_database_t **database, const char *path, stm_layout_t layout,
                              stm_access_t access)
{
    return stm_database_open(database, path, &layout, access, NULL, pool);
}

static apr_int64_t number_of(stm_database_t *database, const char *sql)
{
    apr_int64_t number;
    ck_assert_int_eq(stm_database_number(&number, database, sql, NULL), APR_SUCCESS);
    return number;
}

START_TEST(test_an_older_file_takes_every_step_to_the_present)
{
    const char *path = apr_pstrcat(pool, folder_create(), "/a.db", NULL);
    stm_database_t *database;
    ck_assert_int_eq(open_with(&database, path, first, STM_ACCESS_WRITE), APR_SUCCESS);
    ck_assert_int_eq(open_with(&database, path, layout_of(3, upgrades), STM_ACCESS_READ),
                     APR_EINCOMPLETE);
    ck_assert_int_eq(open_with(&database, path, layout_of(3, upgrades), STM_ACCESS_WRITE), 0);
    ck_assert_int_eq(number_of(database, "PRAGMA user_version"), 3);
    ck_assert_int_eq(number_of(database, "SELECT a FROM first"), 1);
    ck_assert_int_eq(number_of(database, "SELECT b FROM second"), 2);
    ck_assert_int_eq(number_of(database, "SELECT count(*) FROM third"), 0);
    ck_assert_int_eq(open_with(&database, path, layout_of(3, upgrades), STM_ACCESS_WRITE), 0);
    ck_assert_int_eq(number_of(database, "SELECT count(*) FROM second"), 1);
}
END_TEST

START_TEST(test_a_step_that_fails_leaves_the_file_at_its_version)
{
    const char *path = apr_pstrcat(pool, folder_create(), "/a.db", NULL);
    stm_database_t *database;
    ck_assert_int_eq(open_with(&database, path, first, STM_ACCESS_WRITE), APR_SUCCESS);
    ck_assert_int_ne(open_with(&database, path, layout_of(3, failing), STM_ACCESS_WRITE), 0);
    ck_assert_int_eq(open_with(&database, path, first, STM_ACCESS_WRITE), APR_SUCCESS);
    ck_assert_int_eq(
        number_of(database, "SELECT count(*) FROM sqlite_schema WHERE name = 'second'"), 0);
}
END_TEST

START_TEST(test_a_layout_without_upgrades_leaves_an_older_file_alone)
{
    const char *path = apr_pstrcat(pool, folder_create(), "/a.db", NULL);
    stm_database_t *database;
    ck_assert_int_eq(open_with(&database, path, first, STM_ACCESS_WRITE), APR_SUCCESS);
    ck_assert_int_eq(open_with(&database, path, layout_of(3, NULL), STM_ACCESS_WRITE),
                     APR_EINCOMPLETE);
    ck_assert_int_eq(open_with(&database, path, first, STM_ACCESS_READ), APR_SUCCESS);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_an_older_file_takes_every_step_to_the_present);
    tcase_add_test(all, test_a_step_that_fails_leaves_the_file_at_its_version);
    tcase_add_test(all, test_a_layout_without_upgrades_leaves_an_older_file_alone);
}

UNIT_MAIN("stm_database")
