/**
 * core/xml/table_grid - which columns of a table the cells of a row fill, spans counted.
 *
 * The forming of a table as HTML has it (HTML, "4.9.12.1 Forming a table"), row by row: a cell
 * takes the first column that no cell from above reaches down into. Rules and editions use it
 * alike.
 */
#ifndef CORE_XML_TABLE_GRID_H
#define CORE_XML_TABLE_GRID_H

#include <apr_pools.h>
#include <libxml/tree.h>

#define STM_GRID_MOST_COLUMNS 1000

/** All zero is a grid before its first row. */
typedef struct stm_grid_t {
    int rows[STM_GRID_MOST_COLUMNS]; /* how many rows more, this one included, each is taken */
    int count;                       /* columns in use by any row so far */
} stm_grid_t;

/** The first column from @a column on that is free in this row; STM_GRID_MOST_COLUMNS: none. */
int stm_grid_free(const stm_grid_t *grid, int column);

/** Lets @a cell fill columns from @a column on, which is free; the column behind it. */
int stm_grid_take(stm_grid_t *grid, const xmlNode *cell, int column, apr_pool_t *scratch_pool);

/** Ends a row: how many columns it filled, those that cells from above reach included. */
int stm_grid_end_row(stm_grid_t *grid);

#endif
