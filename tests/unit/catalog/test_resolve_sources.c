#include "unit/catalog.h"

static void put_source(const char *name, stm_state_t state, const char *src)
{
    stm_entry_t entry = entry_of(name, state, NOON);
    entry.visible_from = STM_NEVER;
    put(entry, statement_with(STM_EDGE_SOURCE, src));
}

static const apr_array_header_t *settle(void)
{
    apr_array_header_t *settled = apr_array_make(pool, 1, sizeof(stm_resolved_t));
    ck_assert_int_eq(stm_catalog_begin(writer), APR_SUCCESS);
    ck_assert_int_eq(stm_catalog_resolve_sources(settled, writer, ROOM, NOON, pool), APR_SUCCESS);
    ck_assert_int_eq(stm_catalog_commit(writer), APR_SUCCESS);
    return settled;
}

START_TEST(test_what_reproduces_others_appears_with_the_last_of_them)
{
    start();
    put_source("outer", STM_STATE_FINAL, "middle");
    put_source("middle", STM_STATE_FINAL, "inner");
    put_final("inner", NOON + 5);
    settle();
    ck_assert_int_eq(find("outer")->visible_from, NOON + 5);
    ck_assert_int_eq(find("middle")->visible_from, NOON + 5);
    put_final("inner", NOON - 5);
    settle();
    ck_assert_int_eq(find("outer")->visible_from, NOON);
    ck_assert_ptr_null(find("outer")->problems);
}
END_TEST

/* What stands under the name "inner", whether "outer" is hidden then, and what is said of it. */
static const struct {
    stm_state_t state;
    apr_time_t withdrawn_at;
    int is_hidden;
    const char *code;
} targets[] = {
    {STM_STATE_UNSET, STM_NEVER, 1, "source-missing"},
    {STM_STATE_DRAFT, STM_NEVER, 1, "source-hidden"},
    {STM_STATE_INVALID, STM_NEVER, 1, "source-hidden"},
    {STM_STATE_FINAL, STM_NEVER, 0, NULL},
    {STM_STATE_FINAL, NOON - 2, 0, NULL}, /* withdrawn: a notice stands in its place */
    {STM_STATE_DELETED, STM_NEVER, 0, NULL},
};

START_TEST(test_a_hidden_target_hides_what_reproduces_it)
{
    const apr_array_header_t *settled;
    start();
    if (targets[_i].state) {
        stm_entry_t inner = entry_of("inner", targets[_i].state, NOON - 9);
        inner.withdrawn_at = targets[_i].withdrawn_at;
        put(inner, NULL);
    }
    put_source("outer", STM_STATE_FINAL, "inner.xml");
    settled = settle();
    ck_assert_int_eq(find("outer")->visible_from, targets[_i].is_hidden ? STM_NEVER : NOON);
    ck_assert_int_eq(settled->nelts, targets[_i].code != NULL);
    if (targets[_i].code) {
        const stm_resolved_t *one = &APR_ARRAY_IDX(settled, 0, stm_resolved_t);
        ck_assert_str_eq(one->name, "outer");
        ck_assert_str_eq(stm_problems_at(one->problems, 0)->code, targets[_i].code);
        ck_assert_int_eq(stm_problems_at(one->problems, 0)->line, 7);
        ck_assert_ptr_nonnull(strstr(find("outer")->problems, targets[_i].code));
        ck_assert_int_eq(settle()->nelts, 0);
    }
}
END_TEST

START_TEST(test_what_a_withdrawn_statement_reproduced_does_not_matter_any_more)
{
    stm_entry_t middle = entry_of("middle", STM_STATE_FINAL, NOON - 9);
    middle.withdrawn_at = NOON - 2;
    start();
    put(middle, statement_with(STM_EDGE_SOURCE, "missing"));
    put_source("outer", STM_STATE_FINAL, "middle");
    settle();
    ck_assert_int_eq(find("middle")->visible_from, NOON - 9);
    ck_assert_ptr_null(find("middle")->problems);
    ck_assert_int_eq(find("outer")->visible_from, NOON);
}
END_TEST

START_TEST(test_statements_that_reproduce_each_other_are_all_hidden)
{
    start();
    put_source("a", STM_STATE_FINAL, "b");
    put_source("b", STM_STATE_FINAL, "a");
    put_source("c", STM_STATE_FINAL, "b");
    put_source("self", STM_STATE_FINAL, "self");
    settle();
    ck_assert_int_eq(find("a")->visible_from, STM_NEVER);
    ck_assert_int_eq(find("b")->visible_from, STM_NEVER);
    ck_assert_int_eq(find("c")->visible_from, STM_NEVER);
    ck_assert_int_eq(find("self")->visible_from, STM_NEVER);
    ck_assert_ptr_nonnull(strstr(find("a")->problems, "source-loop"));
    put(entry_of("b", STM_STATE_FINAL, NOON - 1), statement_with(STM_EDGE_SOURCE, NULL));
    settle();
    ck_assert_int_eq(find("a")->visible_from, NOON);
    ck_assert_ptr_null(find("b")->problems);
}
END_TEST

