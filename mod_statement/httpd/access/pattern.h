/**
 * httpd/access/pattern - which addresses and file names a section or directive is for.
 *
 * Told from the text alone. What is not easily told counts as "for documents, too".
 */
#ifndef HTTPD_ACCESS_PATTERN_H
#define HTTPD_ACCESS_PATTERN_H

#include <apr.h>

/** Addresses: one and all below it, those that wildcards match, or those that an expression does.
 */
typedef struct stmh_pattern_t {
    const char *text;
    int is_regex, has_wildcards;
} stmh_pattern_t;

/** Zero where @a pattern is for all documents whose addresses begin with @a base (which ends with a
 * slash), or for none of them. */
int stmh_pattern_divides(const stmh_pattern_t *pattern, const char *base);

/** Non-zero where what @a regex matches begins with something other than @a base. */
int stmh_pattern_begins_elsewhere(const char *regex, const char *base);

/** Non-zero where @a regex can match no document: names with a dot at their beginning, or with
 * another ending than ".xml". */
int stmh_pattern_is_for_others(const char *regex);

/** Non-zero where @a regex can match only what has a dot at the beginning of a name. */
int stmh_pattern_is_for_hidden(const char *regex);

/** The same as stmh_pattern_is_for_others for a file name, which may have wildcards. */
int stmh_pattern_is_other_name(const char *name);

#endif
