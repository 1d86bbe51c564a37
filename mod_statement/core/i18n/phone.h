/**
 * core/i18n/phone - makes tel: addresses of contacts' telephone fields (RFC 3966).
 *
 * Accepts one number of 3 to 15 digits of any script (E.164 has 15 at most), grouped by spaces,
 * hyphens, full stops and brackets. A slash groups only the first six digits; after more it begins
 * a second number. A `(0)` after a country code is for national calls and is dropped. An extension
 * may follow after ext, x, extension, poste or int. Anything else is refused: no link is better
 * than a wrong number.
 *
 * A national number has no phone-context (RFC 3966 section 5.1.5), because telephones ignore it.
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

/** Returns the tel: address of @a text; NULL where it is refused, with the reason in *fault (may be
 * NULL). Any thread. */
const char *stm_phone_address(const char *text, stm_phone_fault_t *fault, apr_pool_t *result_pool);

#endif
