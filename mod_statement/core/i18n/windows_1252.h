/**
 * core/i18n/windows_1252 - repairs Windows-1252 letters that were decoded as ISO 8859-1.
 */
#ifndef CORE_I18N_WINDOWS_1252_H
#define CORE_I18N_WINDOWS_1252_H

#include <apr_pools.h>

/** Returns the letter of Windows-1252 at @a code (0x80 to 0xFF), in UTF-8; NULL: none. */
const char *stm_windows_1252_letter(apr_uint32_t code);

/** Returns the first control character U+0080 to U+009F in @a text, which may be NULL; NULL: none.
 * Documents have them only where a program has decoded Windows-1252 wrongly. Its second byte of two
 * is the code in Windows-1252. */
const char *stm_windows_1252_find(const char *text);

/** Returns @a text with these characters replaced by the letters of Windows-1252 or, where it has
 * none, removed; @a text itself where there are none. */
const char *stm_windows_1252_mend(const char *text, apr_pool_t *result_pool);

#endif
