/**
 * httpd/any_xml/hooks - registers all that StatementTransform does.
 *
 * Where it is off, each hook returns after a look at the request's configuration.
 */
#ifndef HTTPD_ANY_XML_HOOKS_H
#define HTTPD_ANY_XML_HOOKS_H

#include <apr_pools.h>

/** For register_hooks. */
void stmh_any_register(void);

/** Once per child, before its threads. */
void stmh_any_child(void);

#endif
