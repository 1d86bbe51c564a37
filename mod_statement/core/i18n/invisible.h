/**
 * core/i18n/invisible - finds and removes invisible characters and Unicode's white space.
 *
 * Lists, feeds and windows show a title beside other text: a bidirectional override in it reverses
 * the rest of the line too, and a zero-width character makes two titles look like one. Characters
 * that a script or an emoji needs are kept: joiners, variation selectors, directional marks (LRM,
 * RLM, ALM), tag characters after an emoji, U+200B between letters of Khmer, Lao, Thai or Burmese.
 * Texts are UTF-8. All functions may be called by any thread.
 */
#ifndef CORE_I18N_INVISIBLE_H
#define CORE_I18N_INVISIBLE_H

#include <apr_pools.h>

/** Returns the first character in @a text that a title must not have; NULL: none. */
const char *stm_invisible_find(const char *text);

/** Returns @a text without those characters; @a text itself where there are none. */
const char *stm_invisible_removed(const char *text, apr_pool_t *result_pool);

/** Returns the first line or paragraph separator (U+2028, U+2029) in @a text; NULL: none. */
const char *stm_invisible_separator(const char *text);

/** Returns @a text with line feeds in place of separators; @a text itself where there are none. */
const char *stm_invisible_spaced(const char *text, apr_pool_t *result_pool);

/** Returns the first character of @a text that is no white space; no-break and ideographic spaces
 * are white space, too. */
const char *stm_invisible_start(const char *text);

/** Returns where the white space at the end of @a text begins; @a end is the text's end. */
const char *stm_invisible_end(const char *text, const char *end);

#endif
