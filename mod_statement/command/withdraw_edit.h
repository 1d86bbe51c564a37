/**
 * command/withdraw_edit - a statement's bytes with a withdrawal in its head.
 */
#ifndef COMMAND_WITHDRAW_EDIT_H
#define COMMAND_WITHDRAW_EDIT_H

#include "core/base/problem.h"

typedef struct withdraw_text_t {
    const char *bytes;
    apr_size_t size;
} withdraw_text_t;

/** @a text (a well-formed document, as in its file) with <withdrawn when="@a when">@a reason
 * </withdrawn> as the last element of the head. All other bytes stay: encoding, byte order mark,
 * line ends, white space. Non-zero, or zero where the text has no end tag of a head or is in an
 * encoding in which it cannot be done. */
int withdraw_edit(withdraw_text_t *edited, const withdraw_text_t *text, const char *when,
                  const char *reason, apr_pool_t *result_pool);

/** A statement of its own from @a text (the last good version): its root's attributes, title,
 * issuers and date, the withdrawal, and an empty body. NULL where it cannot be read. */
const char *withdraw_minimal(const withdraw_text_t *text, const char *when, const char *reason,
                             apr_pool_t *result_pool);

#endif
