/**
 * core/xslt/sheet_tune - expressions of a compiled stylesheet that cost less and mean the same; for
 * core/xslt/sheet.c only.
 *
 * "not(preceding-sibling::*)" is how stylesheets ask for the first of a row. libxslt gathers the
 * whole row before it tells whether there is anything: a document of a megabyte takes twice as
 * long. With "[1]" behind the step it looks at one node.
 */
#ifndef CORE_XSLT_SHEET_TUNE_H
#define CORE_XSLT_SHEET_TUNE_H

#include <apr_pools.h>
#include <libxslt/xsltInternals.h>

/** Compiles such expressions of @a sheet and of all that it imports anew. Before its first use. */
void stm_sheet_tune(xsltStylesheetPtr sheet);

/** @a expression with "[1]" in each "not(AXIS::NODES)"; NULL where it has none. */
const char *stm_sheet_tune_expression(const char *expression, apr_pool_t *result_pool);

#endif
