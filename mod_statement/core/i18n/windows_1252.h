/**
 * core/i18n/windows_1252 - letters of Windows-1252 that were taken for something else.
 */
#ifndef CORE_I18N_WINDOWS_1252_H
#define CORE_I18N_WINDOWS_1252_H

#include <apr_pools.h>

/** The letter that Windows-1252 has at @a code (0x80 to 0xFF), as UTF-8; NULL: none. */
const char *stm_windows_1252_letter(apr_uint32_t code);

/** The first of the characters U+0080 to U+009F in @a text, which may be NULL: they have no shape,
 * and where one stands, somebody's Windows-1252 letter was taken for something else. It is two
 * bytes, of which the second is its number. NULL: none. */
const char *stm_windows_1252_find(const char *text);

/** @a text with the letters that were meant in their places, and without those that mean none; @a
 * text itself where there are none. */
const char *stm_windows_1252_mend(const char *text, apr_pool_t *result_pool);

#endif
