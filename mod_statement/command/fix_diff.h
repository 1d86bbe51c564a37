/**
 * command/fix_diff - what has changed, as patch(1) reads it.
 */
#ifndef COMMAND_FIX_DIFF_H
#define COMMAND_FIX_DIFF_H

#include "command/fix_text.h"

/** Prints the differences as a unified diff (POSIX.1-2024, diff -u) on standard output; on a
 * terminal with colours, unless NO_COLOR is set. Both texts have the same number of lines. */
void fix_diff_print(const char *path, const fix_text_t *before, const fix_text_t *after);

#endif
