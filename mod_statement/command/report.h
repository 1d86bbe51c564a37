/**
 * command/report - problems as people and programs read them.
 */
#ifndef COMMAND_REPORT_H
#define COMMAND_REPORT_H

#include "core/base/problem.h"

typedef enum {
    REPORT_UNSET = 0,
    REPORT_TEXT, /* for people, on standard error; equal problems of one file are one */
    REPORT_JSON, /* an array, on standard output */
    REPORT_GNU,  /* "FILE:LINE:COLUMN: error: ...", all of them, on standard output */
    REPORT_SARIF /* SARIF 2.1.0 (OASIS), on standard output */
} report_format_t;

/** The format called @a name; REPORT_UNSET: there is none. */
report_format_t report_format_of(const char *name);

/** Prints @a problems. On a terminal, text has colours (unless NO_COLOR is set), the line of each
 * problem with a mark below its place, and a summary at the end. @a input: the text in which all
 * problems are, where it is in no file; else NULL. */
void report_print(const stm_problems_t *problems, report_format_t format, const char *input,
                  apr_pool_t *scratch_pool);

#endif
