/**
 * core/output/result_tree - a result tree as bytes, as the xsl:output of its stylesheet asks for.
 *
 * Byte for byte what libxslt writes with libxml2 2.9, whichever version is there, but for the
 * brackets around an IPv6 host, in a fraction of the time: one walk without recursion into one
 * growing buffer, nothing allocated per node, what names mean looked up once a page. What
 * stylesheets rarely ask for is left to libxslt: another encoding than UTF-8, a method of its own,
 * XHTML by its document type, namespaces whose names need escaping.
 */
#ifndef CORE_OUTPUT_RESULT_TREE_H
#define CORE_OUTPUT_RESULT_TREE_H

#include <apr_pools.h>
#include <libxslt/xsltInternals.h>

/** Writes @a result, made by @a style; *bytes have a zero behind them and live as long as
 * @a result_pool. APR_ENOMEM. */
apr_status_t stm_output_write(const char **bytes, apr_size_t *size, xmlDocPtr result,
                              xsltStylesheetPtr style, apr_pool_t *result_pool);

/** The same, but for what is left to libxslt: then APR_ENOTIMPL, and nothing is set. */
apr_status_t stm_output_write_own(const char **bytes, apr_size_t *size, xmlDocPtr result,
                                  xsltStylesheetPtr style, apr_pool_t *result_pool);

#endif
