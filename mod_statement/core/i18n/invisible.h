/**
 * core/i18n/invisible - letters that are not seen, and white space of every kind.
 *
 * Lists, feeds and windows show titles among other texts: an override that turns one round turns
 * the rest of the line round too, and a zero-width letter makes two of what readers take for one.
 * What a script or an emoji needs stays: joiners, variation selectors, the marks of direction
 * (LRM, RLM, ALM), tag letters after an emoji, U+200B between letters of Khmer, Lao, Thai, Burmese.
 */
#ifndef CORE_I18N_INVISIBLE_H
#define CORE_I18N_INVISIBLE_H

#include <apr_pools.h>

/** The first letter in @a text that has to leave a title; NULL: none. */
const char *stm_invisible_find(const char *text);

/** @a text without those letters; @a text itself where there are none. */
const char *stm_invisible_removed(const char *text, apr_pool_t *result_pool);

/** The first separator of lines or paragraphs (U+2028, U+2029) in @a text; NULL: none. */
const char *stm_invisible_separator(const char *text);

/** @a text with line breaks in their place; @a text itself where there are none. */
const char *stm_invisible_spaced(const char *text, apr_pool_t *result_pool);

/** Past the white space that @a text begins with: no-break and ideographic spaces count too. */
const char *stm_invisible_start(const char *text);

/** Where the white space begins that @a text, which ends at @a end, ends with. */
const char *stm_invisible_end(const char *text, const char *end);

#endif