START_TEST(test_problems_of_file_and_source_are_one_list)
{
    const stm_report_query_t refused = {STM_REPORT_REFUSED, NOON, 0, 10};
    apr_array_header_t *broken;
    int total;
    stm_entry_t entry = entry_of("outer", STM_STATE_FINAL, NOON);
    entry.problems = "[{\"code\":\"own\"}]";
    start();
    put_final("fine", NOON);
    put(entry, statement_with(STM_EDGE_SOURCE, "missing"));
    settle();
    ck_assert_int_eq(strncmp(find("outer")->problems, "[{\"code\":\"own\"},{", 17), 0);
    ck_assert_ptr_null(find("fine")->problems);
    ck_assert_int_eq(stm_catalog_report(&broken, &total, writer, ROOM, &refused, pool),
                     APR_SUCCESS);
    ck_assert_int_eq(broken->nelts, 1);
    ck_assert_int_eq(total, 1);
    ck_assert_str_eq(APR_ARRAY_IDX(broken, 0, stm_entry_t *)->name, "outer");
}
END_TEST

/* A chain "0" … @a last, each reproducing the next one @a times. */
static void put_chain(int last, int times)
{
    int i, j;
    for (i = 0; i <= last; i++) {
        stm_statement_t *statement = statement_with(STM_EDGE_SOURCE, NULL);
        for (j = 0; i < last && j < times; j++) {
            stm_edge_t edge = {
                .kind = STM_EDGE_SOURCE, .href = apr_itoa(pool, i + 1), .line = 7, .column = 3};
            APR_ARRAY_PUSH(statement->edges, stm_edge_t) = edge;
        }
        statement->bytes = 1000;
        put(entry_of(apr_itoa(pool, i), STM_STATE_FINAL, NOON), statement);
    }
}

START_TEST(test_a_chain_that_grows_too_long_hides_its_first_one)
{
    start();
    put_chain(8, 1);
    settle();
    ck_assert_int_eq(find("0")->visible_from, NOON);
    put_chain(9, 1);
    settle();
    ck_assert_int_eq(find("0")->visible_from, STM_NEVER);
    ck_assert_ptr_nonnull(strstr(find("0")->problems, "more than 8 deep"));
    ck_assert_ptr_nonnull(strstr(find("0")->problems, "\"line\":7"));
    ck_assert_int_eq(find("1")->visible_from, NOON);
    ck_assert_ptr_null(find("1")->problems);
    put_chain(8, 1);
    settle();
    ck_assert_int_eq(find("0")->visible_from, NOON);
    ck_assert_ptr_null(find("0")->problems);
}
END_TEST

/* Of two each: 2, 6, 14, 30, 62, 126 … */
START_TEST(test_the_same_statement_counts_as_often_as_it_is_named)
{
    start();
    put_chain(6, 2);
    settle();
    ck_assert_int_eq(find("1")->visible_from, NOON);
    ck_assert_int_eq(find("0")->visible_from, STM_NEVER);
    ck_assert_ptr_nonnull(strstr(find("0")->problems, "more than 64 statements"));
}
END_TEST

START_TEST(test_a_page_beyond_its_bounds_is_hidden)
{
    stm_statement_t *part = statement_with(STM_EDGE_SOURCE, NULL);
    stm_statement_t *large = statement_with(STM_EDGE_SOURCE, NULL);
    start();
    part->weight.parts[STM_COUNTED_NOTE] = 300;
    large->bytes = 5 * 1024 * 1024;
    put(entry_of("part", STM_STATE_FINAL, NOON), part);
    put(entry_of("large", STM_STATE_FINAL, NOON), large);
    part = statement_with(STM_EDGE_SOURCE, "part");
    put(entry_of("few", STM_STATE_FINAL, NOON), part);
    part->weight.parts[STM_COUNTED_NOTE] = 201;
    put(entry_of("many", STM_STATE_FINAL, NOON), part);
    put(entry_of("heavy", STM_STATE_FINAL, NOON), statement_with(STM_EDGE_SOURCE, "large"));
    settle();
    ck_assert_int_eq(find("few")->visible_from, NOON);
    ck_assert_int_eq(find("large")->visible_from, NOON);
    ck_assert_int_eq(find("many")->visible_from, STM_NEVER);
    ck_assert_ptr_nonnull(strstr(find("many")->problems, "more than 500 notes"));
    ck_assert_int_eq(find("heavy")->visible_from, STM_NEVER);
    ck_assert_ptr_nonnull(strstr(find("heavy")->problems, "more than 4 MiB"));
    /* What is not known anew stays as it was. */
    put(entry_of("part", STM_STATE_FINAL, NOON), NULL);
    settle();
    ck_assert_int_eq(find("many")->visible_from, STM_NEVER);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_a_chain_that_grows_too_long_hides_its_first_one);
    tcase_add_test(all, test_the_same_statement_counts_as_often_as_it_is_named);
    tcase_add_test(all, test_a_page_beyond_its_bounds_is_hidden);
    tcase_add_test(all, test_what_reproduces_others_appears_with_the_last_of_them);
    tcase_add_loop_test(all, test_a_hidden_target_hides_what_reproduces_it, 0,
                        sizeof(targets) / sizeof(*targets));
    tcase_add_test(all, test_what_a_withdrawn_statement_reproduced_does_not_matter_any_more);
    tcase_add_test(all, test_statements_that_reproduce_each_other_are_all_hidden);
    tcase_add_test(all, test_problems_of_file_and_source_are_one_list);
}

UNIT_MAIN("stm_catalog_resolve_sources")
