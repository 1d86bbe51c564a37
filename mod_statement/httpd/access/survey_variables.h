/**
 * httpd/access/survey_variables - variables and headers that depend on a request's address.
 *
 * A look-up takes over the variables that the main request's address has set (SetEnvIf Request_URI)
 * and its headers (RequestHeader). A rule that reads one of these is answered for the wrong
 * address. A survey notes who sets them and who reads them, in any order.
 */
#ifndef HTTPD_ACCESS_SURVEY_VARIABLES_H
#define HTTPD_ACCESS_SURVEY_VARIABLES_H

#include "httpd/access/section_scope.h"

/** Prepares @a survey for what follows. */
void stmh_survey_variables_start(stmh_survey_t *survey);

/** Notes what @a directive in @a scope sets. Returns non-zero where that is all it does. */
int stmh_survey_variables_take(stmh_survey_t *survey, const stmh_scope_t *scope,
                               const ap_directive_t *directive);

/** Notes that @a directive sets a variable by address; @a word is "NAME", "NAME=value" or "!NAME".
 */
void stmh_survey_variables_set(stmh_survey_t *survey, const char *word,
                               const ap_directive_t *directive);

/** Notes that the rule @a directive reads variables or headers, if @a reads (STMH_READS_…) says so,
 * which @a text names. */
void stmh_survey_variables_read(stmh_survey_t *survey, const char *text,
                                const ap_directive_t *directive, int reads);

/** Notes @a words ("NAME", "NAME=value", "!NAME", by spaces) as variables that depend on more than
 * the address. */
void stmh_survey_variables_set_by_reader(stmh_survey_t *survey, const char *words);

/** Notes that a rule depends on the reader if a variable that @a text names does. */
void stmh_survey_variables_depend(stmh_survey_t *survey, const char *text);

/** Non-zero where one does. */
int stmh_survey_variables_differ(const stmh_survey_t *survey);

/** The first rule that reads what another directive sets by address; NULL: none. */
const ap_directive_t *stmh_survey_variables_conflict(const stmh_survey_t *survey);

#endif
