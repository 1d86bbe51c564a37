/**
 * core/any_xml/stylesheet - a stranger's stylesheet, fetched with all that it imports, and
 * compiled.
 *
 * The tree of imports is walked before libxslt sees it: each file is fetched by the caller's
 * function, parsed and freed of extension elements. libxslt then gets those trees, and nothing that
 * was not among them. A compiled stylesheet is immutable and may be used by any number of threads.
 */
#ifndef CORE_ANY_XML_STYLESHEET_H
#define CORE_ANY_XML_STYLESHEET_H

#include <apr_tables.h>
#include <libxslt/xsltInternals.h>

#include "core/any_xml/resources.h"

/** One file that went in. */
typedef struct stm_any_stylesheet_part_t {
    const char *url, *fingerprint;
} stm_any_stylesheet_part_t;

typedef struct stm_any_stylesheet_t {
    xsltStylesheetPtr compiled;
    const char *url;
    const apr_array_header_t
        *parts; /* stm_any_stylesheet_part_t; the stylesheet's own file is the first */
    const stm_dtd_reader_t *dtds; /* of all these files */
    apr_size_t bytes;             /* about what it takes */
    int nesting;                  /* of the elements that one template makes */
} stm_any_stylesheet_t;

/** Compiles the stylesheet at @a url. It has nothing of @a resources, and goes with @a result_pool.
 * STM_ESTYLESHEET, STM_EMALFORMED or STM_ELIMIT with problems; APR_EAGAIN. */
apr_status_t stm_any_stylesheet_compile(stm_any_stylesheet_t **sheet, stm_resources_t *resources,
                                        const char *url, apr_pool_t *result_pool);

/** Compiles the stylesheet in the document @a xml whose element has the id @a id. */
apr_status_t stm_any_stylesheet_compile_embedded(stm_any_stylesheet_t **sheet,
                                                 stm_resources_t *resources, const xmlDoc *xml,
                                                 const char *id, apr_pool_t *result_pool);

#endif
