/**
 * core/i18n/locale - the ICU locale of a language tag, and a pool of ICU objects for reuse.
 *
 * Private to core/i18n. Nothing here uses ICU's default locale: it belongs to the process, and
 * other modules may set it. All functions may be called by any thread.
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

/** Takes an idle object of @a kind for @a tag or makes one; NULL where that fails. The object
 * belongs to the caller until stm_locale_release. */
void *stm_locale_acquire(const stm_locale_kind_t *kind, const char *tag);

/** Gives @a object back (NULL: does nothing). The process keeps a bounded number of idle ones,
 * which any thread may take. */
void stm_locale_release(const stm_locale_kind_t *kind, const char *tag, void *object);

/** Closes all idle objects. */
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
