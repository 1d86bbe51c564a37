/**
 * httpd/access/expression - what a condition of the configuration depends on.
 *
 * For <If>, `Require expr`, SetEnvIfExpr and the conditions of mod_rewrite. Nothing is evaluated:
 * the text tells which variables, functions and operators are read, and any that is not known here
 * may depend on everything.
 */
#ifndef HTTPD_ACCESS_EXPRESSION_H
#define HTTPD_ACCESS_EXPRESSION_H

#include <apr_pools.h>

/** What is read; bits. None of them: only the host, HTTPS or the method. */
enum {
    STMH_READS_ADDRESS = 1,      /* URI or file name */
    STMH_READS_READER = 2,       /* who asks, from where, when, with what */
    STMH_READS_VARIABLE = 4,     /* of the environment: whoever sets it may read anything */
    STMH_READS_MAIN_REQUEST = 8, /* of the main request, whatever is being looked up */
    STMH_READS_NOTES = 16,       /* notes and headers of the response: a sub-request has its own */

    /** What no look-up can ask about. */
    STMH_READS_UNASKABLE = STMH_READS_MAIN_REQUEST | STMH_READS_NOTES
};

/** What an expression (ap_expr) reads. */
int stmh_expression_reads(const char *text);

/** What @a text, in which "%{NAME}" stands for variables, reads: the test string of a RewriteCond,
 * or the substitution of a RewriteRule. */
int stmh_expression_string_reads(const char *text);

#endif
