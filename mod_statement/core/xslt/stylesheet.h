/**
 * core/xslt/stylesheet - a compiled stylesheet, its sandbox, and every file it depends on.
 *
 * Before libxslt compiles it, the tree of imports and includes is walked with our own parser: no
 * DOCTYPE, every file below the allowed roots, all of them listed. A sheet is immutable and may be
 * used by any number of threads at once.
 */
#ifndef CORE_XSLT_STYLESHEET_H
#define CORE_XSLT_STYLESHEET_H

#include <apr_file_info.h>
#include <apr_pools.h>
#include <apr_tables.h>
#include <libxslt/xsltInternals.h>

#include "core/base/problem.h"
#include "core/xslt/process_hooks.h"

typedef struct stm_stylesheet_t {
    xsltStylesheetPtr compiled;
    const char *path;
    const char *media_type;           /* from xsl:output, or by its method */
    const char *encoding;             /* from xsl:output, or "utf-8" */
    const apr_array_header_t *files;  /* const char *: absolute paths of all that went in */
    const apr_array_header_t *stamps; /* apr_finfo_t: what each of files was when it was read */
    const char *hash;                 /* 32 hex digits over all files */
    const apr_array_header_t *roots;  /* const char *: what document() may read below */
} stm_stylesheet_t;

/** Compiles @a path (absolute). @a roots: directories (const char *) below which it and all it
 * imports must lie, symbolic links resolved. STM_ESTYLESHEET with problems; APR_EBUSY with one
 * where they changed meanwhile, so that another attempt may well succeed. */
apr_status_t stm_stylesheet_load(const stm_stylesheet_t **sheet, const char *path,
                                 const apr_array_header_t *roots, stm_problems_t *problems,
                                 apr_pool_t *result_pool);

/** What @a path consists of, for who only has to know whether it is the same as before: compiled,
 * media_type and encoding stay NULL. Otherwise as stm_stylesheet_load. */
apr_status_t stm_stylesheet_survey(const stm_stylesheet_t **sheet, const char *path,
                                   const apr_array_header_t *roots, stm_problems_t *problems,
                                   apr_pool_t *result_pool);

/** Compiles @a xml, which belongs to the stylesheet from then on, or is freed. Imports and includes
 * come from @a loader alone; NULL: libxslt opens their files. NULL where it does not compile; why
 * is in @a log. */
xsltStylesheetPtr stm_stylesheet_compile(xmlDocPtr xml, const stm_xslt_loader_t *loader,
                                         stm_xslt_log_t *log);

/** Non-zero where one of its files differs (inode, size, times) from when it was loaded, or must
 * not be read by this process: another one may have loaded it as another user. */
int stm_stylesheet_is_stale(const stm_stylesheet_t *sheet, apr_pool_t *scratch_pool);

#endif
