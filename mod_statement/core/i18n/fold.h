/**
 * core/i18n/fold - the letters of a text as search compares them.
 *
 * What readers type in place of a letter that their keyboard lacks, and letters that are written in
 * several ways, are one: beyond case, accents and forms (stm_language_fold) ł is l, æ is ae, þ is
 * th, ı is i; hamza on a carrier is the carrier, ة is ه, ى and ی are ي, ک is ك; digits of all
 * scripts are 0 to 9.
 */
#ifndef CORE_I18N_FOLD_H
#define CORE_I18N_FOLD_H

#include <apr_pools.h>

/** @a text, which is UTF-8, folded. */
const char *stm_fold(const char *text, apr_pool_t *result_pool);

#endif
