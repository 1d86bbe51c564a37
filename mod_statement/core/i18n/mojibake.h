/**
 * core/i18n/mojibake - finds UTF-8 that a program has read as Windows-1252.
 *
 * Each letter then shows as two or three: "Ã©" for "é", "â€™" for
 * "’". Some of these stand side by side in real words, too (IRMÃ», CAFÉ»), so the
 * letters around them decide.
 */
#ifndef CORE_I18N_MOJIBAKE_H
#define CORE_I18N_MOJIBAKE_H

#include <apr_pools.h>

typedef struct stm_mojibake_t {
    const char *at;     /* in the text */
    const char *typed;  /* the letters there: "Ã©" */
    const char *letter; /* what was meant: "é" */
} stm_mojibake_t;

/** The first misread letter in @a text, which is UTF-8 and may be NULL. Zero where there is none.
 */
int stm_mojibake_find(stm_mojibake_t *found, const char *text, apr_pool_t *result_pool);

/** Returns the first U+FFFD in @a text, which may be NULL; NULL: none. Programs write it for a
 * letter that they could not decode. */
const char *stm_mojibake_replacement(const char *text);

#endif
