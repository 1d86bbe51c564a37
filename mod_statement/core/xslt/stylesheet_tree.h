/**
 * core/xslt/stylesheet_tree - the files of a stylesheet, found by following its imports and
 * includes; for core/xslt/stylesheet.c only.
 */
#ifndef CORE_XSLT_STYLESHEET_TREE_H
#define CORE_XSLT_STYLESHEET_TREE_H

#include <apr_file_info.h>
#include <apr_pools.h>
#include <apr_tables.h>
#include <libxml/tree.h>

#include "core/base/problem.h"

/** What makes a file the same file, unchanged. */
#define STM_SHEET_STAMP (APR_FINFO_IDENT | APR_FINFO_SIZE | APR_FINFO_MTIME | APR_FINFO_CTIME)

typedef struct stm_stylesheet_tree_t {
    apr_array_header_t *roots;  /* const char *, symbolic links resolved */
    apr_array_header_t *files;  /* const char *: absolute paths, the main one first */
    apr_array_header_t *stamps; /* apr_finfo_t, one for each */
    const char *hash;
    xmlDocPtr main; /* the main file, parsed; freed by the caller */
} stm_stylesheet_tree_t;

/** Walks the tree from @a path. STM_ESTYLESHEET with problems. */
apr_status_t stm_stylesheet_tree_walk(stm_stylesheet_tree_t *tree, const char *path,
                                      const apr_array_header_t *roots, stm_problems_t *problems,
                                      apr_pool_t *result_pool);

/** Non-zero where @a path, symbolic links resolved, is a file below one of @a roots. */
int stm_stylesheet_tree_is_below(const char *path, const apr_array_header_t *roots);

#endif
