/**
 * mod_statement_rewriting - what a RewriteRule can do to a document's address.
 *
 * These have no effect: a redirect (30x) to another scheme or host with the same path, "-" with
 * flags that neither refuse nor hand on, and a rule after the condition "!-f", since a document is
 * a file.
 */
#ifndef MOD_STATEMENT_REWRITING_H
#define MOD_STATEMENT_REWRITING_H

#include <apr_tables.h>

/** A rule as written, with the conditions before it. */
typedef struct stm_rewriting_t {
    const char *rule;                     /* arguments of RewriteRule */
    const apr_array_header_t *conditions; /* const char *: arguments of RewriteCond */
    int is_in_folder;                     /* it stands in <Directory> or .htaccess */
    const char *base; /* of newsroom addresses as its pattern sees them; NULL: not known */
} stm_rewriting_t;

/** What is found out of a rule. */
typedef struct stm_rewritten_t {
    int has_effect;        /* on some document */
    int goes_by_address;   /* on some and not on others */
    int reads;             /* STM_READS_…, of what decides */
    const char *variables; /* that its flags E set, separated by spaces; "": none */
} stm_rewritten_t;

stm_rewritten_t stm_rewriting_examine(const stm_rewriting_t *rewriting, apr_pool_t *pool);

#endif
