/**
 * httpd/notify/program - the program of StatementNotify: a child process of the child that writes.
 *
 * It runs as the server's user, gets lines on its standard input, and acknowledges each with the
 * line "ok" on its standard output, in their order; its standard error is httpd's. Nothing here
 * waits for it but stmh_program_end, and that not for long. When the child that started it is
 * killed, Linux kills the program, too, so that two never run at once. Used by one thread, which
 * must live as long as the child.
 */
#ifndef HTTPD_NOTIFY_PROGRAM_H
#define HTTPD_NOTIFY_PROGRAM_H

#include <apr_pools.h>
#include <apr_time.h>
#include <sys/types.h>

typedef struct stmh_program_t {
    const char *const *argv; /* ends with NULL */
    pid_t pid;               /* 0: it does not run */
    int to, from;            /* descriptors of its standard input and output, neither blocks */
    char said[64];           /* the beginning of a line that it has not ended yet */
    apr_size_t said_size;
} stmh_program_t;

/** How it ended. */
typedef struct stmh_program_end_t {
    int is_unknown; /* somebody else, or nobody, has its status: the rest says nothing */
    int is_signal;
    int code; /* of the exit, or the signal */
} stmh_program_end_t;

/** Starts it. APR_SUCCESS, or an error of the system; one that cannot be executed ends with code
 * 127. */
apr_status_t stmh_program_start(stmh_program_t *program);

/** Writes what the pipe takes of @a size @a bytes; how many. */
apr_size_t stmh_program_write(stmh_program_t *program, const char *bytes, apr_size_t size);

/** How many lines it has acknowledged since the last call. */
int stmh_program_read(stmh_program_t *program);

/** Non-zero where it has ended by itself: how, in *end. What it said before can be read no more.
 * One that has closed its input is killed. */
int stmh_program_has_ended(stmh_program_t *program, stmh_program_end_t *end);

/** Ends its input and gives it @a patience to come to its end; then kills it with all processes of
 * its group. How many more lines it has acknowledged. */
int stmh_program_end(stmh_program_t *program, apr_interval_time_t patience);

#endif
