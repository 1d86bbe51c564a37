/**
 * core/i18n/language - what differs between languages.
 *
 * What pages print comes from core/i18n/cldr's table, so that they stay the same whatever ICU the
 * system has; where text may be cut or broken, and what letters are, ICU says. Names of languages
 * that the table lacks are ICU's.
 *
 * Language tags are BCP 47 as documents write them; an unknown or empty tag acts as "en", and a
 * tag is shortened from its end (RFC 4647 section 3.4) with the likely script kept, so that
 * zh-Hant-HK and zh-TW are Traditional Chinese. All functions may be called by any thread.
 */
#ifndef CORE_I18N_LANGUAGE_H
#define CORE_I18N_LANGUAGE_H

#include <apr_pools.h>
#include <apr_tables.h>

#include "core/i18n/date.h"

typedef struct stm_quotation_marks_t {
    const char *open; /* with the language's no-break space: French "« " */
    const char *close;
} stm_quotation_marks_t;

/** The quotation marks of @a tag at @a level (from 1; beyond 2 the pairs alternate). The strings
 * live as long as the process. */
void stm_language_quotation_marks(stm_quotation_marks_t *marks, const char *tag, int level);

/** "ltr" or "rtl", from the likely script of the full tag. */
const char *stm_language_direction(const char *tag);

/** The name of the language @a tag in the language @a in_tag ("Deutsch"); @a tag itself where it
 * is no tag or has no name. */
const char *stm_language_name(const char *tag, const char *in_tag, apr_pool_t *result_pool);

/** The tag for dates of an entry in @a tag in a list that is in @a list_tag: that of the list where
 * it names a region and both are one language in one script (of en in en-GB: British dates), else
 * @a tag. */
const char *stm_language_listed(const char *tag, const char *list_tag);

typedef enum {
    STM_STYLE_UNSET = 0,
    STM_STYLE_DAY,    /* 4 May 2026 */
    STM_STYLE_MOMENT, /* 4 May 2026, 12:00 CEST: a day for dates that are days */
    STM_STYLE_TIME    /* 12:00 CEST: a day for dates that are days */
} stm_style_t;

/** A date in words. A day is shown as that day; moments are shown in @a zone, or at the offset they
 * were written with where that is NULL. UTF-8. */
const char *stm_language_date(const stm_date_t *date, const stm_zone_t *zone, const char *tag,
                              stm_style_t style, apr_pool_t *result_pool);

/** The month, from 1, of which @a word is the name, or the beginning of it, in the language @a tag
 * or else in another that we have words for; 0: none. Slow: for what is wrong or doubtful. */
int stm_language_month(const char *word, const char *tag, apr_pool_t *scratch_pool);

/** Case and diacritics folded, for joining tags and for search. */
const char *stm_language_fold(const char *text, apr_pool_t *result_pool);

/** @a text with each letter and its accents as one character (Unicode's form NFC), or apart (NFD),
 * as macOS writes the names of files. */
const char *stm_language_composed(const char *text, apr_pool_t *result_pool);
const char *stm_language_decomposed(const char *text, apr_pool_t *result_pool);

/** @a text cut at a word to at most @a max_chars characters, with an ellipsis where cut; never
 * inside a grapheme. */
const char *stm_language_cut(const char *text, const char *tag, int max_chars,
                             apr_pool_t *result_pool);

/** @a text broken into lines of at most @a width columns (East Asian letters count two) at the
 * language's line break opportunities; the first line starts with @a first, later ones with
 * @a later; each line, the last too, ends with LF; existing LFs stay line ends. Addresses
 * ("https://…") and what has no break opportunity of its own are moved to a line of their own;
 * only words that are no address are broken where they are longer than a line. "" for "". */
const char *stm_language_wrap(const char *text, const char *tag, int width, const char *first,
                              const char *later, apr_pool_t *result_pool);

/** Non-zero where @a character is of a script that writes no spaces between words. */
int stm_language_is_spaceless(apr_uint32_t character);

/** Non-zero where @a tag is a well-formed BCP 47 tag. */
int stm_language_is_tag(const char *tag);

/** The subtags with which all of @a tags (const char *) begin, "de" for de-AT and de-CH; NULL where
 * there are none, or one names no language. */
const char *stm_language_shared(const apr_array_header_t *tags, apr_pool_t *result_pool);

/** @a tag in the letters that are usual: "de-AT", "zh-Hant"; itself where it is no tag. */
const char *stm_language_canonical(const char *tag, apr_pool_t *result_pool);

#endif
