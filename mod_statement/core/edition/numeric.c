/*
 * Numeric columns: numeric="yes" on a header of a table's first row says it of the columns below,
 * and a stylesheet that counted columns for each cell would do so with the square of their number.
 */
#include "core/edition/internal.h"

#include <apr_strings.h>
#include <string.h>

#include "core/xml/plain.h"
#include "core/xml/table_grid.h"

typedef struct columns_t {
    stm_grid_t grid;
    char is_numeric[STM_GRID_MOST_COLUMNS];
    apr_pool_t *pool;
} columns_t;

static int is_yes(const xmlNode *cell, const char *attribute, apr_pool_t *pool)
{
    const char *value = stm_plain_attribute(cell, attribute, pool);

    return value != NULL && strcmp(value, "yes") == 0;
}

/* @a cell fills the columns from @a start up to @a end. */
static void settle_cell(columns_t *columns, xmlNode *cell, int start, int end, int is_first_row)
{
    int is_numeric = is_yes(cell, "numeric", columns->pool);

    if (is_first_row && is_numeric && is_yes(cell, "header", columns->pool)) {
        memset(columns->is_numeric + start, 1, (size_t)(end - start));
    }
    if (is_numeric || (start < end && columns->is_numeric[start])) {
        stm_tree_mark(cell, "numeric", "yes");
    }
}

static void settle_row(columns_t *columns, xmlNode *row, int is_first_row)
{
    int column = 0;

    for (xmlNode *cell = row->children; cell != NULL; cell = cell->next) {
        if (stm_plain_is(cell, "cell")) {
            int start = stm_grid_free(&columns->grid, column);

            column = stm_grid_take(&columns->grid, cell, start, columns->pool);
            settle_cell(columns, cell, start, column, is_first_row);
        }
    }
    stm_grid_end_row(&columns->grid);
}

static void settle_table(xmlNode *table, apr_pool_t *pool)
{
    columns_t *columns = apr_pcalloc(pool, sizeof(*columns));
    int is_first_row = 1;

    columns->pool = pool;
    for (xmlNode *row = table->children; row != NULL; row = row->next) {
        if (stm_plain_is(row, "row")) {
            settle_row(columns, row, is_first_row);
            is_first_row = 0;
        }
    }
}

static void settle(xmlNode *parent, apr_pool_t *table_pool)
{
    for (xmlNode *node = parent->children; node != NULL; node = node->next) {
        if (node->type != XML_ELEMENT_NODE) {
            continue;
        }
        if (stm_plain_is(node, "table")) {
            settle_table(node, table_pool);
            apr_pool_clear(table_pool);
        }
        settle(node, table_pool);
    }
}

void stm_edition_mark_numeric(xmlNode *root, apr_pool_t *scratch_pool)
{
    apr_pool_t *table_pool;

    apr_pool_create(&table_pool, scratch_pool);
    settle(root, table_pool);
    apr_pool_destroy(table_pool);
}
