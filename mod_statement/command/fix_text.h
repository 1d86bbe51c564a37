/**
 * command/fix_text - the bytes of a document while `statement fix` mends them.
 *
 * What is not mended keeps its bytes. No edit adds or removes a line, so that the lines of the
 * mended text are those of the original.
 */
#ifndef COMMAND_FIX_TEXT_H
#define COMMAND_FIX_TEXT_H

#include <apr_pools.h>
#include <apr_tables.h>

typedef struct fix_text_t {
    const char *bytes; /* with a NUL behind the last one */
    apr_size_t size;
    int is_utf8; /* else each letter is one byte: all that is written must be ASCII */
} fix_text_t;

/** Edits with the same group make sense only together. */
typedef struct fix_edit_t {
    apr_size_t at, length;
    const char *instead;
    int group;
} fix_edit_t;

/** Non-zero where the markup of @a text can be read without knowing its encoding better. */
int fix_text_is_readable(fix_text_t *text);

/** Non-zero where the bytes of @a a are those of @a b. */
int fix_text_is_equal(const fix_text_t *a, const fix_text_t *b);

/** Adds to @a edits (fix_edit_t) that the bytes from @a from to @a to become @a instead. Nothing is
 * added where a line would come or go. */
void fix_text_replace(apr_array_header_t *edits, const fix_text_t *text, const char *from,
                      const char *to, const char *instead, int group);

/** @a text with the edits of @a group, or with all (-1). Edits that overlap an earlier one are left
 * out. */
fix_text_t fix_text_apply(const fix_text_t *text, const apr_array_header_t *edits, int group,
                          apr_pool_t *result_pool);

#endif
