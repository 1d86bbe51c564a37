/**
 * core/i18n/language_tag - language tags that are no tags, or that say nothing.
 *
 * A tag may be well-formed and still name no language ("english", "und"), which gives a page marks,
 * dates and a voice of another one.
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

/** What is wrong with @a tag. A language of three letters that CLDR does not know is good: there
 * are thousands of them. So is what is for private use, but not "x-…" alone. */
stm_tag_fault_t stm_language_tag_fault(const char *tag);

/** The tag that was meant by what is not good: "en-GB" for "en_GB", "en" for "english" and "eng",
 * "ja" for "jp". NULL: nobody can tell. Slow where a name has to be looked for. */
const char *stm_language_tag_meant(const char *tag, apr_pool_t *result_pool);

#endif
