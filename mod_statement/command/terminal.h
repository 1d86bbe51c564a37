/**
 * command/terminal - colours, where somebody sees them.
 */
#ifndef COMMAND_TERMINAL_H
#define COMMAND_TERMINAL_H

#include <apr_pools.h>
#include <stdio.h>

/* ECMA-48 section 8.3.117. */
#define TERMINAL_BOLD   "\033[1m"
#define TERMINAL_RED    "\033[1;31m"
#define TERMINAL_GREEN  "\033[32m"
#define TERMINAL_YELLOW "\033[1;33m"
#define TERMINAL_PLAIN  "\033[0m"
/* Of a diff, as in git. */
#define TERMINAL_OLD  "\033[31m"
#define TERMINAL_NEW  "\033[32m"
#define TERMINAL_HUNK "\033[36m"

/** Non-zero where @a stream is a terminal and NO_COLOR is not set. */
int terminal_has_colours(FILE *stream);

/** The columns of the terminal on @a stream; 80 where it does not tell, or has fewer than 40. */
int terminal_width(FILE *stream);

/** @a text, which stands behind @a before, in lines of @a width letters at most, divided between
 * words. A word that is longer has a line of its own. */
const char *terminal_fold(const char *text, const char *before, int width, apr_pool_t *result_pool);

#endif
