/**
 * core/any_xml/transform - an XML document by the stylesheet that it names itself, as a page.
 *
 * XSLT 1.0 as browsers had it (docs/any-xml.md). Document and stylesheet are strangers': neither
 * can read a file, open a connection, write, or call what other modules of the process have
 * registered with libxslt; size, depth, entities, work, memory, time and output are bounded.
 */
#ifndef CORE_ANY_XML_TRANSFORM_H
#define CORE_ANY_XML_TRANSFORM_H

#include "core/any_xml/dtd_reader.h"
#include "core/any_xml/fetch.h"
#include "core/any_xml/limits.h"
#include "core/any_xml/source_link.h"
#include "core/any_xml/stylesheet_cache.h"
#include "core/base/problem.h"

/** What is to be transformed, and with what. */
typedef struct stm_transform_source_t {
    const char *bytes;
    apr_size_t size;
    const char *url;  /* of the document: absolute, http or https */
    const char *name; /* as problems name it */
    stm_fetch_func_t fetch;
    void *baton;
    stm_dtd_reader_t *dtds;               /* notes what is read; NULL: no external DTD is */
    stm_stylesheet_cache_t *sheets;       /* NULL: the stylesheet is compiled for this one alone */
    const stm_source_link_t *link;        /* NULL: the page gets none */
    const stm_transform_limits_t *limits; /* NULL: the defaults */
    const int *is_unwanted; /* atomic: non-zero stops the work (APR_EINTR); NULL: nothing does */
} stm_transform_source_t;

typedef struct stm_transform_page_t {
    const char *bytes; /* a zero behind them */
    apr_size_t size;
    const char *media_type; /* "text/html", "application/xhtml+xml", … without a parameter */
    const char *charset;    /* in small letters */
} stm_transform_page_t;

/** Makes the page. Problems with APR_SUCCESS are remarks: messages of the stylesheet, documents
 * that could not be read. Any number of threads at once.
 *
 * APR_ENOENT: the document names no stylesheet (no problem added). STM_EMALFORMED: the document is
 * not well-formed. STM_ELIMIT: a bound was met. STM_ESTYLESHEET: the stylesheet cannot be had, does
 * not compile, or stopped. APR_EAGAIN: fetch said so. APR_EINTR: is_unwanted. APR_ENOMEM. Each of
 * STM_… comes with a problem that names the document or the stylesheet, and the line where one is
 * known. */
apr_status_t stm_transform(stm_transform_page_t *page, const stm_transform_source_t *source,
                           stm_problems_t *problems, apr_pool_t *result_pool);

#endif
