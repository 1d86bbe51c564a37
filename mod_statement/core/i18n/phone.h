/**
 * core/i18n/phone - what a contact's telephone field dials.
 *
 * One number, of 3 to 15 digits of any script, may be parted by spaces, hyphens, full stops and
 * brackets, and by a slash while fewer than seven digits stand before it: later, a second number
 * begins. `(0)` after a country code is for callers at home and goes. An extension may follow after
 * ext, x, extension, poste or int. All else cannot be dialled, since a wrong number is worse than
 * none.
 *
 * National numbers become digits without RFC 3966's phone-context: telephones dial them as they are
 * and know no context.
 */
#ifndef CORE_I18N_PHONE_H
#define CORE_I18N_PHONE_H

#include <apr_pools.h>

typedef enum stm_phone_fault_t {
    STM_PHONE_GOOD,
    STM_PHONE_PART,   /* "Durchwahl 5" follows: only what stands before it is dialled */
    STM_PHONE_TWO,    /* numbers */
    STM_PHONE_WORDS,  /* letters, or signs that no number has */
    STM_PHONE_LENGTH, /* too few digits, or too many */
    STM_PHONE_ZERO    /* (0) stands twice */
} stm_phone_fault_t;

/** The tel: address of @a text, NULL where it cannot be dialled; @a *fault (may be NULL) says why.
 */
const char *stm_phone_address(const char *text, stm_phone_fault_t *fault, apr_pool_t *result_pool);

#endif
