/**
 * core/i18n/language - formats and processes text by the rules of its language.
 *
 * Dates, marks and names come from core/i18n/cldr, so that pages stay the same whichever ICU the
 * system has. ICU finds word and line breaks and the properties of characters, and supplies the
 * names of languages that the table lacks.
 *
 * Language tags are BCP 47 as documents write them. An unknown or empty tag acts as "en". A look-up
 * shortens a tag from its end (RFC 4647 section 3.4) but keeps its likely script, so that
 * zh-Hant-HK and zh-TW are Traditional Chinese. Texts are UTF-8. All functions may be called by any
 * thread.
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

/** Returns the month, from 1, whose name in the language @a tag or else in another one of l10n/ is
 * or begins with @a word; 0: none. Slow; call it only to explain mistakes. */
int stm_language_month(const char *word, const char *tag, apr_pool_t *scratch_pool);

/** Folds case and removes diacritics, to compare tags and for search. */
const char *stm_language_fold(const char *text, apr_pool_t *result_pool);

/** @a text in the normalization form NFC (a letter and its accents are one character) or NFD (they
 * are several, as in macOS's file names); UAX #15. */
const char *stm_language_composed(const char *text, apr_pool_t *result_pool);
const char *stm_language_decomposed(const char *text, apr_pool_t *result_pool);

/** Cuts @a text between two words to at most @a max_chars characters and appends an ellipsis;
 * returns a shorter @a text as it is. Never cuts inside a grapheme cluster. */
const char *stm_language_cut(const char *text, const char *tag, int max_chars,
                             apr_pool_t *result_pool);

/** Breaks @a text into lines of at most @a width columns (an East Asian wide character takes two)
 * at the language's break opportunities. The first line starts with @a first, the others with @a
 * later; each ends with LF, and LFs in @a text still end lines. An address ("https://…") or another
 * unit that does not fit gets a line of its own; a word longer than a line is broken, an address
 * never. Returns "" for "". */
const char *stm_language_wrap(const char *text, const char *tag, int width, const char *first,
                              const char *later, apr_pool_t *result_pool);

/** Non-zero where the script of @a character writes no spaces between words. */
int stm_language_is_spaceless(apr_uint32_t character);

/** Non-zero where @a tag is a well-formed BCP 47 tag. */
int stm_language_is_tag(const char *tag);

/** The longest run of subtags with which all @a tags (const char *) begin: "de" for de-AT and
 * de-CH; NULL where there is none, or where a tag names no language. */
const char *stm_language_shared(const apr_array_header_t *tags, apr_pool_t *result_pool);

/** @a tag in the letter case of RFC 5646 section 2.1.1: "de-AT", "zh-Hant"; itself where it is no
 * tag. */
const char *stm_language_canonical(const char *tag, apr_pool_t *result_pool);

#endif
