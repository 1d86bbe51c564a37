/**
 * core/xslt/ui_words - the words that stylesheets put around a document, from l10n/LANG.xml.
 *
 * Looked up by the exact tag, then the tag shortened, then the newsroom's language, then English.
 * Latin text of a language that is usually written otherwise (ar-Latn) takes no words but Latin
 * ones. Words are loaded once, are immutable and may be shared by all threads.
 *
 * <words xml:lang="en"><word key="end-line">End of {issuer} Statement</word>…</words>
 */
#ifndef CORE_XSLT_UI_WORDS_H
#define CORE_XSLT_UI_WORDS_H

#include <apr_pools.h>
#include <apr_tables.h>

#include "core/base/problem.h"

typedef struct stm_ui_words_t stm_ui_words_t;

/** Loads every l10n/LANG.xml below @a stylesheet_dir. APR_ENOENT where English is missing;
 * STM_EMALFORMED with problems. */
apr_status_t stm_ui_words_load(const stm_ui_words_t **words, const char *stylesheet_dir,
                               stm_problems_t *problems, apr_pool_t *result_pool);

/** The text of @a key, or NULL where no language has it. @a fallback_tag is the newsroom's
 * language, may be NULL. */
const char *stm_ui_words_get(const stm_ui_words_t *words, const char *key, const char *tag,
                             const char *fallback_tag);

/** A hash (32 hex digits) over all files. */
const char *stm_ui_words_digest(const stm_ui_words_t *words);

/** The languages that have words (const char *, in small letters), in no order. */
apr_array_header_t *stm_ui_words_tags(const stm_ui_words_t *words, apr_pool_t *result_pool);

#endif
