/**
 * core/i18n/locale - ICU's side of a language tag: its locale, and costly objects kept for later.
 *
 * Only the files of core/i18n/language know these. Nothing here depends on ICU's default locale,
 * which is the process's and may be anybody's.
 */
#ifndef CORE_I18N_LOCALE_H
#define CORE_I18N_LOCALE_H

#include <apr_pools.h>
#include <unicode/utypes.h>

#define STM_LOCALE_BYTES 64

/** A kind of object that is made for an ICU locale; a constant, known by its address. The locale
 * of a tag is its language, the script where it is not the language's own, and the region; "en" for
 * what is no tag and for languages of which CLDR knows nothing. */
typedef struct stm_locale_kind_t {
    void *(*make)(const char *locale); /* NULL where it cannot */
    void (*close)(void *object);       /* NULL: nothing to close */
} stm_locale_kind_t;

/** An object of @a kind for @a tag, which is the caller's alone until it gives it back; made where
 * none is idle; NULL where it cannot be made. Any thread. */
void *stm_locale_acquire(const stm_locale_kind_t *kind, const char *tag);

/** Gives it back, or NULL. The process keeps some that nobody uses, whatever thread they come from.
 * Any thread. */
void stm_locale_release(const stm_locale_kind_t *kind, const char *tag, void *object);

/** Closes what nobody uses. Any thread. */
void stm_locale_release_idle(void);

/** The locale of @a tag written as a tag, with its likely script ("zh-Hant-TW" for zh-TW). 0 where
 * CLDR knows nothing of the language. */
int stm_locale_tag(char locale_tag[STM_LOCALE_BYTES], const char *tag);

/** Non-zero where @a tag is likely to be written in Latin letters. */
int stm_locale_is_latin(const char *tag);

/** UTF-8 to UTF-16 and back; what is no UTF-8 becomes U+FFFD. @a length may be NULL. */
UChar *stm_locale_utf16(const char *text, int32_t *length, apr_pool_t *result_pool);
char *stm_locale_utf8(const UChar *text, int32_t length, apr_pool_t *result_pool);

#endif
