#include <apr_strings.h>
#include <string.h>

#include "core/schema/typed_marks.h"
#include "core/xml/plain.h"

#define DELETE_IT "Delete it: <quote> and <blockquote> put the marks themselves."

static void report(stm_typed_row_t *row, int at, const char *message)
{
    stm_sign_t *sign = &row->signs[at];

    if (!sign->is_reported) {
        sign->is_reported = 1;
        stm_check_character(row->check, STM_SEVERITY_ERROR, sign->node, sign->index, "typed-mark",
                            DELETE_IT, message);
    }
}

/* A mark directly at @a at; French marks stand off by a space. */
static int outer_mark(const stm_typed_row_t *row, int at, int step)
{
    int found = stm_typed_marks_visible(row, at, step);

    if (found < 0 || row->signs[found].mark != STM_MARK_CERTAIN) {
        return -1;
    }
    if (found != at && row->signs[found].code != 0xAB && row->signs[found].code != 0xBB) {
        return -1;
    }
    return found;
}

static void check_quote_edge(stm_typed_row_t *row, int edge)
{
    int is_start = row->signs[edge].kind == STM_SIGN_QUOTE_START;
    int inside = stm_typed_marks_visible(row, edge + (is_start ? 1 : -1), is_start ? 1 : -1);
    int outside = outer_mark(row, edge + (is_start ? -1 : 1), is_start ? -1 : 1);

    if (inside >= 0 && row->signs[inside].mark == STM_MARK_CERTAIN) {
        report(row, inside,
               is_start ? "A typed quotation mark is at the beginning of a quotation, which "
                          "would print it twice"
                        : "A typed quotation mark is at the end of a quotation, which would "
                          "print it twice");
    }
    if (outside >= 0) {
        report(row, outside,
               is_start ? "A typed quotation mark is directly before a <quote>, which would "
                          "print it twice"
                        : "A typed quotation mark is directly after a <quote>, which would "
                          "print it twice");
    }
}

static void check_block_edges(stm_typed_row_t *row, const xmlNode *block)
{
    int first = stm_typed_marks_visible(row, 0, 1),
        last = stm_typed_marks_visible(row, row->count - 1, -1);

    if (first >= 0 && row->signs[first].mark == STM_MARK_CERTAIN &&
        stm_typed_marks_is_at_edge(block, 1)) {
        report(row, first,
               "A typed quotation mark is at the beginning of a block quotation, which would "
               "print it twice");
    }
    if (last >= 0 && row->signs[last].mark == STM_MARK_CERTAIN &&
        stm_typed_marks_is_at_edge(block, 0)) {
        report(row, last,
               "A typed quotation mark is at the end of a block quotation, which would print "
               "it twice");
    }
}

/* One warning for a block: where one mark was typed, others follow. */
static void warn_of_others(stm_typed_row_t *row)
{
    for (int i = 0; i < row->count; i++) {
        if (row->signs[i].is_reported) {
            return;
        }
    }
    for (int i = 0; i < row->count; i++) {
        if (row->signs[i].mark != STM_MARK_NONE) {
            stm_check_character(
                row->check, STM_SEVERITY_WARNING, row->signs[i].node, row->signs[i].index,
                "typed-mark",
                "If it is a quotation, put <quote> around it and delete the typed marks.",
                "A quotation mark is typed here, and is printed as it stands");
            return;
        }
    }
}

static void check_block(const stm_check_t *check, const xmlNode *block, apr_pool_t *row_pool)
{
    stm_typed_row_t row = {.check = check};

    stm_typed_marks_read(&row, block, row_pool);
    for (int i = 0; i < row.count; i++) {
        if (row.signs[i].kind != STM_SIGN_LETTER) {
            check_quote_edge(&row, i);
        }
    }
    check_block_edges(&row, block);
    warn_of_others(&row);
}

void stm_rules_typed_marks(const stm_check_t *check)
{
    apr_pool_t *row_pool;

    apr_pool_create(&row_pool, check->pool);
    for (const xmlNode *node = check->root; node; node = stm_plain_next(node, check->root)) {
        if (node->type == XML_ELEMENT_NODE && !stm_plain_is_inline(node) &&
            stm_typed_marks_are_in(node)) {
            check_block(check, node, row_pool);
            apr_pool_clear(row_pool);
        }
    }
    apr_pool_destroy(row_pool);
}
