/**
 * core/i18n/language_tag - finds mistakes in language tags (RFC 5646).
 *
 * A tag may be well-formed and still name no language ("english", "und"); a page with it would get
 * the marks and dates of another language, and screen readers would speak it with a wrong voice.
 * All functions may be called by any thread.
 */
#ifndef CORE_I18N_LANGUAGE_TAG_H
#define CORE_I18N_LANGUAGE_TAG_H

#include <apr_pools.h>

typedef enum {
    STM_TAG_GOOD = 0,
    STM_TAG_MALFORMED,
    STM_TAG_UNKNOWN, /* "english", "xx": no language is called that */
    STM_TAG_LONG,    /* "eng": a shorter code has to be used (RFC 5646 section 2.2.1) */
    STM_TAG_NONE,    /* "und", "x-default": says that there is no language, or an unknown one */
    STM_TAG_MANY,    /* "mul" */
    STM_TAG_SCRIPT,  /* "zh-Hanx": no script is called that */
    STM_TAG_REGION   /* "en-UK", "en-EN": no country is called that */
} stm_tag_fault_t;

/** Returns the first mistake in @a tag. A language of three letters that CLDR does not know is
 * good, since there are thousands of them; so are private use subtags, but not "x-…" alone. */
stm_tag_fault_t stm_language_tag_fault(const char *tag);

/** Returns the tag that was probably meant: "en-GB" for "en_GB", "en" for "english" and "eng", "ja"
 * for "jp"; NULL where there is no guess. Slow where it searches the names of languages. */
const char *stm_language_tag_meant(const char *tag, apr_pool_t *result_pool);

#endif
