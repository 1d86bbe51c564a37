/**
 * command - what the commands of `statement` share.
 *
 * Each command is one file with one function that takes its arguments (argv[0] is the command's
 * own name) and returns the exit status: 0 clean, 1 problems, 2 wrong usage.
 */
#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

#include <apr_pools.h>
#include <stdio.h>
#include <sys/stat.h>

#include "core/base/problem.h"

enum { COMMAND_CLEAN = 0, COMMAND_PROBLEMS = 1, COMMAND_USAGE = 2 };

int cmd_check(int argc, const char *const *argv, apr_pool_t *pool);
int cmd_export(int argc, const char *const *argv, apr_pool_t *pool);
int cmd_fix(int argc, const char *const *argv, apr_pool_t *pool);
int cmd_list(int argc, const char *const *argv, apr_pool_t *pool);
int cmd_new(int argc, const char *const *argv, apr_pool_t *pool);
int cmd_notify(int argc, const char *const *argv, apr_pool_t *pool);
int cmd_preview(int argc, const char *const *argv, apr_pool_t *pool);
int cmd_render(int argc, const char *const *argv, apr_pool_t *pool);
int cmd_state(int argc, const char *const *argv, apr_pool_t *pool);
int cmd_transform(int argc, const char *const *argv, apr_pool_t *pool);
int cmd_withdraw(int argc, const char *const *argv, apr_pool_t *pool);

/** The stylesheet directory: @a option (of --stylesheets) where it is not NULL; else ../xslt or
 * ../share/mod_statement/xslt beside the program, where statement.xsd is there; else the one of
 * the build. */
const char *command_stylesheet_dir(const char *option, apr_pool_t *pool);

/** @a path absolute and without symbolic links; NULL where it does not exist, with errno set. */
const char *command_real_path(const char *path, apr_pool_t *result_pool);

/** The folder that @a path names a file in, without a slash at its end; "." where it names none. */
const char *command_folder_of(const char *path, apr_pool_t *result_pool);

/** Prints a line; the line feed is added. A character in it that a terminal would obey (a name may
 * hold any) becomes a blank or U+FFFD, see stm_utf8_one_line(). */
void command_say(FILE *stream, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Says what is wrong with the arguments of @a command, and how to get help. COMMAND_USAGE. */
int command_usage(const char *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** Says that @a path (a file, a folder, a stream) could not be used. COMMAND_PROBLEMS. */
int command_fail(const char *path, apr_status_t status);

/** Reads the statement in the file @a path, which messages call @a name, as stm_document_bytes
 * does; *before is what stat() tells of it before that. COMMAND_CLEAN, or COMMAND_PROBLEMS after
 * saying why it cannot be read. */
int command_read(const char **bytes, apr_size_t *size, struct stat *before, const char *path,
                 const char *name, apr_pool_t *result_pool);

/** COMMAND_CLEAN where all that was printed on standard output is written; else COMMAND_PROBLEMS
 * after saying so. */
int command_flush(void);

/** Adds that the file @a path, which somebody takes for a statement, is other XML. */
void command_add_foreign(stm_problems_t *problems, const char *path);

#endif
