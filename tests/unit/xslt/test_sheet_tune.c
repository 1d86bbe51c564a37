#include "unit/unit.h"

#include "core/xslt/sheet_tune.h"

static const struct {
    const char *expression, *tuned; /* NULL: it stays as it is */
} rows[] = {
    {"not(preceding-sibling::*)", "not(preceding-sibling::*[1])"},
    {"not ( following-sibling :: node() )", "not ( following-sibling :: node()[1] )"},
    {"not(ancestor::x:a) and parent::b", "not(ancestor::x:a[1]) and parent::b"},
    {"a[not(preceding::x:*)]/b[not(descendant::c.d)]",
     "a[not(preceding::x:*[1])]/b[not(descendant::c.d[1])]"},
    {"concat('not(', not(child::a))", "concat('not(', not(child::a[1]))"},
    /* the axis of which there is one at most, and one without a name */
    {"not(parent::a)", NULL},
    {"not(a)", NULL},
    /* more than one step, or more than a step */
    {"not(preceding-sibling::a/b)", NULL},
    {"not(preceding-sibling::a[b])", NULL},
    {"not(preceding-sibling::a or b)", NULL},
    {"not(preceding-sibling::text())", NULL},
    /* other functions, and what only looks like one */
    {"count(preceding-sibling::*)", NULL},
    {"f:not(preceding-sibling::*)", NULL},
    {"is-not(preceding-sibling::*)", NULL},
    {"'not(preceding-sibling::*)'", NULL},
    {"\"not(preceding-sibling::*)\"", NULL},
    /* cut short */
    {"not(preceding-sibling::", NULL},
    {"not(preceding-sibling::x:)", NULL},
    {"'not(preceding-sibling::*)", NULL},
    {"not", NULL},
    {"", NULL},
};

START_TEST(test_one_node_is_enough_to_tell_that_there_are_some)
{
    const char *tuned = stm_sheet_tune_expression(rows[_i].expression, pool);

    if (rows[_i].tuned == NULL) {
        ck_assert_msg(tuned == NULL, "%s: %s", rows[_i].expression, tuned);
    }
    else {
        ck_assert_str_eq(tuned, rows[_i].tuned);
    }
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_loop_test(all, test_one_node_is_enough_to_tell_that_there_are_some, 0,
                        sizeof(rows) / sizeof(rows[0]));
}

UNIT_MAIN("stm_sheet_tune")
