/**
 * core/schema/typed_marks - which characters of a block are typed quotation marks.
 *
 * For the rule that warns of them, and for what mends them.
 *
 * They work on the characters of one block in a row, with the start and end of each `quote` between
 * them. A row belongs to one thread.
 */
#ifndef CORE_SCHEMA_TYPED_MARKS_H
#define CORE_SCHEMA_TYPED_MARKS_H

#include "core/schema/rules.h"

typedef enum { STM_SIGN_LETTER, STM_SIGN_QUOTE_START, STM_SIGN_QUOTE_END } stm_sign_kind_t;

typedef enum {
    STM_MARK_NONE = 0,
    STM_MARK_LIKELY, /* might be an apostrophe after all: worth a warning, never an error */
    STM_MARK_CERTAIN
} stm_mark_t;

typedef struct stm_sign_t {
    stm_sign_kind_t kind;
    apr_uint32_t code;
    const xmlNode *node; /* the text, or the quote */
    int index;           /* of the character in its text */
    stm_mark_t mark;     /* typed as a quotation mark */
    int is_reported;
} stm_sign_t;

typedef struct stm_typed_row_t {
    const stm_check_t *check;
    stm_sign_t *signs;
    int count;
} stm_typed_row_t;

/** Non-zero for white space, no-break and thin spaces among it. */
int stm_typed_marks_is_space(apr_uint32_t code);

/** Non-zero where the sign at @a at is a letter or a digit to the rules for apostrophes. */
int stm_typed_marks_is_word(const stm_typed_row_t *row, int at);

/** Non-zero where the words are, in part, Arabic or Hawaiian in Latin letters, of which some look
 * like single marks. */
int stm_typed_marks_is_transliterated(const stm_typed_row_t *row);

/** Fills @a row with the characters of @a block, and says which of them are typed marks. */
void stm_typed_marks_read(stm_typed_row_t *row, const xmlNode *block, apr_pool_t *result_pool);

/** Non-zero where @a block may hold a typed mark. Most hold none: of them nothing can be said, and
 * no row need be made. A closing single mark alone is an apostrophe. */
int stm_typed_marks_are_in(const xmlNode *block);

/** The nearest character from @a at on in direction @a step that is no space; -1 where an edge of a
 * quotation or of the block comes first. */
int stm_typed_marks_visible(const stm_typed_row_t *row, int at, int step);

/** Non-zero where @a block is the first (or the last) paragraph of a block quotation. */
int stm_typed_marks_is_at_edge(const xmlNode *block, int is_start);

/** Marks pairs of ' or ’ around words, but none that may be apostrophes. */
void stm_typed_marks_find_apostrophes(stm_typed_row_t *row);

/** Non-zero where @a text has ' or ’ before a word. */
int stm_typed_marks_has_apostrophe(const char *text);

#endif
