/**
 * core/i18n/fold - folds the letters of a text for search.
 *
 * Readers replace letters that their keyboard lacks, and some letters have several spellings.
 * Beyond case, accents and forms (stm_language_fold) ł becomes l, æ becomes ae, þ becomes th, ı
 * becomes i; hamza on a carrier becomes the carrier, ة becomes ه, ى and ی become ي, ک becomes ك;
 * digits of all scripts become 0 to 9.
 */
#ifndef CORE_I18N_FOLD_H
#define CORE_I18N_FOLD_H

#include <apr_pools.h>

/** Folds @a text, which must be UTF-8. Any thread. */
const char *stm_fold(const char *text, apr_pool_t *result_pool);

#endif
