/* Tables whose rows differ in length. */
#include <apr_strings.h>
#include <string.h>

#include "core/schema/rules.h"
#include "core/xml/plain.h"
#include "core/xml/table_grid.h"

/* How many columns the row fills, those that cells from above reach included. */
static int take_row(stm_grid_t *grid, const xmlNode *row, apr_pool_t *pool)
{
    int column = 0;

    for (const xmlNode *cell = row->children; cell != NULL; cell = cell->next) {
        if (stm_plain_is(cell, "cell")) {
            column = stm_grid_take(grid, cell, stm_grid_free(grid, column), pool);
        }
    }
    return stm_grid_end_row(grid);
}

/* The width of most rows; of several, the one that comes first. */
static int usual_width(const int *widths, int count, apr_pool_t *pool)
{
    int *rows = apr_pcalloc(pool, (STM_GRID_MOST_COLUMNS + 1) * sizeof(*rows)), best = widths[0];

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
    stm_grid_t *grid;
    apr_pool_t *pool;

    apr_pool_create(&pool, check->pool);
    widths = apr_array_make(pool, 16, sizeof(int));
    grid = apr_pcalloc(pool, sizeof(*grid));
    for (const xmlNode *row = table->children; row != NULL; row = row->next) {
        if (stm_plain_is(row, "row")) {
            APR_ARRAY_PUSH(widths, int) = take_row(grid, row, pool);
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
    for (const xmlNode *node = check->root; node; node = stm_plain_next(node, check->root)) {
        if (stm_plain_is(node, "table")) {
            check_table(check, node);
        }
    }
}
