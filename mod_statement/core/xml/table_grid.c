#include "core/xml/table_grid.h"

#include <stdlib.h>

#include "core/xml/plain.h"

/* A span as browsers read it. */
static int span_of(const xmlNode *cell, const char *name, apr_pool_t *pool)
{
    const char *value = stm_plain_attribute(cell, name, pool);
    long span = value ? strtol(value, NULL, 10) : 1;

    return span < 1 ? 1 : span > STM_GRID_MOST_COLUMNS ? STM_GRID_MOST_COLUMNS : (int)span;
}

int stm_grid_free(const stm_grid_t *grid, int column)
{
    while (column < grid->count && grid->rows[column] > 0) {
        column++;
    }
    return column;
}

int stm_grid_take(stm_grid_t *grid, const xmlNode *cell, int column, apr_pool_t *scratch_pool)
{
    int wide = span_of(cell, "colspan", scratch_pool);
    int high = span_of(cell, "rowspan", scratch_pool);

    for (; wide > 0 && column < STM_GRID_MOST_COLUMNS; wide--, column++) {
        for (; grid->count <= column; grid->count++) {
            grid->rows[grid->count] = 0;
        }
        grid->rows[column] = high;
    }
    return column;
}

int stm_grid_end_row(stm_grid_t *grid)
{
    int filled = 0;

    for (int i = 0; i < grid->count; i++) {
        filled += grid->rows[i] > 0;
        grid->rows[i] -= grid->rows[i] > 0;
    }
    return filled;
}
