/**
 * httpd/any_xml/source_query - takes ?source out of the query before anything sees it.
 *
 * Programs and proxied servers would not know it, and caches behind them would keep one more
 * answer. Which configuration holds for the address is asked of httpd by a sub-request, only where
 * the query has that word.
 */
#ifndef HTTPD_ANY_XML_SOURCE_QUERY_H
#define HTTPD_ANY_XML_SOURCE_QUERY_H

#include <httpd.h>

/** The hook translate_name, before all others. */
int stmh_any_source_take(request_rec *r);

/** Non-zero where @a query (NULL: none) still has it: in a newsroom the engine goes first. */
int stmh_any_source_is_in(const char *query);

/** The hook log_transaction: the log has the request line as it came. */
int stmh_any_source_log(request_rec *r);

#endif
