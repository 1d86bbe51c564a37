/**
 * command/fix_tokens - the markup of a text as a row of tokens, which know their place in it.
 */
#ifndef COMMAND_FIX_TOKENS_H
#define COMMAND_FIX_TOKENS_H

#include "command/fix_text.h"

typedef enum {
    FIX_WORDS, /* text between tags */
    FIX_START,
    FIX_EMPTY, /* <name/> */
    FIX_END,
    FIX_OTHER /* a comment, a CDATA section, a processing instruction */
} fix_kind_t;

typedef struct fix_token_t {
    fix_kind_t kind;
    const char *at, *end;
    const char *name; /* of a tag */
    int name_length;
    int parent;  /* the start tag around it; -1: none */
    int partner; /* of a start tag its end tag, and the other way round */
} fix_token_t;

typedef struct fix_tokens_t {
    fix_token_t *all;
    int count;
    int is_matched; /* each start tag has its end tag, and the other way round */
} fix_tokens_t;

typedef struct fix_attribute_t {
    const char *at, *end; /* with its value's quotation marks */
    int name_length;
    const char *value, *value_end;
} fix_attribute_t;

void fix_tokens_read(fix_tokens_t *tokens, const fix_text_t *text, apr_pool_t *result_pool);

/** The token in which the place @a at of the text is; NULL: none. */
const fix_token_t *fix_tokens_at(const fix_tokens_t *tokens, const char *at);

/** Non-zero where @a token has the name @a name. */
int fix_token_is(const fix_token_t *token, const char *name);

/** Stores in *attribute the one that follows @a after (NULL: the first) in a tag; zero at the end.
 */
int fix_token_attribute(const fix_token_t *token, const char *after, fix_attribute_t *attribute);

/** Non-zero where @a attribute has the name @a name. */
int fix_attribute_is(const fix_attribute_t *attribute, const char *name);

#endif
