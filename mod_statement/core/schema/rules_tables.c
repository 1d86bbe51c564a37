/* Tables whose rows differ in length. */
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "core/schema/rules.h"
#include "core/xml/plain.h"

#define MOST_COLUMNS 1000

/* How many rows more, this one included, the cells from above take in each column. */
typedef struct columns_t {
    int rows[MOST_COLUMNS];
    int count; /* in use by any row so far */
} columns_t;

/* A span as browsers read it. */
static int span_of(const xmlNode *cell, const char *name, apr_pool_t *pool)
{
    const char *value = stm_plain_attribute(cell, name, pool);
    long span = value ? strtol(value, NULL, 10) : 1;

    return span < 1 ? 1 : span > MOST_COLUMNS ? MOST_COLUMNS : (int)span;
}

static int take_cell(columns_t *columns, const xmlNode *cell, int column, apr_pool_t *pool)
{
    int wide = span_of(cell, "colspan", pool), high = span_of(cell, "rowspan", pool);

    while (column < columns->count && columns->rows[column] > 0) {
        column++;
    }
    for (; wide > 0 && column < MOST_COLUMNS; wide--, column++) {
        for (; columns->count <= column; columns->count++) {
            columns->rows[columns->count] = 0;
        }
        columns->rows[column] = high;
    }
    return column;
}

/* How many columns the row fills, those that cells from above reach included. */
static int take_row(columns_t *columns, const xmlNode *row, apr_pool_t *pool)
{
    int column = 0, filled = 0;

    for (const xmlNode *cell = row->children; cell != NULL; cell = cell->next) {
        if (stm_plain_is(cell, "cell")) {
            column = take_cell(columns, cell, column, pool);
        }
    }
    for (int i = 0; i < columns->count; i++) {
        filled += columns->rows[i] > 0;
        columns->rows[i] -= columns->rows[i] > 0;
    }
    return filled;
}

/* The width of most rows; of several, the one that comes first. */
static int usual_width(const int *widths, int count, apr_pool_t *pool)
{
    int *rows = apr_pcalloc(pool, (MOST_COLUMNS + 1) * sizeof(*rows)), best = widths[0];

    for (int i = 0; i < count; i++) {
        rows[widths[i]]++;
    }
    for (int i = 0; i < count; i++) {
        best = rows[widths[i]] > rows[best] ? widths[i] : best;
    }
    return best;
}

static void compare_rows(const stm_check_t *check, const xmlNode *table, const int *widths,
                         int usual)
{
    int i = 0;

    for (const xmlNode *row = table->children; row != NULL; row = row->next) {
        if (!stm_plain_is(row, "row")) {
            continue;
        }
        if (widths[i] != usual && !stm_check_is_reported(check, row)) {
            stm_check_warning(check, row, "row-length",
                              "Add the cells that it lacks, empty ones too, or write colspan or "
                              "rowspan where one fills several places.",
                              "The row fills %d column%s of the table, other rows fill %d",
                              widths[i], widths[i] == 1 ? "" : "s", usual);
        }
        i++;
    }
}

static void check_table(const stm_check_t *check, const xmlNode *table)
{
    apr_array_header_t *widths;
    columns_t *columns;
    apr_pool_t *pool;

    apr_pool_create(&pool, check->pool);
    widths = apr_array_make(pool, 16, sizeof(int));
    columns = apr_palloc(pool, sizeof(*columns));
    columns->count = 0;
    for (const xmlNode *row = table->children; row != NULL; row = row->next) {
        if (stm_plain_is(row, "row")) {
            APR_ARRAY_PUSH(widths, int) = take_row(columns, row, pool);
        }
    }
    if (widths->nelts > 1) {
        compare_rows(check, table, (const int *)widths->elts,
                     usual_width((const int *)widths->elts, widths->nelts, pool));
    }
    apr_pool_destroy(pool);
}

void stm_rules_tables(const stm_check_t *check)
{
    for (const xmlNode *node = check->root; node; node = stm_check_next(node, check->root)) {
        if (stm_plain_is(node, "table")) {
            check_table(check, node);
        }
    }
}
