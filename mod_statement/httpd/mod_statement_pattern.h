/**
 * mod_statement_pattern - which addresses and file names a section or directive is for.
 */
#ifndef MOD_STATEMENT_PATTERN_H
#define MOD_STATEMENT_PATTERN_H

#include <httpd.h>

#include <ap_regex.h>
#include <http_config.h>

/** Addresses: one and all below it, those that wildcards match, or those that an expression does.
 */
typedef struct stm_pattern_t {
    const char *text;
    const ap_regex_t *regex; /* NULL: none */
    int has_wildcards;
} stm_pattern_t;

/** Non-zero where @a pattern is for @a uri. */
int stm_pattern_matches(const stm_pattern_t *pattern, const char *uri);

/** Zero where @a pattern is for all addresses that begin with @a base (which ends with a slash), or
 * for none of them. */
int stm_pattern_divides(const stm_pattern_t *pattern, const char *base);

/** Non-zero where a <Files> section is for the file name @a file. */
int stm_pattern_is_for_file(const ap_conf_vector_t *section, const char *file);

/** Zero where a <Files> section can be for no document: for names with a dot at their beginning, or
 * with another ending than ".xml". */
int stm_pattern_may_be_for_documents(const ap_conf_vector_t *section);

#endif
