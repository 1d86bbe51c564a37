/**
 * httpd/access/rewriting - what a RewriteRule can do to a document's address.
 *
 * These have no effect: a redirect (30x) to another scheme or host with the same path, "-" with
 * flags that neither refuse nor hand on, and a rule after the condition "!-f", since a document is
 * a file.
 */
#ifndef HTTPD_ACCESS_REWRITING_H
#define HTTPD_ACCESS_REWRITING_H

#include <apr_tables.h>

/** A rule as written, with the conditions before it. */
typedef struct stmh_rewriting_t {
    const char *rule;                     /* arguments of RewriteRule */
    const apr_array_header_t *conditions; /* const char *: arguments of RewriteCond */
    int is_in_folder;                     /* it stands in <Directory> or .htaccess */
    const char *base; /* of newsroom addresses as its pattern sees them; NULL: not known */
    int has_any_name; /* what is asked about may be no NAME.xml of the engine's */
} stmh_rewriting_t;

/** What is found out of a rule. */
typedef struct stmh_rewritten_t {
    int has_effect;        /* on some document */
    int goes_by_address;   /* on some and not on others */
    int reads;             /* STMH_READS_…, of what decides */
    const char *variables; /* that its flags E set, separated by spaces; "": none */
} stmh_rewritten_t;

stmh_rewritten_t stmh_rewriting_examine(const stmh_rewriting_t *rewriting, apr_pool_t *pool);

#endif
