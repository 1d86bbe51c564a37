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

#include "httpd/request/request.h"

/** Once per child, before its threads: keeps one for each mount. */
void stmh_language_child(void);

/** The language tag for @a job, decided once for all of its steps. May take a handle of the catalog
 * for the question; where none comes free in time, sets job->is_late and returns what was known
 * before, or "en". Never NULL. */
const char *stmh_language_of(stmh_job_t *job);

/** A copy of the newsroom of @a job, in job->pool, whose lang is that language. */
const stm_newsroom_t *stmh_language_newsroom(stmh_job_t *job);

/** Ends the freshness of the answer at the moment from which that language is another. */
void stmh_language_note_change(stmh_job_t *job);

#endif
