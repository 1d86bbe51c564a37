/**
 * command/notify_line - a line that StatementNotify tells (docs/notify.md), taken apart.
 *
 * SQLite reads the JSON. All texts are UTF-8 and live in the pool of the line; NULL: the line has
 * no such member.
 */
#ifndef COMMAND_NOTIFY_LINE_H
#define COMMAND_NOTIFY_LINE_H

#include <apr_pools.h>
#include <apr_tables.h>

typedef struct notify_line_t {
    const char *text; /* the whole, without its line feed */
    const char *id, *event, *base, *name, *was, *url, *was_url, *title;
    apr_array_header_t *keys; /* const char *; those of cached answers that are no longer right */
} notify_line_t;

/** Reads @a text; @a base (may be NULL) stands in for addresses that the line does not have.
 * APR_EINVAL: it is no such line. */
apr_status_t notify_line_read(notify_line_t **line, const char *text, const char *base,
                              apr_pool_t *result_pool);

/** Non-zero where the statement's address answers with its page after this event. */
int notify_line_is_shown(const notify_line_t *line);

#endif
