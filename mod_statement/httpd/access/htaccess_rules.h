/**
 * httpd/access/htaccess_rules - what .htaccess files, and rules for folders, add to the server's.
 *
 * They count in the folders on the way to the newsroom and in all that hold statements, which the
 * catalog knows.
 */
#ifndef HTTPD_ACCESS_HTACCESS_RULES_H
#define HTTPD_ACCESS_HTACCESS_RULES_H

#include "httpd/access/server_rules.h"

/** The files that make rules, and the folders that hold statements. */
typedef struct stmh_rule_files_t {
    apr_array_header_t *files;         /* stmh_htaccess_t */
    const apr_array_header_t *folders; /* const char *; NULL: nobody knows which there are */
    apr_hash_t *seen;                  /* these and those above them, without a slash at the end */
    const char *stamps;                /* of all: changes with any of them */
} stmh_rule_files_t;

/** Finds the .htaccess files that count in @a folders ("2026/a/") and above them. */
stmh_rule_files_t stmh_rule_files_find(const stmh_server_rules_t *rules,
                                       const apr_array_header_t *folders, apr_pool_t *result_pool);

/** What can differ by @a rules and @a files. */
void stmh_rule_files_read(stmh_differences_t *differences, const stmh_server_rules_t *rules,
                          const stmh_rule_files_t *files, apr_pool_t *result_pool,
                          apr_pool_t *scratch_pool);

#endif
