/**
 * httpd/request/language - the newsroom's own language, in which lists, feeds and error pages
 * speak.
 *
 * StatementLanguage says it. Where that is unset, it is the language that all visible statements
 * share, which the catalog knows, else English; English too where documents can differ in access,
 * because a language would tell some readers of statements that they may not see. A child keeps
 * what the catalog said until the newsroom changes, by a commit or by itself. The language is part
 * of what a page is made with, like its stylesheet, and is looked at as often.
 */
#ifndef HTTPD_REQUEST_LANGUAGE_H
#define HTTPD_REQUEST_LANGUAGE_H

#include "httpd/request/lookup.h"

/** Once per child, before its threads: keeps one for each mount. */
void stmh_language_child(void);

/** The language tag for @a request, decided once for all of its steps. May take a handle of the
 * catalog for the question; where none comes free in time, sets lookup->is_late and returns what
 * was known before, or "en". Never NULL. */
const char *stmh_language_of(const stmh_request_t *request, stmh_lookup_t *lookup);

/** A copy of the newsroom of @a request, in its pool, whose lang is that language. */
const stm_newsroom_t *stmh_language_newsroom(const stmh_request_t *request, stmh_lookup_t *lookup);

/** The moment from which that language is another; STM_NEVER. */
apr_time_t stmh_language_next_change(const stmh_request_t *request, stmh_lookup_t *lookup);

#endif
